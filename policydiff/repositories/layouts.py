"""How archives lay out their policies: which service and which policy a path names, and when a dated file is from.

Three layouts are known. Open Terms Archive and its like keep `Service/Policy Name.md`, one file with a history in git; a single file with a history is the same
with nothing above it; and a folder of dated files (`policies/2016-08-25.md`) keeps the versions beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import PurePosixPath

from policydiff.documents.data import load

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)")


def named(path: str) -> tuple[str, str]:
    """The service and the policy that a file with a history names: "Acme/Privacy Policy.md" is ("Acme", "Privacy Policy")."""
    place = PurePosixPath(path)
    return _folder(place.parent), place.stem


def named_dated(folder: str, rest: str) -> tuple[str, str]:
    """The service and the policy of dated files: `rest` is what their names have in common beside the date."""
    place = PurePosixPath(folder)
    return (_folder(place), rest) if rest else (_folder(place.parent), place.name or "policy")


def dated(path: str) -> tuple[str, datetime] | None:
    """What the name of a dated file says without its date, and the date; None for a name without one."""
    stem = PurePosixPath(path).stem
    found = _DATE.search(stem)
    if found is None:
        return None
    try:
        day = datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=UTC)
    except ValueError:
        return None
    return (stem[: found.start()] + stem[found.end() :]).strip(" -_."), day


def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a path of the repository matches a glob: `*` and `?` stay within a folder, `**/` stands for any folders or none."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    wild = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    compiled = re.compile("".join(wild.get(part) or re.escape(part) for part in parts), re.DOTALL)
    return lambda path: compiled.fullmatch(path) is not None


def is_upgrade(message: str) -> bool:
    """Whether a commit message says, by the conventions of Open Terms Archive, that only the extraction changed: the same page was recorded anew."""
    return message.lstrip().startswith(_upgrades())


@cache
def _upgrades() -> tuple[str, ...]:
    return tuple(load("policydiff.repositories", "hygiene.toml")["commits"]["upgrades"])


def _folder(place: PurePosixPath) -> str:
    return "" if place == PurePosixPath(".") else place.as_posix()
