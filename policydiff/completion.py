"""Completion in the shell: scripts for bash, zsh and fish, and the names that a shell cannot know.

It stands on argcomplete, which asks the parser of the command line itself: what it offers cannot fall behind the commands, and rules and regimes are read
from the rule files, those of the user among them.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SHELLS = ("bash", "zsh", "fish")


def script(shell: str) -> str:
    """What a shell must read for `policydiff` to be completed in it."""
    from argcomplete.shell_integration import shellcode

    return shellcode(["policydiff"], shell=shell)


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks how a command line may go on, and end the process; do nothing where no shell asks."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)


def regime_names(parsed_args: argparse.Namespace, **_: Any) -> Sequence[str]:
    """The regimes of the package and of the folder that the command line names."""
    from policydiff.law import rulebook

    return sorted(rulebook(_folder(parsed_args)).regimes)


def rule_names(parsed_args: argparse.Namespace, **_: Any) -> Sequence[str]:
    """The ids of the rules, likewise."""
    from policydiff.law import rules

    return [rule.id for rule in rules(folder=_folder(parsed_args))]


def _folder(options: argparse.Namespace) -> Path | None:
    folder: Path | None = getattr(options, "rules", None)
    return folder if folder is not None and folder.is_dir() else None
