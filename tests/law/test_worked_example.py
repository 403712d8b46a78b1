"""The README's example of a rule of one's own is a rule that loads and cases that hold."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from policydiff.cli import main
from policydiff.law import Facts, explain
from tests.law.test_rules import answers
from tests.meta.test_readme import fenced

# Under another name, so that the example may be followed to the letter in this very project.
FACTS, RULE, CASES = (block.replace("UTOPIA", "EXAMPLE").replace("utopia", "example") for block in fenced("toml")[:3])
TABLE: dict[str, Any] = tomllib.loads(CASES)
OLD = "We use your email address to run your account.\n"
NEW = "We use your email address to run your account. We use your email address to show you targeted advertising.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with the rule where the README has it."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "quiet-isle.toml").write_text(RULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


@pytest.mark.parametrize("case", [*TABLE["fires"], *TABLE["quiet"]])
def test_the_cases_of_the_example_hold(case: dict[str, Any], folder: Path) -> None:
    assert answers(TABLE, case, folder) == (case["findings"], case.get("conditional", {}))
    assert ("EXAMPLE-01" in case["findings"]) == (case in TABLE["fires"])


def test_the_example_is_whole() -> None:
    assert len(TABLE["fires"]) >= 1
    assert len(TABLE["quiet"]) >= 1
    assert tomllib.loads(RULE)["id"] in TABLE["fires"][0]["findings"]


def test_the_example_answers_on_the_command_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.parent / "old.md").write_text(OLD, encoding="utf-8")
    (folder.parent / "new.md").write_text(NEW, encoding="utf-8")
    assert main(["explain", "EXAMPLE-01", "--rules", "rules"]) == 0
    assert capsys.readouterr().out.startswith(f"EXAMPLE-01: {explain('EXAMPLE-01', folder=folder).title}\nregime example\n")
    assert main(["compare", "old.md", "new.md", "--rules", "rules", "--regime", "example"]) == 0
    printed = capsys.readouterr().out
    assert "\nexample  consent  EXAMPLE-01\n" in printed
    assert "[Code of Utopia, section 4; citation not verified]" in " ".join(printed.split())


def test_the_facts_of_the_readme_are_facts() -> None:
    assert set(tomllib.loads(FACTS)) == set(Facts.model_fields) - {"regimes"}
    Facts.model_validate(tomllib.loads(FACTS))
