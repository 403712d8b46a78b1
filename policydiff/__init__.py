"""policydiff compares two versions of a privacy policy and says what materially changed, which rule that triggers, with the words of both.

A guided tour. Eight verbs do everything:

    read(source)       -> Document   the file as readable text, each block with its line
    parse(source)      -> Policy     what the text says: practices, choices, promises, rights
    compare(old, new)  -> Report     what became possible, what it asks for, under which rule
    redline(old, new)  -> Redline    both versions as one marked text, as a page or a Word document with tracked changes
    history(repo, p)   -> History    every version of one policy in a git repository, what each changed
    scan(repo)         -> Scan       all policies of an archive, as tables
    check(folder)      -> Check      the policies of a working tree against a base revision, as a gate
    rules()            -> the rules that judge, the default ones and each regime's
    explain(rule_id)   -> one rule: trigger, obligation, exceptions, source

A source is an `os.PathLike` (a file), a `str` (always text, never a path), `bytes` (the format is sniffed), or something already read or parsed:

    >>> import policydiff
    >>> report = policydiff.compare("We never sell your data.", "We may sell your data to advertisers.")
    >>> report.verdict.obligation
    'consent'

Between a file and a verdict stand these stages; each is a package that can be used alone, and imports only from those above it:

    documents     bytes, text, path -> Document       one reader per format
    clauses       Document -> Outline of Clause       headings, list items with their lead-in, table cells with their headers
    vocabulary    words <-> terms                     data types, purposes, recipients as TOML trees
    extraction    Clause -> Practice, Choice, ...     what each clause says
    alignment     two Outlines -> Pairs               same, reworded, moved, split, merged, added, removed
    changes       two Policies -> Comparison          entailment between practices: what is new, what is gone
    law           Comparison + Facts -> Report        one TOML file per rule; the verdict
    repositories  git history -> History, Scan        real versions told from re-renders and broken captures
    gates         a working tree + a base -> Check    what blocks, what somebody accepted and until when
    reports       Report -> text, JSON, HTML, SARIF, ...  one file per format

Everything that goes wrong on purpose is a `PolicydiffError`; `policydiff.errors` draws the tree. Reports say what a text permits, never what a company does,
and they are no legal advice.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from policydiff.errors import (
    BinarySource,
    DamagedSource,
    EmptySource,
    EncryptedSource,
    MissingLibrary,
    MissingReader,
    MissingSource,
    OverLimit,
    PolicydiffError,
    RuleError,
    ScannedSource,
    SettingsError,
    SourceError,
    TooDeep,
    TooLarge,
    TooLong,
    TooMuchMemory,
    TooMuchPacked,
    TooSlow,
    TooWide,
    UndecodableSource,
    UnsupportedLanguage,
    UsageError,
    WorkersLost,
)
from policydiff.forms import provide
from policydiff.verbs import check, compare, explain, history, parse, read, redline, rules, scan

if TYPE_CHECKING:
    from policydiff.changes.models import Change, Comparison
    from policydiff.clauses.models import Clause
    from policydiff.documents.models import Document
    from policydiff.documents.source_map import SourceMap, source_map
    from policydiff.extraction.models import Choice, Commitment, Mention, Policy, Practice
    from policydiff.gates.models import Acknowledgement, Check
    from policydiff.law import Rule
    from policydiff.law.models import Facts, Finding, JudgedChange, Report, Verdict
    from policydiff.reports import (
        json_schema,
        render,
        render_check,
        render_history,
        render_policy,
        render_rule,
        render_rules,
        render_scan,
        render_timeline,
    )
    from policydiff.reports._redline import Redline
    from policydiff.repositories.models import History
    from policydiff.repositories.scanning import Scan

__version__ = "0.1.0"

__all__ = [
    "Acknowledgement",
    "BinarySource",
    "Change",
    "Check",
    "Choice",
    "Clause",
    "Commitment",
    "Comparison",
    "DamagedSource",
    "Document",
    "EmptySource",
    "EncryptedSource",
    "Facts",
    "Finding",
    "History",
    "JudgedChange",
    "Mention",
    "MissingLibrary",
    "MissingReader",
    "MissingSource",
    "OverLimit",
    "Policy",
    "PolicydiffError",
    "Practice",
    "Redline",
    "Report",
    "Rule",
    "RuleError",
    "Scan",
    "ScannedSource",
    "SettingsError",
    "SourceError",
    "SourceMap",
    "TooDeep",
    "TooLarge",
    "TooLong",
    "TooMuchMemory",
    "TooMuchPacked",
    "TooSlow",
    "TooWide",
    "UndecodableSource",
    "UnsupportedLanguage",
    "UsageError",
    "Verdict",
    "WorkersLost",
    "__version__",
    "check",
    "compare",
    "explain",
    "history",
    "json_schema",
    "parse",
    "read",
    "redline",
    "render",
    "render_check",
    "render_history",
    "render_policy",
    "render_rule",
    "render_rules",
    "render_scan",
    "render_timeline",
    "rules",
    "scan",
    "source_map",
]

# Where the names live that are imported on first use: the models need pydantic, which takes longer to import than the rest of the package together.
_HOMES = {
    "policydiff.changes.models": ("Change", "Comparison"),
    "policydiff.clauses.models": ("Clause",),
    "policydiff.documents.models": ("Document",),
    "policydiff.documents.source_map": ("SourceMap", "source_map"),
    "policydiff.extraction.models": ("Choice", "Commitment", "Mention", "Policy", "Practice"),
    "policydiff.gates.models": ("Acknowledgement", "Check"),
    "policydiff.law": ("Rule",),
    "policydiff.law.models": ("Facts", "Finding", "JudgedChange", "Report", "Verdict"),
    "policydiff.reports": (
        "json_schema",
        "render",
        "render_check",
        "render_history",
        "render_policy",
        "render_rule",
        "render_rules",
        "render_scan",
        "render_timeline",
    ),
    "policydiff.reports._redline": ("Redline",),
    "policydiff.repositories.models": ("History",),
    "policydiff.repositories.scanning": ("Scan",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


# Which modules make what records show of themselves: see policydiff.forms.
provide({"html": "policydiff.reports._notebook", "frame": "policydiff.reports._frames", "plot": "policydiff.reports._plots"})


def __getattr__(name: str) -> Any:
    """A model or renderer, imported when it is first asked for (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
