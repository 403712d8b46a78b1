"""One version of a file, named as git names it: `REVISION:PATH`."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from policydiff.errors import MissingSource, TooLarge
from policydiff.limits import LIMITS

if TYPE_CHECKING:
    from pygit2 import Object, Oid, Repository

LIMIT = LIMITS.bytes
"""The most bytes that one file in a repository may have; the same limit as for other sources."""

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def is_revision(spec: str) -> bool:
    """Whether `spec` names a version in a repository: it has the form REVISION:PATH and is neither an existing file nor a path with a drive letter."""
    revision, colon, path = spec.partition(":")
    return bool(colon and revision and path) and not _DRIVE.match(spec) and not os.path.lexists(spec) and not path.startswith("//")


def read_revision(spec: str) -> tuple[bytes, str]:
    """The bytes of a file at a revision, and the name by which reports call it ("REVISION:PATH").

    `spec` is REVISION:PATH. The path counts from the root of the repository, or from the current folder where it starts with "./" or "../", as in git.
    The repository is that of the current folder or of a folder above it.

    Raises MissingSource where there is no repository, no such revision or no such file in it, TooLarge over `LIMIT`.
    """
    from pygit2 import Blob, GitError

    revision, _, path = spec.partition(":")
    repository = _repository(spec)
    found = _entry(repository, revision, _from_root(repository, path, spec), spec)
    if not isinstance(found, Blob):
        raise MissingSource(f"{spec}: is a directory in {revision}; name a file in it")
    try:
        size = size_of(repository, found.id)
        if size > LIMIT:
            raise TooLarge(f"{spec}: {size:,} bytes, over the limit of {LIMIT:,}; give the policy alone")
        return found.data, spec
    except KeyError:
        raise MissingSource(f"{spec}: its bytes are missing from the repository; run git fsck, or clone it anew without --filter") from None
    except (GitError, ValueError):
        raise MissingSource(f"{spec}: its bytes are damaged in the repository; run git fsck") from None


def size_of(repository: Repository, id_: Oid | str) -> int:
    """The bytes of an object, told before it is unpacked: a few kilobytes can stand for many gigabytes. Raises KeyError where it is missing."""
    from pygit2 import Oid

    return repository.odb.read_header(Oid(hex=id_) if isinstance(id_, str) else id_)[1]


def _repository(spec: str) -> Repository:
    from pygit2 import GitError, Repository, discover_repository

    try:
        where = discover_repository(str(Path.cwd()))
        if where is not None:
            return Repository(where)
    except (GitError, KeyError) as error:
        raise MissingSource(f"{spec}: the repository cannot be opened ({error}); run git status") from None
    raise MissingSource(f"{spec}: no git repository here or above; change to one, or give a file")


def _from_root(repository: Repository, path: str, spec: str) -> str:
    if not path.startswith(("./", "../")) or repository.workdir is None:
        return path.rstrip("/")
    absolute = os.path.normpath(Path.cwd().resolve() / path)
    try:
        return PurePosixPath(Path(absolute).relative_to(Path(repository.workdir).resolve())).as_posix()
    except ValueError:
        raise MissingSource(f"{spec}: the path leads out of the repository; name a file in it") from None


def _entry(repository: Repository, revision: str, path: str, spec: str) -> Object:
    from pygit2 import GitError, InvalidSpecError, Tree

    try:
        tree = repository.revparse_single(revision).peel(Tree)
    except (KeyError, InvalidSpecError, GitError, ValueError):
        raise MissingSource(f"{spec}: no revision {revision!r} in this repository; see git log or git branch --all") from None
    try:
        return tree[path]
    except (KeyError, ValueError):
        raise MissingSource(f"{spec}: no file {path!r} in {revision}; see git ls-tree -r --name-only {revision}") from None
