"""What was worked out before, addressed by content: one SQLite file that several processes read and write at the same time.

A key is a digest of everything that a result depends on, the version of the pipeline among it, so that an entry is never stale and never altered: whoever finds
it may use it, and whoever loses it works it out again to the same bytes. Values are JSON, not pickles: a cache file from somebody else can hold wrong
results, but no code.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from policydiff.errors import UsageError

_APPLICATION = 0x706F6C64  # "pold": which program a SQLite file belongs to
_LAYOUT = 1
_WAIT = 60.0  # seconds that one process waits for another one's transaction
_AT_ONCE = 500  # keys of one query
_CHECK = 4  # bytes of a checksum before the value
_Result = TypeVar("_Result")


def default_place() -> Path:
    """Where the cache lies unless a caller says otherwise: `POLICYDIFF_CACHE`, else the user's folder for caches."""
    named = os.environ.get("POLICYDIFF_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Caches"
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "policydiff" / "cache.sqlite"


def digest(*parts: str) -> bytes:
    """The key of a result that depends on these texts, in this order."""
    made = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(len(data).to_bytes(8, "big") + data)
    return made.digest()[:20]


class Cache:
    """Results by key, each of a kind ("clause", "content", "step"). Safe for several processes; each opens its own.

    A file that is damaged, or no cache of policydiff, is renamed (`cache.sqlite.set-aside-1`) and a new one begun; `notes` says so. A damaged entry counts
    as missing. Raises UsageError where no file can be made at the place.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.notes: list[str] = []
        self._connection = self._opened()

    def get(self, kind: str, keys: Sequence[bytes]) -> dict[bytes, Any]:
        """The values that are kept, for those of the keys that have one."""
        return self._try(lambda: self._get(kind, keys))

    def put(self, kind: str, values: Mapping[bytes, Any]) -> None:
        """Keep values, in one transaction: all of them or none."""
        rows = [(kind, key, _packed(value)) for key, value in values.items()]
        self._try(lambda: self._put(rows))

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def _get(self, kind: str, keys: Sequence[bytes]) -> dict[bytes, Any]:
        found: dict[bytes, Any] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            for key, packed in self._connection.execute(f"SELECT key, value FROM results WHERE kind = ? AND key IN ({marks})", (kind, *some)):
                value = _unpacked(packed)
                if value is not None:
                    found[key] = value
        return found

    def _put(self, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO results (kind, key, value) VALUES (?, ?, ?)", rows)

    def _try(self, work: Callable[[], _Result]) -> _Result:
        """Do something with the file; where it turns out to be damaged, set it aside and do it with a new one."""
        try:
            try:
                return work()
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
                    raise
                self._replace(str(error))
            return work()
        except sqlite3.Error as error:
            raise UsageError(f"{self.place}: the cache cannot be used ({error}); name another place with --cache") from error

    def _opened(self, damage: str = "") -> sqlite3.Connection:
        """A connection to the file at the place; to a new one where there is none, or where the one that was in use is damaged.

        One process at a time makes the file or sets it aside: SQLite's own locks do not cover a file that is not yet, or no longer, a database.
        """
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.place}.lock", timeout=_WAIT):
                if damage:
                    self._set_aside(damage)
                return self._usable()
        except sqlite3.OperationalError as error:
            raise UsageError(f"{self.place}: the cache cannot be opened ({error}); name another place with --cache") from error
        except OSError as error:
            raise UsageError(f"{self.place}: the cache cannot be opened ({error.strerror or error}); name another place with --cache") from error

    def _usable(self) -> sqlite3.Connection:
        """A connection to the file, or to a new one where it turns out to be damaged at once."""
        self._file = _identity(self.place)
        try:
            return self._checked()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
                raise
            self._set_aside(str(error))
        return self._checked()

    def _checked(self) -> sqlite3.Connection:
        """An open connection to a file that is a cache of this layout, made where there is none."""
        connection = sqlite3.connect(self.place, timeout=_WAIT, isolation_level="DEFERRED", check_same_thread=False)
        try:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            layout = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if tables and (application, layout) != (_APPLICATION, _LAYOUT):
                raise sqlite3.DatabaseError("it is no cache of this version of policydiff")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if not tables:
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
                    connection.execute(
                        "CREATE TABLE IF NOT EXISTS results (kind TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
                    )
        except sqlite3.Error:
            connection.close()
            raise
        self._file = _identity(self.place)
        return connection

    def _replace(self, reason: str) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()
        self._connection = self._opened(reason)

    def _set_aside(self, reason: str) -> None:
        """Rename the file. Its log must go first, or SQLite would play it into the new one. Another process may have been faster: its new file stays."""
        if _identity(self.place) != self._file:
            return
        aside = next(path for path in (Path(f"{self.place}.set-aside-{number}") for number in range(1, 10_000)) if not path.exists())
        for ending in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                os.remove(f"{self.place}{ending}")
        with suppress(FileNotFoundError):
            os.replace(self.place, aside)
            self.notes.append(f"{self.place}: not usable as a cache ({reason}); set aside as {aside.name}, a new one is built")


def _identity(place: Path) -> tuple[int, int] | None:
    """Which file lies at a place now; None where there is none."""
    try:
        found = place.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _is_damage(error: sqlite3.OperationalError) -> bool:
    """Whether an error speaks of the contents of the file rather than of the place, a lock or the disk."""
    return error.sqlite_errorcode in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA) if hasattr(error, "sqlite_errorcode") else False


def _packed(value: Any) -> bytes:
    data = zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 1)
    return zlib.crc32(data).to_bytes(_CHECK, "big") + data


def _unpacked(packed: bytes) -> Any:
    data = packed[_CHECK:]
    if len(packed) <= _CHECK or zlib.crc32(data).to_bytes(_CHECK, "big") != packed[:_CHECK]:
        return None
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
