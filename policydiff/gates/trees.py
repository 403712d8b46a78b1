"""The two sides of a check: the policies of a base revision and those of the working tree, and which of them belong together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from policydiff.errors import MissingSource, TooLarge, UsageError
from policydiff.repositories.revisions import LIMIT

if TYPE_CHECKING:
    from pygit2 import Commit, Object, Repository, Tree

_SIMILAR = 50  # percent of the text that a renamed file keeps, as for git
_POINTER = b"version https://git-lfs.github.com/spec/"
_DEEPEN = "fetch its whole history: git fetch --unshallow, or fetch-depth: 0 of actions/checkout"


@dataclass(frozen=True, slots=True)
class Pairing:
    """A policy on both sides: its path at the base and in the working tree, None where it is not there."""

    old: str | None
    new: str | None

    @property
    def path(self) -> str:
        """Where it stands, or stood."""
        return self.new or self.old or ""


class Trees:
    """A working tree and the base that it is compared with. Paths count from the root of the repository, with slashes."""

    def __init__(self, repository: Repository, base: Commit) -> None:
        self.root = Path(repository.workdir).resolve()
        self.commit = str(base.id)
        self._repository = repository
        self._base = base.tree

    def pairings(self, wanted: Callable[[str], bool], named: Iterable[str] = ()) -> list[Pairing]:
        """The policies whose path is wanted, on either side, and those that are named; renamed ones are one policy. Sorted by path."""
        own = set(named)
        old = {path for path in _paths(self._base) if wanted(path) or path in own}
        new = {path for path in self._present() if wanted(path)} | {path for path in own if os.path.lexists(self.root / path)}
        pairs = {path: Pairing(path, path) for path in old & new}
        gone, come = old - new, new - old
        renames = self._renames() if gone or come else {}
        for was, now in renames.items():
            if was in gone or now in come:
                pairs[now] = Pairing(was, now)
                gone.discard(was)
                come.discard(now)
        pairs |= {path: Pairing(path, None) for path in gone} | {path: Pairing(None, path) for path in come}
        return [pairs[path] for path in sorted(pairs)]

    def before(self, path: str) -> bytes:
        """The bytes of a file at the base. Raises MissingSource where the clone lacks them, TooLarge over the limit."""
        name = self.name_before(path)
        try:
            found = self._repository[self._base[path].id]
        except KeyError:
            raise MissingSource(f"{name}: its text is not in this clone; fetch it: git fetch --refetch --filter=blob:none --no-filter") from None
        return _checked(bytes(found.read_raw()), name)

    def after(self, path: str) -> bytes:
        """The bytes of a file in the working tree. Raises MissingSource where it is no plain file, TooLarge over the limit."""
        place = self.root / path
        if place.is_symlink():
            raise MissingSource(f"{path}: is a symbolic link; check the file that it points to")
        try:
            return _checked(place.read_bytes(), path)
        except OSError as error:
            raise MissingSource(f"{path}: {error.strerror}; make it a readable file") from error

    def name_before(self, path: str) -> str:
        """How reports call a file of the base."""
        return f"{self.commit[:10]}:{path}"

    def _present(self) -> Iterator[str]:
        """The files of the working tree that git knows or would add."""
        from pygit2.enums import FileStatus

        yield from (entry.path for entry in self._repository.index if os.path.lexists(self.root / entry.path))
        status = self._repository.status(untracked_files="all")
        yield from (path for path, flags in status.items() if flags & FileStatus.WT_NEW)

    def _renames(self) -> dict[str, str]:
        from pygit2.enums import DeltaStatus, DiffFind, DiffOption

        difference = self._base.diff_to_workdir(flags=DiffOption.INCLUDE_UNTRACKED | DiffOption.RECURSE_UNTRACKED_DIRS)
        difference.find_similar(flags=DiffFind.FIND_RENAMES | DiffFind.FIND_FOR_UNTRACKED, rename_threshold=_SIMILAR)
        return {delta.old_file.path: delta.new_file.path for delta in difference.deltas if delta.status == DeltaStatus.RENAMED}


def open_trees(folder: Path, base: str) -> Trees:
    """The working tree in which a folder lies, and the commit that it has in common with `base`.

    Raises MissingSource where there is no repository with a working tree and a commit, or the clone is too shallow to tell; UsageError for an unknown base.
    """
    from pygit2 import GitError, discover_repository
    from pygit2 import Repository as Opened

    try:
        where = discover_repository(str(folder))
        repository = Opened(where) if where is not None else None
    except (GitError, KeyError) as error:
        raise MissingSource(f"{folder}: the repository cannot be opened ({error}); run git status") from None
    if repository is None:
        raise MissingSource(f"{folder}: no git repository here or above; a check compares with a revision of one")
    if repository.is_bare or repository.workdir is None:
        raise MissingSource(f"{folder}: the repository has no working tree; run the check in a clone")
    if repository.head_is_unborn:
        raise MissingSource(f"{folder}: the repository has no commit yet; there is nothing to compare with")
    return Trees(repository, _common(repository, base))


def _common(repository: Repository, base: str) -> Commit:
    """The last commit that HEAD and the base have in common."""
    from pygit2 import Commit as Kind

    theirs = _commit(repository, base)
    ours = repository.head.peel(Kind)
    found = repository.merge_base(theirs.id, ours.id)
    if found is None:
        if repository.is_shallow:
            raise MissingSource(f"base {base!r}: this is a shallow clone, which lacks the commit that it has in common with HEAD; {_DEEPEN}")
        raise UsageError(f"base {base!r}: has no commit in common with HEAD; name the branch into which this one is to be merged")
    common: Object = repository[found]
    return common.peel(Kind)


def _commit(repository: Repository, base: str) -> Commit:
    from pygit2 import Commit as Kind
    from pygit2 import GitError, InvalidSpecError

    try:
        return repository.revparse_single(base).peel(Kind)
    except (KeyError, InvalidSpecError, GitError, ValueError):
        if repository.is_shallow:
            raise MissingSource(f"base {base!r}: is not in this shallow clone; {_DEEPEN}") from None
        raise UsageError(f"base {base!r}: no such revision; see git branch --all, or fetch it first") from None


def _paths(tree: Tree, folder: str = "") -> Iterator[str]:
    from pygit2 import Tree as Kind
    from pygit2.enums import FileMode

    for entry in tree:
        path = f"{folder}{entry.name}"
        if isinstance(entry, Kind):
            yield from _paths(entry, f"{path}/")
        elif entry.filemode in (FileMode.BLOB, FileMode.BLOB_EXECUTABLE):
            yield path


def _checked(data: bytes, name: str) -> bytes:
    if len(data) > LIMIT:
        raise TooLarge(f"{name}: {len(data):,} bytes, over the limit of {LIMIT:,}; give the policy alone")
    if data.startswith(_POINTER):
        raise MissingSource(f"{name}: is a pointer of Git LFS, not the text; run git lfs pull, and keep policies out of LFS")
    return data


def from_root(trees: Trees, path: Path) -> str:
    """A path as the repository writes it. Raises UsageError for one outside."""
    absolute = Path(os.path.abspath(path))
    absolute = absolute.parent.resolve() / absolute.name  # the last part may be a link, which is told later
    try:
        return PurePosixPath(absolute.relative_to(trees.root)).as_posix()
    except ValueError:
        raise UsageError(f"{path}: lies outside of the repository {trees.root}") from None
