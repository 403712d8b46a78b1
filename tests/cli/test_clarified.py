"""What is only said more clearly: a result of its own, shown on request and never counted."""

from __future__ import annotations

from pathlib import Path

import pytest

import policydiff
from policydiff.cli import OK, main

OLD = """\
# Privacy Policy

We collect your name and email address when you open an account.

We use your email address to send you receipts. We use your name to run our service.
"""
NEW = OLD.replace("receipts.", "receipts and to provide the service.")


@pytest.fixture
def call(tmp_path: Path) -> list[str]:
    """The command that compares the two versions and fails on anything material."""
    files = [tmp_path / "old.md", tmp_path / "new.md"]
    for file, text in zip(files, (OLD, NEW), strict=True):
        file.write_text(text, encoding="utf-8")
    return ["compare", *map(str, files), "--fail-on", "notice"]


def test_a_report_keeps_clarifications_apart_and_counts_none() -> None:
    report = policydiff.compare(OLD, NEW)
    assert [(one.slot, one.category, one.materiality) for one in report.clarified] == [("purpose", "service_provision", "none")]
    assert report.changes == ()
    assert report.verdict.obligation == "none"


def test_clarifications_are_printed_on_request_only(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(call) == OK
    assert "Said more clearly" not in capsys.readouterr().out
    assert main([*call, "--show-clarified"]) == OK
    assert "Said more clearly, not changed (1)" in capsys.readouterr().out
