"""The cache: shared, exact, and rebuilt where it is damaged or somebody else's."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from policydiff.errors import UsageError
from policydiff.extraction.pipeline import ClauseKey, read_clause
from policydiff.extraction.reading import Names
from policydiff.repositories import cache as caches
from policydiff.repositories.cache import Cache, default_place, digest
from policydiff.repositories.readings import CachedReadings

KEY = digest("a key")


def test_what_is_put_is_there_for_others_and_later(tmp_path: Path) -> None:
    one, other = Cache(tmp_path / "c.sqlite"), Cache(tmp_path / "c.sqlite")
    one.put("step", {KEY: {"words": ["ä", "\ud800", None, 1.5]}})
    assert other.get("step", [KEY, digest("another")]) == {KEY: {"words": ["ä", "\ud800", None, 1.5]}}
    assert other.get("clause", [KEY]) == {}
    one.close()
    assert Cache(tmp_path / "c.sqlite").get("step", [KEY]) != {}


def test_more_keys_than_one_query_takes(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c.sqlite")
    values = {digest(str(number)): number for number in range(1203)}
    cache.put("step", values)
    assert cache.get("step", list(values)) == values


def test_keys_tell_texts_apart_wherever_they_are_cut() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one" * 40, b"SQLite format 3\0" + b"\0" * 4000])
def test_a_damaged_file_is_set_aside_and_said(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "c.sqlite"
    place.write_bytes(content)
    (tmp_path / "c.sqlite-wal").write_bytes(b"old log")
    cache = Cache(place)
    cache.put("step", {KEY: 1})
    assert cache.get("step", [KEY]) == {KEY: 1}
    assert (tmp_path / "c.sqlite.set-aside-1").read_bytes() == content
    [note] = cache.notes
    assert note.startswith(f"{place}: not usable as a cache")
    assert note.endswith("set aside as c.sqlite.set-aside-1, a new one is built")


def test_the_database_of_another_program_is_set_aside_unharmed(tmp_path: Path) -> None:
    place = tmp_path / "c.sqlite"
    theirs = sqlite3.connect(place)
    theirs.execute("CREATE TABLE results (kind TEXT, key BLOB, value BLOB)")
    theirs.execute("INSERT INTO results VALUES ('step', ?, 'theirs')", (KEY,))
    theirs.commit()
    theirs.close()
    cache = Cache(place)
    assert cache.get("step", [KEY]) == {}
    assert len(cache.notes) == 1
    kept = sqlite3.connect(tmp_path / "c.sqlite.set-aside-1")
    assert kept.execute("SELECT value FROM results").fetchall() == [("theirs",)]
    kept.close()


def test_a_file_that_is_damaged_while_it_is_open_is_replaced(tmp_path: Path) -> None:
    place = tmp_path / "c.sqlite"
    cache = Cache(place)
    cache.put("step", {digest(str(number)): "x" * 5000 for number in range(50)})
    cache.close()
    data = bytearray(place.read_bytes())
    data[4096:] = b"\x5a" * (len(data) - 4096)
    place.write_bytes(data)
    cache = Cache(place)
    assert cache.get("step", [KEY]) == {}
    cache.put("step", {KEY: 2})
    assert cache.get("step", [KEY]) == {KEY: 2}
    assert len(cache.notes) == 1


def test_a_damaged_entry_counts_as_missing(tmp_path: Path) -> None:
    place = tmp_path / "c.sqlite"
    cache = Cache(place)
    cache.put("step", {KEY: {"verdict": "none"}})
    cache.close()
    raw = sqlite3.connect(place)
    [(value,)] = raw.execute("SELECT value FROM results")
    raw.execute("UPDATE results SET value = ?", (value[:-1] + bytes([value[-1] ^ 1]),))
    raw.commit()
    raw.close()
    assert Cache(place).get("step", [KEY]) == {}


def test_several_processes_write_at_the_same_time(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from policydiff.repositories.cache import Cache, digest\n"
        "cache = Cache(Path(sys.argv[1]))\n"
        "for number in range(40): cache.put('step', {digest(sys.argv[2], str(number)): number})\n"
    )
    place = tmp_path / "c.sqlite"
    running = [subprocess.Popen([sys.executable, "-c", code, str(place), name]) for name in "abc"]
    assert [process.wait() for process in running] == [0, 0, 0]
    keys = {digest(name, str(number)): number for name in "abc" for number in range(40)}
    assert Cache(place).get("step", list(keys)) == keys


def test_all_who_open_a_new_cache_at_once_may_use_it(tmp_path: Path) -> None:
    """SQLite answers a change of the journal with "locked" at once, whatever the timeout, while another connection makes the file."""
    together = Barrier(8, timeout=60)

    def opened(place: Path) -> list[str]:
        together.wait()
        cache = Cache(place)
        cache.put("step", {KEY: 1})
        cache.close()
        return cache.notes

    with ThreadPoolExecutor(8) as pool:
        notes = list(pool.map(opened, [tmp_path / f"{number}.sqlite" for number in range(25) for _ in range(8)]))
    assert notes == [[]] * 200


def test_a_place_where_no_file_can_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=r"the cache cannot be opened.*--cache"):
        Cache(tmp_path / "folder")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match=r"the cache cannot be opened.*--cache"):
        Cache(tmp_path / "file" / "c.sqlite")


def test_the_place_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYDIFF_CACHE", "/somewhere/c.sqlite")
    assert default_place() == Path("/somewhere/c.sqlite")


CLAUSE = ClauseKey("We share your email address with our advertising partners for 30 days.", heading=("Sharing",))


def test_a_reading_comes_back_as_it_was(tmp_path: Path) -> None:
    readings = CachedReadings(Cache(tmp_path / "c.sqlite"))
    assert readings.load([CLAUSE]) == {}
    readings.save({CLAUSE: read_clause(CLAUSE)})
    assert readings.load([CLAUSE]) == {CLAUSE: read_clause(CLAUSE)}
    assert read_clause(CLAUSE).practices


@pytest.mark.parametrize(
    "other",
    [
        ClauseKey(CLAUSE.text + " ", CLAUSE.heading),
        ClauseKey(CLAUSE.text),
        ClauseKey(CLAUSE.text, CLAUSE.heading, lead_in="Unless you object:"),
        ClauseKey(CLAUSE.text, CLAUSE.heading, kind="list_item"),
        ClauseKey(CLAUSE.text, CLAUSE.heading, row="Acme"),
        ClauseKey(CLAUSE.text, CLAUSE.heading, names=Names(frozenset({"acme"}))),
        ClauseKey(CLAUSE.text, CLAUSE.heading, names=Names(definitions=(("partners", "our parent company"),))),
        ClauseKey(CLAUSE.text, CLAUSE.heading, names=Names(house=frozenset({"acme"}))),
    ],
)
def test_a_reading_is_kept_under_all_that_it_depends_on(tmp_path: Path, other: ClauseKey) -> None:
    readings = CachedReadings(Cache(tmp_path / "c.sqlite"))
    readings.save({CLAUSE: read_clause(CLAUSE)})
    assert readings.load([other]) == {}


def test_another_pipeline_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = CachedReadings(Cache(tmp_path / "c.sqlite"))
    readings.save({CLAUSE: read_clause(CLAUSE)})
    monkeypatch.setattr("policydiff.repositories.readings.pipeline_version", lambda stage: "another")
    assert readings.load([CLAUSE]) == {}


def test_values_are_no_code() -> None:
    """A cache file may come from anybody."""
    source = Path(caches.__file__).read_text(encoding="utf-8")
    assert "import pickle" not in source
    assert "import marshal" not in source
