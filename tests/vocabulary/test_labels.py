"""Labels that hold no words: written beside a text, read back out of it, refused where the text is another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policydiff.errors import UsageError
from policydiff.vocabulary.labels import files, labelled, standing_off

TEXT = "# Notice\n\nWe collect:\n\n* your name, to greet you\n\nWe never sell your data. You may opt out of our letters.\n"
ITEM: dict[str, Any] = {
    "text": "your name, to greet you",
    "practices": [
        {
            "action": "collect",
            "actor": "first_party",
            "polarity": "affirmed",
            "data": [{"text": "your name", "category": "identity"}],
            "purposes": [{"text": "to greet you", "category": "communication"}],
        }
    ],
}
PROMISE: dict[str, Any] = {
    "text": "We never sell your data. You may opt out of our letters.",
    "practices": [],
    "choices": [{"kind": "opt_out", "text": "opt out of our letters"}],
    "commitments": [{"category": "no_sale", "text": "never sell your data"}],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    for folder in ("clauses", "more/q1"):
        (tmp_path / "gold" / folder).mkdir(parents=True)
    (tmp_path / "gold/clauses/learn.jsonl").write_text(json.dumps({"service": "Acme", "text": "We keep it."}) + "\n", encoding="utf-8")
    (tmp_path / "gold/more/sources.tsv").write_text("pair\tservice\nq1\tBeta\n", encoding="utf-8")
    (tmp_path / "gold/more/q1/new.md").write_text(TEXT, encoding="utf-8")
    return tmp_path / "gold"


def written(folder: Path, *records: dict[str, Any]) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("".join(json.dumps(standing_off(record, "more/q1/new.md")) + "\n" for record in records), encoding="utf-8")
    return path


def test_labels_come_back_with_the_words_and_the_context_of_their_text(gold: Path, tmp_path: Path) -> None:
    labels = written(tmp_path, ITEM, PROMISE)
    assert not any(word in labels.read_text(encoding="utf-8") for word in ("your", "name", "greet", "letters"))
    first, item, promise = labelled(gold, labels)
    assert first == {"service": "Acme", "text": "We keep it."}
    assert (item["service"], item["heading"], item["lead_in"], item["kind"]) == ("Beta", ["Notice"], "We collect:", "list_item")
    assert item["practices"] == [{**ITEM["practices"][0], "recipients": []}]
    assert {facet: promise[facet] for facet in ("choices", "commitments", "rights")} == {
        "choices": PROMISE["choices"],
        "commitments": PROMISE["commitments"],
        "rights": [],
    }


def test_labels_of_another_text_are_refused(gold: Path, tmp_path: Path) -> None:
    labels = written(tmp_path, {**ITEM, "text": "your name, to greet you!"})
    with pytest.raises(UsageError, match=r"more/q1/new\.md holds no clause"):
        list(labelled(gold, labels))


def test_without_labels_of_our_own_the_folder_speaks_alone(gold: Path, tmp_path: Path) -> None:
    assert [record["text"] for record in labelled(gold, tmp_path / "none.jsonl")] == ["We keep it."]


def test_the_files_are_those_that_are_read(gold: Path, tmp_path: Path) -> None:
    assert files(gold, tmp_path / "none.jsonl") == [gold / "clauses/learn.jsonl"]
    labels = written(tmp_path, ITEM)
    assert files(gold, labels) == [gold / "clauses/learn.jsonl", gold / "more/sources.tsv", labels]
