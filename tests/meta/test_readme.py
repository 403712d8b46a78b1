"""The README shows what the program prints today."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from policydiff import cli
from tests.gates import repositories as texts
from tests.gates.repositories import Scratch

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    """The code blocks of a language ("" for none), in order."""
    return [block[1] for block in re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL) if block[0] == language]


def test_the_excerpts_of_the_report_are_what_its_command_prints(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    command = shlex.split(fenced("sh")[0].strip().split("/policydiff ")[1])
    assert cli.main(command) == 0
    printed = capsys.readouterr().out
    beginning, change = fenced("")[:2]
    assert printed.startswith(beginning)
    assert change in printed


def test_the_example_in_python_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(fenced("python")[0], "README.md", "exec"), {})
    assert capsys.readouterr().out == fenced("")[-1]


def following(heading: str, language: str, number: int = 0) -> str:
    """A code block of a language below a heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)[number]


def test_the_example_for_legal_tooling_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(following("In legal tooling", "python"), "README.md", "exec"), {})
    assert capsys.readouterr().out == following("In legal tooling", "text")


def test_the_gate_prints_and_writes_what_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = Scratch(tmp_path / "clone", following("In a repository", "toml"))
    monkeypatch.chdir(scratch.place)
    scratch.write("policies/privacy.md", texts.SHARED)
    assert cli.main(["check", "--today", "2026-11-22"]) == 1
    shown = following("In a repository", "text")
    assert f"$ policydiff check\n{capsys.readouterr().out}" == shown
    command = shlex.split(following("In a repository", "sh").removeprefix("policydiff "))
    assert cli.main([*command, "--today", "2026-11-22"]) == 0
    written = (scratch.place / "policydiff-acknowledged.toml").read_text(encoding="utf-8")
    assert written.endswith("\n" + following("In a repository", "toml", 1))
    assert cli.main(["check", "--today", "2027-01-31"]) == 0


def test_the_example_of_a_redline_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    section = README[README.index("## As a redline") :]
    code, printed = (re.search(rf"^```{language}\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL) for language in ("python", "text"))
    assert code is not None
    assert printed is not None
    exec(compile(code[1], "README.md", "exec"), {})
    assert capsys.readouterr().out == printed[1]
