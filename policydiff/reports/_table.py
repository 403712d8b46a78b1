"""The deltas of a check as rows: the columns of a scan's dataset, then those of the gate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policydiff.errors import MissingLibrary
from policydiff.repositories.layouts import named
from policydiff.repositories.tables import COLUMNS, write_parquet
from policydiff.repositories.work import told

if TYPE_CHECKING:
    import pyarrow

    from policydiff.gates.models import Check, CheckedFile, Gated

Row = dict[str, Any]
GATE = {"level": "text", "outcome": "text", "acknowledged_by": "text", "acknowledged_on": "day", "acknowledged_until": "day", "acknowledged_why": "text"}


def columns() -> dict[str, str]:
    """The columns in order with their kinds: those of the dataset of changes, then `level`, `outcome` of the policy, and who accepted the change."""
    return {**COLUMNS["changes"], **GATE}


def rows(check: Check) -> Iterator[Row]:
    """One row a delta. A policy that came, went or was not judged has one row too, which says so: without it the table would look clean."""
    for file in check.files:
        if file.status != "unchanged":
            yield from _rows(check, file)


def _rows(check: Check, file: CheckedFile) -> Iterator[Row]:
    service, policy = named(file.path)
    shared = dict.fromkeys(columns()) | {
        "service": service,
        "policy": policy,
        "path": file.path,
        "old_commit": check.base_commit,
        "old_file": file.old_path,
        "new_file": None if file.status == "deleted" else file.path,
        "old_effective": file.report.old.effective_date if file.report else None,
        "new_effective": file.report.new.effective_date if file.report else None,
        "verdict": file.report.verdict.obligation if file.report else None,
        "findings": [],
        "outcome": file.outcome,
    }
    gated = {change.id: change for change in file.changes}
    deltas = told(file.report).deltas if file.report else ()
    for delta in deltas:
        yield shared | {name: getattr(delta, name) for name in type(delta).model_fields} | {"findings": list(delta.findings)} | _weighed(gated[delta.change])
    if not deltas:
        for change in file.changes:
            yield shared | {"change": change.id, "materiality": change.materiality, "rule": change.rule, "summary": change.summary} | _weighed(change)
        if file.outcome in ("failed", "not_understood"):
            yield shared | {"summary": file.reason}


def _weighed(change: Gated) -> Row:
    entry = change.acknowledged
    found = {"acknowledged_by": entry.by, "acknowledged_on": entry.on, "acknowledged_until": entry.until, "acknowledged_why": entry.why} if entry else {}
    return {"level": change.level, **found}


def parquet(check: Check, place: Path) -> None:
    """Write the rows as a Parquet file. Raises MissingLibrary where pyarrow is not installed, MissingSource where the file cannot be written."""
    write_parquet(_arrow(check), place)


def _arrow(check: Check) -> pyarrow.Table:
    try:
        import pyarrow
    except ImportError:
        raise MissingLibrary('tables need pyarrow; install it: pip install "policydiff[archive]"') from None
    from policydiff.repositories.tables import arrow_table

    known: dict[str, pyarrow.DataType] = {field.name: field.type for field in arrow_table("changes", []).schema}
    own: dict[str, pyarrow.DataType] = {"text": pyarrow.string(), "day": pyarrow.date32()}
    schema = pyarrow.schema([(name, known[name] if name in known else own[kind]) for name, kind in columns().items()])
    return pyarrow.Table.from_pylist(list(rows(check)), schema=schema)
