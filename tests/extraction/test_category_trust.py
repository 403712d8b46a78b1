"""The network is heard on the category of a mention, by its place in the clause; how far to trust it is measured on services that it has not seen."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from policydiff.extraction import category_trust, encoder
from policydiff.extraction.encoder_training import FOLDS, fold_folder, part_of
from policydiff.extraction.practices import practices
from tests.extraction.readings import judged, read

LEAST = 1e-9


Judge = Callable[[str, int, int], dict[str, float]]


def seeing(slot: str, place: tuple[int, int], category: str) -> Judge:
    """Of one mention, by slot and tokens, one category for sure; nothing of any other."""
    return lambda asked, start, end: {category: math.log(1 - LEAST)} if (asked, start, end) == (slot, *place) else {}


SHARED = "We share the pictures of your pets with our publishing partners to learn which pages please."


@pytest.mark.parametrize(
    ("seen", "data", "recipients", "purposes"),
    [
        (seeing("data", (0, 0), "identity"), ["content"], ["business_partner"], ["analytics"]),
        (seeing("data", (2, 7), "identity"), ["identity"], ["business_partner"], ["analytics"]),
        (seeing("recipient", (8, 11), "advertiser"), ["content"], ["business_partner"], ["analytics"]),
        (seeing("purpose", (11, 16), "improvement"), ["content"], ["business_partner"], ["improvement"]),
    ],
)
def test_the_network_is_heard_on_data_and_purposes_at_their_place(seen: Judge, data: list[str], recipients: list[str], purposes: list[str]) -> None:
    (practice,) = practices(judged(SHARED, seen))
    assert [mention.category for mention in practice.data] == data
    assert [mention.category for mention in practice.recipients] == recipients
    assert [mention.category for mention in practice.purposes] == purposes


def test_without_a_network_the_words_speak_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "load", lambda: None)
    (practice,) = practices(read(SHARED))
    assert [mention.category for mention in practice.data] == ["content"]


def test_the_table_tells_how_often_both_are_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    service = next(name for name in map(str, range(10)) if part_of(name, FOLDS) == 0)
    other = next(name for name in map(str, range(10)) if part_of(name, FOLDS) == 1)
    (tmp_path / "clauses").mkdir()
    said = [
        (service, "the email address of your school", "contact"),
        (other, "the email address of your school", "contact"),
        (service, "how you browse", "health"),
        (service, "your email address", "health"),
    ]
    with (tmp_path / "clauses" / "learn.jsonl").open("w", encoding="utf-8") as file:
        for name, words, category in said:
            practice = {"action": "collect", "data": [{"text": words, "category": category}], "recipients": [], "purposes": []}
            file.write(json.dumps({"service": name, "heading": [], "lead_in": "", "text": f"We collect {words}.", "practices": [practice]}) + "\n")
    home, weights = tmp_path / fold_folder(0), files("policydiff.extraction") / "weights"
    home.mkdir()
    for name in ("encoder.onnx", "encoder.npz"):
        (home / name).write_bytes((weights / name).read_bytes())
    assert category_trust.main(["--gold", str(tmp_path), "--encoders", str(tmp_path)]) == 0
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert told[0] == ["facet", "mentions", *(f"{weight:.2f}" for weight in category_trust.WEIGHTS)]
    # Both know an address; browsing as a matter of health neither has learned, for its service is not to be seen. Nobody is asked about a name in full.
    assert told[1] == ["data", "2", *["0.500"] * len(category_trust.WEIGHTS)]
    assert [row[:2] for row in told[2:]] == [["purposes", "0"], ["recipients", "0"]]


def test_the_command_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert category_trust.main(["--gold", str(tmp_path), "--encoders", str(tmp_path)]) == 2
    assert "no labelled clauses" in capsys.readouterr().err
