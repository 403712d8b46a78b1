"""PDF and DOCX files on the command line."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from policydiff.cli import main
from tests.documents.makers import POLICY, as_docx, as_pdf, printed

PROMISE = "We never sell your personal data to third-party advertisers or to anybody else."
SELLS = tuple(replace(part, text=part.text.replace(PROMISE, "We sell your email address to advertisers.")) for part in POLICY)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "old.pdf").write_bytes(as_pdf())
    (tmp_path / "new.docx").write_bytes(as_docx(SELLS))
    (tmp_path / "scan.pdf").write_bytes(printed([]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_pdf_is_compared_with_a_docx(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "old.pdf", "new.docx", "--regime", "us-ftc", "--fail-on", "consent"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert f'old old.pdf, page 1 "{PROMISE}"' in told
    assert 'new new.docx, paragraph 15 "We sell your email address to advertisers."' in told


@pytest.mark.parametrize("name, places", [("old.pdf", (None, None, 1, None)), ("new.docx", (None, None, None, 2))])
def test_parse_tells_pages_or_paragraphs(name: str, places: tuple[int | None, ...], files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", name, "--format", "json"]) == 0
    clause = json.loads(capsys.readouterr().out)["clauses"][0]
    assert tuple(clause[key] for key in ("line", "end_line", "page", "paragraph")) == places


def test_a_pdf_is_read_from_standard_input(files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((files / "old.pdf").read_bytes())))
    assert main(["parse", "-", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["document"]["media_type"] == "application/pdf"


@pytest.mark.parametrize(
    "name, missing, message",
    [
        ("scan.pdf", "", "scan.pdf: holds no text that can be read (a scan?); run text recognition (OCR) on it first"),
        ("old.pdf", "pypdfium2", 'old.pdf: is a PDF file, which is read with pypdfium2; run: pip install "policydiff[pdf]"'),
        ("new.docx", "docx", 'new.docx: is a DOCX file, which is read with python-docx; run: pip install "policydiff[docx]"'),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    name: str, missing: str, message: str, files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if missing:
        monkeypatch.setitem(sys.modules, missing, None)
    assert main(["parse", name]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"policydiff: error: {message}\n")


def test_a_closed_standard_input_is_one_line_and_status_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["parse", "-"]) == 2
    assert capsys.readouterr().err == "policydiff: error: standard input: is closed; name a file\n"
