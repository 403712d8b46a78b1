"""The cues of choices, promises and rights are weighed with what a sentence says in all its words."""

from __future__ import annotations

import hashlib
import io
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from policydiff.extraction import sentence_kinds, sentence_kinds_training
from policydiff.extraction.choices import choices
from policydiff.extraction.cues import sentences
from policydiff.extraction.rights import rights
from policydiff.extraction.sentence_kinds import Model, cues_alone, features, holds, looked_at, surroundings, weighed
from tests.extraction.readings import read

WEIGHTS = files("policydiff.extraction") / "weights"


def made(names: dict[str, dict[str, float]], second: dict[str, float], kept: float = 0.25, added: float = 0.4) -> Model:
    """A model with these weights: feature -> "facet kind" -> weight."""
    kinds = ["choices opt_out", "choices settings", "rights access", "rights deletion"]
    table = np.array([[weights.get(kind, 0.0) for kind in kinds] for weights in names.values()], dtype=np.float16)
    stored = io.BytesIO()
    text = {name: np.frombuffer("\n".join(lines).encode(), dtype=np.uint8) for name, lines in {"names": list(names), "kinds": kinds}.items()}
    np.savez(stored, weights=table, **text)
    return Model(stored.getvalue(), {"second": second, "kept": {"choices": kept, "rights": kept}, "added": added})


def test_the_features_of_a_sentence_are_its_words_and_who_does_what() -> None:
    clause = read("You can stop our 24 newsletters. We write weekly.")
    first, second = sentences(clause)
    assert {
        "w stop",
        "l newsletter",
        "b can stop",
        "t you can stop",
        "w 00",
        "root stop",
        "rd nsubj you",
        "d stop dobj newsletter",
        "o you",
        "e .",
        "first True",
    } <= features(clause, first)
    assert "first False" in features(clause, second)
    assert not {"w weekly", "w write"} & features(clause, first)


def test_the_surroundings_of_a_clause_are_its_headings_and_its_lead_in() -> None:
    clause = read("by post", ("Your rights", "How to ask"), "Write to us:")
    assert surroundings(clause) == {"bias", "kind paragraph", "lead True", "lw write", "lw to", "lw us", "lw :", "lb write to", "lb to us", "lb us :"} | {
        f"h {word}" for word in ("how", "to", "ask")
    } | {"hh your", "hh rights"}


def test_what_the_second_model_weighs() -> None:
    odds = {"opt_out": 0.0, "settings": -20.0}
    assert weighed("opt_out", odds, ["opt_out"]) == pytest.approx(
        {"bias": 1, "odds": 0, "kind opt_out": 1, "rival": 0.000123, "cued": 1, "cued opt_out": 1, "cued odds": 0}, abs=1e-6
    )
    assert weighed("settings", odds, ["opt_out"]) == {"bias": 1, "odds": -9, "kind settings": 1, "rival": 0.5}


def test_a_sentence_with_a_cue_is_asked_for_nothing_else() -> None:
    odds = {"opt_out": 0.0, "settings": -5.0, "object": -7.0}
    assert looked_at(odds, []) == ["opt_out", "settings"]
    assert looked_at(odds, ["object"]) == ["object"]


@pytest.mark.parametrize(
    ("odds", "cued", "held"),
    [(1.0, [], True), (0.0, [], True), (-1.0, [], False), (-1.0, ["opt_out"], True), (-2.0, ["opt_out"], False)],
)
def test_less_is_asked_of_a_kind_that_has_a_cue(odds: float, cued: list[str], held: bool) -> None:
    assert holds({"choices odds": 1.0}, "choices", "opt_out", {"opt_out": odds, "settings": -9.0}, cued, 0.25, 0.4) is held


def test_a_statement_without_a_cue_is_read_and_one_against_all_words_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    never = {"choices opt_out": -2.0, "choices settings": -5.0, "rights access": -1.0, "rights deletion": -5.0}
    model = made({"bias": never, "w newsletters": {"choices opt_out": 4.0}, "w copy": {"rights access": -9.0}}, {"choices odds": 1.0, "rights odds": 1.0})
    monkeypatch.setattr(sentence_kinds, "load", lambda: model)
    sentence_kinds._odds.cache_clear()
    clause = read("The newsletters end with a word from you. You have the right to get a copy of your data.")
    assert [(choice.kind, choice.text, choice.start) for choice in choices(clause)] == [("opt_out", "The newsletters end with a word from you", 0)]
    assert rights(clause) == ()
    with cues_alone():
        assert choices(clause) == ()
        assert [right.category for right in rights(clause)] == ["access"]
    sentence_kinds._odds.cache_clear()


def test_without_weights_the_cues_speak_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_kinds, "load", lambda: None)
    clause = read("You can opt out of our newsletter.")
    with cues_alone():
        alone = choices(clause)
    assert choices(clause) == alone != ()


def test_the_weights_of_the_package_are_those_of_the_card() -> None:
    weights, card = (WEIGHTS / "sentence_kinds.npz").read_bytes(), json.loads((WEIGHTS / "sentence_kinds.json").read_text(encoding="utf-8"))
    assert hashlib.sha256(weights).hexdigest() == card["weights"]["sha256"]
    assert len(weights) == card["weights"]["bytes"] < 4_000_000
    figures = card["cross_validation"]["F1 by clause and kind"]
    assert all(figures[facet]["both"] > figures[facet]["cues"] for facet in ("choices", "commitments", "rights"))


def clause(number: int, text: str, **said: Any) -> str:
    return json.dumps({"service": f"S{number}", "text": text, "practices": [], **said})


def test_training_writes_weights_that_know_what_was_labelled(tmp_path: Path) -> None:
    told = [
        clause(number, f"Press the lilac button and mail {number} ends.", choices=[{"kind": "opt_out", "text": "Press the lilac button"}])
        for number in range(9)
    ]
    plain = [clause(number, f"We wrote page {number} in spring.") for number in range(9)]
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "learn.jsonl").write_text("\n".join([*told, *plain]), encoding="utf-8")
    out = tmp_path / "out"
    assert sentence_kinds_training.main(["--gold", str(tmp_path), "--out", str(out)]) == 0
    model = Model((out / "sentence_kinds.npz").read_bytes(), json.loads((out / "sentence_kinds.json").read_text(encoding="utf-8")))
    assert model.kinds == (("choices", "opt_out"),)
    (asked, other) = (read("Press the lilac button and mail 20 ends."), read("We wrote page 20 in spring."))
    odds = [model.odds(features(one, sentences(one)[0]) | surroundings(one))["choices", "opt_out"] for one in (asked, other)]
    assert odds[0] > 0 > odds[1]


def test_training_without_labelled_clauses_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sentence_kinds_training.main(["--gold", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "no labelled clauses" in capsys.readouterr().err
