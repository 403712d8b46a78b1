"""A check as annotations on the lines of a pull request: workflow commands of GitHub Actions.

GitHub shows the first ten errors, warnings and notices of a step each; where there are more of a kind, the tenth says how many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.reports import _gate as gate
from policydiff.reports._words import clean

if TYPE_CHECKING:
    from policydiff.gates.models import Check, Gated

NAME = "github"
_SHOWN = 10  # of each kind, by GitHub, for a step


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """One workflow command a change, those that block first; policies that were not judged are errors. Colour and width do not matter."""
    commands = [_command("error", f"policydiff: {gate.verdict(file)}", file=file.path) for file in check.files if file.outcome in ("failed", "not_understood")]
    commands += [_annotation(entry) for entry in gate.by_weight(check) if _kind(entry.gated)]
    commands += [_command("notice", text, title="policydiff: acknowledged, and not to be found any more") for text in gate.stale(check)]
    words, why = gate.headline(check)
    return "\n".join([*_limited(commands), f"policydiff: {words}: {clean(why)}"]) + "\n"


def _kind(gated: Gated) -> str | None:
    if gated.blocks:
        return "error"
    if gated.acknowledged:
        return "notice"
    return None if gated.level == "none" else "warning"


def _annotation(entry: gate.Entry) -> str:
    quote = gate.place(entry)
    said = [clean(entry.gated.summary), *(f"{line.label}: {line.text}" for line in gate.accepted(entry))]
    if quote is None and entry.change and entry.change.evidence.old:
        said.append(f"the old text: “{clean(entry.change.evidence.old[0].quote)}”")
    return _command(
        _kind(entry.gated) or "notice",
        "\n".join([*said, f"rule {entry.gated.rule}, id {entry.gated.id}"]),
        file=entry.file.path,
        line=quote.line if quote else None,
        endLine=quote.end_line if quote else None,
        title=f"policydiff: {gate.WEIGHTS[entry.gated.level]}",
    )


def _command(kind: str, message: str, **properties: str | int | None) -> str:
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    return f"::{kind}{' ' if given else ''}{given}::{_data(message)}"


def _data(text: str) -> str:
    """A message as the runner decodes it; a line end in it would end the command, and what follows be taken for another."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _limited(commands: list[str]) -> list[str]:
    """The commands as far as GitHub shows them; the last of a kind that has too many says how many there are."""
    shown = []
    for kind in ("error", "warning", "notice"):
        own = [command for command in commands if command.startswith(f"::{kind}")]
        left = len(own) - _SHOWN + 1
        more = _command(kind, f"{left} more of this kind; the summary of the job lists all", title="policydiff")
        shown += own if len(own) <= _SHOWN else [*own[: _SHOWN - 1], more]
    return shown
