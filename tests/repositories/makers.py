"""Small archives to scan, with sentences of our own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pygit2

START = datetime(2024, 1, 1, 12, tzinfo=UTC)

LEAD = "# Privacy Policy of Kestrel Maps\n\nLast updated: 4 January 2024\n\nKestrel Maps draws walking maps.\n\n"
COLLECT = "## What we collect\n\nWe collect your email address and the city that you enter.\n\n"
SHARE = "## Sharing\n\nWe do not sell your personal data. We share your email address with our mail provider to send you route updates.\n\n"
SOLD = "## Sharing\n\nWe may sell your location data to advertisers. We share your email address with our mail provider to send you route updates.\n\n"
RIGHTS = (
    "## Your choices\n\nYou can ask us to delete your account at any time. We keep route plans for two years after the last walk and erase them then. "
    "Write to the map room if a drawing of your garden should leave our sheets, and a clerk will answer within ten working days.\n\n"
)
CHILDREN = "## Children\n\nOur maps are made for grown walkers. We do not knowingly collect data of children under thirteen years of age.\n\n"
FILLING = (
    "## How the maps are drawn\n\nSurveyors walk each path twice and note its stones, stiles and springs. The drawings are stored in the old mill. "
    "A second clerk compares every sheet with the last edition before it goes to print, and the plates are kept dry in oak drawers.\n\n"
)
POLICY = LEAD + COLLECT + SHARE + RIGHTS + CHILDREN + FILLING
NEWER = LEAD + COLLECT + SOLD + RIGHTS + CHILDREN + FILLING
MENU = "Home | Maps | Shop | Log in\n\n"
GERMAN = (
    "# Datenschutz\n\nWir erheben Ihre Adresse und den Namen, damit wir Ihnen die bestellten Karten senden können. Die Daten werden nicht verkauft und nur "
    "so lange gespeichert, wie es für die Bestellung nötig ist. Sie können jederzeit verlangen, dass wir Ihre Angaben löschen. "
    "Unsere Server stehen in der alten Mühle, und niemand außer dem Kartenmeister hat Zugang zu ihnen.\n"
)


class Repository:
    """A git repository without a work tree, written commit by commit, a day apart unless told otherwise."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._repo = pygit2.init_repository(str(place), bare=True, initial_head="main")
        self._when = START
        self._files: dict[str, bytes] = {}
        self.commits: list[str] = []

    def commit(self, message: str = "Record new changes", *, days: float = 1, **files: str | bytes | None) -> str:
        """Commit files; a double underscore in a name stands for a slash, a file that is None goes."""
        return self.write({name.replace("__", "/").replace("_", " ") + ".md": text for name, text in files.items()}, message, days=days)

    def write(self, files: dict[str, str | bytes | None], message: str = "Record new changes", *, days: float = 1) -> str:
        """Commit files by path."""
        for path, text in files.items():
            if text is None:
                del self._files[path]
            else:
                self._files[path] = text.encode() if isinstance(text, str) else text
        who = pygit2.Signature("Archive", "archive@maps.example", int(self._when.timestamp()), 0)
        parents: list[object] = [self._repo.head.target] if self.commits else []
        self.commits.append(str(self._repo.create_commit("HEAD", who, who, message, self._tree(""), parents)))
        self._when += timedelta(days=days)
        return self.commits[-1]

    def _tree(self, folder: str) -> object:
        builder = self._repo.TreeBuilder()
        names = {path[len(folder) :].split("/")[0] for path in self._files if path.startswith(folder)}
        for name in sorted(names):
            data = self._files.get(folder + name)
            if data is None:
                builder.insert(name, self._tree(f"{folder}{name}/"), pygit2.enums.FileMode.TREE)
            else:
                builder.insert(name, self._repo.create_blob(data), pygit2.enums.FileMode.BLOB)
        return builder.write()


def archive(place: Path, services: Sequence[str] = ("Kestrel", "Plover")) -> Repository:
    """An archive of some services, each with a real change, a re-render and a broken capture."""
    made = Repository(place)
    for number, service in enumerate(services):
        own = f"We also keep the number of the boat that you moor at pier {number}.\n\n"
        for text in (POLICY, POLICY.replace("\n\n", "\n\n\n"), MENU, NEWER, NEWER + own):
            made.write({f"{service}/Privacy Policy.md": text, f"{service}/Terms.md": text})
    return made
