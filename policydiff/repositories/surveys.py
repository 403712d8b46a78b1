"""The way of a policy through a run: captures read, sorted, and the steps between real versions compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol, TypeVar

from policydiff.repositories.archives import Capture, Timeline
from policydiff.repositories.contents import Content
from policydiff.repositories.engines import Queue, Task
from policydiff.repositories.hygiene import sort
from policydiff.repositories.models import Comparison, Drift, History, Step, Version
from policydiff.repositories.work import Done, File, Setting, compare_pairs, read_contents, tell_wordings

_TOLD_AT_ONCE = 200  # captures of one task whose wording is told
_READ_AT_ONCE = 8  # captures of one task that are read
_COMPARED_AT_ONCE = 5  # steps of one task: the version between two of them is read once

Wanted = Callable[[Capture], bool]
_Item = TypeVar("_Item")


class Tell(Protocol):
    """Hears how a run goes: `done` captures or steps are done, `more` are to do, and what there is to say."""

    def __call__(self, done: int, more: int, notes: Sequence[str] = ()) -> None:
        """Called in the process that leads the run."""


class Survey:
    """One timeline on its way to a `History`.

    `begin` puts its first tasks into the queue, their results bring the others, and `then` gets the history. Captures outside `since` and `until` are read
    and sorted with the others, for what a capture is shows in its neighbours; only the steps are left out. `baseline` chooses the accepted version.
    """

    def __init__(
        self,
        timeline: Timeline,
        setting: Setting,
        then: Callable[[History], None],
        *,
        since: Wanted | None = None,
        until: Wanted | None = None,
        baseline: Callable[[Sequence[Version]], Version] | None = None,
        tell: Tell | None = None,
    ) -> None:
        self._timeline, self._setting, self._then = timeline, setting, then
        self._tell: Tell = tell or (lambda done, more, notes=(): None)
        self._since, self._until, self._choose = since, until, baseline
        self._wordings: dict[File, str] = {}
        self._contents: dict[str, Content] = {}
        self._compared: dict[tuple[File, File], Comparison] = {}
        self._open = 0
        self._later: list[Task] = []
        self._offered = False

    def begin(self, queue: Queue) -> None:
        """Ask for the wording of all captures."""
        files = list(dict.fromkeys(_file(capture) for capture in self._timeline.captures if capture.blob and not capture.odd))
        self._tell(0, len(files))
        portions = list(_portions(files, _TOLD_AT_ONCE))
        self._open = len(portions)
        for portion in portions:
            queue.add(Task(tell_wordings, (self._setting, portion), partial(self._told, queue, portion)))
        if not portions:
            self._sort(queue)

    def _told(self, queue: Queue, files: Sequence[File], done: Done) -> None:
        self._wordings |= dict(zip(files, done.wordings, strict=True))
        self._open -= 1
        self._tell(0, 0, done.notes)
        if not self._open:
            self._ask_contents(queue)

    def _ask_contents(self, queue: Queue) -> None:
        """Have the first capture of each wording read. What it says stands for all others of that wording, whoever reads when and in which order."""
        first: dict[str, File] = {}
        for capture in self._timeline.captures:
            file = _file(capture)
            if file in self._wordings:
                first.setdefault(self._wordings[file], file)
        self._tell(len(self._wordings) - len(first), 0)
        portions = list(_portions(list(first.values()), _READ_AT_ONCE))
        self._open = len(portions)
        for portion in portions:
            queue.add(Task(read_contents, (self._setting, portion), partial(self._read, queue, portion)))

    def _read(self, queue: Queue, files: Sequence[File], done: Done) -> None:
        self._contents |= {self._wordings[file]: content for file, content in zip(files, done.contents, strict=True)}
        self._open -= 1
        self._tell(len(files), 0, done.notes)
        if not self._open:
            self._sort(queue)

    def _sort(self, queue: Queue) -> None:
        captures = self._timeline.captures
        contents = [self._content(capture) for capture in captures]
        found = sort(captures, contents)
        self._versions = tuple(
            _version(capture, content, sorted_.label, sorted_.note, None if sorted_.base is None else captures[sorted_.base])
            for capture, content, sorted_ in zip(captures, contents, found, strict=True)
        )
        self._wordings, self._contents = {}, {}
        self._steps = [
            (self._versions[sorted_.base], version)
            for version, capture, sorted_ in zip(self._versions, captures, found, strict=True)
            if sorted_.label == "new_text" and sorted_.base is not None and self._within(capture)
        ]
        self._baseline = self._choose(self._versions) if self._choose else None
        accepted = self._versions.index(self._baseline) if self._baseline else len(self._versions)
        self._away = [version for version in self._versions[accepted + 1 :] if version.real]
        self._listed = tuple(version for version, capture in zip(self._versions, captures, strict=True) if self._within(capture))
        pairs = [*self._steps, *((self._baseline, version) for version in self._away if self._baseline)]
        self._compare(queue, list(dict.fromkeys((_of(old), _of(new)) for old, new in pairs)))

    def _content(self, capture: Capture) -> Content | None:
        if capture.odd:
            return Content("unreadable", capture.odd)
        return self._contents[self._wordings[_file(capture)]] if capture.blob else None

    def _compare(self, queue: Queue, pairs: Sequence[tuple[File, File]]) -> None:
        self._tell(0, len(pairs))
        portions = list(_portions(pairs, _COMPARED_AT_ONCE))
        self._open = len(portions)
        if not portions:
            self._finish()
            return
        # Steps follow each other: nearly all of a version stands in the one before, and who has read that has the least left to read.
        first, *self._later = [Task(compare_pairs, (self._setting, portion), partial(self._take, queue, portion)) for portion in portions]
        queue.add(first, urgent=True)

    def _take(self, queue: Queue, pairs: Sequence[tuple[File, File]], done: Done) -> None:
        self._compared |= dict(zip(pairs, done.comparisons, strict=True))
        if not self._offered:
            queue.offer(self._later)
            self._offered = True
        queue.hasten(self._later)
        self._open -= 1
        self._tell(len(pairs), 0, done.notes)
        if not self._open:
            self._finish()

    def _finish(self) -> None:
        timeline = self._timeline
        self._then(
            History(
                service=timeline.service,
                policy=timeline.policy,
                path=timeline.path,
                versions=self._listed,
                steps=tuple(Step(old=old, new=new, comparison=self._compared[_of(old), _of(new)]) for old, new in self._steps),
                baseline=self._baseline,
                drift=tuple(Drift(version=version, comparison=self._compared[_of(self._baseline), _of(version)]) for version in self._away if self._baseline),
            )
        )

    def _within(self, capture: Capture) -> bool:
        return (self._since is None or self._since(capture)) and (self._until is None or self._until(capture))


def _portions(items: Sequence[_Item], size: int) -> Iterator[tuple[_Item, ...]]:
    """Items in order, `size` at a time."""
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])


def _version(capture: Capture, content: Content | None, label: str, note: str, base: Capture | None) -> Version:
    return Version.model_validate(
        {
            "captured": capture.captured,
            "commit": capture.commit,
            "file": capture.name,
            "blob": capture.blob,
            "label": label,
            "note": note,
            "compared": (base.commit or base.name) if base else None,
            "words": content.words if content else 0,
            "language": content.language if content else None,
            "title": content.title if content else None,
            "effective": content.effective_date if content else None,
        }
    )


def _file(capture: Capture) -> File:
    return File(capture.blob or "", capture.name)


def _of(version: Version) -> File:
    return File(version.blob or "", version.file)
