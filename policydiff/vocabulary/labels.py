"""Labelled clauses to learn from: those of a folder of labelled data, and our own labels of clauses in the texts of that folder.

Our own labels hold no words: a clause is named by its file and the digest of its text, a phrase by its place in the clause. They can be read only beside the
texts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from policydiff.errors import UsageError

CLAUSES, PAIRS = "clauses/learn.jsonl", "more/sources.tsv"
LABELS = Path(__file__).parents[2] / "corpora" / "labels" / "clauses.jsonl"
SLOTS = ("data", "recipients", "purposes")
# What a record says beside practices, with the key of each facet's kind.
FACETS = {"choices": "kind", "commitments": "category", "rights": "category", "transfers": "kind"}
_DIGEST = 16

Record = dict[str, Any]


def labelled(gold: Path, labels: Path = LABELS) -> Iterator[Record]:
    """The labelled clauses in a fixed order, each with text, heading, lead_in, service, practices and what else was labelled.

    `gold` is the folder of labelled data; `labels` our own labels of its texts, which may be missing. Raises UsageError where a labelled clause is not found in
    its text: the labels were made for another version of the text, or of the reader.
    """
    yield from records(gold / CLAUSES)
    if labels.is_file() and (gold / PAIRS).is_file():
        yield from _own(gold, labels)


def files(gold: Path, labels: Path = LABELS) -> list[Path]:
    """The files of labels that `labelled` reads, in a fixed order; the texts that our own labels are about come on top."""
    own = [gold / PAIRS, labels]
    return [gold / CLAUSES, *(own if all(path.is_file() for path in own) else ())]


def records(path: Path) -> Iterator[Record]:
    """The records of a file, one JSON object a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def services(gold: Path) -> dict[str, str]:
    """The service of each pair of versions."""
    path = gold / PAIRS
    if not path.is_file():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {row[0]: row[1] for row in rows}


def digest(text: str) -> str:
    """The name of a clause: the beginning of the SHA-256 of its text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_DIGEST]


def standing_off(record: Mapping[str, Any], file: str) -> Record:
    """The labels of a record without its words: places in the text instead."""
    text: str = record["text"]

    def place(words: str) -> list[int]:
        start = text.index(words)
        return [start, start + len(words)]

    practices = [
        {name: value for name, value in practice.items() if isinstance(value, str)}
        | {slot: [[*place(mention["text"]), mention["category"]] for mention in practice[slot]] for slot in SLOTS if practice.get(slot)}
        for practice in record.get("practices") or []
    ]
    told = {facet: [[*place(item["text"]), item[key]] for item in record[facet]] for facet, key in FACETS.items() if record.get(facet)}
    return {"file": file, "clause": digest(text), "practices": practices, **told}


def _own(gold: Path, labels: Path) -> Iterator[Record]:
    service = services(gold)
    found: dict[str, dict[str, Record]] = {}
    for label in records(labels):
        file: str = label["file"]
        if file not in found:
            found[file] = {clause["digest"]: clause for clause in _clauses(gold / file)}
        clause = found[file].get(label["clause"])
        if clause is None:
            raise UsageError(f"{labels.name}: {file} holds no clause {label['clause']}; the labels were made for another text or another reader")
        pair = Path(file).parent.name
        yield _restored(label, clause) | {"service": service.get(pair, pair)}


def _restored(label: Mapping[str, Any], clause: Record) -> Record:
    text: str = clause["text"]
    practices = [
        practice | {slot: [{"text": text[start:end], "category": category} for start, end, category in practice.get(slot, ())] for slot in SLOTS}
        for practice in label["practices"]
    ]
    told = {facet: [{"text": text[start:end], key: kind} for start, end, kind in label.get(facet, ())] for facet, key in FACETS.items()}
    return {**clause, "practices": practices, **told}


def _clauses(path: Path) -> Iterator[Record]:
    from policydiff.clauses import outline
    from policydiff.documents import read

    for clause in outline(read(path)).clauses:
        yield {
            "digest": digest(clause.text),
            "text": clause.text,
            "heading": list(clause.heading),
            "lead_in": clause.lead_in,
            "kind": clause.kind,
        }
