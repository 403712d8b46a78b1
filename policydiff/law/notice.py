"""The notice gap: what people were not told, were told less of, or were told the opposite of."""

from __future__ import annotations

import tomllib
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from policydiff.law.models import NoticeGap
from policydiff.law.reading import GAIN
from policydiff.law.topics import FACETS, Sentence, Topic, content_words, of_change, sentences, word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policydiff.extraction.models import Commitment, Policy, Practice
    from policydiff.law.models import JudgedChange, JudgedDelta

_STEM = 5  # letters: words of one stem share them, and few others do


class Told:
    """A notice as changes are looked up in it: its sentences are read once, and each delta is looked for once."""

    def __init__(self, notice: Policy) -> None:
        self.notice = notice
        self._found: dict[JudgedDelta, Sentence | None] = {}

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the notice."""
        return tuple(sentences(self.notice))

    @cached_property
    def stating(self) -> tuple[Sentence, ...]:
        """The sentences in which the notice does not deny anything."""
        practices = [(practice.start, practice.end) for practice in self.notice.practices if practice.polarity == "denied"]
        denied = (*practices, *((promise.start, promise.end) for promise in self.notice.commitments))
        return tuple(one for one in self.sentences if not any(start < one.end and one.start < end for start, end in denied))

    @cached_property
    def topics(self) -> frozenset[Topic]:
        """All that the notice says is done with which data, by whom and for what."""
        return frozenset().union(*(one.topics for one in self.stating))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The beginnings of the words in which the notice states things."""
        return frozenset(word[:_STEM] for one in self.stating for word in word_list(one.text))

    def silent_on(self, topic: Topic) -> bool:
        """Whether neither what was read in the notice nor any word of it comes near a topic ("improve" comes near improvement)."""
        words = topic[1].split("_")
        return topic not in self.topics and not all(word[:_STEM] in self.stems for word in words)

    def named(self, delta: JudgedDelta) -> Sentence | None:
        """The sentence that names a delta: the fullest one where its slot has categories, else one with most of its words."""
        if delta not in self._found:
            self._found[delta] = self._naming(delta)
        return self._found[delta]

    def mention(self, change: JudgedChange) -> str | None:
        """The words of the notice that name what leads a change."""
        sentence = self.named(_lead(change))
        return sentence.text if sentence else None

    def _naming(self, delta: JudgedDelta) -> Sentence | None:
        if delta.slot == "commitment":
            return _same_words(delta, [one for one in self.sentences if _says(one, "ending")])
        if delta.slot in FACETS:
            topic = (delta.slot, delta.category)
            about = [one for one in self.stating if topic in one.topics]
            around = {("data", name) for name in delta.context.data} | {("recipient", name) for name in delta.context.recipients}
            around |= {("purpose", name) for name in delta.context.purposes}
            if about:
                return max(about, key=lambda sentence: len(sentence.topics & around))
        return _same_words(delta, self.stating)

    def denial(self, change: JudgedChange) -> str | None:
        """The words that deny what a change newly permits, without a condition; or that say that nothing changes in what it is about."""
        if change.slot not in FACETS or change.direction not in GAIN:
            return self._unchanged(change)
        wanted = of_change(change, change.slot) & {(change.slot, change.category)}
        for practice in self.notice.practices:
            if practice.polarity == "denied" and not practice.conditions and wanted & _about(practice, change.slot):
                return self.notice.document.text[practice.start : practice.end]
        for promise in self.notice.commitments:
            if not promise.conditions and wanted & _about(promise, change.slot):
                return promise.text
        return self._unchanged(change)

    def _unchanged(self, change: JudgedChange) -> str | None:
        """The sentence that says that practices stay as they are, of all of them or of those that a change is about."""
        wanted = of_change(change)
        same = (one for one in self.sentences if _says(one, "unchanged") and _says(one, "practices"))
        return next((one.text for one in same if not one.topics or one.topics & wanted), None)

    @cached_property
    def belittling(self) -> str | None:
        """The sentence that calls the whole update small."""
        return next((one.text for one in self.sentences if _says(one, "small")), None)

    def softens(self, delta: JudgedDelta) -> bool:
        """Whether the notice makes what a delta permits hang on the person's choice or consent, and the new version does not."""
        asked = _settings()["asked"]
        sentence = self.named(delta)
        if sentence is None or delta.slot not in FACETS or delta.direction not in GAIN or delta.context.modality in asked:
            return False
        topic = (delta.slot, delta.category)
        stated = [one for one in self.notice.practices if one.polarity == "affirmed" and topic in _about(one, delta.slot)]
        return bool(stated) and all(one.modality in asked for one in stated)


def notice_gaps(changes: Sequence[JudgedChange], told: Told | None) -> tuple[NoticeGap, ...]:
    """The material changes that a notice leaves out, understates or contradicts, in the order of the changes; none without a notice.

    A change is *contradicted* where the notice denies it, or says that nothing changes, and states it nowhere. It is *understated* where the notice plays it
    down: what leads the change is named, but something else in it that needs consent is not, or is named as a matter of the person's choice; or it is not
    named, and the whole update is called small. Else, where no sentence names it, it is *missing*. The quote is the sentence that comes nearest.
    """
    if told is None:
        return ()
    found = (_gap(change, told) for change in changes if change.materiality != "none")
    return tuple(gap for gap in found if gap is not None)


def _gap(change: JudgedChange, told: Told) -> NoticeGap | None:
    lead = _lead(change)
    named = told.named(lead)
    if named is None:
        if against := told.denial(change):
            return NoticeGap(change=change.id, status="contradicted", notice=against)
        return NoticeGap(change=change.id, status="understated" if told.belittling else "missing", notice=told.belittling)
    heavy = [delta for delta in change.deltas if delta.materiality == "consent" and delta is not lead]
    if told.softens(lead) or any(told.named(delta) is None for delta in heavy):
        return NoticeGap(change=change.id, status="understated", notice=named.text)
    return None


def _lead(change: JudgedChange) -> JudgedDelta:
    own = (change.slot, change.category, change.direction)
    return next(delta for delta in change.deltas if (delta.slot, delta.category, delta.direction) == own)


def _same_words(delta: JudgedDelta, told: Iterable[Sentence]) -> Sentence | None:
    wanted = content_words(delta.term)
    best = max(told, key=lambda sentence: len(wanted & content_words(sentence.text)), default=None)
    if not wanted or best is None or len(wanted & content_words(best.text)) < _settings()["share"] * len(wanted):
        return None
    return best


def _about(said: Practice | Commitment, slot: str) -> frozenset[Topic]:
    """What a statement of the notice is about in one slot."""
    return frozenset((slot, item.category) for item in {"data": said.data, "purpose": said.purposes, "recipient": said.recipients}[slot])


def _says(sentence: Sentence, cues: str) -> bool:
    words = sentence.text.lower().replace("’", "'")
    return any(cue in words for cue in _settings()[cues])


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    return tomllib.loads(files("policydiff.law").joinpath("notice.toml").read_text(encoding="utf-8"))
