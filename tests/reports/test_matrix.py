"""What each version permits, as a table of recipients, purposes and kinds of data."""

from __future__ import annotations

from policydiff.reports._matrix import Column, Mark, Row, Run, matrix
from tests.reports.builders import dossier

SHARING = Mark("consent", "s1-c-aaaaaaaaaaaa", 1, "Advertisers may now receive your data.")
RIGHTS = Mark("notice", "s2-c-bbbbbbbbbbbb", 1, "A right is gone.")


def rows() -> dict[tuple[str, str], Row]:
    return {(block.title, row.title): row for block in matrix(dossier(), ["s1-", "s2-"]).blocks for row in block.rows}


def test_columns_are_the_real_versions_by_day_with_the_weight_of_the_step_to_them() -> None:
    first, second, third = matrix(dossier(), ["s1-", "s2-"]).columns
    assert first == Column("2020-01-05", 0.0, "first", "", "first version")
    assert second == Column("2021-06-01", 100 * 513 / 1516, "consent", "s1-verdict", "consent")
    assert third == Column("2024-02-29", 100.0, "notice", "s2-verdict", "notice")


def test_neighbouring_versions_that_permit_the_same_are_one_run() -> None:
    assert rows()["The company itself", "account"].runs == (Run(3, "on", ("contact data",), ()),)


def test_a_practice_by_choice_is_told_from_one_without() -> None:
    assert rows()["The company itself", "no purpose named"].runs == (Run(1, "off", (), ()), Run(1, "choice", ("usage data",), ()), Run(1, "off", (), ()))


def test_a_material_change_is_marked_in_the_row_that_it_concerns() -> None:
    found = rows()["advertisers", "advertising"]
    assert found.runs == (Run(1, "off", (), ()), Run(2, "on", ("contact data",), (SHARING,)))
    assert found.parts == (("contact data", (Run(1, "off", (), ()), Run(2, "on", ("contact data",), ()))),)


def test_a_change_that_no_row_shows_has_a_row_of_its_slot() -> None:
    assert rows()["Other changes", "rights"].runs == (Run(2, "off", (), ()), Run(1, "off", (), (RIGHTS,)))


def test_every_material_change_has_a_mark() -> None:
    assert {mark for row in rows().values() for run in row.runs for mark in run.marks} == {SHARING, RIGHTS}
