"""One policy, written in every format, says the same; what was read survives being written out and read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import policydiff
from policydiff.clauses import Clause, outline
from policydiff.documents import Document, read
from tests.documents.makers import as_docx, as_html, as_markdown, as_pdf

MAKERS: dict[str, Callable[[], str | bytes]] = {"md": as_markdown, "html": as_html, "docx": as_docx, "pdf": as_pdf}
MEDIA_TYPES = {
    "md": "text/markdown",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def words(clause: Clause) -> dict[str, Any]:
    return clause.model_dump(exclude={"start", "end", "line", "end_line", "page", "paragraph"})


def statements(policy: policydiff.Policy) -> list[tuple[Any, ...]]:
    return [
        (
            practice.action,
            practice.actor,
            practice.polarity,
            *(tuple((mention.term, mention.text) for mention in mentions) for mentions in (practice.data, practice.recipients, practice.purposes)),
            practice.clause,
        )
        for practice in policy.practices
    ]


@pytest.mark.parametrize("name", MAKERS)
def test_every_format_gives_the_same_clauses(name: str) -> None:
    document, reference = read(MAKERS[name]()), read(as_markdown())
    assert document.media_type == MEDIA_TYPES[name]
    assert (document.title, document.effective_date, document.language) == (reference.title, reference.effective_date, "en")
    assert list(map(words, outline(document).clauses)) == list(map(words, outline(reference).clauses))


def test_positions_are_those_of_the_format() -> None:
    places = {name: [(clause.line, clause.page, clause.paragraph) for clause in outline(read(make())).clauses] for name, make in MAKERS.items()}
    assert [place[1] for place in places["pdf"]] == [1] * 11 + [2] * 8
    assert [place[2] for place in places["docx"]] == [2, 3, 5, 6, 7, 8, 9, 10, 13, 15, 16, *range(21, 27), 27, 29]
    for name, used in (("md", 0), ("html", 0), ("pdf", 1), ("docx", 2)):
        assert all([value is not None for value in place] == [index == used for index in range(3)] for place in places[name])


@pytest.mark.parametrize("name", ["html", "docx", "pdf"])
def test_every_format_says_the_same_and_nothing_changed(name: str) -> None:
    policy, reference = policydiff.parse(MAKERS[name]()), policydiff.parse(as_markdown())
    assert statements(policy) == statements(reference)
    report = policydiff.compare(reference, policy)
    assert (report.verdict.obligation, report.changes) == ("none", ())


@pytest.mark.parametrize("name", MAKERS)
def test_the_suffix_or_the_first_bytes_name_the_format(name: str, tmp_path: Path) -> None:
    made = MAKERS[name]()
    path = tmp_path / f"policy.{name}"
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    (tmp_path / "policy.txt").write_bytes(path.read_bytes())
    assert read(path).media_type == MEDIA_TYPES[name]
    assert read(path.read_bytes(), media_type=MEDIA_TYPES[name]) == read(path).model_copy(update={"source": None})
    assert read(tmp_path / "policy.txt").media_type == (MEDIA_TYPES[name] if isinstance(made, bytes) else "text/plain")


@pytest.mark.parametrize("name", MAKERS)
def test_a_document_that_was_written_out_gives_the_same_clauses(name: str) -> None:
    document = read(MAKERS[name]())
    for again in (Document.model_validate_json(document.model_dump_json()), Document.model_validate(document.model_dump())):
        assert again == document
        assert outline(again) == outline(document)


def test_a_policy_that_was_written_out_is_the_same_and_short() -> None:
    policy = policydiff.parse(as_markdown())
    dumped = policy.model_dump(mode="json")
    assert policydiff.Policy.model_validate(dumped) == policy
    assert dumped["document"]["blocks"][0] == {"kind": "heading", "start": 0, "end": 37, "line": 1, "end_line": 1, "level": 1}
