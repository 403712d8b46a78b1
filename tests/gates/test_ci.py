"""The GitHub Action and the pre-commit hook: well-formed, and their commands do what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from policydiff.cli import FAILED, FOUND, OK, main
from tests.gates import repositories as texts
from tests.gates.repositories import Scratch
from tests.reports.schemas import official

ROOT = Path(__file__).resolve().parents[2]
ACTION = ROOT / ".github" / "action" / "action.yml"


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    made = Scratch(tmp_path / "clone")
    monkeypatch.chdir(made.place)
    return made


def test_the_action_meets_the_schema_of_actions() -> None:
    schema = official("github-action")
    jsonschema.validators.validator_for(schema)(schema).validate(yaml.safe_load(ACTION.read_text(encoding="utf-8")))


def step() -> dict:
    return yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"][-1]


def test_no_input_is_pasted_into_a_script() -> None:
    steps = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    assert [found["run"] for found in steps if "${{" in found.get("run", "")] == []


@pytest.mark.parametrize(
    ("text", "variables", "status"),
    [
        (texts.TYPO, {"BASE": "main"}, OK),
        (texts.SHARED, {"BASE": "main"}, FOUND),
        (texts.SHARED, {"BASE": "main", "FAIL_ON": "never", "SARIF": "out.sarif", "COMMENT": "out.md"}, OK),
        (texts.SHARED, {"BASE": "main", "PATHS": "policies/privacy.md\n"}, FOUND),
        (texts.SHARED, {"BASE": "nowhere; exit 0"}, FAILED),
    ],
)
def test_the_script_of_the_action_runs_the_check(scratch: Scratch, tmp_path: Path, text: str, variables: dict[str, str], status: int) -> None:
    scratch.write("policies/privacy.md", text)
    scratch.commit("edit")
    binaries = tmp_path / "policydiff" / "bin"
    binaries.mkdir(parents=True)
    program = binaries / "policydiff"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m policydiff "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATHS": "", "BASE": "", "FAIL_ON": "", "SARIF": "", "COMMENT": "", **variables}
    environment |= {"RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "GITHUB_OUTPUT": str(tmp_path / "output")}
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", step()["run"]], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert (tmp_path / "output").read_text() == f"status={status}\n"
    assert (tmp_path / "summary.md").exists() == (status != FAILED)
    assert [name for name in ("out.sarif", "out.md") if (scratch.place / name).exists()] == [variables[key] for key in ("SARIF", "COMMENT") if key in variables]


def test_the_hook_checks_the_files_that_it_is_given_against_the_last_commit(scratch: Scratch) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert set(hook) == {"id", "name", "description", "entry", "language", "types_or", "files", "require_serial", "minimum_pre_commit_version"}
    _, *words = hook["entry"].split()
    scratch.write("policies/privacy.md", texts.SHARED)
    assert main([*words, "policies/privacy.md"]) == FOUND
    scratch.commit("sharing")
    assert main([*words, "policies/privacy.md"]) == OK
