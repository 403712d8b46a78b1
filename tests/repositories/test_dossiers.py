"""What stands behind a history: what each real version permits, and the report on each step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import policydiff
from policydiff.repositories.dossiers import Dossier, dossier
from policydiff.repositories.models import History
from tests.repositories.makers import archive


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "r.git", ["Kestrel"]).place


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "cache.sqlite"


def made(place: Path, cache: Path, **bounds: str) -> tuple[History, Dossier]:
    found = policydiff.history(place, "Kestrel/Privacy Policy.md", cache=cache, **bounds)
    return found, dossier(place, found, cache=cache)


def test_every_real_version_and_every_step_is_there(place: Path, cache: Path) -> None:
    history, found = made(place, cache)
    assert found.history == history
    assert [version.commit for version in found.versions] == [version.commit for version in history.versions if version.real]
    assert len(found.permitted) == len(found.versions)
    assert [report.verdict.obligation for report in found.reports] == [step.comparison.verdict for step in history.steps]
    assert [{change.id for change in report.changes} for report in found.reports] == [
        {delta.change for delta in step.comparison.deltas} for step in history.steps
    ]


def test_the_version_before_the_first_listed_one_is_there_too(place: Path, cache: Path) -> None:
    history, found = made(place, cache, since="2024-01-03")
    assert next(version.captured.date() for version in history.versions if version.real) > date(2024, 1, 2)
    assert found.versions[0] == history.steps[0].old
    assert len(found.versions) == len(history.steps) + 1
