"""The gate, driven end to end in a scratch repository."""

from __future__ import annotations

import json
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest

import policydiff
from policydiff.cli import FAILED, FOUND, NOT_UNDERSTOOD, OK
from policydiff.gates import Check, acknowledge, find_settings
from policydiff.gates import check as checked
from tests.gates import repositories as texts
from tests.gates.repositories import Scratch, ack, check

POLICY = "policies/privacy.md"
TODAY = date(2026, 11, 22)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """A clone on a branch, with the shell in it."""
    made = Scratch(tmp_path / "clone")
    monkeypatch.chdir(made.place)
    return made


def found(scratch: Scratch, today: date = TODAY, **options) -> Check:
    return checked(find_settings(scratch.place), base=None, today=today, **options)


def only(checked: Check):
    (file,) = checked.files
    (change,) = file.changes
    return change


# The life of a change


def test_a_pull_request_from_its_first_commit_to_an_expired_acknowledgement(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write(POLICY, texts.TYPO)
    scratch.commit("a typo")
    assert check() == OK

    scratch.write(POLICY, texts.SHARED)
    scratch.commit("sharing")
    capsys.readouterr()
    assert check() == FOUND
    printed = capsys.readouterr().out
    mark = only(found(scratch)).id
    assert printed.startswith("FAILS: 1 change weighs notice or more and nobody accepted it.")
    assert f"policydiff ack {mark} --why REASON --until DATE" in printed

    assert ack(mark, "--why", "Consent is asked for at sign-up from 4.2 on", "--until", "2027-01-31") == OK
    assert check() == OK
    assert "by Ann Example <ann@example.org> on 2026-11-22, until 2027-01-31: Consent is asked for" in " ".join(capsys.readouterr().out.split())

    scratch.write(POLICY, texts.UNRELATED)
    scratch.commit("another sentence")
    assert check() == OK
    assert only(found(scratch)).acknowledged is not None

    assert check(today="2027-01-31") == OK
    capsys.readouterr()
    assert check(today="2027-02-01") == FOUND
    assert "lapsed expired on 2027-01-31; it was acknowledged by Ann Example" in " ".join(capsys.readouterr().out.split())

    assert ack(mark, "--why", "The new form is out", "--until", "2027-12-31", "--by", "Legal", today="2027-02-01") == OK
    assert check(today="2027-02-01") == OK
    assert [entry["by"] for entry in tomllib.loads((scratch.place / "policydiff-acknowledged.toml").read_text())["acknowledged"]] == [
        "Ann Example <ann@example.org>",
        "Legal",
    ]


def test_an_acknowledgement_ends_when_the_statement_is_about_more(scratch: Scratch) -> None:
    """The fingerprint alone would still match: advertisers are new in both."""
    scratch.write(POLICY, texts.SHARED)
    accepted = only(found(scratch))
    assert ack(accepted.id, "--why", "asked for", "--until", "2027-01-31") == OK
    file = scratch.place / "policydiff-acknowledged.toml"
    file.write_text(file.read_text().replace('"data contact", ', ""))
    change = only(found(scratch))
    assert change.blocks
    assert change.lapse == "the statement is now about more than was accepted: data contact"


def test_an_acknowledgement_written_by_hand_needs_no_more_than_who_when_and_why(scratch: Scratch) -> None:
    scratch.write(POLICY, texts.SHARED)
    mark = only(found(scratch)).id
    scratch.write("policydiff-acknowledged.toml", f'[[acknowledged]]\nid = "{mark}"\nby = "Bo"\non = 2026-11-01\nuntil = "2026-12-01"\nwhy = "agreed"\n')
    assert not only(found(scratch)).blocks


def test_what_is_accepted_for_one_policy_is_not_for_another(scratch: Scratch) -> None:
    scratch.write("policies/shop.md", texts.POLICY)
    scratch.commit("a second policy")
    scratch.repository.branches.local["main"].set_target(scratch.repository.head.target)
    scratch.write(POLICY, texts.SHARED)
    scratch.write("policies/shop.md", texts.SHARED)
    first, second = found(scratch).files
    assert [change.id for change in first.changes] == [change.id for change in second.changes]
    assert ack(first.changes[0].id, "--why", "for the app", "--until", "2027-01-31") == OK
    outcomes = {file.path: file.outcome for file in found(scratch).files}
    assert sorted(outcomes.values()) == ["fails", "passes"]


def test_an_acknowledgement_that_matches_nothing_is_told(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write(POLICY, texts.SHARED)
    mark = only(found(scratch)).id
    assert ack(mark, "--why", "asked for", "--until", "2027-01-31") == OK
    scratch.write(POLICY, texts.POLICY)
    assert [entry.id for entry in found(scratch).stale] == [mark]
    capsys.readouterr()
    assert check() == OK
    assert "Acknowledged, and not to be found any more (1)" in capsys.readouterr().out


def test_ack_takes_only_what_the_check_reports(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write(POLICY, texts.SHARED)
    mark = only(found(scratch)).id
    assert ack("000000000000", "--why", "x", "--until", "2027-01-31") == FAILED
    assert capsys.readouterr().err == f"policydiff: error: 000000000000: no change of this check has this id; it has {mark}\n"
    assert ack(mark, "--why", "x", "--until", "2026-11-21") == FAILED
    assert "is past" in capsys.readouterr().err
    assert not (scratch.place / "policydiff-acknowledged.toml").exists()


def test_words_of_any_kind_go_into_the_file_and_come_back(tmp_path: Path) -> None:
    from policydiff.gates import Acknowledgement, read_acknowledgements

    file = tmp_path / "a.toml"
    why = 'says "no"\\\n\ttab, \x7f, é, \U0001f512'
    entry = Acknowledgement(id="0123456789ab", path="a b.md", by="Zoë <z@example.org>", on=TODAY, why=why, until=TODAY, covers=("data contact",))
    acknowledge(file, [entry])
    acknowledge(file, [entry])
    assert read_acknowledgements(file) == (entry, entry)


def test_a_limited_check_tells_nothing_of_acknowledgements_for_other_policies(scratch: Scratch) -> None:
    entries = "".join(
        f'[[acknowledged]]\nid = "{number:012x}"\n{path}by = "Bo"\non = 2026-11-01\nuntil = 2026-12-01\nwhy = "agreed"\n'
        for number, path in enumerate(["", 'path = "policies/privacy.md"\n', 'path = "policies/gone.md"\n'])
    )
    scratch.write("policydiff-acknowledged.toml", entries)
    scratch.write("policies/new.md", texts.POLICY.replace("your name", "the name of your boat"))
    assert [entry.id[-1] for entry in found(scratch).stale] == ["0", "1", "2"]
    named = [scratch.place / POLICY, scratch.place / "policies/new.md"]
    assert [entry.id[-1] for entry in found(scratch, paths=named).stale] == ["1"]


def test_the_public_verb_gives_the_same(scratch: Scratch) -> None:
    scratch.write(POLICY, texts.SHARED)
    found_there = policydiff.check(scratch.place, today=TODAY)
    assert found_there == found(scratch)
    assert (found_there.exit_status, policydiff.check(scratch.place, today=TODAY, base="HEAD", paths=[POLICY]).outcome) == (1, "fails")


# Which versions are compared


def test_the_base_is_what_both_branches_have_in_common(scratch: Scratch) -> None:
    """What others did on the base since is no edit of this branch."""
    scratch.write(POLICY, texts.TYPO)
    mine = scratch.commit("a typo")
    scratch.checkout("main")
    base = str(scratch.repository.head.target)
    scratch.write(POLICY, texts.SHARED)
    scratch.commit("sharing, on main")
    scratch.checkout("pr")
    checked = found(scratch)
    assert (checked.base_commit, checked.outcome) == (base, "passes")
    assert mine != base


def test_what_is_not_committed_is_compared_with_head(scratch: Scratch) -> None:
    scratch.write(POLICY, texts.SHARED)
    assert check("--base", "HEAD") == FOUND
    scratch.commit("sharing")
    assert check("--base", "HEAD") == OK
    assert check() == FOUND


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda s: None, (POLICY, POLICY, "unchanged", "passes")),
        (lambda s: (s.remove(POLICY), s.write("policies/moved.md", texts.TYPO)), ("policies/moved.md", POLICY, "changed", "passes")),
        (lambda s: (s.remove(POLICY), s.write("policies/moved.md", texts.SHARED)), ("policies/moved.md", POLICY, "changed", "fails")),
        (lambda s: (s.remove(POLICY), s.write("attic/moved.md", texts.SHARED)), ("attic/moved.md", POLICY, "changed", "fails")),
        (lambda s: s.remove(POLICY), (POLICY, POLICY, "deleted", "fails")),
        (lambda s: s.write(POLICY, texts.MENU), (POLICY, POLICY, "changed", "not_understood")),
        (lambda s: s.write(POLICY, texts.GERMAN), (POLICY, POLICY, "changed", "failed")),
        (lambda s: s.write(POLICY, b"\x00\x01\x02"), (POLICY, POLICY, "changed", "failed")),
        (lambda s: s.write(POLICY, b"version https://git-lfs.github.com/spec/v1\n"), (POLICY, POLICY, "changed", "failed")),
    ],
    ids=["untouched", "renamed", "renamed and changed", "renamed out of the globs", "deleted", "a menu", "German", "binary", "a pointer of LFS"],
)
@pytest.mark.parametrize("committed", [False, True], ids=["working tree", "committed"])
def test_what_can_become_of_a_policy(scratch: Scratch, edit, expected: tuple[str, str, str, str], committed: bool) -> None:
    edit(scratch)
    if committed:
        scratch.commit("edit")
    (file,) = found(scratch).files
    assert (file.path, file.old_path, file.status, file.outcome) == expected


def test_a_new_policy_is_told_and_passes(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write("policies/shop.md", "# Shop Privacy Policy\n\nWe keep the receipts of the orders that you place for ten years.\n")
    assert check() == OK
    assert "policies/shop.md, new: PASSES" in capsys.readouterr().out


def test_a_deleted_policy_can_be_acknowledged(scratch: Scratch) -> None:
    scratch.remove(POLICY)
    mark = only(found(scratch)).id
    assert ack(mark, "--why", "the service has ended", "--until", "2027-01-31") == OK
    assert check() == OK


@pytest.mark.parametrize(
    ("texts_of", "status"),
    [
        ({"a": texts.GERMAN, "b": texts.MENU, "c": texts.SHARED}, FAILED),
        ({"b": texts.MENU, "c": texts.SHARED}, NOT_UNDERSTOOD),
        ({"c": texts.SHARED, "d": texts.TYPO}, FOUND),
        ({"d": texts.TYPO}, OK),
    ],
)
def test_of_several_policies_the_worst_counts(scratch: Scratch, texts_of: dict[str, str], status: int) -> None:
    for name in "abcd":
        scratch.write(f"policies/{name}.md", texts.POLICY)
    scratch.commit("four more")
    scratch.repository.branches.local["main"].set_target(scratch.repository.head.target)
    for name, text in texts_of.items():
        scratch.write(f"policies/{name}.md", text)
    assert check() == status


def test_a_named_file_is_checked_whether_the_settings_name_it_or_not(scratch: Scratch) -> None:
    scratch.write("terms.md", texts.POLICY)
    scratch.commit("terms")
    scratch.repository.branches.local["main"].set_target(scratch.repository.head.target)
    scratch.write("terms.md", texts.SHARED)
    assert check() == OK
    assert check("terms.md") == FOUND
    assert check("policies") == OK


def test_a_shallow_clone_is_told_clearly(scratch: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write(POLICY, texts.SHARED)
    scratch.commit("sharing")
    shallow = tmp_path / "shallow"
    git = ["git", "clone", "-q", "--depth", "1", "--no-single-branch", "--branch", "pr", scratch.place.as_uri(), str(shallow)]
    subprocess.run(git, check=True, capture_output=True)
    monkeypatch.chdir(shallow)
    assert check("--base", "origin/main") == FAILED
    assert "this is a shallow clone, which lacks the commit that it has in common with HEAD; fetch its whole history" in capsys.readouterr().err
    assert check("--base", "HEAD~1") == FAILED
    assert "is not in this shallow clone" in capsys.readouterr().err


# Settings


def test_severity_weighs_a_rule_otherwise_and_the_report_says_so(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write(POLICY, texts.SHARED)
    rules = {delta.rule for delta in found(scratch).files[0].report.changes[0].deltas}
    scratch.write("policydiff.toml", texts.SETTINGS + "[severity]\n" + "".join(f'{rule} = "none"\n' for rule in sorted(rules)))
    assert check() == OK
    assert "weighed needs nothing, by the settings; without them it needs fresh consent" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("fail_on", "status"), [("notice", FOUND), ("consent", FOUND), ("never", OK)])
def test_fail_on_comes_from_the_settings_and_from_the_command_line(scratch: Scratch, fail_on: str, status: int) -> None:
    scratch.write(POLICY, texts.SHARED)
    assert check("--fail-on", fail_on) == status
    scratch.write("policydiff.toml", texts.SETTINGS + f'fail_on = "{fail_on}"\n')
    assert check() == status


def test_pyproject_holds_the_settings_too_and_paths_count_from_its_folder(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch.remove("policydiff.toml")
    scratch.write("policies/pyproject.toml", '[tool.policydiff]\npaths = ["*.md"]\nbase = "main"\n')
    scratch.write(POLICY, texts.SHARED)
    monkeypatch.chdir(scratch.place / "policies")
    assert check() == FOUND


def test_settings_write_reports_beside_the_one_printed(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write("policydiff.toml", texts.SETTINGS + 'format = "json"\n[write]\nmarkdown = "report.md"\n')
    scratch.write(POLICY, texts.SHARED)
    assert check("--write", "parquet=deltas.parquet") == FOUND
    assert Check.model_validate(json.loads(capsys.readouterr().out)) == found(scratch)
    assert (scratch.place / "report.md").read_text().startswith("## policydiff: FAILS")
    assert (scratch.place / "deltas.parquet").read_bytes()[:4] == b"PAR1"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("fail_at = 'notice'\n", "policydiff.toml: fail_at: unknown key; the keys are paths, exclude, base, fail_on,"),
        ("fail_on = 'all'\n", "policydiff.toml: fail_on: Input should be 'notice', 'consent' or 'never'"),
        ("paths = 'policies'\n", "policydiff.toml: paths: Input should be a valid tuple"),
        ("regimes = ['atlantis']\n", "policydiff.toml: regimes: 'atlantis' is unknown; known regimes: "),
        ("[severity]\nNO-SUCH = 'none'\n", "policydiff.toml: severity.NO-SUCH: is no default rule; "),
        ("[facts]\nchild = true\n", "policydiff.toml: facts: child: Extra inputs are not permitted; the fields are "),
        ("paths = [\n", "policydiff.toml: not TOML: "),
        ("paths = ['nowhere/*.md']\nbase = 'main'\n", "policydiff.toml: paths: nothing matches nowhere/*.md"),
        ("base = 'main'\n", "no policies to check; name files, or set paths in "),
        ("paths = ['policies/*.md']\n", "no base to compare with; give --base"),
        ("paths = ['policies/*.md']\nbase = 'nowhere'\n", "base 'nowhere': no such revision"),
        ("paths = ['policies/*.md']\nbase = 'main'\nformat = 'pdf'\n", "policydiff.toml: format 'pdf': choose one of comment, csv, github, "),
    ],
)
def test_wrong_settings_are_one_line_with_file_and_key(scratch: Scratch, settings: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write("policydiff.toml", settings)
    assert check() == FAILED
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('[[accepted]]\nid = "0123456789ab"\n', "accepted: unknown key; the file holds tables [[acknowledged]]"),
        ('[[acknowledged]]\nid = "0123456789ab"\n', "acknowledged 1: by: Field required"),
        ('[[acknowledged]]\nid = "1"\nby="a"\non=2026-01-01\nwhy="b"\nuntil=2026-01-02\n', "acknowledged 1: id: String should match pattern"),
        ('[[acknowledged]]\nid = "0123456789ab"\nby="a"\non=20260101\nwhy="b"\nuntil=2026-01-02\n', "acknowledged 1: on: 20260101 is no date"),
        ('[[acknowledged]]\nid = "0123456789ab"\nby="a"\non=2026-01-02\nwhy="b"\nuntil=2026-01-01\n', "ends on 2026-01-01, before it was given on 2026-01-02"),
        ('[[acknowledged]]\nid = "0123456789ab"\nby="a"\non=2026-01-02\nwhy="b"\nuntill=2026-01-03\n', "acknowledged 1: untill: unknown key"),
    ],
)
def test_a_wrong_acknowledgement_is_one_line_with_entry_and_key(scratch: Scratch, entry: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write("policydiff-acknowledged.toml", entry)
    assert check() == FAILED
    assert message in capsys.readouterr().err


def test_settings_in_two_files_of_a_folder_are_refused(scratch: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    scratch.write("pyproject.toml", "[tool.policydiff]\npaths = []\n")
    assert check() == FAILED
    assert "keep the settings in one of them" in capsys.readouterr().err
