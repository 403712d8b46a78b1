"""Clauses that state a practice are told from those that only name data."""

from __future__ import annotations

from pathlib import Path

import pytest

from policydiff.extraction import stating, stating_training
from policydiff.extraction.attachment import candidate_statements, statements
from tests.extraction.readings import read


def test_nothing_speaks_for_a_practice_where_nothing_was_found() -> None:
    assert stating.features(read("Thank you for reading."), None, []) == set()


def test_the_features_of_a_clause_name_its_verb_its_words_and_its_place() -> None:
    clause = read("We sell your address.", ("Your address",))
    found = stating.features(clause, None, candidate_statements(clause, ()))
    assert {"data lemma sell", "data sell first_party", "subject we", "opens we", "ends .", "heading address", "no frame", "kind paragraph"} <= found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We sell your address.", True),
        ("We never sell your address.", True),
        ("We provide our app to people all over the world, wherever they live, and your experience may differ from that of others.", False),
    ],
)
def test_only_clauses_with_a_practice_have_statements(text: str, said: bool) -> None:
    found = statements(read(text), ())
    assert any(statement.data or statement.recipients or statement.purposes for statement in found) is said


def test_without_weights_every_clause_states_what_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stating, "weights", dict)
    clause = read("We provide our app to people all over the world, wherever they live.")
    assert stating.states(clause, None, candidate_statements(clause, ()))


def test_training_says_which_tagger_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clauses").mkdir()
    (tmp_path / "clauses" / "learn.jsonl").write_text("", encoding="utf-8")
    assert stating_training.main(["--gold", str(tmp_path), "--out", str(tmp_path / "out"), "--taggers", str(tmp_path), "--encoders", str(tmp_path)]) == 2
    assert "holds no fold0.npz; write the taggers with" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
