"""A check as Markdown for a pull request, cut to what a page of a host can hold, saying what was left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policydiff.reports import _gate as gate
from policydiff.reports._content import LIMITS
from policydiff.reports._words import clean

if TYPE_CHECKING:
    from policydiff.gates.models import Check

_MARKS = {"passes": "✅", "fails": "❌", "not_understood": "⚠️", "failed": "⚠️"}
_TELLING = 400  # characters that stay free for the sentence on what was cut


def pages(check: Check, escape: Callable[[str], str], limit: int | None = None, size: Callable[[str], int] = len) -> str:
    """The check as Markdown of at most `limit` in the measure of `size`: the verdict and the list of policies, then the changes, those that block first.

    Whatever does not fit is left out from the end, whole changes at a time, and the last line says how many and of which weight.
    """
    words, why = gate.headline(check)
    head = [f"## policydiff: {words}", escape(why), "\n".join(f"- **{line.label}** {escape(line.text)}" for line in gate.about(check))]
    foot = [f"`{gate.hint(check)}`" if gate.hint(check) else "", f"*{LIMITS}*"]
    room = None if limit is None else limit - size(_joined(head)) - size(_joined(foot)) - _TELLING
    blocks, cut = _fitting([*_files(check, escape), *_changes(check, escape), *_stale(check, escape)], room, size)
    return _joined([*head, *blocks, *([_told(cut)] if cut else []), *foot])


def _joined(blocks: list[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _fitting(blocks: list[tuple[str, str]], room: int | None, size: Callable[[str], int]) -> tuple[list[str], list[str]]:
    """The blocks that fit, and what those that do not are called. Nothing smaller is pulled up before something that was left out."""
    kept: list[str] = []
    for number, (_, block) in enumerate(blocks):
        needed = size(block) + 2
        if room is not None and needed > room:
            return kept, [name for name, _ in blocks[number:]]
        room = None if room is None else room - needed
        kept.append(block)
    return kept, []


def _told(cut: list[str]) -> str:
    counts = ", ".join(f"{cut.count(name)} {name}" for name in dict.fromkeys(cut))
    return f"**Cut here: this page is full. Left out: {counts}.** The full report is in the log of the check."


def _files(check: Check, escape: Callable[[str], str]) -> list[tuple[str, str]]:
    rows = [f"- {_MARKS[file.outcome]} {escape(gate.name(file))}: {escape(gate.verdict(file))}" for file in check.files if file.status != "unchanged"]
    return [("policies", row) for row in rows]


def _changes(check: Check, escape: Callable[[str], str]) -> list[tuple[str, str]]:
    answers = gate.rules(check)
    found = []
    for entry in gate.by_weight(check):
        state = "blocks" if entry.gated.blocks else "acknowledged" if entry.gated.acknowledged else "passes"
        where = clean(entry.file.path).replace("`", " ")
        lines = [f"### {escape(entry.gated.summary)}", f"`{where}`: {gate.WEIGHTS[entry.gated.level]}, **{state}**, `{entry.gated.id}`"]
        lines += [f"- **{line.label}** {escape(line.text)}" for line in gate.accepted(entry)]
        for line in gate.evidence_of(entry):
            lines.append(f"**{line.label}** {escape(line.text)}" + (f"\n\n> {escape(line.quote)}" if line.quote else ""))
        rules = answers.get((entry.file.path, entry.gated.id), []) if entry.gated.blocks else []
        lines.append("\n".join(f"- **{line.label}** {escape(line.text)}" for line in rules))
        kind = {"blocks": "that block", "acknowledged": "acknowledged", "passes": "that pass"}[state]
        found.append((f"changes {kind}", "\n\n".join(line for line in lines if line)))
    return found


def _stale(check: Check, escape: Callable[[str], str]) -> list[tuple[str, str]]:
    old = [f"- {escape(text)}" for text in gate.stale(check)]
    return [("acknowledgements that match nothing", "\n".join(["### Acknowledged, and not to be found any more", "", *old]))] if old else []
