"""Histories as tables: rows, Arrow tables, pandas data frames, Parquet and CSV files."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policydiff.errors import MissingLibrary, MissingSource, UsageError
from policydiff.repositories.models import Comparison, Delta, History, Version

if TYPE_CHECKING:
    import pandas
    import pyarrow

Row = dict[str, Any]

_POLICY = {"service": "text", "policy": "text", "path": "text"}
_VERDICT = {"verdict": "text", "reason": "text", "by_regime": "text", "consent": "count", "notice": "count", "none": "count"}
COLUMNS: dict[str, dict[str, str]] = {
    "changes": {
        **_POLICY,
        "old_commit": "text",
        "new_commit": "text",
        "old_file": "text",
        "new_file": "text",
        "old_captured": "time",
        "new_captured": "time",
        "old_effective": "day",
        "new_effective": "day",
        "verdict": "text",
        **{name: {"findings": "texts"}.get(name, "count" if name.endswith("line") else "text") for name in Delta.model_fields},
    },
    "versions": {
        **_POLICY,
        **{name: {"captured": "time", "effective": "day", "words": "count"}.get(name, "text") for name in Version.model_fields},
        **_VERDICT,
    },
    "drift": {**_POLICY, "baseline": "text", "commit": "text", "file": "text", "captured": "time", "effective": "day", **_VERDICT},
}
"""Each table's columns in order, with their kind: text, texts, count, time (UTC), day. `by_regime` is JSON."""


def rows(table: str, histories: Iterable[History]) -> Iterator[Row]:
    """The rows of a table, policy by policy in the order of the histories. Raises UsageError for a table that there is not."""
    makers = {"changes": _changes, "versions": _versions, "drift": _drift}
    if table not in makers:
        raise UsageError(f"there is no table {table!r}; choose one of {', '.join(COLUMNS)}")
    for history in histories:
        shared = {"service": history.service, "policy": history.policy, "path": history.path}
        for row in makers[table](history):
            yield shared | row


def _changes(history: History) -> Iterator[Row]:
    for step in history.steps:
        shared = {
            "old_commit": step.old.commit,
            "new_commit": step.new.commit,
            "old_file": step.old.file,
            "new_file": step.new.file,
            "old_captured": step.old.captured,
            "new_captured": step.new.captured,
            "old_effective": step.old.effective,
            "new_effective": step.new.effective,
            "verdict": step.comparison.verdict,
        }
        for delta in step.comparison.deltas:
            yield shared | _fields(delta) | {"findings": list(delta.findings)}


def _versions(history: History) -> Iterator[Row]:
    compared = {(step.new.commit, step.new.file): step.comparison for step in history.steps}
    for version in history.versions:
        comparison = compared.get((version.commit, version.file)) if version.real else None
        yield _fields(version) | _verdict(comparison)


def _drift(history: History) -> Iterator[Row]:
    for drift in history.drift:
        version = drift.version
        baseline = history.baseline.name if history.baseline else None
        named = {"baseline": baseline, "commit": version.commit, "file": version.file, "captured": version.captured, "effective": version.effective}
        yield named | _verdict(drift.comparison)


def _fields(record: Delta | Version) -> Row:
    return {name: getattr(record, name) for name in type(record).model_fields}


def _verdict(comparison: Comparison | None) -> Row:
    if comparison is None:
        return dict.fromkeys(_VERDICT)
    counts = {level: comparison.count(level) for level in ("consent", "notice", "none")}
    return {"verdict": comparison.verdict, "reason": comparison.reason, "by_regime": json.dumps(comparison.by_regime), **counts}


def arrow_table(table: str, found: Iterable[Mapping[str, Any]]) -> pyarrow.Table:
    """Rows as an Arrow table, with all columns even where there is no row. Raises MissingLibrary where pyarrow is not installed."""
    try:
        import pyarrow
    except ImportError:
        raise MissingLibrary('tables need pyarrow; install it: pip install "policydiff[archive]"') from None
    kinds: dict[str, pyarrow.DataType] = {
        "text": pyarrow.string(),
        "texts": pyarrow.list_(pyarrow.string()),
        "count": pyarrow.int64(),
        "time": pyarrow.timestamp("ms", tz="UTC"),
        "day": pyarrow.date32(),
    }
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in COLUMNS[table].items()])
    return pyarrow.Table.from_pylist(list(found), schema=schema)


def data_frame(table: pyarrow.Table) -> pandas.DataFrame:
    """An Arrow table as a pandas data frame; whole numbers stay whole where some are missing. Raises MissingLibrary where pandas is not installed."""
    import pyarrow

    try:
        import pandas
    except ImportError:
        raise MissingLibrary('data frames need pandas; install it: pip install "policydiff[archive]"') from None
    whole: dict[Any, Any] = {pyarrow.int32(): pandas.Int32Dtype(), pyarrow.int64(): pandas.Int64Dtype()}
    frame: pandas.DataFrame = table.to_pandas(types_mapper=whole.get)
    return frame


def write_parquet(table: pyarrow.Table, place: Path) -> None:
    """Write a Parquet file, whole or not at all: under another name first, then renamed. Equal tables give equal bytes."""
    import pyarrow.parquet

    made = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        pyarrow.parquet.write_table(table, made, compression="zstd")
        os.replace(made, place)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise MissingSource(f"{place}: cannot be written: {error.strerror or error}") from error


def csv_text(table: str, found: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None) -> str:
    """Rows as CSV with a header line; several values of one cell are parted by semicolons."""
    made = io.StringIO()
    writer = csv.DictWriter(made, list(columns or COLUMNS[table]), lineterminator="\n")
    writer.writeheader()
    for row in found:
        writer.writerow({name: ";".join(value) if isinstance(value, (list, tuple)) else _cell(value) for name, value in row.items()})
    return made.getvalue()


def _cell(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
