"""What stands behind a history: what each real version permits, and the whole report on each step."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from policydiff.contract import Model
from policydiff.extraction.permissions import Permission, permissions
from policydiff.law.models import Report
from policydiff.repositories.archives import open_archive
from policydiff.repositories.engines import Queue, Task, run
from policydiff.repositories.models import History, Version
from policydiff.repositories.scanning import setting_of
from policydiff.repositories.work import Done, File, Setting, desk

if TYPE_CHECKING:
    from policydiff.law.models import Facts
    from policydiff.repositories.surveys import Tell

Place = str | os.PathLike[str]


class Dossier(Model):
    """A history with what stands behind it.

    `versions` are its real versions in order, and the one before them that the first was compared with; `permitted` is what each of them permits, `reports`
    are those on each step in the order of `history.steps`.
    """

    history: History
    versions: tuple[Version, ...]
    permitted: tuple[tuple[Permission, ...], ...]
    reports: tuple[Report, ...]


def dossier(
    repository: Place,
    history: History,
    *,
    regimes: Iterable[str] | None = None,
    facts: Facts | None = None,
    rules: Place | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    cache: Place | Literal[False] | None = None,
    tell: Tell | None = None,
) -> Dossier:
    """The `Dossier` of a history. `repository` is where the history is from; the other arguments are those with which it was made."""
    setting = setting_of(open_archive(repository), regimes, facts, rules, cache)
    heard: Tell = tell or (lambda done, more, notes=(): None)
    versions = _versions(history)
    permitted: dict[int, tuple[Permission, ...]] = {}
    reports: dict[int, Report] = {}
    queue = Queue()

    def keep(store: dict[int, Any], place: int, done: Done) -> None:
        store[place] = done.found
        heard(1, 0, done.notes)

    steps = {_key(step.new): (place, step) for place, step in enumerate(history.steps)}
    for number, version in enumerate(versions):  # a step after its new version, while a worker has both at hand
        queue.add(Task(_permitted, (setting, _file(version)), partial(keep, permitted, number)))
        if _key(version) in steps:
            place, step = steps[_key(version)]
            queue.add(Task(_report, (setting, _file(step.old), _file(step.new)), partial(keep, reports, place)))
    heard(0, len(versions) + len(history.steps))
    run(queue, jobs=jobs, scheduler=scheduler)
    return Dossier(
        history=history,
        versions=versions,
        permitted=tuple(permitted[place] for place in range(len(versions))),
        reports=tuple(reports[place] for place in range(len(history.steps))),
    )


def _versions(history: History) -> tuple[Version, ...]:
    """The real versions that are listed, and the one before them with which the first of these was compared; oldest first."""
    real = [version for version in history.versions if version.real]
    before = [step.old for step in history.steps[:1] if not real or _when(step.old) < _when(real[0])]
    return tuple(sorted([*before, *real], key=_when))


def _when(version: Version) -> tuple[datetime, str, str]:
    return version.captured, *_key(version)


def _key(version: Version) -> tuple[str, str]:
    return version.commit, version.file


def _file(version: Version) -> File:
    return File(version.blob or "", version.file)


def _permitted(setting: Setting, file: File) -> Done:
    own = desk(setting)
    return Done(found=permissions(own.policy(file)), notes=own.news())


def _report(setting: Setting, old: File, new: File) -> Done:
    own = desk(setting)
    return Done(found=own.report(setting, old, new), notes=own.news())
