"""The forms for machines, each checked by its own schema or by a tool that reads it, and for what it says."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pyarrow.parquet
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from policydiff.gates import Acknowledgement, Check, CheckedFile, Gated, alone
from policydiff.reports import check_formats, render, render_check
from policydiff.reports._schemas import made
from policydiff.reports._table import columns, parquet
from policydiff.repositories.tables import COLUMNS
from tests.reports.builders import change, finding, full_report, quote, report
from tests.reports.schemas import official

SHARING = change(
    "A family of [companies] may, from now: on, receive 100% of your data.",
    id="aaaaaaaaaaaa",
    old=(quote("We share nothing.", 4),),
    new=(quote("We share with our family.", 12, 14),),
    findings=(finding("EU-GDPR-01"), finding("EU-GDPR-01"), finding("US-FTC-01", "us-ftc")),
)
GONE = change("A promise is gone.", id="bbbbbbbbbbbb", old=(quote("We never sell\x1b data.", 7),))
SMALL = change("A device is named.", id="cccccccccccc", materiality="none", new=(quote("Your phone.", None, page=3),))
ACCEPTED = Acknowledgement(id="bbbbbbbbbbbb", path="a.md", by="Ann", on=date(2026, 1, 2), until=date(2026, 12, 31), why="agreed: see 7")
STALE = Acknowledgement(id="eeeeeeeeeeee", by="Bo", on=date(2026, 1, 2), until=date(2026, 1, 3), why="old")


def gated(changed, **fields) -> Gated:
    values = {"rule": "DEFAULT-PROMISE-BROKEN", "materiality": changed.materiality, "level": changed.materiality, "blocks": False, **fields}
    return Gated(id=changed.id, summary=changed.summary, **values)


def checked() -> Check:
    """A check with everything in it: one that blocks, one accepted, one that passes; a new, a deleted, an unread and a not understood policy; a stale entry."""
    compared = CheckedFile(
        path="policies/a b.md",
        old_path="a.md",
        status="changed",
        outcome="fails",
        changes=(gated(SHARING, blocks=True), gated(GONE, acknowledged=ACCEPTED), gated(SMALL)),
        report=report(SHARING, GONE, SMALL, sources=("0123456789:a.md", "policies/a b.md")),
    )
    whole = {"id": "dddddddddddd", "summary": "This policy was deleted.", "materiality": "consent", "level": "consent", "blocks": True}
    return Check(
        base="origin/main",
        base_commit="0123456789" * 4,
        today=date(2026, 6, 1),
        fail_on="notice",
        outcome="failed",
        files=(
            compared,
            CheckedFile(path="gone.md", old_path="gone.md", status="deleted", outcome="fails", changes=(Gated(rule="DELETED-POLICY", **whole),)),
            CheckedFile(path="bad.pdf", old_path="bad.pdf", status="changed", outcome="failed", reason="bad.pdf: is broken"),
            CheckedFile(path="menu.md", old_path="menu.md", status="changed", outcome="not_understood", reason="too little"),
            CheckedFile(path="same.md", old_path="same.md", status="unchanged", outcome="passes"),
        ),
        stale=(STALE,),
    )


def empty() -> Check:
    return Check(base="HEAD", base_commit="0" * 40, today=date(2026, 6, 1), fail_on="notice", outcome="passes", files=())


@pytest.mark.parametrize("name", sorted(check_formats()))
def test_every_form_shows_a_check_and_a_single_comparison(name: str) -> None:
    assert render_check(checked(), name).endswith("\n")
    assert render_check(empty(), name).endswith("\n")
    assert render(full_report(), name).endswith("\n")


@pytest.mark.parametrize("name", sorted(set(check_formats()) - {"csv"}))
def test_every_form_shows_who_accepted_what_and_what_was_not_judged(name: str) -> None:
    shown = render_check(checked(), name).replace("\\", "").replace("\n", " ")
    for words in ("Ann", "agreed", "bad.pdf", "menu.md", "gone.md", "eeeeeeeeeeee"):
        assert words in shown or (words == "eeeeeeeeeeee" and name == "junit"), words
    assert "\x1b" not in shown


# JSON


@pytest.mark.parametrize(("name", "shown"), [("check", lambda: render_check(checked(), "json")), ("report", lambda: render(full_report(), "json"))])
def test_json_meets_its_published_schema(name: str, shown) -> None:
    schema = made(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(shown()))


def test_a_check_comes_back_from_its_json() -> None:
    assert Check.model_validate_json(render_check(checked(), "json")) == checked()


# SARIF


@pytest.mark.parametrize("shown", [lambda: render_check(checked(), "sarif"), lambda: render_check(empty(), "sarif"), lambda: render(full_report(), "sarif")])
def test_sarif_meets_the_official_schema(shown) -> None:
    schema = official("sarif-2.1.0")
    jsonschema.validators.validator_for(schema)(schema).validate(json.loads(shown()))


def results() -> dict[str, dict]:
    (run,) = json.loads(render_check(checked(), "sarif"))["runs"]
    return {result.get("partialFingerprints", {}).get("policydiffChange/v1", result["ruleId"]): result for result in run["results"]}


def test_sarif_says_which_rule_fired_where_and_what_stood_there_before() -> None:
    (run,) = json.loads(render_check(checked(), "sarif"))["runs"]
    found = results()
    assert list(found) == ["NOT-READ", "NOT-UNDERSTOOD", "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd"]
    sharing = found["aaaaaaaaaaaa"]
    rules = run["tool"]["driver"]["rules"]
    assert rules[sharing["ruleIndex"]]["id"] == sharing["ruleId"] == "DEFAULT-PROMISE-BROKEN"
    assert rules[sharing["ruleIndex"]]["help"]["text"].startswith("DEFAULT-PROMISE-BROKEN: A promise withdrawn\nregime default\n")
    assert sharing["level"] == "error"
    assert sharing["message"]["text"] == "A family of \\[companies\\] may, from now: on, receive 100% of your data. [Old text 1](1)."
    (place,) = sharing["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "policies/a%20b.md"},
        "region": {"startLine": 12, "endLine": 14, "snippet": {"text": "We share with our family."}},
    }
    (before,) = sharing["relatedLocations"]
    assert (before["id"], before["physicalLocation"]["artifactLocation"]) == (1, {"uri": "a.md", "uriBaseId": "BASE"})
    assert before["physicalLocation"]["region"]["startLine"] == 4
    taxa = [(taxon["id"], run["taxonomies"][taxon["toolComponent"]["index"]]["name"]) for taxon in sharing["taxa"]]
    assert taxa == [("EU-GDPR-01", "eu-gdpr"), ("US-FTC-01", "us-ftc")]


def test_sarif_suppresses_what_was_accepted_and_says_by_whom() -> None:
    found = results()
    justification = "by Ann on 2026-01-02, until 2026-12-31: agreed: see 7"
    assert found["bbbbbbbbbbbb"]["suppressions"] == [{"kind": "external", "status": "accepted", "justification": justification}]
    assert [mark for mark, result in found.items() if result.get("suppressions")] == ["bbbbbbbbbbbb"]


def test_sarif_of_a_run_that_left_something_unread_is_no_success() -> None:
    (run,) = json.loads(render_check(checked(), "sarif"))["runs"]
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == ["bad.pdf: is broken", "too little"]


def test_sarif_places_without_lines_are_pages() -> None:
    assert results()["cccccccccccc"]["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "policies/a%20b.md"}}, "logicalLocations": [{"name": "page 3"}]}
    ]


# JUnit


def test_junit_is_read_by_a_consumer_with_the_right_counts() -> None:
    suites = JUnitXml.fromstring(render_check(checked(), "junit").encode())
    assert (suites.tests, suites.failures, suites.errors, suites.skipped) == (7, 2, 2, 1)
    told = {case.name: [type(result) for result in case.result] for suite in suites for case in suite}
    assert told == {
        "A family of [companies] may, from now: on, receive 100% of your data. [aaaaaaaaaaaa]": [Failure],
        "A promise is gone. [bbbbbbbbbbbb]": [Skipped],
        "A device is named. [cccccccccccc]": [],
        "This policy was deleted. [dddddddddddd]": [Failure],
        "the policy is read and understood": [Error],
        "no change (unchanged)": [],
    }


# GitHub


_COMMAND = re.compile(r"::(error|warning|notice)(?: ([^:]*))?::(.*)")


def annotations(shown: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands as the runner reads them: properties parted at commas, then decoded."""

    def decoded(text: str) -> str:
        for code, sign in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            text = text.replace(code, sign)
        return text

    found = [match for line in shown.splitlines() if (match := _COMMAND.fullmatch(line))]
    return [(m[1], {k: decoded(v) for k, _, v in (p.partition("=") for p in (m[2] or "").split(",") if p)}, decoded(m[3])) for m in found]


def test_annotations_come_through_the_runner_as_they_were_meant() -> None:
    shown = render_check(checked(), "github")
    found = annotations(shown)
    assert [(kind, properties.get("file"), properties.get("line")) for kind, properties, _ in found] == [
        ("error", "bad.pdf", None),
        ("error", "menu.md", None),
        ("error", "policies/a b.md", "12"),
        ("error", "gone.md", None),
        ("notice", "policies/a b.md", None),
        ("notice", None, None),
    ]
    assert found[2][1] == {"file": "policies/a b.md", "line": "12", "endLine": "14", "title": "policydiff: needs fresh consent"}
    assert found[2][2] == "A family of [companies] may, from now: on, receive 100% of your data.\nrule DEFAULT-PROMISE-BROKEN, id aaaaaaaaaaaa"
    assert "100%25" in shown


def test_policy_text_cannot_give_the_runner_a_command() -> None:
    evil = change("x\n::set-env name=PATH::/tmp\r::error::no", id="abcdefabcdef", new=(quote("y", 1),))
    file = CheckedFile(
        path="a,b:c%\n::d.md", old_path="a", status="changed", outcome="fails", changes=(gated(evil, blocks=True),), report=report(evil, sources=("o", "n"))
    )
    shown = render_check(Check(base=None, base_commit=None, today=None, fail_on="notice", outcome="fails", files=(file,)), "github")
    assert [line.startswith("::error file=a%2Cb%3Ac%25%0A%3A%3A") for line in shown.splitlines()] == [True, False]
    assert not any(line.startswith("::set-env") for line in shown.splitlines())


def test_more_annotations_than_github_shows_are_told() -> None:
    changes = [change(f"Change {number}.", id=f"{number:012x}", new=(quote("y", number + 1),)) for number in range(14)]
    file = CheckedFile(
        path="a.md", old_path="a.md", status="changed", outcome="fails", changes=tuple(gated(one, blocks=True) for one in changes), report=report(*changes)
    )
    found = annotations(render_check(Check(base=None, base_commit=None, today=None, fail_on="notice", outcome="fails", files=(file,)), "github"))
    assert len(found) == 10
    assert found[-1][2] == "5 more of this kind; the summary of the job lists all"


# Markdown for a pull request


def many(number: int) -> Check:
    changes = [change(f"Change {one} " + "é" * 300, id=f"{one:012x}", new=(quote("word " * 100, one + 1),)) for one in range(number)]
    items = tuple(gated(one, blocks=index % 2 == 0) for index, one in enumerate(changes))
    file = CheckedFile(path="a.md", old_path="a.md", status="changed", outcome="fails", changes=items, report=report(*changes))
    return Check(base="main", base_commit="0" * 40, today=None, fail_on="notice", outcome="fails", files=(file,))


def test_a_comment_that_is_too_long_is_cut_after_what_blocks_and_says_so() -> None:
    shown = render_check(many(200), "comment")
    assert 60_000 < len(shown) <= 65_536
    assert shown.startswith("<!-- policydiff -->\n## policydiff: FAILS\n")
    told = re.search(r"Left out: (?:(\d+) changes that block, )?(\d+) changes that pass\.", shown)
    assert told is not None
    assert shown.count("\n### ") + int(told[1] or 0) + int(told[2]) == 200
    assert shown.index("**blocks**") < shown.index("Cut here")


def test_a_short_comment_is_whole() -> None:
    assert "Cut here" not in render_check(many(3), "comment")


def test_the_summary_of_a_job_is_counted_in_bytes() -> None:
    shown = render_check(many(1500), "summary")
    assert 1_000_000 < len(shown.encode()) <= 1024 * 1024


# Tables


def test_csv_has_the_columns_of_a_scan_and_a_row_for_whatever_is_not_clean() -> None:
    rows = list(csv.DictReader(io.StringIO(render_check(checked(), "csv"))))
    assert list(rows[0])[: len(COLUMNS["changes"])] == list(COLUMNS["changes"])
    assert [(row["path"], row["change"], row["outcome"], row["acknowledged_by"]) for row in rows] == [
        ("policies/a b.md", "aaaaaaaaaaaa", "fails", ""),
        ("policies/a b.md", "bbbbbbbbbbbb", "fails", "Ann"),
        ("policies/a b.md", "cccccccccccc", "fails", ""),
        ("gone.md", "dddddddddddd", "fails", ""),
        ("bad.pdf", "", "failed", ""),
        ("menu.md", "", "not_understood", ""),
    ]


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    parquet(checked(), tmp_path / "a.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == list(columns())
    assert table.column("change").to_pylist() == ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd", None, None]
    assert table.column("acknowledged_until").to_pylist()[1] == date(2026, 12, 31)


def test_one_comparison_is_a_check_that_blocks_nothing() -> None:
    made_of = alone(full_report())
    assert (made_of.outcome, {change.blocks for change in made_of.files[0].changes}) == ("passes", {False})
    assert alone(report(obligation="not_understood", reason="too short")).outcome == "not_understood"
