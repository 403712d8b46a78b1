"""What records show of themselves at the end of a notebook's cell, for `_repr_html_` (see policydiff.forms).

A notebook has colours of its own, light or dark, and may drop style sheets: everything here inherits them, with styles on the elements themselves, and the
weights stand as words on grounds that carry white letters in either. Elements are made by lxml, which escapes; policy text goes through `clean` first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from lxml import html as lxml_html
from lxml.html.builder import E

from policydiff.changes.models import Change
from policydiff.extraction.models import Policy
from policydiff.law.models import JudgedChange, Report
from policydiff.reports import _archive as archive
from policydiff.reports import _content as content
from policydiff.reports import _digest as digest
from policydiff.reports._policy import VAGUE, title
from policydiff.reports._words import clean, count, covered, shorten, spoken

if TYPE_CHECKING:
    from policydiff.changes.models import Quote
    from policydiff.repositories.models import History

_SHOWN = 12  # changes, lines or captures; the rest is counted
_QUOTE = 220  # characters of a quote
# White on these grounds has a contrast of 5 to 1 or more (WCAG 2.2, 1.4.3), whatever the page around it.
_GROUNDS = {"consent": "#a8371b", "notice": "#7a5a00", "none": "#3d6b4a", "not_understood": "#6b4a8a", "first": "#4a5a6b", "aside": "#5f6368"}
_LEVELS = {"consent": "fresh consent", "notice": "notice", "none": "nothing", "not_understood": "not understood", "first": "first version"}
_EDGE = "1px solid rgba(128,128,128,.45)"
_CELL = f"text-align:left;vertical-align:top;padding:.25em .6em;border-top:{_EDGE};white-space:normal;background:none;color:inherit"
_BOX = "text-align:left;max-width:60em;line-height:1.45"
_QUIET = "opacity:.8;font-size:.92em;margin:.2em 0"
_PLAIN = "margin:.3em 0"


def html(record: Report | Policy | History | Change) -> str:
    """A record as a piece of HTML."""
    if isinstance(record, Report):
        return _report(record)
    if isinstance(record, Policy):
        return _policy(record)
    return _change(record) if isinstance(record, Change) else _history(record)


def _report(report: Report) -> str:
    words, meaning = content.headline(report)
    parts = [
        E.p({"style": "margin:.2em 0 .4em"}, _badge(report.verdict.obligation, words), f" {meaning} {content.tally(report)}"),
        *(_quiet(f"{line.label}: {line.text}") for line in content.versions(report)),
    ]
    numbered = [item for group in content.groups(report) for item in group.changes]
    if numbered:
        rows = [
            (str(number), _badge(change.materiality), _told(change), spoken(f"{change.slot}: {change.category} {change.direction}"))
            for number, change in numbered
        ]
        parts.append(_table(("", "asks for", "change", "what"), rows[:_SHOWN]))
    parts += _more(len(numbered), "change", "render(report), to_frame() and plot() have them all")
    broken = [f"{len(found)} {words}" for words, bad, found in content.promises(report) if bad]
    parts += [_quiet(f"Promises: {', '.join(broken)}.")] if broken else []
    return _whole(*parts, _quiet(content.LIMITS))


def _told(change: JudgedChange) -> Any:
    """A change in one sentence, with the first quote of either version to unfold."""
    quotes = [(side, found[0]) for side, found in (("old", change.evidence.old), ("new", change.evidence.new)) if found]
    if not quotes:
        return content.summary(change)
    return E.details(E.summary({"style": "cursor:pointer"}, content.summary(change)), *(_quote(side, quote) for side, quote in quotes))


def _quote(side: str, quote: Quote) -> Any:
    place = f", line {quote.line}" if quote.line is not None else f", page {quote.page}" if quote.page is not None else ""
    return E.p({"style": f"{_PLAIN};padding-left:.8em;border-left:3px solid rgba(128,128,128,.5)"}, E.b(f"{side}{place}"), f" {_short(quote.quote)}")


def _change(change: Change) -> str:
    judged = change if isinstance(change, JudgedChange) else None
    head = [_badge(judged.materiality), " "] if judged else []
    parts = [
        E.p({"style": _PLAIN}, *head, E.b(clean(change.summary))),
        _quiet(f"{spoken(change.slot)} / {spoken(change.category)} / {change.direction}, id {change.id}"),
        *(_quote(side, quote) for side, quotes in (("old", change.evidence.old), ("new", change.evidence.new)) for quote in quotes[:_SHOWN]),
    ]
    further = [clean(delta.summary) for delta in change.deltas if delta.summary != change.summary]
    parts += [_list(dict.fromkeys(further))] if further else []
    if judged and judged.findings:
        rules = dict.fromkeys(f"{finding.rule}: {spoken(finding.obligation)}" for finding in judged.findings)
        parts.append(_quiet(f"Rules: {'; '.join(list(rules)[:_SHOWN])}{f' and {len(rules) - _SHOWN} more' if len(rules) > _SHOWN else ''}."))
    return _whole(*parts)


def _policy(policy: Policy) -> str:
    name, about = title(policy)
    parts = [E.p({"style": _PLAIN}, E.b(name)), _quiet(about)]
    for table in digest.tables(policy):
        parts += [
            E.p({"style": "margin:.6em 0 .1em"}, E.b(table.title)),
            _table(table.columns, table.rows[:_SHOWN]),
            *_more(len(table.rows), "row", "render_policy(policy)"),
        ]
    listings = [(listing.title, len(listing.lines)) for listing in digest.listings(policy)]
    if listings:
        parts.append(_quiet(f"Also stated: {', '.join(f'{words.lower()} ({number})' for words, number in listings)}."))
    return _whole(*parts, _quiet(f"{VAGUE} vague: the words do not say which data, or whom. {covered(policy.coverage)}. {digest.LIMITS}"))


def _history(history: History) -> str:
    events = list(archive.events(history))
    parts = [E.p({"style": _PLAIN}, E.b(archive.title(history))), _quiet(archive.overview(history))]
    rows = [(_unbroken(event.day), _badge(event.level) if event.level != "aside" else "", _event(event), _unbroken(event.name)) for event in events]
    parts += [_table(("day", "asks for", "what", "capture"), rows[-_SHOWN:])] if rows else []
    parts += _more(len(rows), "earlier entry", "render_history(history), to_frame() and plot() have them all", "earlier entries")
    return _whole(*parts, _quiet(archive.LIMITS))


def _event(event: archive.Event) -> Any:
    told = [f"{summary} ({level})" for level, summary in event.changes]
    words = event.words if event.level == "aside" else event.beside
    return E.details(E.summary({"style": "cursor:pointer"}, words), _list(told[:_SHOWN])) if told else words


def _unbroken(text: str) -> Any:
    """A date or a name, on one line: a browser would break it at its hyphens."""
    return E.span({"style": "white-space:nowrap"}, text)


def _badge(level: str, words: str | None = None) -> Any:
    style = f"background:{_GROUNDS[level]};color:#fff;border-radius:.3em;padding:.1em .45em;font-size:.85em;font-weight:600;white-space:nowrap"
    return E.span({"style": style}, words or _LEVELS[level])


def _quiet(text: str) -> Any:
    return E.p({"style": _QUIET}, text)


def _more(number: int, noun: str, where: str, plural: str | None = None) -> list[Any]:
    return [_quiet(f"and {count(number - _SHOWN, noun, plural)} more; {where}")] if number > _SHOWN else []


def _list(lines: Iterable[str]) -> Any:
    return E.ul({"style": "margin:.2em 0;padding-left:1.4em"}, *(E.li(line) for line in lines))


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    head = E.tr({"style": "background:none"}, *(E.th({"style": f"{_CELL};border-top:none", "scope": "col"}, name) for name in columns))
    body = [E.tr({"style": "background:none"}, *(E.td({"style": _CELL}, cell) for cell in row)) for row in rows]
    return E.table(
        {"style": "border-collapse:collapse;border:none;margin:.3em 0;color:inherit;font-size:inherit;background:none"}, E.thead(head), E.tbody(*body)
    )


def _short(text: str) -> str:
    return f"“{shorten(clean(text), (), _QUOTE)}”"


def _whole(*parts: Any) -> str:
    return str(lxml_html.tostring(E.div({"style": _BOX}, *parts), encoding="unicode"))
