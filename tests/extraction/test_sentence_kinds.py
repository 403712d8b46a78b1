"""The cues of choices, promises and rights are weighed with what the network makes of a sentence."""

from __future__ import annotations

import json
from collections.abc import Collection
from importlib.resources import files
from pathlib import Path

import pytest

from policydiff.extraction import pipeline, sentence_kinds, sentence_kinds_training
from policydiff.extraction.choices import choices
from policydiff.extraction.commitments import commitments
from policydiff.extraction.cues import Sentence, sentences
from policydiff.extraction.reading import Reading
from policydiff.extraction.rights import rights
from policydiff.extraction.sentence_kinds import Model, cues_alone, holds, looked_at, odds, weighed
from tests.extraction.readings import read
from tests.steps import steps

WEIGHTS = files("policydiff.extraction") / "weights"


def weigh(monkeypatch: pytest.MonkeyPatch, weights: dict[str, float], seen: dict[str, dict[tuple[str, str], float]]) -> None:
    """Weighs with `weights`, of sentences of which the network says what `seen` holds for a word in them."""
    model = Model({"weights": weights, "kept": {"choices": 0.25, "commitments": 0.25, "rights": 0.25}, "added": 0.4})
    monkeypatch.setattr(sentence_kinds, "load", lambda: model)

    def said(_: Reading, stated: Collection[Sentence]) -> list[dict[tuple[str, str], float]]:
        return [next(found for word, found in seen.items() if word in sentence.text) for sentence in stated]

    monkeypatch.setattr(sentence_kinds, "odds", said)


def test_the_network_is_asked_about_each_sentence() -> None:
    clause = read("You have the right to get a copy of your data. We write weekly.")
    first, second = odds(clause, sentences(clause))
    assert set(first) == set(second)
    assert ("practice", "") not in first
    assert first["rights", "access"] > 0 > second["rights", "access"]


def test_what_the_model_weighs() -> None:
    found = {"opt_out": 0.0, "settings": -20.0}
    assert weighed("opt_out", found, ["opt_out"]) == pytest.approx(
        {"bias": 1, "odds": 0, "kind opt_out": 1, "rival": 0.000123, "cued": 1, "cued opt_out": 1, "cued odds": 0}, abs=1e-6
    )
    assert weighed("settings", found, ["opt_out"]) == {"bias": 1, "odds": -9, "kind settings": 1, "rival": 0.5}


def test_a_sentence_with_a_cue_is_asked_for_nothing_else() -> None:
    found = {"opt_out": 0.0, "settings": -5.0, "object": -7.0}
    assert looked_at(found, []) == ["opt_out", "settings"]
    assert looked_at(found, ["object"]) == ["object"]


@pytest.mark.parametrize(
    ("value", "cued", "held"),
    [(1.0, [], True), (0.0, [], True), (-1.0, [], False), (-1.0, ["opt_out"], True), (-2.0, ["opt_out"], False)],
)
def test_less_is_asked_of_a_kind_that_has_a_cue(value: float, cued: list[str], held: bool) -> None:
    assert holds({"choices odds": 1.0}, "choices", "opt_out", {"opt_out": value, "settings": -9.0}, cued, 0.25, 0.4) is held


def test_a_kind_that_nobody_labelled_stands_where_it_is_cued() -> None:
    model = Model({"weights": {"choices odds": 1.0}, "kept": {"choices": 0.25}, "added": 0.4})
    assert model.states("choices", {"opt_out": -9.0}, ["object"]) == ["object"]


def test_a_statement_without_a_cue_is_read_and_one_against_all_words_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    never = {("choices", "opt_out"): -2.0, ("choices", "settings"): -5.0, ("rights", "access"): -10.0, ("rights", "deletion"): -5.0}
    weigh(monkeypatch, {"choices odds": 1.0, "rights odds": 1.0}, {"newsletters": never | {("choices", "opt_out"): 2.0}, "copy": never})
    clause = read("The newsletters end with a word from you. You have the right to get a copy of your data.")
    assert [(choice.kind, choice.text, choice.start) for choice in choices(clause)] == [("opt_out", "The newsletters end with a word from you", 0)]
    assert rights(clause) == ()
    with cues_alone():
        assert choices(clause) == ()
        assert [right.category for right in rights(clause)] == ["access"]


@pytest.mark.parametrize(("text", "said"), [("We do not collect:", []), ("Nobody here reads letters.", ["Nobody here reads letters"])])
def test_words_that_lead_in_to_a_list_are_no_promise_of_their_own(text: str, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    weigh(monkeypatch, {"commitments odds": 1.0}, {"": {("commitments", "no_collection"): 5.0}})
    assert [promise.text for promise in commitments(read(text), ())] == said


def test_without_a_model_the_cues_speak_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_kinds, "load", lambda: None)
    clause = read("You can opt out of our newsletter.")
    with cues_alone():
        alone = choices(clause)
    assert choices(clause) == alone != ()


def test_the_model_of_the_package_did_better_than_the_cues() -> None:
    figures = json.loads((WEIGHTS / "sentence_kinds.json").read_text(encoding="utf-8"))["cross_validation"]["F1 by clause and kind"]
    assert all(figures[facet]["both"] > figures[facet]["cues"] for facet in ("choices", "commitments", "rights"))


def test_training_says_which_networks_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "learn.jsonl").write_text('{"service": "S", "text": "We share your photos.", "practices": []}\n', encoding="utf-8")
    assert sentence_kinds_training.main(["--gold", str(tmp_path), "--encoders", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path}: holds no part0; write it with ")


def test_training_learns_how_far_to_trust_the_network(tmp_path: Path) -> None:
    """The network of the package stands for one that has not seen these services: it has not, for they do not exist."""
    names = ("fern", "moss", "reed", "sedge", "rush", "ivy", "yew", "oak", "elm", "ash")
    told = [{"service": f"{name} Ltd", "text": f"You have the right to get a copy of what {name} holds about you.", "practices": []} for name in names]
    plain = [{"service": f"{name} Ltd", "text": f"Pages of {name} were written in spring.", "practices": []} for name in names]
    for record in told:
        record["rights"] = [{"category": "access", "text": record["text"]}]
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "learn.jsonl").write_text("\n".join(json.dumps(record) for record in (*told, *plain)), encoding="utf-8")
    for part in ("part0", "part1"):
        (tmp_path / part).mkdir()
        for name in ("encoder.onnx", "encoder.npz"):
            (tmp_path / part / name).write_bytes((WEIGHTS / name).read_bytes())
    assert sentence_kinds_training.main(["--gold", str(tmp_path), "--encoders", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    card = json.loads((tmp_path / "out" / "sentence_kinds.json").read_text(encoding="utf-8"))
    assert card["learned from"] == {"clauses": 20, "sentences": 20}
    # Of these sentences cues already speak, and only of our own labels it is learned how far to trust cues: what is left are sentences without a right.
    assert card["weights"].get("rights odds", 0.0) >= 0.0


def test_choices_promises_and_rights_ask_the_network_once_about_a_sentence() -> None:
    clause = pipeline.read_by_cues([pipeline.ClauseKey("You can opt out of ads. We never sell your name.")])[0][0]

    def asked() -> int:
        return steps(lambda: odds(clause, sentences(clause)), "policydiff.extraction.encoder")

    assert asked() > asked() == 0
