"""Sentences of real policies about a choice and a time, where a folder of labelled data is given: windows, kinds and the rest stay above their floors.

Run with `-s` to see every sentence that is not read as labelled.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

GOLD = os.environ.get("POLICYDIFF_GOLD")
FLOORS = Path(__file__).resolve().parents[1] / "floors.toml"
PARTS = ("audience", "mechanism", "scope")

Stated = list[dict[str, Any]]


def read(text: str) -> Stated:
    """The choices of a sentence, in the shape of the labels."""
    import policydiff

    choices = policydiff.parse(text, media_type="text/plain").choices
    return [
        {
            **choice.model_dump(include={"kind", "window", "anchor", "ongoing", "mechanism"}),
            "audience": " ".join(choice.audience),
            "scope": " ".join((*choice.scope.data, *choice.scope.recipients, *choice.scope.purposes)),
        }
        for choice in choices
    ]


def values(stated: Stated, *names: str) -> set[Any]:
    """What the choices of a sentence say under some names, those without a value left out."""
    rows = (tuple(choice[name] for name in names) for choice in stated if choice[names[0]] is not None)
    return set(rows)


def words(stated: Stated, name: str) -> set[str]:
    return {word for choice in stated for word in re.findall(r"\w+", (choice[name] or "").lower())}


def right(labelled: Stated, found: Stated) -> Iterator[tuple[str, float]]:
    """The figures that a sentence counts for, each with its share from 0 to 1.

    window, kind, ongoing: the sets of values of all its choices are the same (both may be empty). anchor: the same pairs of window and anchor, counted where
    the windows are right and there are some. audience, mechanism, scope: the share of the words of both that both have, counted where the label has some and
    a choice is found.
    """
    for name in ("window", "kind", "ongoing"):
        yield name, float(values(labelled, name) == values(found, name))
    if values(labelled, "window") and values(labelled, "window") == values(found, "window"):
        yield "anchor", float(values(labelled, "window", "anchor") == values(found, "window", "anchor"))
    for name in PARTS:
        wanted, got = words(labelled, name), words(found, name)
        if wanted and found:
            yield name, len(wanted & got) / len(wanted | got)


def measure(records: Iterable[dict[str, Any]]) -> tuple[dict[str, float], list[str]]:
    """The mean of each figure over the sentences, and a line for each sentence whose window, kind, ongoing or anchor is wrong."""
    sums: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    mistakes = []
    for record in records:
        found = read(record["text"])
        shares = dict(right(record["choices"], found))
        sums.update(shares)
        counts.update(shares.keys())
        wrong = [name for name, share in shares.items() if name not in PARTS and share < 1]
        if wrong:
            told = [[(choice["kind"], choice["window"], choice["anchor"], choice["ongoing"]) for choice in stated] for stated in (record["choices"], found)]
            mistakes.append(f"{record['id']} {', '.join(wrong)}: {record['text'][:160]}\n    labelled {told[0]}\n    found    {told[1]}")
    return {name: sums[name] / counts[name] for name in counts}, mistakes


@pytest.mark.skipif(GOLD is None, reason="no labelled data: set POLICYDIFF_GOLD")
def test_windows_stay_above_their_floors() -> None:
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["windows"]
    lines = (Path(GOLD or "") / floors["gold"]).read_text(encoding="utf-8").splitlines()
    figures, mistakes = measure(json.loads(line) for line in lines if line.strip())
    print("\n".join([*mistakes, *(f"{name:10s} {figure:.3f}" for name, figure in figures.items())]))
    assert {name: figures[name] for name, floor in floors["at_least"].items() if figures[name] < floor} == {}


def test_a_sentence_counts_where_it_is_read_as_labelled() -> None:
    labelled = [
        {"kind": "opt_out", "window": "P30D", "anchor": "notice", "ongoing": False, "audience": None, "mechanism": "by post", "scope": "the new offers"}
    ]
    found = [{"kind": "object", "window": "P30D", "anchor": None, "ongoing": False, "audience": "", "mechanism": "post", "scope": "the offers"}]
    assert dict(right(labelled, labelled)) == {"window": 1, "kind": 1, "ongoing": 1, "anchor": 1, "mechanism": 1, "scope": 1}
    assert dict(right(labelled, found)) == {"window": 1, "kind": 0, "ongoing": 1, "anchor": 0, "mechanism": 0.5, "scope": pytest.approx(2 / 3)}
    assert dict(right(labelled, [])) == {"window": 0, "kind": 0, "ongoing": 0}
    assert dict(right([], [])) == {"window": 1, "kind": 1, "ongoing": 1}


def test_mistakes_are_listed() -> None:
    text = "You may opt out within 30 days of this notice."
    stated = {"kind": "opt_out", "window": "P30D", "anchor": "notice", "ongoing": False, "audience": None, "mechanism": None, "scope": None}
    assert measure([{"id": "a", "text": text, "choices": [stated]}]) == ({"window": 1, "kind": 1, "ongoing": 1, "anchor": 1}, [])
    figures, mistakes = measure([{"id": "b", "text": text, "choices": [{**stated, "window": "P14D"}]}])
    assert figures == {"window": 0, "kind": 1, "ongoing": 1}
    assert [line.splitlines()[0] for line in mistakes] == [f"b window: {text}"]
