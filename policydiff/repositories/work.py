"""The work on an archive, cut into tasks: pure functions of their arguments and of the bytes in the archive, so that any process may do any of them.

A worker opens the archive and the cache once. What it works out goes into the cache before it goes back, so that a run that was killed goes on from there.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policydiff.errors import OverLimit, SourceError
from policydiff.repositories.archives import open_archive
from policydiff.repositories.cache import Cache, digest
from policydiff.repositories.contents import Content, content, wording
from policydiff.repositories.models import Comparison, Delta
from policydiff.repositories.pipeline_version import pipeline_version
from policydiff.repositories.readings import CachedReadings

if TYPE_CHECKING:
    from policydiff.changes.models import Quote
    from policydiff.extraction.models import Policy
    from policydiff.law.models import Facts, JudgedChange, Report

_PARSED = 2  # policies that a worker keeps parsed: the steps of a history come in order


@dataclass(frozen=True, slots=True)
class Setting:
    """What all tasks of a run share.

    `archive` and `cache` are paths as every worker sees them; without a `cache` nothing is kept. `regimes` and `facts` (as JSON) are those of
    `policydiff.compare`, `rules` a folder of further rules and `ruled` a digest of what its files hold as the run begins.
    """

    archive: str
    cache: str | None = None
    regimes: tuple[str, ...] | None = None
    facts: str | None = None
    rules: str | None = None
    ruled: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of a capture by their git id, under the file's name."""

    blob: str
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a task gives: its results in the order of what was asked, and what there is to say about the cache."""

    wordings: tuple[str, ...] = ()
    contents: tuple[Content, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    found: Any = None  # of a task of another module: what it is for that module
    notes: tuple[str, ...] = ()


def tell_wordings(setting: Setting, files: Sequence[File]) -> Done:
    """A digest of the words of captures, told from their bytes: those that share one have the same words."""
    own = desk(setting)
    return Done(wordings=tuple(own.wording(file) for file in files), notes=own.news())


def read_contents(setting: Setting, files: Sequence[File]) -> Done:
    """The words of captures."""
    own = desk(setting)
    return Done(contents=tuple(own.content(file) for file in files), notes=own.news())


def compare_pairs(setting: Setting, pairs: Sequence[tuple[File, File]]) -> Done:
    """The comparisons of pairs of captures, old and new."""
    own = desk(setting)
    return Done(comparisons=tuple(own.comparison(setting, old, new) for old, new in pairs), notes=own.news())


def desk(setting: Setting) -> Desk:
    """The desk of this thread: neither an open repository nor a parsed policy is shared."""
    found: Desk | None = getattr(_own, "desk", None)
    if found is None or (found.archive, found.cache) != (setting.archive, setting.cache):
        found = _own.desk = Desk(setting.archive, setting.cache)
    return found


_own = threading.local()


class Desk:
    """The open archive and cache of one worker."""

    def __init__(self, archive: str, cache: str | None) -> None:
        self.archive, self.cache = archive, cache
        self._archive = open_archive(archive)
        self._cache = Cache(Path(cache)) if cache else None
        self._policies: OrderedDict[File, Policy] = OrderedDict()
        self._told = 0

    def news(self) -> tuple[str, ...]:
        """What the cache noted since the last call."""
        notes = self._cache.notes if self._cache else []
        fresh, self._told = tuple(notes[self._told :]), len(notes)
        return fresh

    def wording(self, file: File) -> str:
        """The digest of the words of a capture; its own name where its bytes are missing."""
        try:
            return str(self._kept("wording", digest(pipeline_version("contents"), file.blob, _suffix(file)), lambda: wording(self._data(file), file.name)))
        except SourceError:
            return file.blob

    def content(self, file: File) -> Content:
        """The words of a capture. What is wrong with the capture is its content; what is wrong with the cache ends the run."""
        key = digest(pipeline_version("contents"), file.blob, _suffix(file))
        try:
            return Content.of(self._kept("content", key, lambda: content(self._data(file), file.name).record()))
        except SourceError as error:
            return Content("unreadable", str(error).removeprefix(f"{file.name}: "))

    def _data(self, file: File) -> bytes:
        return self._archive.data(file.blob)

    def comparison(self, setting: Setting, old: File, new: File) -> Comparison:
        """The report on two captures in short, out of the cache where it is there. A capture over a limit is not understood, and nothing of that is kept."""
        key = digest(
            pipeline_version("steps"),
            json.dumps([old.blob, _suffix(old), new.blob, _suffix(new), setting.regimes, setting.facts, setting.ruled]),
        )
        try:
            found = self._kept("step", key, lambda: told(self.report(setting, old, new)).model_dump(mode="json", exclude_defaults=True))
        except OverLimit as error:
            return Comparison(verdict="not_understood", reason=str(error))
        return Comparison.model_validate(found)

    def _kept(self, kind: str, key: bytes, make: Callable[[], Any]) -> Any:
        if self._cache is None:
            return make()
        found = self._cache.get(kind, [key])
        if key not in found:
            found[key] = made = make()
            self._cache.put(kind, {key: made})
        return found[key]

    def policy(self, file: File) -> Policy:
        """A capture, parsed."""
        from policydiff.documents import read
        from policydiff.extraction import extract

        if file not in self._policies:
            store = CachedReadings(self._cache) if self._cache else None
            self._policies[file] = extract(read(self._data(file), name=file.name), store=store)
        self._policies.move_to_end(file)
        while len(self._policies) > _PARSED:
            self._policies.popitem(last=False)
        return self._policies[file]

    def report(self, setting: Setting, old: File, new: File) -> Report:
        """The whole report on two captures."""
        from policydiff.changes import changes, understood
        from policydiff.law import judge

        before, after = self.policy(old), self.policy(new)
        return judge(
            changes(before, after),
            before,
            after,
            facts=_facts(setting.facts),
            regimes=setting.regimes,
            rules=Path(setting.rules) if setting.rules else None,
            understood=understood(before, after),
        )


def told(report: Report) -> Comparison:
    """What a report says, as the steps of a history hold it: the verdict and every delta with its evidence."""
    return Comparison(
        verdict=report.verdict.obligation,
        reason=report.coverage.reason,
        by_regime={name: verdict.obligation for name, verdict in sorted(report.verdict.by_regime.items())},
        deltas=tuple(delta for change in report.changes for delta in _deltas(change)),
    )


def _deltas(change: JudgedChange) -> list[Delta]:
    found = tuple(dict.fromkeys(finding.rule for finding in change.findings))
    told = []
    for delta in change.deltas:
        old, new = _quote(change.evidence.old, delta.phrase), _quote(change.evidence.new, delta.phrase)
        told.append(
            Delta(
                change=change.id,
                slot=delta.slot,
                category=delta.category,
                direction=delta.direction,
                term=delta.term,
                phrase=delta.phrase,
                action=change.action,
                materiality=delta.materiality,
                rule=delta.rule,
                summary=delta.summary,
                findings=found,
                old_line=old.line if old else None,
                old_end_line=old.end_line if old else None,
                old_quote=old.quote if old else None,
                new_line=new.line if new else None,
                new_end_line=new.end_line if new else None,
                new_quote=new.quote if new else None,
            )
        )
    return told


def _quote(quotes: Sequence[Quote], phrase: str) -> Quote | None:
    """The quote of an edit that holds the words of one of its deltas, else the first."""
    return next((quote for quote in quotes if phrase and phrase in quote.quote), quotes[0] if quotes else None)


def _suffix(file: File) -> str:
    return Path(file.name).suffix.lower()


def _facts(text: str | None) -> Facts | None:
    from policydiff.law.models import Facts

    return Facts.model_validate_json(text) if text else None


def held(folder: Path) -> str:
    """A digest of what the files of a folder hold, and of their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return digest(*(part for path in files for part in (path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8", errors="replace")))).hex()
