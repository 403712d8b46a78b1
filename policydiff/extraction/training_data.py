"""Labelled clauses as the mention tagger learns from them: a parsed reading and, for each slot, the tokens of its mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from policydiff.extraction.chains import BEGIN, INSIDE, Numbers
from policydiff.extraction.parse import Doc
from policydiff.extraction.reading import Reading
from policydiff.extraction.tagger import SLOTS, Slot
from policydiff.extraction.wordlists import table, words
from policydiff.vocabulary.labels import CLAUSES, Record, files, labelled, records

if TYPE_CHECKING:
    from spacy.language import Language


# The files of a folder of labelled data. Clauses follow the standard that the tagger is to meet; sentences follow another one and are learned first;
# texts carry no labels, but for our own labels of some of their clauses.
SENTENCES = "spans/policyie_train.jsonl"
TEXTS = "more/*/*.md"
_FIELDS = {"data": "data", "recipient": "recipients", "purpose": "purposes"}
_MARKS = re.compile(r"[\\*_`|<>]")
_LONGEST_ITEM = 14
_ITEM_ENDS = ("", ".", ";", ",")


@dataclass(frozen=True)
class Example:
    """A reading with its mentions as token spans a slot. `group` is what folds keep together (a service); `standard` says that it was labelled by those who
    set the standard."""

    group: str
    reading: Reading
    spans: dict[Slot, list[tuple[int, int]]]
    standard: bool = False

    def tags(self) -> Numbers:
        """Token x slot."""
        table = np.zeros((len(self.reading.doc), len(SLOTS)), dtype=np.int64)
        for number, slot in enumerate(SLOTS):
            for start, end in self.spans[slot]:
                table[start, number] = BEGIN
                table[start + 1 : end, number] = INSIDE
        return table


def sources(gold: Path) -> list[Path]:
    """Every file that training reads, in a fixed order."""
    return [*files(gold), *(p for p in [gold / SENTENCES] if p.exists()), *sorted(gold.glob(TEXTS))]


def clauses(gold: Path, model: Language) -> list[Example]:
    """The labelled clauses of a folder: its own, which set the standard, and then those that we labelled."""
    given = sum(1 for _ in records(gold / CLAUSES))
    return [replace(example, standard=number < given) for number, example in enumerate(as_examples(list(labelled(gold)), model))]


def as_examples(found: Sequence[Record], model: Language) -> list[Example]:
    """Labelled clauses as examples: text, heading, lead_in, kind, service and practices of each are used."""
    docs = map(Doc.of, model.pipe([plain(record["text"]) for record in found]))
    leads = map(Doc.of, model.pipe([plain(record.get("lead_in") or "") for record in found]))
    examples = []
    for record, doc, lead in zip(found, docs, leads, strict=True):
        context = tuple(record.get("heading") or ())
        reading = Reading(doc=doc, heading=context, lead_in=lead if len(lead) else None, kind=record.get("kind") or "paragraph")
        spans: dict[Slot, list[tuple[int, int]]] = {slot: _tokens(doc, _places(doc.text, phrases(record, slot))) for slot in SLOTS}
        examples.append(Example(record["service"], reading, spans))
    return examples


def sentences(path: Path, model: Language) -> list[Example]:
    """The labelled sentences of a file, one JSON record a line: text, spans with parts and slot.

    Sentences without any label are left out: they are unlabelled, not empty.
    """
    found = {record["text"]: record for record in records(path) if record["spans"]}
    examples = []
    for record, doc in zip(found.values(), map(Doc.of, model.pipe(found)), strict=True):
        spans: dict[Slot, list[tuple[int, int]]] = {}
        for slot in SLOTS:
            spans[slot] = _tokens(doc, sorted({(part[0], part[1]) for span in record["spans"] if span["slot"] == slot for part in span["parts"]}))
        examples.append(Example(record["text"], Reading(doc=doc), spans))
    return examples


def items(examples: Sequence[Example], model: Language) -> list[Example]:
    """List items under a lead-in, made out of the mentions of labelled clauses; a clause and its items stay in one group."""
    made: list[tuple[str, str, str, Slot | None]] = []
    spec = table("training_items")
    for slot in SLOTS:
        found = [(example.group, example.reading.doc[start:end].text) for example in examples for start, end in example.spans[slot]]
        short = [(group, phrase) for group, phrase in found if 1 < len(phrase.split()) <= _LONGEST_ITEM]
        for number, (group, phrase) in enumerate(short[:: spec[slot]["every"]]):
            leads, text, bare = spec[slot]["lead_ins"], phrase, spec[slot].get("bare_lead_ins")
            if bare and number % 2 and phrase.lower().startswith("to "):
                leads, text = bare, phrase[3:]
            made.append((group, text, leads[number % len(leads)], slot))
        leads = spec["nothing"]["lead_ins"]
        made += [(group, phrase, leads[number % len(leads)], None) for number, (group, phrase) in enumerate(short[:: spec["nothing"]["every"]])]
    docs = map(Doc.of, model.pipe([text[0].upper() + text[1:] + _ITEM_ENDS[number % len(_ITEM_ENDS)] for number, (_, text, _, _) in enumerate(made)]))
    leads_read = {lead: Doc.of(model(lead)) for _, _, lead, _ in made}
    items = []
    for (group, text, lead, own), doc in zip(made, docs, strict=True):
        spans: dict[Slot, list[tuple[int, int]]] = {slot: _tokens(doc, [(0, len(text))]) if slot == own else [] for slot in SLOTS}
        items.append(Example(group, Reading(doc=doc, lead_in=leads_read[lead], kind="list_item"), spans))
    return items


def texts(gold: Path) -> list[str]:
    """All lines of running text in the folder, each once: for learning which words occur in the same places."""
    found = {record["text"] for path in (gold / CLAUSES, gold / SENTENCES) if path.exists() for record in records(path)}
    for path in sorted(gold.glob(TEXTS)):
        found.update(line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sorted(line for line in found if len(line) > 20)


def phrases(record: Record, slot: str) -> list[str]:
    """The mentions of one slot in all practices of a record, each once."""
    return list(dict.fromkeys(mention["text"] for practice in record.get("practices") or [] for mention in practice.get(_FIELDS[slot]) or []))


def plain(text: str) -> str:
    """Text without the marks of Markdown, as a reader of Markdown gives it."""
    return _MARKS.sub("", text).strip()


def _places(text: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Where the phrases stand. Longer phrases choose first, so that "information" does not claim the word inside "information about you"."""
    lower = text.lower()
    taken: list[tuple[int, int]] = []
    for phrase in sorted(wanted, key=lambda words: (-len(words), words)):
        needle = plain(phrase).lower()
        everywhere = [match.span() for match in re.finditer(re.escape(needle), lower)] if needle else []
        whole = [place for place in everywhere if _bounded(lower, *place)] or everywhere
        free = [place for place in whole if not any(start < place[1] and place[0] < end for start, end in taken)]
        taken += free or whole[:1]
    return sorted(set(taken))


def _bounded(text: str, start: int, end: int) -> bool:
    opens = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return opens and (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))


def _tokens(doc: Doc, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Character places as token spans that do not overlap: a phrase that holds others ends before the first of them."""
    whole = [doc.char_span(start, end, alignment_mode="expand") for start, end in places]
    found: list[tuple[int, int]] = []
    for start, end in sorted(((span.start, span.end) for span in whole if span is not None), key=lambda span: (span[1] - span[0], span)):
        inner = [span[0] for span in found if span[0] < end and start < span[1]]
        if inner:
            end = min(inner)
            while end > start and doc[end - 1].lower_ in words("training_items", "before_inner"):
                end -= 1
        if end > start:
            found.append((start, end))
    return sorted(found)
