"""A scratch repository with a policy in it, driven as a person drives it: files, commits, the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pygit2
from pygit2.enums import ObjectType

from policydiff.cli import main

LEAD = "# Privacy Policy\n\nLast updated: 1 March 2026\n\n"
COLLECT = "## What we collect\n\nWe collect your email address and your name when you create an account.\n\n"
USE = "## How we use it\n\nWe use your email address to provide the service and to answer your questions.\n\n"
SHARING = "## Sharing\n\nWe share your name with our hosting provider, which stores it on our behalf.\n\n"
POLICY = LEAD + COLLECT + USE + SHARING
ADVERTISERS = "We share your email address with advertisers so that they can show you targeted ads.\n\n"
MORE = "We share your email address and your health data with advertisers so that they can show you targeted ads.\n\n"
SHARED = POLICY + ADVERTISERS
TYPO = POLICY.replace("your questions", "your qestions")
UNRELATED = SHARED.replace("to answer your questions", "to reply to your questions")
MENU = "Home\n\nProducts\n\nPrices\n\nSign in\n\nContact\n"
GERMAN = (
    "# Datenschutz\n\nWir erheben Ihre Adresse und den Namen, damit wir Ihnen die bestellten Karten senden können. Die Daten werden nicht verkauft und nur "
    "so lange gespeichert, wie es für die Bestellung nötig ist. Sie können jederzeit verlangen, dass wir Ihre Angaben löschen. "
    "Unsere Server stehen in der alten Mühle, und niemand außer dem Kartenmeister hat Zugang zu ihnen.\n"
)
SETTINGS = 'paths = ["policies/*.md"]\nbase = "main"\n'
SIGNED = datetime(2026, 3, 1, tzinfo=UTC)


class Scratch:
    """A clone with one policy on `main`, standing on the branch `pr`."""

    def __init__(self, place: Path, settings: str = SETTINGS) -> None:
        self.place = place
        self.repository = pygit2.init_repository(str(place), initial_head="main")
        self.repository.config["user.name"] = "Ann Example"
        self.repository.config["user.email"] = "ann@example.org"
        self.repository.config["core.autocrlf"] = "false"
        self.write("policydiff.toml", settings)
        self.write("policies/privacy.md", POLICY)
        self.commit("first")
        self.branch("pr")

    def write(self, path: str, text: str | bytes) -> None:
        """Write a file of the working tree."""
        file = self.place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def remove(self, path: str) -> None:
        """Delete a file of the working tree."""
        (self.place / path).unlink()

    def commit(self, message: str) -> str:
        """Commit all of the working tree."""
        index = self.repository.index
        index.add_all()
        index.write()
        who = pygit2.Signature("Ann Example", "ann@example.org", int(SIGNED.timestamp()), 0)
        parents = [] if self.repository.head_is_unborn else [self.repository.head.target]
        return str(self.repository.create_commit("HEAD", who, who, message, index.write_tree(), parents))

    def branch(self, name: str) -> None:
        """Begin a branch here and stand on it."""
        made = self.repository.branches.local.create(name, self.repository.head.peel(ObjectType.COMMIT))
        self.repository.checkout(made)

    def checkout(self, name: str) -> None:
        """Stand on a branch."""
        self.repository.checkout(self.repository.branches.local[name])


def check(*words: str, today: str = "2026-11-22") -> int:
    """The exit status of `policydiff check` on a day."""
    return main(["check", *words, "--today", today])


def ack(*words: str, today: str = "2026-11-22") -> int:
    """The exit status of `policydiff ack` on a day."""
    return main(["ack", *words, "--today", today])
