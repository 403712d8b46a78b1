"""Outside companies by name: which of them receive or process data, and what for.

A name is a run of capitalised words that is neither the house, a place, a law nor a word of everyday English. It is a recipient where a cue of its sentence
makes it one ("we use Acme", "hosted by Acme", "partners such as Acme", "Acme receives"), or where it stands in a column or list of recipients. The rules read
names alone, without a trained recogniser of entities: that would make parsing half as long again, and it takes defined terms and laws for companies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policydiff.extraction.additions import lone, with_mention
from policydiff.extraction.models import DISCLOSING, Mention, Polarity, Practice
from policydiff.extraction.named.columns import lists_recipients, rows, stands_apart
from policydiff.extraction.named.cues import Cue, bracketed, cue_of
from policydiff.extraction.named.functions import term_of
from policydiff.extraction.named.names import ordinary, runs
from policydiff.extraction.named.own_names import house, is_house, signed
from policydiff.extraction.predicates import silent
from policydiff.extraction.predicates.polarity import denied
from policydiff.extraction.predicates.roles import sentence_bounds
from policydiff.extraction.recipients import may_receive
from policydiff.extraction.wordlists import phrases, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Span
    from policydiff.extraction.reading import Reading

__all__ = ["Name", "house", "named", "rows", "signed", "with_named"]

# Categories of recipients that a name makes clearer.
_UNCLEAR = ("third_party", "named")


@dataclass(frozen=True, slots=True)
class Name:
    """A company that receives or processes data: its tokens (end exclusive), its term, and whether the sentence denies it."""

    start: int
    end: int
    term: str
    polarity: Polarity


def with_named(reading: Reading, practices: Iterable[Practice]) -> list[Practice]:
    """The practices with the named companies of their sentence among the recipients; a name that no practice of its sentence can take makes one of its own.

    `practices` are those of the clause, with offsets in it. What they name already keeps its place, and gets the term of the company
    where its own says nothing.
    """
    stated = list(practices)
    for name in named(reading):
        stated = _joined(reading, stated, name)
    return stated


def named(reading: Reading) -> tuple[Name, ...]:
    """The companies that the clause names as recipients, in order."""
    doc = reading.doc
    outside = [(start, end) for sentence in doc.sents for start, end in runs(doc, sentence.start, sentence.end) if not is_house(doc, start, end, reading)]
    if not outside:
        return ()
    listed = lists_recipients(reading)
    quiet = {sentence.start for sentence in doc.sents if _is_quiet(sentence)}
    found = (_recipient(reading, start, end, listed) for start, end in outside if doc[start].sent.start not in quiet)
    return tuple(name for name in found if name is not None)


def _is_quiet(sentence: Span) -> bool:
    """Whether the names of a sentence are no recipients: it states no practice, or is on somebody who settles complaints."""
    folded = sentence.text.lower()
    return silent(sentence) or any(phrase in folded for phrase in phrases("named", "cues", "quiet"))


def _recipient(reading: Reading, start: int, end: int, listed: bool) -> Name | None:
    """The run as a recipient, where a cue makes it one; `listed` says that the clause is a cell or an item of a list of recipients."""
    doc = reading.doc
    cue = Cue() if listed and stands_apart(doc, start, end) else cue_of(doc, start, end) or bracketed(doc, start, end)
    if cue is None or (ordinary(doc, start, end) and not (cue.strong and end - start == 1 and doc[start].tag_ == "NNP")):
        return None
    if not listed and not may_receive(doc, start, end):
        return None
    polarity: Polarity = "denied" if cue.verb is not None and denied(cue.verb) else "affirmed"
    if cue.verb is not None and polarity == "denied" and cue.verb.lemma_.lower() not in words("named", "cues", "sharing") | words("named", "cues", "using"):
        return None
    return Name(start, end, term_of(reading, start, end, cue), polarity)


def _joined(reading: Reading, practices: list[Practice], name: Name) -> list[Practice]:
    """The practices with one more name."""
    from policydiff.vocabulary import load

    text, start, end = reading.words(reading.doc[name.start : name.end])
    practices = [_without(practice, start, end) for practice in practices]
    mention = Mention(text=text, start=start, end=end, term=name.term, category=load().term(name.term, "recipients").category)
    if any(other.start < end and start < other.end for practice in practices for other in practice.recipients):
        return [_named_better(practice, mention) for practice in practices]
    taker = _taker(reading, practices, name.polarity, start)
    if taker is None:
        _, opening, closing = reading.words(reading.doc[name.start].sent)
        return [*practices, lone("share", opening, closing, polarity=name.polarity, recipients=(mention,))]
    return [with_mention(practice, "recipients", mention) if index == taker else practice for index, practice in enumerate(practices)]


def _taker(reading: Reading, practices: list[Practice], polarity: Polarity, start: int) -> int | None:
    """The practice, by its index, that takes a name at the character `start`: of its sentence one that discloses, else the first."""
    first, last = sentence_bounds(reading.doc, start)
    own = [index for index, practice in enumerate(practices) if first <= practice.start < last and practice.polarity == polarity and practice.actor != "user"]
    return next((index for index in own if practices[index].action in DISCLOSING), own[0] if own else None)


def _without(practice: Practice, start: int, end: int) -> Practice:
    """The practice without the data that are only words of a name: "Globex Data" is a firm."""
    data = tuple(mention for mention in practice.data if not start <= mention.start < mention.end <= end)
    return practice if len(data) == len(practice.data) else practice.model_copy(update={"data": data})


def _named_better(practice: Practice, mention: Mention) -> Practice:
    """The practice with the term of the company for a mention of it that says nothing by itself."""
    recipients = tuple(
        other.model_copy(update={"term": mention.term, "category": mention.category})
        if other.category in _UNCLEAR and mention.category not in _UNCLEAR and other.start <= mention.start and mention.end <= other.end
        else other
        for other in practice.recipients
    )
    return practice.model_copy(update={"recipients": recipients})
