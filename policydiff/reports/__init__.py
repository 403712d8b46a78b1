"""Reports as people and machines read them: one module per format, found by looking into this package.

A format is a module here with `NAME` (what `--format` calls it) and a function for each thing that it can show: `report(report, *, color, width, clarified)
-> str`, `policy(policy, *, color, width) -> str` for one policy, `history` for a history, `timeline` for a history with its reports, `scan` for the summary of
a scan and `check` for what the gate found. One without `report` shows a report as a check of one policy. Modules whose name begins with an underscore are
shared by the formats, or make a form of their own: `_redline` both versions as one marked text.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

from policydiff.errors import UsageError
from policydiff.reports._rule import render_rule, render_rules
from policydiff.reports._words import clean

if TYPE_CHECKING:
    from policydiff.extraction.models import Policy
    from policydiff.gates.models import Check
    from policydiff.law.models import Report
    from policydiff.repositories.dossiers import Dossier
    from policydiff.repositories.models import History
    from policydiff.repositories.scanning import Scan

__all__ = [
    "check_formats",
    "clean",
    "formats",
    "json_schema",
    "policy_formats",
    "render",
    "render_check",
    "render_history",
    "render_policy",
    "render_rule",
    "render_rules",
    "render_scan",
    "render_timeline",
]


@cache
def _modules() -> dict[str, Any]:
    found = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return {module.NAME: module for module in sorted(found, key=lambda module: str(module.NAME))}


def formats() -> tuple[str, ...]:
    """The names of the formats of a report, sorted."""
    return tuple(_modules())


def policy_formats() -> tuple[str, ...]:
    """The names of the formats in which one policy can be shown, sorted."""
    return tuple(name for name, module in _modules().items() if hasattr(module, "policy"))


def render(report: Report, format: str = "text", *, color: bool = False, width: int = 80, clarified: bool = False) -> str:
    """The report as text of the given format, with a line end at its end.

    `color` adds terminal colours where the format knows them, `width` is the number of columns, `clarified` also lists the changes of wording that mean nothing
    (machine formats always hold them). Raises `UsageError` for an unknown format.
    """
    if format not in formats():
        raise UsageError(f"unknown report format {format!r}; choose one of {', '.join(formats())}")
    module = _modules()[format]
    if hasattr(module, "report"):
        return str(module.report(report, color=color, width=width, clarified=clarified))
    from policydiff.gates import alone

    return str(module.check(alone(report), color=color, width=width))


def render_policy(policy: Policy, format: str = "text", *, color: bool = False, width: int = 80) -> str:
    """What one policy says, as text of the given format, with a line end at its end. `color` and `width` are those of `render`.

    Raises `UsageError` for a format that is unknown or shows no single policy.
    """
    if format not in policy_formats():
        raise UsageError(f"unknown policy format {format!r}; choose one of {', '.join(policy_formats())}")
    return str(_modules()[format].policy(policy, color=color, width=width))


def render_history(history: History, format: str = "text", *, color: bool = False, width: int = 80) -> str:
    """The history of a policy as text of the given format, or of its changes as "csv". `color` and `width` are those of `render`.

    Raises `UsageError` for an unknown format.
    """
    if format == "csv":
        return csv_of(history)
    return str(_archive_module("history", format).history(history, color=color, width=width))


def csv_of(history: History, table: str = "changes") -> str:
    """One table of a history ("changes", "versions", "drift") as CSV. Raises `UsageError` for another table."""
    from policydiff.repositories.tables import csv_text, rows

    return csv_text(table, rows(table, [history]))


def render_timeline(dossier: Dossier, format: str = "html") -> str:
    """What each version of a policy permitted, with the report on every step behind it, as one page. Raises `UsageError` for an unknown format."""
    if format not in timeline_formats():
        raise UsageError(f"unknown timeline format {format!r}; choose one of {', '.join(timeline_formats())}")
    return str(_modules()[format].timeline(dossier))


def render_scan(scan: Scan, format: str = "text", *, color: bool = False, width: int = 80) -> str:
    """The summary of a scan as text of the given format. `color` and `width` are those of `render`. Raises `UsageError` for an unknown format."""
    return str(_archive_module("scan", format).scan(scan.summary, color=color, width=width))


def check_formats() -> tuple[str, ...]:
    """The names of the formats in which a check can be shown, sorted."""
    return tuple(name for name, module in _modules().items() if hasattr(module, "check"))


def render_check(check: Check, format: str = "text", *, color: bool = False, width: int = 80) -> str:
    """A check of policies as text of the given format. `color` and `width` are those of `render`. Raises `UsageError` for an unknown format."""
    if format not in check_formats():
        raise UsageError(f"unknown check format {format!r}; choose one of {', '.join(check_formats())}")
    return str(_modules()[format].check(check, color=color, width=width))


def json_schema(name: str = "report") -> dict[str, Any]:
    """The JSON schema of what `model_dump(mode="json")` and the JSON reports give: of a "report", "check", "policy", "history" or "scan".

    `policydiff.reports._schemas` says when `schema_version` rises. Raises `UsageError` for another name.
    """
    from policydiff.reports._schemas import NAMES, text

    if name not in NAMES:
        raise UsageError(f"there is no schema {name!r}; choose one of {', '.join(NAMES)}")
    schema: dict[str, Any] = json.loads(text(name))
    return schema


def archive_formats() -> tuple[str, ...]:
    """The names of the formats in which a history and a scan can be shown, sorted."""
    return tuple(name for name, module in _modules().items() if hasattr(module, "history"))


def timeline_formats() -> tuple[str, ...]:
    """The names of the formats in which a history can be shown with its reports, sorted."""
    return tuple(name for name, module in _modules().items() if hasattr(module, "timeline"))


def _archive_module(what: str, format: str) -> Any:
    if format not in archive_formats():
        raise UsageError(f"unknown {what} format {format!r}; choose one of {', '.join(archive_formats())}")
    return _modules()[format]
