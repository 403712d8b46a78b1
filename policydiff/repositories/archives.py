"""What an archive holds: captures of policies, out of the objects of a git repository or out of a folder. Nothing is checked out."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from policydiff.errors import MissingSource, TooDeep, TooLarge, TooMuchPacked, UsageError
from policydiff.limits import LIMITS
from policydiff.repositories.layouts import dated, is_upgrade, named, named_dated
from policydiff.repositories.revisions import LIMIT, size_of

if TYPE_CHECKING:
    from pygit2 import Commit, DiffFile, Oid, Repository, Tree


@dataclass(frozen=True, slots=True)
class Capture:
    """One recorded state of a policy.

    `blob` is the git id of its bytes, None where the file was deleted; `commit` the commit that recorded it, empty in a folder without git. `order` counts the
    commits of the main line from the first one. `upgrade` is true where the archive says that it only extracted the same page anew. `odd` says why the entry
    is no file that could be read: a link, a submodule.
    """

    captured: datetime
    commit: str
    name: str
    blob: str | None
    order: int
    upgrade: bool = False
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The captures of one policy, oldest first."""

    service: str
    policy: str
    path: str
    captures: tuple[Capture, ...]


class Archive:
    """Captures and their bytes. `open_archive` gives one for a git repository or for a folder."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def timelines(self, wanted: Callable[[str], bool]) -> list[Timeline]:
        """The timelines of all files that were ever there and whose path is wanted, sorted by path."""
        return sorted(_timelines(self._events(wanted)), key=lambda timeline: timeline.path)

    def timeline(self, path: str) -> Timeline:
        """The timeline of one file, or of the dated files of one folder. Raises MissingSource where there is none, UsageError where there are several."""
        path = _printable(path.strip("/"))
        found = self.timelines(lambda name: name == path) or self.timelines(lambda name: name.rpartition("/")[0] == path and dated(name) is not None)
        if not found:
            raise MissingSource(f"{self.place}: no file {path!r}, now or before, and no folder of dated files of that name")
        if len(found) > 1:
            names = ", ".join(sorted(timeline.policy for timeline in found))
            raise UsageError(f"{path}: holds dated files of several policies ({names}); scan them with --glob")
        return found[0]

    def data(self, blob: str) -> bytes:
        """The bytes of a capture. Raises TooLarge over the limit, MissingSource where the archive lacks them."""
        raise NotImplementedError

    def after(self, bound: str) -> Callable[[Capture], bool]:
        """Whether a capture is later than a date (YYYY-MM-DD: on that day or later) or than a revision. Raises UsageError for neither."""
        day = _day(bound)
        if day is not None:
            return lambda capture: capture.captured.date() >= day
        order = self._order_of(bound)
        return lambda capture: capture.order > order

    def until(self, bound: str) -> Callable[[Capture], bool]:
        """Whether a capture is no later than a date or a revision. Raises UsageError for neither."""
        day = _day(bound)
        if day is not None:
            return lambda capture: capture.captured.date() <= day
        order = self._order_of(bound)
        return lambda capture: capture.order <= order

    def _events(self, wanted: Callable[[str], bool]) -> dict[str, list[Capture]]:
        raise NotImplementedError

    def _order_of(self, revision: str) -> int:
        raise UsageError(f"{revision!r} is no date; write YYYY-MM-DD")


class GitArchive(Archive):
    """A git repository, bare or not: the main line (first parents) of its HEAD, read through one open repository."""

    def __init__(self, place: Path, repository: Repository) -> None:
        super().__init__(place)
        self._repository = repository

    def data(self, blob: str) -> bytes:
        """The bytes of a blob."""
        from pygit2 import GitError

        try:
            size = size_of(self._repository, blob)
            if size > LIMIT:  # before it is unpacked: a few kilobytes can stand for many gigabytes
                raise TooLarge(f"{size:,} bytes, over the limit of {LIMIT:,}")
            return bytes(self._repository[blob].read_raw())
        except KeyError:
            raise MissingSource("its bytes are missing from the repository; run git fsck, or clone it anew without --filter") from None
        except (GitError, ValueError):
            raise MissingSource("its bytes are damaged in the repository; run git fsck") from None

    def _main_line(self) -> Iterator[Commit]:
        from pygit2.enums import SortMode

        walk = self._repository.walk(self._repository.head.target, SortMode.TOPOLOGICAL | SortMode.REVERSE)
        walk.simplify_first_parent()
        yield from walk

    def _events(self, wanted: Callable[[str], bool]) -> dict[str, list[Capture]]:
        from pygit2 import GitError

        try:
            return self._found(wanted)
        except (GitError, KeyError, ValueError) as error:
            raise MissingSource(f"{self.place}: the history cannot be read ({error}); run git fsck") from None
        except RecursionError:
            raise TooDeep(f"{self.place}: nests its folders too deep; give a repository of policies alone") from None

    def _found(self, wanted: Callable[[str], bool]) -> dict[str, list[Capture]]:
        events: dict[str, list[Capture]] = defaultdict(list)
        sizes: dict[Oid, int] = {}
        for order, commit in enumerate(self._main_line()):
            tree = commit.tree
            if _entries(tree, sizes) > LIMITS.files:
                raise TooMuchPacked(f"{self.place}: commit {commit.id} holds over {LIMITS.files:,} files, the limit; give a repository of policies alone")
            difference = tree.diff_to_tree(commit.parents[0].tree, swap=True) if commit.parents else tree.diff_to_tree(swap=True)
            for delta in difference.deltas:
                path, file = _printable(delta.new_file.path), delta.new_file
                if wanted(path):
                    blob = None if delta.status_char() == "D" else str(file.id)
                    events[path].append(Capture(self._time(commit), str(commit.id), path, blob, order, is_upgrade(commit.message), _oddity(file)))
        return events

    def _time(self, commit: Commit) -> datetime:
        try:
            return datetime.fromtimestamp(commit.author.time, UTC)
        except (ValueError, OverflowError, OSError):
            raise MissingSource(f"{self.place}: commit {commit.id} has an impossible date; run git fsck") from None

    def _order_of(self, revision: str) -> int:
        from pygit2 import Commit as GitCommit
        from pygit2 import GitError, InvalidSpecError

        try:
            wanted = self._repository.revparse_single(revision).peel(GitCommit).id
        except (KeyError, InvalidSpecError, GitError, ValueError):
            raise UsageError(f"{revision!r} is neither a date (YYYY-MM-DD) nor a revision of {self.place}") from None
        for order, commit in enumerate(self._main_line()):
            if commit.id == wanted:
                return order
        raise UsageError(f"{revision!r} is not on the main line of {self.place}; give a commit that git log --first-parent lists")


class FolderArchive(Archive):
    """A folder without git: each dated file is a capture."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self._names: dict[str, Path] = {}

    def data(self, blob: str) -> bytes:
        """The bytes of the file with this id."""
        if blob not in self._names:
            self._events(lambda _: True)
        if blob not in self._names:
            raise MissingSource(f"{self.place}: the file with the id {blob} is gone")
        try:
            content = self._read(self._names[blob])
        except OSError as error:
            raise MissingSource(f"cannot be read: {error.strerror}") from None
        if _id_of(content) != blob:
            raise MissingSource("was changed while it was read; run again")
        return content

    def _events(self, wanted: Callable[[str], bool]) -> dict[str, list[Capture]]:
        events = {}
        for path in sorted(self._files()):
            name = _printable(path.relative_to(self.place).as_posix())
            if not wanted(name):
                continue
            blob: str | None = None
            odd = ""
            try:
                content = self._read(path)
                blob = _id_of(content)
                self._names[blob] = path
            except (TooLarge, MissingSource) as error:
                odd = str(error)
            except OSError as error:
                odd = f"cannot be read: {error.strerror}"
            found = dated(name)
            when = found[1] if found else datetime.fromtimestamp(path.lstat().st_mtime, UTC)
            events[name] = [Capture(when, "", name, blob, 0, odd=odd)]
        return events

    def _files(self) -> Iterator[Path]:
        """Everything below the folder that is no folder; a folder that cannot be looked into ends the run, for nobody knows what it holds."""

        def unseen(error: OSError) -> NoReturn:
            raise MissingSource(f"{error.filename}: cannot be looked into: {error.strerror}; make it readable, or give a folder without it")

        for place, folders, names in os.walk(self.place, onerror=unseen):
            yield from (Path(place, name) for name in names)
            yield from (Path(place, name) for name in folders if os.path.islink(os.path.join(place, name)))

    def _read(self, path: Path) -> bytes:
        """The bytes of a file. Raises TooLarge, MissingSource for what is no file of this folder, OSError."""
        real, root = os.path.realpath(path), os.path.realpath(self.place)
        if os.path.commonpath([real, root]) != root:
            raise MissingSource("a symbolic link that leads out of the folder")
        with open(real, "rb", opener=_unblocked) as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise MissingSource("a pipe or a device, no text of its own")
            content = stream.read(LIMIT + 1)
        if len(content) > LIMIT:
            raise TooLarge(f"{max(found.st_size, len(content)):,} bytes, over the limit of {LIMIT:,}")
        return content


def _unblocked(path: str, flags: int) -> int:
    """Open a file without waiting for somebody to write to it, should it be a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _id_of(content: bytes) -> str:
    """The id that git gives to the bytes of a file."""
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _entries(tree: Tree, known: dict[Oid, int]) -> int:
    """The files of a tree; each tree is looked at once, however often it occurs, for a tree of trees of one tree can stand for billions of files."""
    from pygit2 import Tree as GitTree

    if tree.id not in known:
        known[tree.id] = sum(_entries(entry, known) if isinstance(entry, GitTree) else 1 for entry in tree)
    return known[tree.id]


def open_archive(place: str | os.PathLike[str]) -> Archive:
    """The archive at a path: a git repository (a clone, a bare one, or a folder in one), else a folder.

    Raises MissingSource where there is neither, the repository has no commit, or its history is cut off.
    """
    from pygit2 import GitError, Repository, discover_repository

    path = Path(place)
    if not path.exists():
        raise MissingSource(f"{path}: no such repository or folder")
    if not path.is_dir():
        raise MissingSource(f"{path}: is a file, not a repository; clone a bundle first: git clone --bare {path}")
    try:
        found = discover_repository(str(path))
        repository = Repository(found) if found else None
    except (GitError, KeyError) as error:
        raise MissingSource(f"{path}: the repository cannot be opened ({error}); run git status") from None
    if repository is None:
        return FolderArchive(path)
    if repository.head_is_unborn:
        raise MissingSource(f"{path}: the repository has no commit yet")
    if repository.is_shallow:
        raise MissingSource(f"{path}: a shallow clone, whose history is cut off; complete it: git fetch --unshallow")
    return GitArchive(path, repository)


def _timelines(events: dict[str, list[Capture]]) -> Iterator[Timeline]:
    """One timeline a file; dated files of one folder and name, two or more, are the captures of one."""
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in events:
        found = dated(path)
        if found:
            together[path.rpartition("/")[0], found[0]].append(path)
    for (folder, rest), paths in together.items():
        if len(paths) > 1:
            service, policy = named_dated(folder, rest)
            yield Timeline(service, policy, f"{folder}/{rest}".strip("/"), tuple(_last_states(events, paths)))
            for path in paths:
                del events[path]
    for path, captures in events.items():
        yield Timeline(*named(path), path, tuple(captures))


def _last_states(events: dict[str, list[Capture]], paths: Iterable[str]) -> list[Capture]:
    states = []
    for path in paths:
        last, found = events[path][-1], dated(path)
        if (last.blob is not None or last.odd) and found:
            states.append(replace(last, captured=found[1], upgrade=False))
    return sorted(states, key=lambda capture: (capture.captured, capture.name))


def _printable(path: str) -> str:
    """A path with an escape for each byte that is no UTF-8: git and file systems allow any, tables and reports only text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _oddity(file: DiffFile) -> str:
    """Why an entry of a tree is no file, or nothing."""
    from pygit2.enums import FileMode

    odd = {FileMode.LINK: "a symbolic link, not a text of its own", FileMode.COMMIT: "a submodule; scan its own repository"}
    return odd.get(file.mode, "")


def _day(bound: str) -> date | None:
    try:
        return date.fromisoformat(bound)
    except ValueError:
        return None
