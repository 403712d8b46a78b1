"""What stands behind a history: what each real version permits, and the report on each step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import policydiff
from policydiff.extraction.models import Mention, Policy, Practice
from policydiff.repositories.dossiers import Dossier, Permission, dossier, permissions
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


def practice(text: str, at: dict[str, str], **fields: object) -> Practice:
    """A practice of a text, with its mentions as categories by their words."""
    slots: dict[str, list[Mention]] = {"data": [], "purposes": [], "recipients": []}
    for words, (slot, category) in ((words, where.split()) for words, where in at.items()):
        start = text.index(words)
        slots[slot].append(Mention(text=words, start=start, end=start + len(words), term=category, category=category))
    values = {"action": "use", "actor": "first_party", "polarity": "affirmed", "modality": "does", "clause": "c", "start": 0, "end": len(text), **fields}
    return Practice(**values, **slots)


def policy(*practices: Practice) -> Policy:
    return policydiff.parse(TEXT).model_copy(update={"practices": practices})


TEXT = "We use your address and your plans to draw maps and to sell walks."
BOTH = {"address": "data contact", "plans": "data content"}


@pytest.mark.parametrize(
    ("practices", "expected"),
    [
        ((), ()),
        (
            (practice(TEXT, {**BOTH, "draw maps": "purposes account"}),),
            (Permission(data="contact", purpose="account", recipient=None), Permission(data="content", purpose="account", recipient=None)),
        ),
        ((practice(TEXT, {"plans": "data content"}, polarity="denied"),), ()),
        ((practice(TEXT, {"plans": "data content"}, action="protect"),), ()),
        ((practice(TEXT, {"plans": "data content"}, modality="must_not"),), ()),
        (
            (practice(TEXT, {"plans": "data content"}, modality="only_with_consent"),),
            (Permission(data="content", purpose=None, recipient=None, by_choice=True),),
        ),
        # What one sentence permits without a choice, no other makes depend on one.
        (
            (practice(TEXT, {"plans": "data content"}, modality="unless_opted_out"), practice(TEXT, {"plans": "data content"})),
            (Permission(data="content", purpose=None, recipient=None),),
        ),
        ((practice(TEXT, {"walks": "recipients advertiser"}, action="share"),), (Permission(data=None, purpose=None, recipient="advertiser"),)),
    ],
)
def test_permissions(practices: tuple[Practice, ...], expected: tuple[Permission, ...]) -> None:
    assert permissions(policy(*practices)) == expected
