"""`policydiff history` and `policydiff scan`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import policydiff
from policydiff import cli
from tests.repositories.makers import POLICY, Repository, archive


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "r.git", ["Kestrel"]).place


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYDIFF_CACHE", str(tmp_path_factory.getbasetemp() / "shared-cache.sqlite"))


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = cli.main([str(word) for word in words])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_a_history_as_text(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "history", place, "Kestrel/Privacy Policy.md", "--baseline", "2024-01-01", "--width", 200)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[:2] == [
        "Kestrel / Privacy Policy",
        "5 captures from 2024-01-01 to 2024-01-05: 1 first version, 2 new texts, 1 with the same words, 1 broken capture.",
    ]
    days = [line[8:10] for line in lines if line.startswith("2024-01-")]
    assert days == ["01", "02", "03", "04", "05", "04", "05"]  # the history, then the drift
    edits = [line.split() for line in lines if line.startswith("      ")]
    assert "consent A promise is gone: “We do not sell your personal data”.".split() in edits
    assert any(line.startswith("Against the version of 2024-01-01 (") for line in lines)


def test_a_history_as_json_and_markdown(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "history", place, "Kestrel/Privacy Policy.md", "--format", "json")
    record = json.loads(out)
    assert status == 0
    assert [version["label"] for version in record["versions"]] == ["first", "same_words", "broken", "new_text", "new_text"]
    assert record["steps"][0]["comparison"]["verdict"] == "consent"
    _, out, _ = run(capsys, "history", place, "Kestrel/Privacy Policy.md", "--format", "markdown")
    assert out.startswith("# Kestrel / Privacy Policy\n\n5 captures")
    assert "  - consent: A promise is gone" in out


def test_a_history_as_a_table(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import pyarrow.parquet

    _, out, _ = run(capsys, "history", place, "Kestrel/Privacy Policy.md", "--format", "csv", "--table", "versions")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["label"] for row in rows] == ["first", "same_words", "broken", "new_text", "new_text"]
    assert (rows[3]["verdict"], rows[3]["effective"]) == ("consent", "2024-01-04")
    assert run(capsys, "history", place, "Kestrel/Privacy Policy.md", "--format", "parquet", "--output", tmp_path / "h.parquet") == (0, "", "")
    _, out, _ = run(capsys, "history", place, "Kestrel/Privacy Policy.md", "--format", "csv")
    assert pyarrow.parquet.read_table(tmp_path / "h.parquet").num_rows == len(list(csv.DictReader(io.StringIO(out)))) > 0


@pytest.mark.parametrize(
    "words, status, message",
    [
        (["--fail-on", "consent"], 1, ""),
        (["--since", "2024-02-01", "--fail-on", "notice"], 0, ""),
        (["--format", "parquet"], 2, "policydiff: error: --format parquet writes a file; name it with --output\n"),
        (["--since", "never"], 2, "policydiff: error: 'never' is neither a date (YYYY-MM-DD) nor a revision of "),
        (["--jobs", "0"], 2, "policydiff: error: argument --jobs: '0' is no number of processes; give 1 or more; see policydiff history --help\n"),
    ],
)
def test_statuses(place: Path, capsys: pytest.CaptureFixture[str], words: list[str], status: int, message: str) -> None:
    found, _, err = run(capsys, "history", place, "Kestrel/Privacy Policy.md", *words)
    assert found == status
    assert err.startswith(message)
    assert bool(err) == bool(message)


def test_a_scan_prints_its_summary_and_writes_its_dataset(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "scan", place, "--out", tmp_path / "out", "--width", 120)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "1 policy, 5 captures: 1 first version, 2 new texts, 1 with the same words, 1 broken capture."
    assert any(line.split() == ["Kestrel", "/", "Privacy", "Policy", "5", "3", "1", "1", "0", "2024-01-05"] for line in lines)
    assert "  Kestrel/Privacy Policy.md: 2024-01-03, broken capture: 0 words" in lines
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["_policydiff.json", "_policydiff.lock", "changes", "summary.json", "versions"]
    _, out, _ = run(capsys, "scan", place, "--format", "json")
    assert json.loads(out) == json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    _, out, _ = run(capsys, "scan", place, "--format", "markdown")
    assert "| Kestrel / Privacy Policy | 5 | 3 | 1 |" in out


def test_a_scan_names_the_steps_that_were_not_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = Repository(tmp_path / "r.git")
    repo.write({"Kestrel/Privacy Policy.md": POLICY})
    loaf = b"".join(b"Knead the dough for %d minutes, and let it rest under a cloth until it has doubled.\n\n" % minutes for minutes in range(5, 45))
    repo.write({"Kestrel/Privacy Policy.md": b"# Bread\n\n" + loaf})
    status, out, err = run(capsys, "scan", repo.place, "--out", tmp_path / "out", "--width", 200)
    assert (status, err) == (0, "")
    reason = "the new text states nothing about personal data: it may be a menu, a banner or an error page, not a policy"
    lines = out.splitlines()
    assert lines[1] == "1 step from one real version to the next: 0 ask for fresh consent, 0 for notice, 0 for nothing, 1 was not understood."
    assert lines[lines.index("Not understood (1)") + 2] == f"  Kestrel/Privacy Policy.md: 2024-01-01 to 2024-01-02: {reason}"
    found = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert found["policies"][0]["unread"] == [{"old": "2024-01-01", "new": "2024-01-02", "reason": reason}]
    _, out, _ = run(capsys, "scan", repo.place, "--format", "markdown")
    assert f"## Not understood (1)\n\n- Kestrel/Privacy Policy.md: 2024\\-01-01 to 2024-01-02: {reason}\n" in out
    assert policydiff.scan(repo.place).to_arrow("versions")["reason"].to_pylist() == [None, reason]


def test_a_cache_that_is_none_is_said(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.sqlite").write_text("notes on maps " * 400)
    status, _, err = run(capsys, "scan", place, "--glob", "**/Terms.md", "--cache", tmp_path / "c.sqlite")
    assert status == 0
    assert err.startswith(f"policydiff: {tmp_path}/c.sqlite: not usable as a cache (")
    assert err.endswith("set aside as c.sqlite.set-aside-1, a new one is built\n")


def test_a_history_as_one_page_with_its_reports(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "timeline.html"
    assert run(capsys, "history", place, "Kestrel/Privacy Policy.md", "--format", "html", "--regime", "eu-gdpr", "--output", file) == (0, "", "")
    page = file.read_text(encoding="utf-8")
    assert page.count('<article class="report"') == 2
    own = {"Test": 4, "Purpose": 4, "Law": 3}  # columns of the tables in its reports, by the first
    assert page.count('<th scope="col">') == 4 + sum(page.count(f'<th scope="col">{name}<') * columns for name, columns in own.items())
    assert "/ Privacy Policy</title>" in page
