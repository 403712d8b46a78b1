"""What depends on the terminal: colours, width, progress, completion; a pipe gets what it always got."""

from __future__ import annotations

import io
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policydiff import completion, console
from policydiff.cli import main

ROOT = Path(__file__).resolve().parents[2]


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return monkeypatch


@pytest.mark.parametrize(
    ("when", "terminal", "to_file", "environment", "expected"),
    [
        ("auto", True, False, {}, True),
        ("auto", False, False, {}, False),
        ("auto", True, True, {}, False),
        ("auto", True, False, {"NO_COLOR": "1"}, False),
        ("auto", True, False, {"NO_COLOR": ""}, True),  # no-color.org: set, and not empty
        ("auto", True, False, {"TERM": "dumb"}, False),
        ("never", True, False, {}, False),
        ("always", False, False, {}, True),
        ("always", False, True, {"NO_COLOR": "1"}, True),
    ],
)
def test_colours_are_for_terminals(clean: pytest.MonkeyPatch, when: str, terminal: bool, to_file: bool, environment: dict[str, str], expected: bool) -> None:
    clean.setattr(sys, "stdout", Screen() if terminal else io.StringIO())
    for name, value in environment.items():
        clean.setenv(name, value)
    assert console.colored(when, to_file=to_file) is expected


@pytest.mark.parametrize(("terminal", "size", "expected"), [(False, 132, 80), (True, 60, 60), (True, 132, 100), (True, 20, 40)])
def test_text_is_as_wide_as_the_terminal_within_reason(clean: pytest.MonkeyPatch, terminal: bool, size: int, expected: int) -> None:
    clean.setattr(sys, "stdout", Screen() if terminal else io.StringIO())
    clean.setenv("COLUMNS", str(size))
    assert console.columns(to_file=False) == expected
    assert console.columns(to_file=True) == 80


def test_nothing_is_said_of_progress_where_nobody_looks(clean: pytest.MonkeyPatch) -> None:
    clean.setattr(sys, "stderr", quiet := io.StringIO())
    clean.setattr(console, "_PATIENCE", 0.0)
    with console.working() as now:
        now("reading")
    with console.counting(quiet=False, say=quiet.write) as tell:
        tell(1, 2, ["a note"])
    assert quiet.getvalue() == "a note"


@pytest.mark.parametrize(("patience", "expected"), [(0.0, True), (60.0, False)])
def test_a_terminal_hears_what_takes_long(clean: pytest.MonkeyPatch, patience: float, expected: bool) -> None:
    clean.setattr(sys, "stderr", screen := Screen())
    clean.setattr(console, "_PATIENCE", patience)
    with console.working() as now:
        now("understanding new.md")
        time.sleep(0.3)
    assert ("understanding new.md" in screen.getvalue()) is expected


def test_a_terminal_sees_how_far_a_run_is(clean: pytest.MonkeyPatch) -> None:
    clean.setattr(sys, "stderr", screen := Screen())
    clean.setenv("COLUMNS", "100")
    with console.counting(quiet=False, say=lambda _: None) as tell:
        tell(0, 7)
        tell(3, 0)
    assert "3/7" in screen.getvalue()
    clean.setattr(sys, "stderr", quiet := Screen())
    with console.counting(quiet=True, say=lambda _: None) as tell:
        tell(3, 7)
    assert quiet.getvalue() == ""


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command shows in a terminal of 90 columns, standard output and standard error together."""
    parent, child = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "policydiff", *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=child, stderr=child,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "90", **environment},
    )  # fmt: skip
    os.close(child)
    shown = b""
    while select.select([parent], [], [], 0.1)[0] or running.poll() is None:
        if select.select([parent], [], [], 0)[0]:
            try:
                part = os.read(parent, 65536)
            except OSError:  # so Linux says that the other end is closed; elsewhere nothing comes any more
                break
            shown += part
            if not part:
                break
    os.close(parent)
    assert running.wait() == 0
    return shown.decode()


POLICY = "# Privacy\n\nWe collect your email address to run your account.\n"


def test_a_terminal_gets_colours_and_a_pipe_does_not(clean: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "policy.md").write_text(POLICY)
    path = str(tmp_path / "policy.md")
    assert "\x1b[1mPrivacy" in on_a_terminal("parse", path)
    assert main(["parse", path]) == 0
    piped = capsys.readouterr()
    assert piped.out.startswith("Privacy\n")
    assert "\x1b" not in piped.out + piped.err
    assert main(["parse", path, "--color", "always"]) == 0
    assert "\x1b[1mPrivacy" in capsys.readouterr().out


# Completion


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_a_script_for_each_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "policydiff" in capsys.readouterr().out


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_the_shell_can_read_its_script(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run([shell, "-n"], input=completion.script(shell), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def completed(line: str) -> list[str]:
    """How the command line may go on, asked as a shell asks."""
    read, write = os.pipe()
    environment = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
    }
    code = f"import os\nos.dup2({write}, 8)\nfrom policydiff.cli import main\nmain()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, pass_fds=[write], capture_output=True, check=False)
    os.close(write)
    with os.fdopen(read) as answers:
        return answers.read().split("\n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("policydiff re", ["redline"]),
        ("policydiff compare --color al", ["always"]),
        ("policydiff explain DEFAULT-PROMISE-BR", ["DEFAULT-PROMISE-BROKEN"]),
        ("policydiff compare --regime fr-", ["fr-lil"]),
        ("policydiff completion z", ["zsh"]),
    ],
)
def test_a_line_is_completed(line: str, expected: list[str]) -> None:
    assert [answer.strip() for answer in completed(line)] == expected
