"""The notice gap: what people were not told, were told less of, or were told the opposite of."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from policydiff.law.models import NoticeGap
from policydiff.law.topics import FACETS, Sentence, content_words, of_change, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policydiff.extraction.models import Policy
    from policydiff.law.models import JudgedChange, JudgedDelta

_GAIN = ("added", "broadened")


def notice_gaps(changes: Sequence[JudgedChange], notice: Policy | None) -> tuple[NoticeGap, ...]:
    """The material changes that a notice leaves out, understates or contradicts, in the order of the changes; none without a notice.

    A change is *missing* where no sentence names it; *contradicted* where the notice denies it and states it nowhere; *understated* where what leads the
    change is named, and something else in it that needs consent is not. The quote is the sentence that comes nearest.
    """
    if notice is None:
        return ()
    told = tuple(sentences(notice))
    found = (_gap(change, notice, told) for change in changes if change.materiality != "none")
    return tuple(gap for gap in found if gap is not None)


def mention(change: JudgedChange, notice: Policy, told: Sequence[Sentence]) -> tuple[bool, str | None]:
    """Whether a notice, of which `told` are the sentences, names what leads a change, with the sentence that does."""
    quote = _named(_lead(change), told, _denied(notice))
    return quote is not None, quote


def _gap(change: JudgedChange, notice: Policy, told: tuple[Sentence, ...]) -> NoticeGap | None:
    denied = _denied(notice)
    lead = _lead(change)
    quote = _named(lead, told, denied)
    if quote is None:
        against = _denial(change, notice)
        return NoticeGap(change=change.id, status="contradicted" if against else "missing", notice=against)
    heavy = [delta for delta in change.deltas if delta.materiality == "consent" and delta is not lead]
    if all(_named(delta, told, denied) is not None for delta in heavy):
        return None
    return NoticeGap(change=change.id, status="understated", notice=quote)


def _lead(change: JudgedChange) -> JudgedDelta:
    own = (change.slot, change.category, change.direction)
    return next(delta for delta in change.deltas if (delta.slot, delta.category, delta.direction) == own)


def _named(delta: JudgedDelta, told: Sequence[Sentence], denied: Sequence[tuple[int, int]]) -> str | None:
    """The first sentence that names a delta: the fullest one, where its slot has categories; else one with most of its words."""
    open_ = [sentence for sentence in told if not any(start < sentence.end and sentence.start < end for start, end in denied)]
    if delta.slot == "commitment":
        return _said_to_end(delta, told)
    topic = (delta.slot, delta.category)
    if delta.slot in FACETS:
        about = [sentence for sentence in open_ if topic in sentence.topics]
        around = {("data", name) for name in delta.context.data} | {("recipient", name) for name in delta.context.recipients}
        around |= {("purpose", name) for name in delta.context.purposes}
        if about:
            return max(about, key=lambda sentence: len(sentence.topics & around)).text
    return _same_words(delta, open_)


def _same_words(delta: JudgedDelta, told: Sequence[Sentence]) -> str | None:
    wanted = content_words(delta.term)
    if not wanted:
        return None
    best = max(told, key=lambda sentence: len(wanted & content_words(sentence.text)), default=None)
    if best is None or len(wanted & content_words(best.text)) < _settings()["share"] * len(wanted):
        return None
    return best.text


def _said_to_end(delta: JudgedDelta, told: Sequence[Sentence]) -> str | None:
    ending = [sentence for sentence in told if any(cue in sentence.text.lower() for cue in _settings()["ending"])]
    return _same_words(delta, ending)


def _denied(notice: Policy) -> tuple[tuple[int, int], ...]:
    """Where the notice says what is not done."""
    practices = [(practice.start, practice.end) for practice in notice.practices if practice.polarity == "denied"]
    return (*practices, *((promise.start, promise.end) for promise in notice.commitments))


def _denial(change: JudgedChange, notice: Policy) -> str | None:
    """The words of the notice that deny what a change newly permits, where it denies that without a condition."""
    if change.slot not in FACETS or change.direction not in _GAIN:
        return None
    wanted = of_change(change, change.slot) & {(change.slot, change.category)}
    for practice in notice.practices:
        said = {"data": practice.data, "purpose": practice.purposes, "recipient": practice.recipients}[change.slot]
        if practice.polarity == "denied" and not practice.conditions and wanted & {(change.slot, item.category) for item in said}:
            return notice.document.text[practice.start : practice.end]
    for promise in notice.commitments:
        said = {"data": promise.data, "purpose": promise.purposes, "recipient": promise.recipients}[change.slot]
        if not promise.conditions and wanted & {(change.slot, item.category) for item in said}:
            return promise.text
    return None


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    return tomllib.loads(files("policydiff.law").joinpath("notice.toml").read_text(encoding="utf-8"))
