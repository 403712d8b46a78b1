"""The report as Markdown, for a pull request, a wiki or a mail; policy text is escaped, so that nothing in it turns into markup, links or mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from policydiff.reports import _archive as archive
from policydiff.reports import _content as content
from policydiff.reports import _digest as digest
from policydiff.reports._gate_markdown import pages
from policydiff.reports._policy import Fact, Places, sections, title
from policydiff.reports._reasons import asked
from policydiff.reports._words import clean

if TYPE_CHECKING:
    from policydiff.extraction.models import Policy
    from policydiff.gates.models import Check
    from policydiff.law.models import JudgedChange, Report
    from policydiff.reports._content import Line
    from policydiff.repositories.models import History
    from policydiff.repositories.summaries import Summary

NAME = "markdown"

_MARKUP = re.compile(r"([\\`*_\[\]#|<>~$])")
_BLOCK = re.compile(r"^(\d*)([-+=.)])")  # what begins a list, a rule or an underlined heading where a line begins with it
_ADDRESS = re.compile(r"(?i)\b(https?|ftp)(:)|\b(www)(\.)")
_SAMPLE = {"consent": "needs fresh consent", "notice": "needs notice", "none": "needs nothing"}
# Stands after a character that would otherwise begin a mention or an address: it is not seen, and it keeps what follows from being read as one word with it.
_JOINER = "\u2060"


def escape(text: str) -> str:
    """`text` on one line as Markdown that shows exactly these words: no markup, HTML, link, mention, entity or list."""
    safe = _MARKUP.sub(r"\\\1", clean(text).replace("&", "&amp;"))
    safe = _BLOCK.sub(r"\1\\\2", safe)
    safe = _ADDRESS.sub(lambda match: f"{match[1] or match[3]}{_JOINER}{match[2] or match[4]}", safe)
    return safe.replace("@", f"@{_JOINER}")


def report(report: Report, *, color: bool = False, width: int = 80, clarified: bool = False) -> str:
    """The report as Markdown (CommonMark with tables). Colour and width do not matter: the reader's renderer decides them."""
    words, meaning = content.headline(report)
    blocks = [f"# {words}: {escape(meaning)}", escape(content.tally(report))]
    blocks.append("\n".join(f"- **{line.label}** {escape(line.text)}" for line in content.versions(report)))
    blocks += _regimes(report)
    blocks += _changes(report)
    if clarified:
        blocks += _clarified(report)
    blocks += _listed("Purpose by purpose", content.purpose_entries(report))
    blocks += _cases(report)
    blocks += _promises(report)
    blocks.append("## How this was read")
    blocks.append("\n".join(f"- {escape(line)}" for line in [*content.coverage(report), *content.assumptions(report)]))
    blocks.append(f"*{content.LIMITS}*")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _regimes(report: Report) -> list[str]:
    if not asked(report):
        digest = [f"| {escape(label)} | {escape(', '.join(names))} |" for label, names in content.regime_digest(report)]
        return ["## By regime", "\n".join(["| asks for | regimes |", "|---|---|", *digest])] if digest else []
    rows = [f"| {escape(name)} | {_SAMPLE[level]} | {escape(rules)} |" for name, level, rules in content.regimes(report)]
    return ["## By regime", "\n".join(["| regime | asks | rules |", "|---|---|---|", *rows])] if rows else []


def _changes(report: Report) -> list[str]:
    reasons, choices, gaps = content.reasons(report), content.choices(report), content.gaps(report)
    blocks: list[str] = []
    for group in content.groups(report):
        blocks.append(f"## {group.title} ({len(group.changes)})")
        for number, change in group.changes:
            blocks.append(f"### {number}. {escape(content.summary(change))}")
            blocks.append(f"`{content.tag(change)}`")
            blocks.append("\n".join(f"- {escape(text)}" for text in content.further(change)))
            blocks += _evidence(report, change)
            lines = [*reasons.get(change.id, []), *choices.get(change.id, []), *gaps.get(change.id, [])]
            blocks.append("\n".join(map(_bullet, lines)))
    return blocks


def _evidence(report: Report, change: JudgedChange) -> list[str]:
    return [f"**{line.label}** {escape(line.text)}" + (f"\n\n> {escape(line.quote)}" if line.quote else "") for line in content.evidence(report, change)]


def _bullet(line: Line) -> str:
    label = f"**{line.label}** " if line.label else ""
    return f"- {label}{escape(line.text)}" + (f": “{escape(line.quote)}”" if line.quote else "")


def _clarified(report: Report) -> list[str]:
    blocks = [f"## Said more clearly, not changed ({len(report.clarified)})"]
    for change in report.clarified:
        blocks += [f"### {escape(content.summary(change))}", *_evidence(report, change)]
    return blocks


def _listed(section: str, found: Sequence[tuple[str, Sequence[Line]]]) -> list[str]:
    rows = [[f"- {escape(title)}", *(f"  - **{line.label}** {escape(line.text)}" for line in lines)] for title, lines in found]
    return [f"## {section}", "\n".join(line for row in rows for line in row)] if rows else []


def _cases(report: Report) -> list[str]:
    found = _listed(content.CASES, content.cases(report))
    return [*found, f"*{content.LIKENESS}*"] if found else []


def _promises(report: Report) -> list[str]:
    rows = content.promises(report)
    lines = []
    for words, _, found in rows:
        if words == content.KEPT:
            lines.append(f"- {words} ({len(found)}): {escape(content.promise_count(found))}")
            continue
        lines.append(f"- {words} ({len(found)})")
        for promise in found:
            sides = "; now: ".join(f"“{escape(line.quote)}”" for line in content.promise_text(promise))
            lines.append(f"  - {escape(promise.category.replace('_', ' '))}: {sides}")
    return ["## Promises", "\n".join(lines)] if lines else []


def policy(policy: Policy, *, color: bool = False, width: int = 80) -> str:
    """One policy as Markdown: who gets data and what for at a glance, then section by section; coverage at the end. Colour and width do not matter."""
    name, about = title(policy)
    unit = Places(policy).unit
    blocks = [f"# {escape(name)}", escape(about)]
    for table in digest.tables(policy):
        lines = [_row(table.columns), _row(["---"] * len(table.columns)), *(_row([escape(cell) for cell in row]) for row in table.rows)]
        blocks += [f"## {table.title}", "\n".join(lines)]
    for listing in digest.listings(policy):
        blocks += [f"## {listing.title}", "\n".join(f"- {escape(words)}" + (f" ({unit} {where})" if where else "") for words, where in listing.lines)]
    found = sections(policy)
    blocks += ["## Section by section"] if found else []
    for section in found:
        blocks.append(f"### {escape(' > '.join(section.heading)) or '(before the first heading)'}")
        blocks.append(f"For {escape(section.audience)}:" if section.audience else "")
        blocks.append("\n".join(_fact(fact, unit) for fact in section.facts))
    blocks += ["## How this was read", "\n".join(f"- {escape(note)}" for note in digest.notes(policy))]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _fact(fact: Fact, unit: str) -> str:
    place = f" ({unit} {fact.place})" if fact.place is not None else ""
    heads = " / ".join(f"**{label}**{': ' if parts else ''}{escape('; '.join(parts))}" for label, parts in fact.heads)
    return f"- {heads}" + (f": “{escape(fact.quote)}”" if fact.quote else "") + place


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """A check of policies as Markdown, all of it. Colour and width do not matter."""
    return pages(check, escape)


def history(history: History, *, color: bool = False, width: int = 80) -> str:
    """The history of a policy as Markdown. Colour and width do not matter."""
    blocks = [f"# {escape(archive.title(history))}", escape(archive.overview(history)), _events(archive.events(history))]
    if history.baseline is not None:
        blocks += [f"## {escape(archive.accepted(history))}", _events(archive.drift(history))]
    return "\n\n".join(filter(None, [*blocks, escape(archive.LIMITS)])) + "\n"


def _events(events: Iterable[archive.Event]) -> str:
    lines = []
    for event in events:
        lines.append(f"- **{event.day}** `{event.name.replace('`', ' ')}` {escape(event.words)}")
        lines += [f"  - {level}: {escape(summary)}" for level, summary in event.changes]
    return "\n".join(lines)


def scan(summary: Summary, *, color: bool = False, width: int = 80) -> str:
    """A scan as Markdown. Colour and width do not matter."""
    rows = [archive.COLUMNS, ("---",) * len(archive.COLUMNS), *([escape(cell) for cell in archive.row(policy)] for policy in summary.policies)]
    blocks = ["# Scan", *map(escape, archive.figures(summary)), "\n".join(map(_row, rows))]
    for named, listed in archive.lists(summary):
        blocks += [f"## {named}", "\n".join(f"- {escape(path)}: {escape(words)}" for path, words in listed)]
    return "\n\n".join([*blocks, escape(archive.LIMITS)]) + "\n"
