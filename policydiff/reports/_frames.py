"""Reports and policies as pandas data frames, for `to_frame` (see policydiff.forms); histories have their own tables, and a report the columns of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policydiff.errors import MissingLibrary
from policydiff.extraction.models import Policy
from policydiff.law.models import Report
from policydiff.reports._policy import Places

if TYPE_CHECKING:
    import pandas

    from policydiff.extraction.models import Practice

_LISTS = ("data", "recipients", "purposes", "legal_bases")
PRACTICE_COLUMNS = (
    "action", "actor", "polarity", "modality", *_LISTS, "conditions", "retention", "audience", "clause", "heading", "start", "end", "line", "page", "text",
)  # fmt: skip


def frame(record: Report | Policy) -> pandas.DataFrame:
    """The deltas of a report or the practices of a policy, one a row. Raises MissingLibrary where pandas (of a report: or pyarrow) is not installed."""
    return _deltas(record) if isinstance(record, Report) else _practices(record)


def _deltas(report: Report) -> pandas.DataFrame:
    from policydiff.repositories.models import Delta
    from policydiff.repositories.tables import arrow_table, data_frame
    from policydiff.repositories.work import told

    comparison = told(report)
    shared = {"old_effective": report.old.effective_date, "new_effective": report.new.effective_date, "verdict": comparison.verdict}
    rows = [shared | {name: getattr(delta, name) for name in Delta.model_fields} | {"findings": list(delta.findings)} for delta in comparison.deltas]
    columns = [*shared, *Delta.model_fields]
    found = data_frame(arrow_table("changes", rows).select(columns))
    found.insert(0, "old_source", report.old.source)
    found.insert(1, "new_source", report.new.source)
    return found


def _practices(policy: Policy) -> pandas.DataFrame:
    try:
        import pandas
    except ImportError:
        raise MissingLibrary('data frames need pandas; install it: pip install "policydiff[archive]"') from None
    homes, places = {clause.id: clause for clause in policy.clauses}, Places(policy)
    rows = []
    for practice in policy.practices:
        home = homes.get(practice.clause)
        line = places.of(practice.clause, practice.start) if places.unit == "line" else None
        rows.append(_row(policy, practice) | {"heading": " > ".join(home.heading) if home else "", "line": line, "page": home.page if home else None})
    found = pandas.DataFrame(rows, columns=list(PRACTICE_COLUMNS))
    return found.astype({"start": "int64", "end": "int64", "line": "Int64", "page": "Int64"})


def _row(policy: Policy, practice: Practice) -> dict[str, Any]:
    plain = {name: getattr(practice, name) for name in ("action", "actor", "polarity", "modality", "clause", "start", "end")}
    terms = {name: list(dict.fromkeys(mention.term for mention in getattr(practice, name))) for name in _LISTS}
    kept = practice.retention and (practice.retention.iso or practice.retention.text)
    rest = {"conditions": [mention.text for mention in practice.conditions], "retention": kept, "audience": list(practice.audience)}
    return plain | terms | rest | {"text": policy.document.text[practice.start : practice.end]}
