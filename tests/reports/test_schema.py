"""The JSON schemas: what other programs rely on. A change of one is a change of the contract and shows in review."""

from __future__ import annotations

import json

import pytest

import policydiff
from policydiff.cli import main
from policydiff.errors import UsageError
from policydiff.reports._schemas import NAMES, made, text


def test_a_schema_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="there is no schema 'notice'; choose one of report, check, policy, history, scan"):
        policydiff.json_schema("notice")


@pytest.mark.parametrize("name", NAMES)
def test_the_packed_schema_is_that_of_the_model(name: str) -> None:
    """To change the contract on purpose: write `json.dumps(made(name), indent=1, ensure_ascii=False)` to the file, and raise schema_version if it must rise."""
    assert json.loads(text(name)) == made(name)


def test_a_schema_says_whose_it_is_and_allows_further_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "check"]) == 0
    printed = capsys.readouterr().out
    schema = json.loads(printed)
    assert (schema["$schema"], schema["$id"], schema["title"]) == ("https://json-schema.org/draft/2020-12/schema", "urn:policydiff:check:1", "Check")
    assert '"additionalProperties": false' not in printed
