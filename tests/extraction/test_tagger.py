"""The mention tagger: what it marks in plain sentences, what it leaves alone, and that its weights are the ones on their card."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from policydiff.extraction import chains, training
from policydiff.extraction.tagger import Tagger, mentions
from policydiff.extraction.training_data import as_examples
from tests.extraction.readings import model, read

WEIGHTS = files("policydiff.extraction") / "weights"

# text, heading, lead-in, (slot, words) in order
MARKED = [
    ("We collect your email address and your phone number.", (), "", [("data", "your email address"), ("data", "your phone number")]),
    ("We share your information with our advertising partners.", (), "", [("data", "your information"), ("recipient", "our advertising partners")]),
    (
        "We use your location data to show you more relevant ads.",
        (),
        "",
        [("data", "your location data"), ("purpose", "to show you more relevant ads")],
    ),
    ("We do not sell your personal information to third parties.", (), "", [("data", "your personal information"), ("recipient", "third parties")]),
    ("We may process your IP address for fraud prevention.", (), "", [("data", "your IP address"), ("purpose", "for fraud prevention")]),
    ("Your payment card number", ("Information we collect",), "We collect the following information:", [("data", "Your payment card number")]),
    ("Law enforcement authorities", (), "We may disclose your personal data to:", [("recipient", "Law enforcement authorities")]),
    ("To improve our services", ("How we use your data",), "We use your information for these purposes:", [("purpose", "To improve our services")]),
]

LEFT_ALONE = [
    "You can reach our support team by post.",
    "This policy may change from time to time.",
    "Welcome to our website.",
    "Our office is open from Monday to Friday.",
    "These terms are governed by the laws of Ireland.",
    "",
    "   ",
    "...",
]


def marked(text: str, heading: tuple[str, ...] = (), lead_in: str = "") -> list[tuple[str, str]]:
    reading = read(text, heading, lead_in)
    return [(span.slot, reading.doc[span.start_token : span.end_token].text) for span in mentions([reading])[0]]


@pytest.mark.parametrize(("text", "heading", "lead_in", "expected"), MARKED, ids=[row[0][:40] for row in MARKED])
def test_marks_the_whole_phrases(text: str, heading: tuple[str, ...], lead_in: str, expected: list[tuple[str, str]]) -> None:
    assert marked(text, heading, lead_in) == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_marks_nothing_where_no_data_are_handled(text: str) -> None:
    assert marked(text) == []


def test_same_reading_same_spans() -> None:
    """A second tagger, loaded anew, agrees to the last digit."""
    reading = read("We share your name and your photos with our affiliates so that they can offer you their products.")
    again = Tagger((WEIGHTS / "tagger.npz").read_bytes())
    assert mentions([reading]) == again.spans([reading], again.scores([reading]))


def test_spans_of_a_slot_do_not_overlap_and_scores_are_probabilities() -> None:
    reading = read("We use cookies, pixels and similar technologies to measure visits and to detect fraud, and share logs with vendors and courts.")
    (found,) = mentions([reading])
    assert found
    for slot in ("data", "recipient", "purpose"):
        own = [span for span in found if span.slot == slot]
        assert all(left.end_token <= right.start_token for left, right in pairwise(own))
    assert all(0 <= span.start_token < span.end_token <= len(reading.doc) and 0 <= span.score <= 1 for span in found)


def test_weights_are_those_of_the_card_and_small() -> None:
    weights, card = (WEIGHTS / "tagger.npz").read_bytes(), json.loads((WEIGHTS / "tagger.json").read_text(encoding="utf-8"))
    assert hashlib.sha256(weights).hexdigest() == card["weights"]["sha256"]
    assert len(weights) == card["weights"]["bytes"] < 9_000_000


def test_best_tags_are_the_best_of_all_sequences() -> None:
    rng = np.random.default_rng(3)
    for size in range(1, 6):
        scores, moves = rng.normal(size=(size, 3)), rng.normal(size=(3, 3))
        moves[chains.OUTSIDE, chains.INSIDE] = chains.IMPOSSIBLE

        def total(tags: tuple[int, ...], scores: np.ndarray = scores, moves: np.ndarray = moves) -> float:
            steps = sum(moves[a, b] for a, b in pairwise(tags))
            return float(sum(row[tag] for row, tag in zip(scores, tags, strict=True)) + steps + (chains.IMPOSSIBLE if tags[0] == chains.INSIDE else 0))

        assert tuple(chains.best_tags(scores.tolist(), moves.tolist())) == max(product(range(3), repeat=size), key=total)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [([], []), ([0, 0], []), ([1, 2, 0, 1], [(0, 2), (3, 4)]), ([1, 1, 2], [(0, 1), (1, 3)])],
)
def test_spans_are_runs_of_a_begin_and_its_insides(tags: list[int], expected: list[tuple[int, int]]) -> None:
    assert chains.spans(tags) == expected


def record(service: str, text: str, *data: str) -> str:
    return json.dumps({"service": service, "text": text, "practices": [{"data": [{"text": words} for words in data]}]})


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold" / "clauses"
    folder.mkdir(parents=True)
    names = ["your name", "your photos", "your address", "your messages"]
    lines = [record(f"s{number}", f"We {verb} {name}.", name) for number, verb in enumerate(["collect", "store", "keep"]) for name in names]
    (folder / "learn.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "gold"


def test_training_learns_what_it_is_shown_and_repeats_itself(gold: Path, tmp_path: Path) -> None:
    """Two runs over one folder write the same bytes, and the tagger marks what the clauses mark."""
    for name in ("one", "two"):
        assert training.main(["--gold", str(gold), "--out", str(tmp_path / name), "--folds", "3"]) == 0
    weights = (tmp_path / "one" / "tagger.npz").read_bytes()
    assert weights == (tmp_path / "two" / "tagger.npz").read_bytes()
    reading = read("We store your messages.")
    tagger = Tagger(weights)
    assert [(span.slot, span.start_token, span.end_token) for span in tagger.spans([reading], tagger.scores([reading]))[0]] == [("data", 2, 4)]
    card = json.loads((tmp_path / "one" / "tagger.json").read_text(encoding="utf-8"))
    assert (card["data"]["clauses"], card["cross_validation"]["figures"]["data"]["f1"]) == (12, 1.0)


def test_weights_are_averaged_with_those_of_an_earlier_training(gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert training.main(["--gold", str(gold), "--out", str(tmp_path / "one"), "--folds", "0"]) == 0
    former = tmp_path / "one" / "tagger.npz"
    with np.load(former) as stored:
        arrays = dict(stored)
    np.savez(tmp_path / "weaker.npz", **arrays | {"features": np.zeros_like(arrays["features"])})
    assert training.main(["--gold", str(gold), "--out", str(tmp_path / "two"), "--folds", "0", "--with", str(tmp_path / "weaker.npz")]) == 0
    with np.load(tmp_path / "two" / "tagger.npz") as stored:
        averaged = dict(zip(stored["keys"].tolist(), stored["features"].tolist(), strict=True))
    own = dict(zip(arrays["keys"].tolist(), arrays["features"].tolist(), strict=True))
    # Features that have become too weak are gone.
    assert averaged.keys() < own.keys()
    assert all(row == pytest.approx([0.6 * value for value in own[key]], abs=2e-3) for key, row in averaged.items())
    card = json.loads((tmp_path / "two" / "tagger.json").read_text(encoding="utf-8"))
    assert card["averaged"] == {"share": 0.4, "with": {"sha256": hashlib.sha256((tmp_path / "weaker.npz").read_bytes()).hexdigest()}}
    np.savez(tmp_path / "other.npz", **arrays | {"templates": arrays["templates"][1:]})
    capsys.readouterr()
    assert training.main(["--gold", str(gold), "--out", str(tmp_path / "three"), "--folds", "0", "--with", str(tmp_path / "other.npz")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'other.npz'}: holds weights for other templates or word classes, which cannot be averaged with these\n"


def test_training_says_where_it_looked_for_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert training.main(["--gold", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "clauses/learn.jsonl" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_phrase_that_holds_others_ends_before_the_first() -> None:
    text = "We log device data (such as the model and the carrier) and data."
    labelled = json.loads(record("s", text, "device data (such as the model and the carrier)", "the model", "the carrier", "data"))
    (example,) = as_examples([labelled], model())
    doc = example.reading.doc
    assert [doc[start:end].text for start, end in example.spans["data"]] == ["device data", "the model", "the carrier", "data"]
