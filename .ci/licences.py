"""The versions and licences of everything that policydiff and its tests install, as the packages state them.

python .ci/licences.py                          # print the licences, from the environment that runs this
python .ci/licences.py --lock                   # print the versions: the lock of the tests
python .ci/licences.py .ci/licences.txt         # fail where a package or a licence is not on the list that was looked at
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

EXTRAS = ("pdf", "docx", "archive", "cluster", "test", "dev")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")
_LONGEST = 60  # characters; a longer statement is the licence itself


def licence(found: Distribution) -> str:
    """The licence that a package states: as an expression, as a short text, else as its classifiers."""
    stated = next((text for field in ("License-Expression", "License") for text in found.metadata.get_all(field) or () if text != "UNKNOWN"), "")
    classified = [row.rpartition(" :: ")[2] for row in found.metadata.get_all("Classifier") or () if row.startswith("License :: ")]
    short = " ".join(stated.split())
    return short if 0 < len(short) <= _LONGEST else ", ".join(classified) or short[:_LONGEST] or "not stated"


def closure(name: str, extras: tuple[str, ...] = ()) -> Iterator[tuple[str, str, str]]:
    """The names, versions and licences of what is installed below a package."""
    seen: set[str] = set()
    waiting = [(name, extras)]
    while waiting:
        name, extras = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # not for this platform
        if key != "policydiff":
            yield key, found.version, licence(found)
        for requirement in found.requires or ():
            extra = _EXTRA.search(requirement)
            wanted = _NAME.match(requirement)
            if wanted and (extra is None or extra[1] in extras):
                waiting.append((wanted[0], ()))


def main(arguments: list[str]) -> int:
    """Print the licences or the versions, or hold the licences against a list."""
    found = sorted(closure("policydiff", EXTRAS))
    if arguments == ["--lock"]:
        print("# Versions that were tested together; .ci/run holds pip to them. Made by: python .ci/licences.py --lock")
        print("\n".join(f"{name}=={version}" for name, version, _ in found))
        return 0
    rows = [f"{name}: {stated}" for name, _, stated in found]
    if not arguments:
        print("\n".join(rows))
        return 0
    known = set(Path(arguments[0]).read_text(encoding="utf-8").splitlines())
    new = [row for row in rows if row not in known]
    for row in new:
        print(f"not on the list of licences that were looked at: {row}", file=sys.stderr)
    return int(bool(new))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
