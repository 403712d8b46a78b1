"""What reports on a check say, in which words; each format only lays it out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from policydiff.reports._content import Line, evidence, reasons
from policydiff.reports._words import clean, count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policydiff.changes.models import Quote
    from policydiff.gates.models import Acknowledgement, Check, CheckedFile, Gated, Status
    from policydiff.law.models import JudgedChange

WEIGHTS = {"consent": "needs fresh consent", "notice": "needs notice", "none": "needs nothing"}
_HEADS = {"passes": "PASSES", "fails": "FAILS", "not_understood": "NOT UNDERSTOOD", "failed": "FAILED"}
_BLOCKING = {"notice": ("notice", "consent"), "consent": ("consent",), "never": ()}  # the weights that fail a check
_RULES_SHOWN = 8
_STATUSES: tuple[Status, ...] = ("changed", "new", "deleted", "unchanged")


class Entry(NamedTuple):
    """A change of a check with the policy in which it stands, and the change of the report behind it (None for a whole policy that came or went)."""

    file: CheckedFile
    gated: Gated
    change: JudgedChange | None


def headline(check: Check) -> tuple[str, str]:
    """What the check comes to, as a capital word or two, and why, in a sentence."""
    blocking = sum(entry.gated.blocks for entry in entries(check))
    let_pass = sum(entry.gated.acknowledged is not None and entry.gated.level in _BLOCKING[check.fail_on] for entry in entries(check))
    unread = Counter(file.outcome for file in check.files)
    told = []
    if unread["failed"]:
        told.append(f"{count(unread['failed'], 'policy', 'policies')} could not be read")
    if unread["not_understood"]:
        told.append(f"of {count(unread['not_understood'], 'policy', 'policies')} too little was understood to judge")
    if blocking:
        told.append(f"{count(blocking, 'change')} {'weighs' if blocking == 1 else 'weigh'} {_threshold(check)} and nobody accepted {_them(blocking)}")
    if not told:
        told.append(f"no change weighs {_threshold(check)}" if not let_pass and check.fail_on != "never" else "no change makes the check fail")
    if let_pass:
        told.append(f"{count(let_pass, 'change')} passed because {'it was' if let_pass == 1 else 'they were'} acknowledged")
    return _HEADS[check.outcome], "; ".join(told) + "."


def _threshold(check: Check) -> str:
    return {"notice": "notice or more", "consent": "fresh consent", "never": "anything"}[check.fail_on]


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def about(check: Check) -> list[Line]:
    """What was compared with what, and on which day acknowledgements were weighed."""
    states = Counter(file.status for file in check.files)
    lines = []
    if check.base is not None and check.base_commit is not None:
        lines.append(Line("base", f"{clean(check.base)}, compared at {check.base_commit[:10]}"))
    if check.today is not None:
        lines.append(Line("today", f"{check.today}, for acknowledgements"))
    counted = ", ".join(f"{states[status]} {status}" for status in _STATUSES if states[status])
    return [*lines, Line("read", f"{count(len(check.files), 'policy', 'policies')}: {counted or 'none'}")]


def name(file: CheckedFile) -> str:
    """A policy with what became of it."""
    became = {"new": ", new", "deleted": ", deleted", "unchanged": ", unchanged"}.get(file.status, "")
    return clean(file.path) + (f" (was {clean(file.old_path or '')})" if file.renamed and file.report is not None else "") + became


def verdict(file: CheckedFile) -> str:
    """What a policy comes to, with the reason where it was not judged."""
    return _HEADS[file.outcome] + (f": {clean(file.reason)}" if file.reason else "")


def entries(check: Check) -> list[Entry]:
    """All changes of a check, policy by policy, in the order of its reports."""
    return [entry for file in check.files for entry in _of(file)]


def _of(file: CheckedFile) -> Iterator[Entry]:
    known = {change.id: change for change in file.report.changes} if file.report else {}
    for gated in file.changes:
        yield Entry(file, gated, known.get(gated.id))


def by_weight(check: Check) -> list[Entry]:
    """All changes, those that block first, then those that were accepted, then the rest; each the heaviest first."""
    return sorted(entries(check), key=lambda entry: (_state(entry.gated), list(WEIGHTS).index(entry.gated.level)))


def _state(gated: Gated) -> int:
    return 0 if gated.blocks else 1 if gated.acknowledged else 2


def place(entry: Entry) -> Quote | None:
    """Where a change stands in the new version; None where nothing of it is there."""
    return entry.change.evidence.new[0] if entry.change and entry.change.evidence.new else None


def evidence_of(entry: Entry) -> list[Line]:
    """The words of both versions."""
    return evidence(entry.file.report, entry.change) if entry.file.report and entry.change else []


def accepted(entry: Entry) -> list[Line]:
    """What the gate makes of a change beside its report: another weight, who accepted it, which acknowledgement does not count and why."""
    gated = entry.gated
    lines = []
    if gated.level != gated.materiality:
        lines.append(Line("weighed", f"{WEIGHTS[gated.level]}, by the settings; without them it {WEIGHTS[gated.materiality]}"))
    if gated.acknowledged:
        lines.append(Line("ack", acknowledgement(gated.acknowledged)))
    if gated.lapsed:
        lines.append(Line("lapsed", f"{gated.lapse}; it was acknowledged {acknowledgement(gated.lapsed)}"))
    return lines


def acknowledgement(entry: Acknowledgement) -> str:
    """Who accepted, when, until when, and why."""
    return f"by {clean(entry.by)} on {entry.on}, until {entry.until}: {clean(entry.why)}"


def rules(check: Check) -> dict[tuple[str, str], list[Line]]:
    """By path and id of the change: the default rules that decided it, and the names of those of the regimes; the report of `compare` tells them in full."""
    told = {file.path: reasons(file.report) for file in check.files if file.report}
    return {(entry.file.path, entry.gated.id): [*_decisive(entry, told), *_law(entry)] for entry in entries(check)}


def _decisive(entry: Entry, told: dict[str, dict[str, list[Line]]]) -> list[Line]:
    return [line for line in told.get(entry.file.path, {}).get(entry.gated.id, []) if line.label == "rule"]


def _law(entry: Entry) -> list[Line]:
    found = sorted({finding.rule for finding in entry.change.findings}) if entry.change else []
    if not found:
        return []
    more = f" and {len(found) - _RULES_SHOWN} more" if len(found) > _RULES_SHOWN else ""
    return [Line("law", ", ".join(map(clean, found[:_RULES_SHOWN])) + more)]


def stale(check: Check) -> list[str]:
    """The acknowledgements that match no change any more."""
    return [f"{entry.id} in {clean(entry.path or 'any policy')}, {acknowledgement(entry)}" for entry in check.stale]


def hint(check: Check) -> str:
    """How blocking changes are accepted; empty where none blocks."""
    blocking = [entry.gated.id for entry in entries(check) if entry.gated.blocks]
    return f"To accept a change: policydiff ack {blocking[0]} --why REASON --until DATE" if blocking else ""
