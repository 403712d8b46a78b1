"""The command line: its statuses, its one-line errors, its sources and outputs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import policydiff
from policydiff.cli import main
from tests.law.builders import ATLANTIS

ROOT = Path(__file__).resolve().parents[2]

OLD = """\
# Privacy Policy

Last updated: 1 March 2023

## What we collect

We collect your email address and your name when you create an account.

## How we use it

We use your email address to provide the service and to answer your questions.

## Sharing

We will never sell your personal data. We share your name with our hosting provider, which stores it on our behalf.
"""
NOTICE_ONLY = OLD.replace("We collect your email address and your name", "We collect your email address, your name and the model of your device").replace(
    "2023", "2024"
)
CONSENT = NOTICE_ONLY.replace("We will never sell your personal data.", "We share your email address with advertisers so that they can show you targeted ads.")
MENU = "Home\n\nProducts\n\nPrices\n\nSign in\n\nContact\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with versions of a policy."""
    for name, text in (("old.md", OLD), ("notice-only.md", NOTICE_ONLY), ("consent.md", CONSENT), ("menu.md", MENU)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """The single line on standard error; nothing on standard output."""
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("policydiff: error: ")
    assert captured.err.endswith("\n")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("policydiff: error: ").rstrip("\n")


def run(*arguments: str, cwd: Path = ROOT, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "policydiff", *arguments], cwd=cwd, capture_output=True, text=True, check=False, **options)


# What needs no policy


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"policydiff {policydiff.__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["compare", "--help"], ["parse", "--help"], ["rules", "--help"], ["explain", "--help"]])
def test_help_imports_no_model_and_no_parser(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom policydiff.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as stopped:\n    assert stopped.code == 0\n"
        "print([name for name in ('spacy', 'pydantic', 'lxml', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert done.stdout.startswith("usage: policydiff")


def test_help_states_every_exit_status() -> None:
    text = run("--help").stdout
    assert [line.split()[0] for line in text[text.index("exit status:") :].splitlines()[1:]] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND; see policydiff --help"),
        (["compare", "a.md"], "the following arguments are required: NEW; see policydiff compare --help"),
        (["compare", "a", "b", "--fail-on", "none"], "argument --fail-on: invalid choice: 'none' (choose from"),
        (["compare", "a", "b", "--as-of", "soon"], "argument --as-of: 'soon' is no date; write YYYY-MM-DD; see policydiff compare --help"),
        (["compare", "a", "b", "--format", "pdf"], "argument --format: invalid choice: 'pdf' (choose from"),
        (["compare", "a", "b", "--width", "7"], "argument --width: '7' is no number of columns; give 40 or more; see policydiff compare --help"),
        (["compare", "-", "-"], 'standard input ("-") can be read only once'),
        (["frobnicate"], "argument COMMAND: invalid choice: 'frobnicate' (choose from"),
        (["explain", "NO-SUCH-RULE"], "no rule is called 'NO-SUCH-RULE'; `policydiff rules` lists them"),
        (["rules", "--regime", "atlantis"], "unknown regime 'atlantis'; known regimes: "),
    ],
)
def test_a_wrong_call_is_one_line_and_status_2(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert one_line(capsys).startswith(message)


def test_an_unexpected_error_is_one_line_with_a_hint(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division\nby \x1b[31mzero")

    monkeypatch.setattr(policydiff, "rules", fall)
    monkeypatch.delenv("POLICYDIFF_DEBUG", raising=False)
    assert main(["rules"]) == 2
    assert one_line(capsys) == "unexpected ZeroDivisionError: division by \\x1b[31mzero; this is a bug in policydiff, POLICYDIFF_DEBUG=1 shows where"
    monkeypatch.setenv("POLICYDIFF_DEBUG", "1")
    assert main(["rules"]) == 2
    assert capsys.readouterr().err.startswith("Traceback (most recent call last):\n")


def test_an_interrupt_is_silent_and_has_its_own_status(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(policydiff, "rules", interrupt)
    assert main(["rules"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_goes_away_causes_no_traceback() -> None:
    writer = subprocess.Popen([sys.executable, "-m", "policydiff", "rules"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    assert writer.stderr.read() == b""
    assert writer.wait() == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line_and_status_2() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "policydiff", "rules"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "policydiff: error: standard output: No space left on device\n")


def test_output_that_the_terminal_cannot_encode_is_escaped() -> None:
    done = run("explain", "nö-such-rule", env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stderr) == (2, "policydiff: error: no rule is called 'n\\xf6-such-rule'; `policydiff rules` lists them\n")


def test_rules_lists_the_rules_of_a_regime_and_explain_shows_one(capsys: pytest.CaptureFixture[str]) -> None:
    rules = policydiff.rules("default")
    assert main(["rules", "--regime", "default"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0] == "default"
    assert [line.split()[0] for line in listed[1:] if line[2] != " "] == [rule.id for rule in rules]
    assert main(["explain", rules[0].id.lower()]) == 0
    page = capsys.readouterr().out.splitlines()
    assert page[:2] == [f"{rules[0].id}: {rules[0].title}", "regime default"]
    assert [line for line in page if line and not line.startswith(" ")][2:6] == ["What it does", "When it fires", "Example", "Why it matters"]


# What reads policies


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "absent.md", "absent.md"),
        (lambda folder: folder, ""),
        (lambda folder: _file(folder, b""), "bad.txt"),
        (lambda folder: _file(folder, b" \n\t\n"), "bad.txt"),
        (lambda folder: _file(folder, bytes(range(256)) * 40), "bad.txt"),
        (lambda folder: _file(folder, b"We collect your name. " * 1_000_000), "bad.txt"),
    ],
    ids=["missing", "directory", "empty", "blank", "binary", "22 MB"],
)
@pytest.mark.parametrize("command", ["parse", "compare"])
def test_bad_input_is_one_line_and_status_2(command: str, make, message: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(make(files))
    assert main([command, path] if command == "parse" else [command, "old.md", path]) == 2
    line = one_line(capsys)
    assert message in line
    assert "bug in policydiff" not in line


def _file(folder: Path, content: bytes) -> Path:
    (folder / "bad.txt").write_bytes(content)
    return folder / "bad.txt"


def test_another_language_is_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Wir erheben Ihre personenbezogenen Daten, um Ihnen unsere Dienste anzubieten und zu verbessern. " * 12
    path = str(_file(files, text.encode()))
    assert main(["parse", path]) == 2
    assert "German" in one_line(capsys)
    assert main(["compare", "old.md", path, "--format", "json"]) == 3
    coverage = json.loads(capsys.readouterr().out)["coverage"]
    assert coverage["reason"] == f"{path}: the text is in German; policydiff reads English policies"
    assert main(["compare", "old.md", "consent.md", "--notice", path]) == 2


@pytest.mark.parametrize(
    ("new", "fail_on", "status"),
    [
        ("old.md", "notice", 0),
        ("notice-only.md", None, 0),
        ("notice-only.md", "consent", 0),
        ("notice-only.md", "notice", 1),
        ("consent.md", None, 0),
        ("consent.md", "consent", 1),
        ("consent.md", "notice", 1),
        ("menu.md", None, 3),
        ("menu.md", "consent", 3),
    ],
)
def test_the_status_answers_to_fail_on(new: str, fail_on: str | None, status: int, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "old.md", new, *(["--fail-on", fail_on] if fail_on else [])]) == status
    captured = capsys.readouterr()
    assert captured.err == ""
    verdict = {"old.md": "NOTHING MATERIAL", "notice-only.md": "NOTICE NEEDED", "consent.md": "CONSENT NEEDED", "menu.md": "NOT UNDERSTOOD"}[new]
    assert captured.out.startswith(f"{verdict}: ")


BREAD = """\
This bakery opens at six and closes at noon. Bread is baked on the stones of the old oven, and the flour comes from the mill by the river.
On Sundays the shop is closed, and the garden is open to all who wish to sit there.
"""


@pytest.mark.parametrize(
    ("texts", "fail_on", "status"),
    [
        ((OLD, NOTICE_ONLY), "consent", 0),
        ((OLD, NOTICE_ONLY), "notice", 1),
        ((OLD, BREAD), None, 0),
        ((OLD, BREAD), "consent", 3),
        ((OLD, NOTICE_ONLY, BREAD), "notice", 1),
    ],
)
def test_the_gate_of_a_history_stays_shut_where_a_step_was_not_understood(
    texts: tuple[str, ...], fail_on: str | None, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy").mkdir()
    for year, text in enumerate(texts, 2020):  # three times: a capture of few words passes for a broken one
        (tmp_path / "policy" / f"{year}-01-01.md").write_text(text * 3, encoding="utf-8")
    assert main(["history", str(tmp_path), "policy", "--no-cache", "--quiet", *(["--fail-on", fail_on] if fail_on else [])]) == status
    assert ("NOT UNDERSTOOD: " in capsys.readouterr().out) == (BREAD in texts)


def test_the_report_shows_the_words_of_both_with_their_lines(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["compare", "old.md", "consent.md"])
    text = " ".join(capsys.readouterr().out.split())
    assert 'old.md:15 "We will never sell your personal data.' in text
    assert "consent.md:15" in text
    assert "so that they can show you targeted ads" in text


def test_formats_and_output(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "old.md", "consent.md", "--format", "json", "--output", "report.json"]) == 0
    assert capsys.readouterr() == ("", "")
    report = json.loads((files / "report.json").read_text(encoding="utf-8"))
    assert (report["verdict"]["obligation"], report["old"]["source"], report["new"]["source"]) == ("consent", "old.md", "consent.md")
    assert main(["compare", "old.md", "consent.md", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# CONSENT NEEDED: ")
    assert main(["compare", "old.md", "old.md", "--output", "no/such/folder.txt"]) == 2
    assert one_line(capsys).startswith("no/such/folder.txt: cannot be written: ")


def test_facts_and_as_of_reach_the_report(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "facts.toml").write_text('children = true\nas_of = 2020-01-01\n[legal_basis]\nadvertising = "consent"\n', encoding="utf-8")
    assert main(["compare", "old.md", "consent.md", "--format", "json", "--facts", "facts.toml"]) == 0
    facts = json.loads(capsys.readouterr().out)["facts"]
    assert (facts["children"], facts["as_of"], facts["as_of_source"], facts["legal_basis"]) == (True, "2020-01-01", "facts", {"advertising": "consent"})
    assert main(["compare", "old.md", "consent.md", "--format", "json", "--facts", "facts.toml", "--as-of", "2019-05-01"]) == 0
    facts = json.loads(capsys.readouterr().out)["facts"]
    assert (facts["children"], facts["as_of"]) == (True, "2019-05-01")


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("children = ", "facts.toml: not TOML: "),
        ("colour = 1", "facts.toml: colour: "),
        ('children = "perhaps"', "facts.toml: children: "),
        (None, "facts.toml: No such file or directory"),
    ],
)
def test_bad_facts_are_one_line(facts: str | None, message: str, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if facts is not None:
        (files / "facts.toml").write_text(facts, encoding="utf-8")
    assert main(["compare", "old.md", "consent.md", "--facts", "facts.toml"]) == 2
    assert one_line(capsys).startswith(message)


def test_regime_limits_the_regimes(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "old.md", "consent.md", "--format", "json", "--regime", "eu-gdpr"]) == 0
    assert list(json.loads(capsys.readouterr().out)["verdict"]["by_regime"]) == ["eu-gdpr"]


def test_standard_input_is_a_source(files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CONSENT.encode())))
    assert main(["compare", "old.md", "-", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["new"]["source"], report["verdict"]["obligation"]) == ("standard input", "consent")


def test_a_git_revision_is_a_source(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *arguments], cwd=files, check=True, capture_output=True)

    git("init", "-q")
    (files / "policy.md").write_text(OLD, encoding="utf-8")
    git("add", "policy.md")
    git("commit", "-q", "-m", "first")
    (files / "policy.md").write_text(CONSENT, encoding="utf-8")
    assert main(["compare", "HEAD:policy.md", "policy.md", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["old"]["source"], report["verdict"]["obligation"]) == ("HEAD:policy.md", "consent")
    assert main(["parse", "HEAD:absent.md"]) == 2
    assert "absent.md" in one_line(capsys)


def test_parse_tells_who_gets_what_for_which_purpose(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "consent.md"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Privacy Policy", "consent.md, effective 2024-03-01, language en"]
    at_a_glance = lines[lines.index("Who gets data") + 4 : lines.index("What data are used for")]
    assert any(line.startswith("advertisers") and line.endswith(" 15") for line in at_a_glance)
    sharing = lines[lines.index("Sharing") + 1 :]
    assert sharing[0].startswith("  15  ")
    assert "advertisers" in " ".join(sharing)
    assert main(["parse", "consent.md", "--format", "json"]) == 0
    policy = json.loads(capsys.readouterr().out)
    assert policy["document"]["source"] == "consent.md"


def test_parse_refuses_a_format_that_it_does_not_know_in_one_line(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "consent.md", "--format", "docx"]) == 2
    line = one_line(capsys)
    assert all(name in line for name in ("--format", "'docx'", "json", "markdown", "text"))


@pytest.fixture
def atlantis(files: Path) -> Path:
    """A folder of rules of one's own."""
    (files / "own").mkdir()
    (files / "own" / "sale.toml").write_text(ATLANTIS, encoding="utf-8")
    return files / "own"


def test_rules_of_ones_own_are_listed_explained_and_judged_by(atlantis: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--rules", "own", "--regime", "atlantis"]) == 0
    assert capsys.readouterr().out == "atlantis\n  ATLANTIS-01  Sale under the sea (explicit consent; not verified)\n"
    assert main(["explain", "atlantis-01", "--rules", "own"]) == 0
    assert "not verified: check before relying on it" in " ".join(capsys.readouterr().out.split())
    assert main(["compare", "old.md", "consent.md", "--rules", "own", "--regime", "atlantis", "--as-of", "2024-01-01"]) == 0
    assert "\natlantis  consent  ATLANTIS-01\n" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["rules"], ["explain", "ATLANTIS-01"], ["compare", "old.md", "consent.md"]])
def test_a_mistake_in_a_rule_is_one_line_with_file_and_field_and_a_status_of_its_own(
    command: list[str], atlantis: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (atlantis / "sale.toml").write_text(ATLANTIS.replace('["no_sale"]', '["no_sails"]'), encoding="utf-8")
    assert main([*command, "--rules", "own"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"policydiff: error: {Path('own', 'sale.toml')}: trigger.category: 'no_sails' does not exist; ")
    assert printed.err.count("\n") == 1
