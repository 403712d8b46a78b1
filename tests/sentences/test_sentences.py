"""One sentence at a time: each row of the tables beside this file is parsed under its heading and lead-in, and must give exactly the reading that it states.

A row has `text`, optional `heading` and `lead_in`, and what is to be read; what a row leaves out must not be found:

    practices    action; actor (first_party), polarity (affirmed); data, recipients, purposes as "words|category"; retention as "kind" or "kind ISO";
                 modality is compared where the row names it
    choices      kind; window (none); ongoing, anchor, audience, mechanism, data, recipients and purposes (what it covers) are compared where the row names them
    commitments  categories; "deletion" counts only where a row names it, since careful readers differ on it
    rights       categories          children  ages, 0 where none is named
    transfers    "kind: words"       change_clause  level
    nothing      true: none of all these

Words are compared without the articles, possessives and prepositions in front of them.
`about` limits a row to the readings that it names, for sentences whose other readings are no matter of the table.
`known` says why a row is not read right yet: it must fail until the field goes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PRACTICE = {"action", "actor", "polarity", "modality", "data", "recipients", "purposes", "retention"}
READINGS = ("practices", "choices", "commitments", "rights", "transfers", "children", "change_clause")
CHOICE = {"kind", "window", "ongoing", "anchor", "audience", "mechanism", "data", "recipients", "purposes"}
FIELDS = {"text", "heading", "lead_in", "nothing", "known", "about", *READINGS}
LEADING = re.compile(r"^(?:(?:a|an|the|any|your|our|their|its|this|these|those|certain|other|to|for|in order to|on|about|of|with)\s+)+(?=\S)", re.I)


@cache
def tables() -> dict[str, list[dict[str, Any]]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["row"] for path in sorted(HERE.glob("*.toml"))}


def rows() -> list[Any]:
    cases = []
    for table, entries in tables().items():
        for row in entries:
            marks = [pytest.mark.xfail(reason=row["known"], strict=True)] if "known" in row else []
            cases.append(pytest.param(row, id=f"{table}: {(row.get('lead_in', '') + ' ' + row['text']).strip()[:70]}", marks=marks))
    return cases


def markdown(row: dict[str, Any]) -> str:
    """The row as a document: heading, lead-in, and the text as a paragraph or as the item of a list."""
    parts = [f"# {row['heading']}"] if "heading" in row else []
    parts += [row["lead_in"], f"* {row['text']}"] if "lead_in" in row else [row["text"]]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    return LEADING.sub("", re.sub(r"\s+", " ", text).strip(" .,;:").casefold())


def phrase(stated: str) -> tuple[str, str]:
    words, _, category = stated.rpartition("|")
    return plain(words), category


Reading = dict[str, Any]


def wanted_practice(row: dict[str, Any]) -> tuple[Any, ...]:
    slots = (frozenset(phrase(stated) for stated in row.get(slot, ())) for slot in ("data", "recipients", "purposes"))
    return row["action"], row.get("actor", "first_party"), row.get("polarity", "affirmed"), *slots, row.get("retention", "")


def wanted(row: dict[str, Any]) -> Reading:
    return {
        "practices": {wanted_practice(practice) for practice in row.get("practices", ())},
        "choices": {(choice["kind"], choice.get("window")) for choice in row.get("choices", ())},
        "commitments": set(row.get("commitments", ())),
        "rights": set(row.get("rights", ())),
        "transfers": {(kind, plain(words)) for kind, _, words in (stated.partition(":") for stated in row.get("transfers", ()))},
        "children": set(row.get("children", ())),
        "change_clause": row.get("change_clause"),
    }


def own(record: Any, start: int) -> bool:
    """Whether a record was read from the row's text, not from its lead-in, which is a clause of its own."""
    return bool(record.start >= start)


def read_practice(practice: Any) -> tuple[Any, ...]:
    slots = (frozenset((plain(m.text), m.category) for m in getattr(practice, slot)) for slot in ("data", "recipients", "purposes"))
    retention = practice.retention
    return practice.action, practice.actor, practice.polarity, *slots, f"{retention.kind} {retention.iso or ''}".strip() if retention else ""


def read(policy: Any, row: dict[str, Any]) -> Reading:
    clause = policy.clauses[-1]
    start = clause.start
    promises = {c.category for c in policy.commitments if own(c, start)}
    change = policy.change_clause
    return {
        "practices": {read_practice(p) for p in policy.practices if p.clause == clause.id},
        "choices": {(c.kind, c.window) for c in policy.choices if c.clause == clause.id},
        "commitments": promises if "deletion" in row.get("commitments", ()) else promises - {"deletion"},
        "rights": {r.category for r in policy.rights if own(r, start)},
        "transfers": {(t.kind, plain(t.text)) for t in policy.transfers if own(t, start)},
        "children": {c.age or 0 for c in policy.children if own(c, start)},
        "change_clause": change.level if change and own(change, start) else None,
    }


def choice_parts(choice: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a choice says under the names that a row uses."""
    every = {**choice.scope.model_dump(), **choice.model_dump(include={"ongoing", "anchor", "audience", "mechanism"})}
    return {name: list(every[name]) if isinstance(every[name], tuple) else every[name] for name in names}


@pytest.mark.parametrize("row", rows())
def test_sentence(row: dict[str, Any]) -> None:
    import policydiff

    policy = policydiff.parse(markdown(row), media_type="text/markdown")
    expected, actual = wanted(row), read(policy, row)
    faults = [f"{name}\n  expected {expected[name]}\n  found    {actual[name]}" for name in row.get("about", READINGS) if expected[name] != actual[name]]
    for practice in row.get("practices", ()):
        if "modality" in practice:
            modalities = {p.modality for p in policy.practices if read_practice(p) == wanted_practice(practice)}
            if modalities != {practice["modality"]}:
                faults.append(f"modality of {practice['action']}: expected {practice['modality']}, found {sorted(modalities)}")
    for choice in row.get("choices", ()):
        stated = {name: value for name, value in choice.items() if name not in ("kind", "window")}
        alike = [choice_parts(c, stated) for c in policy.choices if (c.kind, c.window) == (choice["kind"], choice.get("window"))]
        if stated not in alike:
            faults.append(f"{choice['kind']}: expected {stated}, found {alike}")
    assert not faults, "\n".join([row["text"], *faults])


@pytest.mark.parametrize("table", sorted(tables()))
def test_rows_are_well_formed(table: str) -> None:
    for row in tables()[table]:
        assert set(row) <= FIELDS, row
        assert all(set(choice) <= CHOICE for choice in row.get("choices", ())), row
        assert set(row.get("about", ())) <= set(READINGS), row
        assert row.get("nothing", False) != any(name in row for name in READINGS), f"a row states a reading or nothing: {row['text']}"
        context = f"{row.get('heading', '')} {row.get('lead_in', '')} {row['text']}"
        for practice in row.get("practices", ()):
            assert set(practice) <= PRACTICE, row
            for stated in [stated for slot in ("data", "recipients", "purposes") for stated in practice.get(slot, ())]:
                assert phrase(stated)[0] in context.casefold(), f"{stated!r} does not stand in {context!r}"


def test_a_third_of_the_rows_hold_nothing_or_a_denial() -> None:
    every = [row for entries in tables().values() for row in entries]
    silent = [row for row in every if row.get("nothing") or any(p.get("polarity") == "denied" for p in row.get("practices", ()))]
    assert len(every) >= 160
    assert len(silent) * 3 >= len(every)


def test_no_sentence_stands_twice() -> None:
    texts = [(row.get("lead_in"), row["text"]) for entries in tables().values() for row in entries]
    assert len(set(texts)) == len(texts)
