"""A check as SARIF 2.1.0 (OASIS Standard, 27 March 2020), for code scanning and every other reader of that format.

One result a change, under the default rule that decided it, at its lines in the user's file; the words of the base are related locations. The rules of the
regimes that answer to it are taxa, one taxonomy a regime. Who acknowledged a change stands in its suppression (section 3.35).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as percent

from policydiff.reports import _gate as gate
from policydiff.reports._rule import render_rule
from policydiff.reports._words import clean, spoken
from policydiff.reports.as_json import dumped

if TYPE_CHECKING:
    from policydiff.changes.models import Quote
    from policydiff.gates.models import Check, CheckedFile, Gated
    from policydiff.law import Rule
    from policydiff.law.models import Finding

NAME = "sarif"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"consent": "error", "notice": "warning", "none": "note"}
_BASE = "BASE"
_OWN = {  # what is told of a policy as a whole, and of one that was not judged
    "NEW-POLICY": ("A policy is new", "There is no earlier version to compare it with."),
    "DELETED-POLICY": ("A policy was deleted", "All that it promised is gone with it."),
    "NOT-READ": ("A policy could not be read", "What changed in it is unknown: mend the file and run the check again."),
    "NOT-UNDERSTOOD": ("Too little of a policy was understood", "What changed in it is unknown: read it yourself."),
}
_UNJUDGED = {"failed": "NOT-READ", "not_understood": "NOT-UNDERSTOOD"}
Json = dict[str, Any]


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """The check as a SARIF log with one run. Colour and width do not matter."""
    rules = _rules(check)
    order = {rule["id"]: number for number, rule in enumerate(rules)}
    taxonomies = _taxonomies(check)
    regimes = {taxonomy["name"]: number for number, taxonomy in enumerate(taxonomies)}
    results = [_unjudged(file, order) for file in check.files if file.outcome in _UNJUDGED]
    results += [_result(check, entry, order, regimes) for entry in gate.entries(check)]
    run = {
        "tool": {"driver": {**_driver(), "rules": rules, "supportedTaxonomies": [{"name": name, "index": number} for name, number in regimes.items()]}},
        "automationDetails": {"id": "policydiff/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": _base(check)}}},
        "invocations": [_invocation(check)],
        "taxonomies": taxonomies,
        "results": results,
        "properties": {"outcome": check.outcome, "failOn": check.fail_on, "staleAcknowledgements": gate.stale(check)},
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _driver() -> Json:
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("policydiff")
    except PackageNotFoundError:
        found = "0"
    about = {"text": "Compares two versions of a privacy policy: what materially changed, which rule it triggers, with the words of both."}
    return {"name": "policydiff", "version": found, "semanticVersion": found, "shortDescription": about}


def _base(check: Check) -> str:
    return f"The repository at {check.base_commit}, the base of the check" if check.base_commit else "The earlier version"


def _invocation(check: Check) -> Json:
    """How the run went: one that left a policy unread or not understood was no success, whatever it found in the others."""
    notes = [
        {
            "level": "error",
            "message": {"text": clean(file.reason or "")},
            "descriptor": {"id": _UNJUDGED[file.outcome]},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file.path)}}}],
        }
        for file in check.files
        if file.outcome in _UNJUDGED
    ]
    return {"executionSuccessful": not notes, "exitCode": check.exit_status, "toolExecutionNotifications": notes}


def _unjudged(file: CheckedFile, order: Mapping[str, int]) -> Json:
    """A result for a policy that was not judged: viewers show results, and few of them notifications."""
    rule = _UNJUDGED[file.outcome]
    return {
        "ruleId": rule,
        "ruleIndex": order[rule],
        "level": "error",
        "message": {"text": _message(file.reason or "")},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file.path)}, "region": {"startLine": 1}}}],
    }


def _result(check: Check, entry: gate.Entry, order: Mapping[str, int], regimes: Mapping[str, int]) -> Json:
    gated, change = entry.gated, entry.change
    old = list(change.evidence.old) if change else []
    links = "".join(f" [Old text {number}]({number})." for number in range(1, len(old) + 1))
    result: Json = {
        "ruleId": gated.rule,
        "ruleIndex": order[gated.rule],
        "level": _LEVELS[gated.level],
        "message": {"text": _message(gated.summary) + links},
        "locations": _locations(entry),
        "relatedLocations": [_old_location(check, entry.file, quote, number) for number, quote in enumerate(old, 1)],
        # The first is what GitHub tells results apart by; lines alone would make one alert of two changes of one sentence.
        "partialFingerprints": {"primaryLocationLineHash": f"{gated.id}:1", "policydiffChange/v1": gated.id},
        "suppressions": _suppressions(gated),
        "taxa": _taxa(change.findings if change else (), regimes),
        "properties": {"materiality": gated.materiality, "level": gated.level, "blocks": gated.blocks},
    }
    if change:
        result["properties"] |= {"slot": change.slot, "category": change.category, "direction": change.direction}
    return result


def _locations(entry: gate.Entry) -> list[Json]:
    """Where the change stands in the file as it is now; the top of the file where nothing of it is left there."""
    quotes = entry.change.evidence.new if entry.change else ()
    artifact = {"uri": _uri(entry.file.path)}
    if not quotes:
        return [{"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": 1}}}]
    return [_location(artifact, quote) for quote in quotes]


def _old_location(check: Check, file: CheckedFile, quote: Quote, number: int) -> Json:
    artifact = {"uri": _uri(file.old_path or file.path)} | ({"uriBaseId": _BASE} if check.base_commit else {})
    return {"id": number, "message": {"text": _message(f"The old text: {quote.quote}")}, **_location(artifact, quote)}


def _location(artifact: Json, quote: Quote) -> Json:
    """A place by its lines; a PDF or DOCX has a page or paragraph in their stead."""
    physical: Json = {"artifactLocation": artifact}
    if quote.line is not None:
        physical["region"] = {"startLine": quote.line, "endLine": quote.end_line or quote.line, "snippet": {"text": quote.quote}}
        return {"physicalLocation": physical}
    unit, number = ("page", quote.page) if quote.page is not None else ("paragraph", quote.paragraph)
    return {"physicalLocation": physical, **({"logicalLocations": [{"name": f"{unit} {number}"}]} if number is not None else {})}


def _suppressions(gated: Gated) -> list[Json]:
    if gated.acknowledged is None:
        return []
    return [{"kind": "external", "status": "accepted", "justification": gate.acknowledgement(gated.acknowledged)}]


def _taxa(findings: Iterable[Finding], regimes: Mapping[str, int]) -> list[Json]:
    found = dict.fromkeys((finding.rule, finding.regime) for finding in findings)
    return [{"id": rule, "toolComponent": {"name": regime, "index": regimes[regime]}} for rule, regime in found]


def _rules(check: Check) -> list[Json]:
    """The default rules that decided a change, each explained by its own file."""
    names = {entry.gated.rule for entry in gate.entries(check)} | {_UNJUDGED[file.outcome] for file in check.files if file.outcome in _UNJUDGED}
    return [_descriptor(name) for name in sorted(names)]


def _descriptor(name: str) -> Json:
    if name in _OWN:
        title, text = _OWN[name]
        return {"id": name, "shortDescription": {"text": title}, "fullDescription": {"text": text}, "help": {"text": text}}
    rule = _packaged(name)
    return {"id": name} if rule is None else {"id": name, "defaultConfiguration": {"level": _LEVELS[_level(rule)]}, **_explained(rule)}


def _explained(rule: Rule) -> Json:
    return {
        "shortDescription": {"text": clean(rule.title)},
        "fullDescription": {"text": clean(f"{rule.docs.does} {rule.docs.fires}")},
        "help": {"text": render_rule(rule)},
        "properties": {"obligation": spoken(rule.obligation), "citation": clean(rule.citation), "verification": rule.verification},
    }


def _level(rule: Rule) -> str:
    from policydiff.law import rulebook

    return rulebook().level(rule.obligation)


def _packaged(name: str) -> Rule | None:
    """The rule of this id, or None for one of the user's own, of which a report holds the name alone."""
    from policydiff.errors import UsageError
    from policydiff.law import explain

    try:
        return explain(name)
    except UsageError:
        return None


def _taxonomies(check: Check) -> list[Json]:
    """The regimes whose rules answer to a change, each with these rules."""
    found: dict[str, dict[str, None]] = {}
    for entry in gate.entries(check):
        for finding in entry.change.findings if entry.change else ():
            found.setdefault(finding.regime, {})[finding.rule] = None
    return [{"name": regime, "isComprehensive": False, "taxa": [_taxon(rule) for rule in sorted(rules)]} for regime, rules in sorted(found.items())]


def _taxon(name: str) -> Json:
    rule = _packaged(name)
    return {"id": name} if rule is None else {"id": name, **_explained(rule)}


def _message(text: str) -> str:
    """A message without links of its own: brackets begin one (section 3.11.6)."""
    return clean(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _uri(path: str) -> str:
    """A path as a relative URI reference, or as a file URI where it is absolute."""
    place = PurePath(path)
    return place.as_uri() if place.is_absolute() else percent(place.as_posix())
