"""Formats are found, not listed; JSON is the contract."""

from __future__ import annotations

import json

import pytest

from policydiff.errors import UsageError
from policydiff.law.models import Report
from policydiff.reports import formats, policy_formats, render, render_policy
from tests.reports.builders import full_report, report


def test_formats_are_those_of_the_modules() -> None:
    assert {"comment", "csv", "github", "html", "json", "junit", "markdown", "sarif", "summary", "text"} <= set(formats())
    assert policy_formats() == ("json", "markdown", "text")


def test_json_is_the_whole_contract_and_reads_back() -> None:
    text = render(full_report(), "json")
    assert json.loads(text) == full_report().model_dump(mode="json")
    assert Report.model_validate_json(text) == full_report()


@pytest.mark.parametrize("format", ["html", "json", "markdown", "text"])
def test_every_format_ends_with_one_line_end(format: str) -> None:
    text = render(report(), format)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_an_unknown_format_is_a_usage_error_that_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"unknown report format 'pdf'; choose one of comment, csv, "):
        render(report(), "pdf")
    with pytest.raises(UsageError, match=r"unknown policy format 'pdf'; choose one of json, markdown, text"):
        render_policy(None, "pdf")  # type: ignore[arg-type]
