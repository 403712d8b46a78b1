"""A scan on disk: Parquet files that any engine reads as a dataset, one a policy and table, and the summary."""

from __future__ import annotations

import json
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from policydiff.errors import MissingSource, UsageError
from policydiff.repositories.models import History
from policydiff.repositories.summaries import Summary
from policydiff.repositories.tables import arrow_table, rows, write_parquet

if TYPE_CHECKING:
    import pyarrow

TABLES = ("changes", "versions")
_MARK = "_policydiff.json"  # readers of datasets pass over names that begin with an underscore
_SUMMARY = "summary.json"
_LOCK = "_policydiff.lock"
_PLAIN = re.compile(r"[^A-Za-z0-9]+")


class Dataset:
    """The folder of a scan, which belongs to one scan at a time; `close` lets it go, and so does the end of the process.

    Files of an earlier scan are replaced one by one as policies are done; those of policies that are no more go at the end. `summary.json` goes first and comes
    last: where it lies, the dataset is whole.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[Path] = set()
        arrow_table("changes", [])  # a missing library shows before anything is done
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(place.name != _LOCK for place in folder.iterdir()) and not (folder / _MARK).exists():
                raise UsageError(f"{folder}: holds other files; give --out a new or an empty folder, or that of an earlier scan")
            self._own = FileLock(folder / _LOCK, timeout=0)
            self._own.acquire()
            (folder / _MARK).write_text('{"dataset": "policydiff scan", "layout": 1}\n', encoding="utf-8")
            (folder / _SUMMARY).unlink(missing_ok=True)
            for table in TABLES:
                (folder / table).mkdir(exist_ok=True)
        except Timeout:
            raise UsageError(f"{folder}: another scan writes there; wait for it, or give --out another folder") from None
        except OSError as error:
            raise MissingSource(f"{folder}: cannot be written: {error.strerror}") from error

    def close(self) -> None:
        """Let others write there."""
        self._own.release()

    def add(self, history: History) -> None:
        """Write the rows of one policy."""
        for table in TABLES:
            place = self._folder / table / f"{_name(history)}.parquet"
            write_parquet(arrow_table(table, rows(table, [history])), place)
            self._written.add(place)

    def finish(self, summary: Summary) -> None:
        """Write the summary and drop what an earlier scan left. Raises MissingSource where that cannot be done."""
        text = json.dumps(summary.model_dump(mode="json"), ensure_ascii=False, indent=1)
        try:
            for table in TABLES:
                for place in (self._folder / table).iterdir():
                    if (place.suffix == ".parquet" or place.name.startswith(".")) and place not in self._written:
                        place.unlink()
            made = self._folder / f".{_SUMMARY}.{os.getpid()}"
            made.write_text(text + "\n", encoding="utf-8")
            os.replace(made, self._folder / _SUMMARY)
        except OSError as error:
            raise MissingSource(f"{self._folder}: cannot be written: {error.strerror}") from error

    def table(self, table: str) -> pyarrow.Table:
        """All rows of a table, in the order of the file names. Raises UsageError for a table that a scan does not write."""
        import pyarrow.parquet

        if table not in TABLES:
            raise UsageError(f"a scan has no table {table!r}; choose one of {', '.join(TABLES)}")
        schema = arrow_table(table, []).schema
        files = sorted(place for place in self._written if place.parent.name == table)
        return pyarrow.concat_tables([schema.empty_table(), *(pyarrow.parquet.read_table(place, schema=schema) for place in files)])


def _name(history: History) -> str:
    """A file name that people can read and no two policies share."""
    words = _PLAIN.sub("-", f"{history.service} {history.policy}").strip("-").lower()[:80]
    return f"{words}-{sha256(history.path.encode()).hexdigest()[:8]}"
