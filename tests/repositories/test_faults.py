"""What goes wrong around an archive: each fault is one clear line, or counted and listed; nothing is lost in silence and nothing looks clean that is not."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import subprocess
import threading
import zlib
from collections import Counter, OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pygit2
import pytest
from pygit2.enums import FileMode, ObjectType

import policydiff
from policydiff.cli import main
from policydiff.errors import MissingSource, TooDeep, TooMuchPacked, UsageError
from policydiff.limits import LIMITS
from policydiff.repositories.archives import open_archive
from policydiff.repositories.cache import Cache, digest
from policydiff.repositories.datasets import Dataset
from tests.repositories.makers import MENU, NEWER, POLICY, Repository

PATH = "A/Privacy Policy.md"


def asides(scan: policydiff.Scan) -> dict[str, list[tuple[str, int, str]]]:
    return {policy.path: [(aside.label, aside.captures, aside.note) for aside in policy.aside] for policy in scan.summary.policies}


def raw(place: Path, entries: dict[bytes, tuple[object, FileMode]], seconds: int = 1_700_000_000) -> None:
    """A repository with one commit, written byte by byte as other programs may write it: names, ids or bytes of objects, modes, the time."""
    repository = pygit2.init_repository(str(place), bare=True)
    tree = b""
    for name, (found, mode) in sorted(entries.items()):
        made = repository.create_blob(found) if isinstance(found, bytes) else pygit2.Oid(hex=str(found))
        tree += b"%o %s\0%s" % (int(mode), name, made.raw)
    who = f"Archive <archive@maps.example> {seconds} +0000"
    text = f"tree {repository.write(ObjectType.TREE, tree)}\nauthor {who}\ncommitter {who}\n\nRecord\n"
    repository.references.create(repository.lookup_reference("HEAD").target, repository.write(ObjectType.COMMIT, text.encode()))


def loose(place: Path, blob: str) -> Path:
    return place / "objects" / blob[:2] / blob[2:]


@pytest.fixture
def two(tmp_path: Path) -> Repository:
    """An archive of one policy with one real change."""
    made = Repository(tmp_path / "r.git")
    made.write({PATH: POLICY})
    made.write({PATH: NEWER})
    return made


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_links_and_submodules_are_listed(tmp_path: Path) -> None:
    raw(tmp_path / "r.git", {b"a.md": (MENU.encode(), FileMode.BLOB), b"link.md": (b"a.md", FileMode.LINK), b"module.md": ("5" * 40, FileMode.COMMIT)})
    scan = policydiff.scan(tmp_path / "r.git", glob="*.md", cache=False)
    assert asides(scan) == {
        "a.md": [("broken", 1, "0 words")],
        "link.md": [("unreadable", 1, "a symbolic link, not a text of its own")],
        "module.md": [("unreadable", 1, "a submodule; scan its own repository")],
    }


def test_a_folder_of_links_and_of_files_over_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.md").symlink_to("nowhere.md")
    (tmp_path / "b.md").write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    assert asides(policydiff.scan(tmp_path, glob="*.md", cache=False)) == {
        "a.md": [("unreadable", 1, "cannot be read: No such file or directory")],
        "b.md": [("unreadable", 1, "5,242,881 bytes, over the limit of 5,242,880")],
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without git."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def test_a_folder_is_read_no_farther_than_its_files(folder: Path) -> None:
    """A link out of it, to a device or to a pipe that nobody writes to is named; none of them is read or waited for."""
    (folder.parent / "secret.md").write_text(MENU)
    (folder / "a.md").write_text(MENU)
    (folder / "away.md").symlink_to("../secret.md")
    (folder / "device.md").symlink_to("/dev/zero")
    (folder / "inside.md").symlink_to("a.md")
    (folder / "loop.md").symlink_to("loop.md")
    os.mkfifo(folder / "pipe.md")
    (folder / "to-the-pipe.md").symlink_to("pipe.md")
    away, pipe = "a symbolic link that leads out of the folder", "a pipe or a device, no text of its own"
    assert asides(policydiff.scan(folder, glob="*.md", cache=False)) == {
        "a.md": [("broken", 1, "0 words")],
        "away.md": [("unreadable", 1, away)],
        "device.md": [("unreadable", 1, away)],
        "inside.md": [("broken", 1, "0 words")],
        "loop.md": [("unreadable", 1, "cannot be read: Too many levels of symbolic links")],
        "pipe.md": [("unreadable", 1, pipe)],
        "to-the-pipe.md": [("unreadable", 1, pipe)],
    }


def test_a_folder_that_changes_while_it_is_read(folder: Path, tmp_path: Path) -> None:
    """What a file said before must not be kept under what it says now, nor the other way round."""
    (folder / "a.md").write_text(MENU)
    archive = open_archive(folder)
    blob = archive.timeline("a.md").captures[0].blob or ""
    (folder / "a.md").write_text(POLICY)
    with pytest.raises(MissingSource, match="was changed while it was read; run again"):
        archive.data(blob)
    (folder / "a.md").unlink()
    with pytest.raises(MissingSource, match="cannot be read: No such file or directory"):
        archive.data(blob)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is locked for root")
def test_a_folder_that_cannot_be_looked_into_ends_the_run(folder: Path) -> None:
    (folder / "a.md").write_text(MENU)
    (folder / "locked").mkdir(mode=0)
    with pytest.raises(MissingSource, match="locked: cannot be looked into: Permission denied"):
        policydiff.scan(folder, glob="*.md", cache=False)


def test_a_blob_of_a_few_kilobytes_that_stands_for_many_is_not_unpacked(tmp_path: Path) -> None:
    size = 1 << 28
    sha, packer, block = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False), zlib.compressobj(9), b" " * (1 << 20)
    packed = [packer.compress(b"blob %d\0" % size)]
    for _ in range(size // len(block)):
        sha.update(block)
        packed.append(packer.compress(block))
    place = tmp_path / "r.git"
    blob = sha.hexdigest()
    raw(place, {b"a.md": (blob, FileMode.BLOB)})
    loose(place, blob).parent.mkdir(exist_ok=True)
    loose(place, blob).write_bytes(b"".join(packed) + packer.flush())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert asides(policydiff.scan(place, glob="*.md", cache=False)) == {"a.md": [("unreadable", 1, "268,435,456 bytes, over the limit of 5,242,880")]}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # kilobytes


def nested(place: Path, levels: int, width: int) -> None:
    """A repository of one file in folders in folders, each of them `width` times the one below."""
    repository = pygit2.init_repository(str(place), bare=True)
    found, mode = repository.create_blob(b"x"), FileMode.BLOB
    for _ in range(levels):
        tree = repository.TreeBuilder()
        for number in range(width):
            tree.insert(f"{number}.md", found, mode)
        found, mode = tree.write(), FileMode.TREE
    who = pygit2.Signature("Archive", "archive@maps.example", 1, 0)
    repository.create_commit("HEAD", who, who, "Record", found, [])


@pytest.mark.parametrize(
    "levels, width, error, message",
    [
        (10, 10, TooMuchPacked, "holds over 1,000,000 files, the limit"),
        (2000, 1, TooDeep, "nests its folders too deep"),
    ],
)
def test_a_tree_that_stands_for_billions_of_files_is_refused(tmp_path: Path, levels: int, width: int, error: type[Exception], message: str) -> None:
    nested(tmp_path / "r.git", levels, width)
    with pytest.raises(error, match=message):
        policydiff.scan(tmp_path / "r.git", glob="**", cache=False)


def test_a_fault_of_the_cache_is_no_fault_of_a_capture(two: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk under the cache ends the run; it does not make every capture unreadable, and the run look done."""

    def full(*_: object) -> None:
        raise UsageError("c.sqlite: the cache cannot be used (database or disk is full)")

    monkeypatch.setattr(Cache, "put", full)
    with pytest.raises(UsageError, match="the cache cannot be used"):
        policydiff.scan(two.place, cache=tmp_path / "c.sqlite")


def test_a_capture_over_a_limit_of_the_machine_is_told_and_not_kept(two: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time runs out over what was read or over what was understood: the scan goes on, says so, and the next one tries again."""
    for limit, expected in (
        ("policydiff.documents.reading.LIMITS", ({"unreadable": 2}, {})),
        ("policydiff.extraction.pipeline.LIMITS", ({"first": 1, "new_text": 1}, {"not_understood": 1})),
    ):
        with monkeypatch.context() as hurried:
            hurried.setattr("policydiff.extraction.pipeline._cache", OrderedDict())
            hurried.setattr(limit, replace(LIMITS, reading=0.0, understanding=0.0))
            found = policydiff.scan(two.place, cache=tmp_path / "c.sqlite").summary
            assert (found.census, +Counter(found.verdicts)) == expected
    found = policydiff.scan(two.place, cache=tmp_path / "c.sqlite").summary
    assert (found.census, +Counter(found.verdicts)) == ({"first": 1, "new_text": 1}, {"consent": 1})


def test_two_scans_do_not_share_a_dataset(two: Repository, tmp_path: Path) -> None:
    first = Dataset(tmp_path / "out")
    with pytest.raises(UsageError, match="out: another scan writes there; wait for it, or give --out another folder"):
        policydiff.scan(two.place, out=tmp_path / "out", cache=False)
    first.close()
    policydiff.scan(two.place, out=tmp_path / "out", cache=False)
    policydiff.scan(two.place, out=tmp_path / "out", cache=False)


def test_a_dataset_has_its_summary_where_it_is_whole(two: Repository, tmp_path: Path) -> None:
    policydiff.scan(two.place, out=tmp_path / "out", cache=False)
    assert (tmp_path / "out" / "summary.json").exists()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        policydiff.scan(two.place, out=tmp_path / "out", cache=False, tell=killed)
    assert not (tmp_path / "out" / "summary.json").exists()
    policydiff.scan(two.place, out=tmp_path / "out", cache=False)
    assert (tmp_path / "out" / "summary.json").exists()


ODD = {b"caf\xe9.md": "caf\\xe9.md", b"new\nline.md": "new\nline.md", b"q\"uo'te.md": "q\"uo'te.md", "ü\u202e.md".encode(): "ü\u202e.md"}


def test_odd_names_are_read_tabled_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw(tmp_path / "r.git", {name: (MENU.encode(), FileMode.BLOB) for name in ODD})
    scan = policydiff.scan(tmp_path / "r.git", glob="**", out=tmp_path / "out", cache=False)
    assert sorted(scan.to_pandas("versions")["path"]) == sorted(ODD.values())
    for name in ODD.values():
        assert policydiff.history(tmp_path / "r.git", name, cache=False).path == name
    assert policydiff.history(tmp_path / "r.git", os.fsdecode(b"caf\xe9.md"), cache=False).path == "caf\\xe9.md"
    assert main(["scan", str(tmp_path / "r.git"), "--glob", "**", "--no-cache", "--width", "200"]) == 0
    printed = capsys.readouterr().out
    assert printed.isprintable() is False  # it has line ends,
    assert all(line.isprintable() for line in printed.splitlines())  # and nothing else that would steer a terminal


@pytest.mark.parametrize("seconds", [10**15, -(10**15)])  # thirty million years away
def test_an_impossible_date_is_named(tmp_path: Path, seconds: int) -> None:
    raw(tmp_path / "r.git", {b"a.md": (b"x", FileMode.BLOB)}, seconds)
    with pytest.raises(MissingSource, match=r"commit [0-9a-f]{40} has an impossible date; run git fsck"):
        policydiff.scan(tmp_path / "r.git", glob="*.md", cache=False)


def test_missing_and_damaged_objects_are_listed(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    for text in ("one", "two", "three", "four"):
        repo.write({PATH: text})
    for capture in open_archive(repo.place).timeline(PATH).captures[:2]:
        loose(repo.place, capture.blob or "").unlink()
    damaged = loose(repo.place, open_archive(repo.place).timeline(PATH).captures[3].blob or "")
    damaged.chmod(0o600)
    damaged.write_bytes(b"no object")
    assert asides(policydiff.scan(repo.place, cache=tmp_path / "c.sqlite")) == {
        PATH: [
            ("unreadable", 2, "its bytes are missing from the repository; run git fsck, or clone it anew without --filter"),
            ("broken", 1, "1 word"),
            ("unreadable", 1, "its bytes are damaged in the repository; run git fsck"),
        ]
    }


def test_what_was_missing_is_not_remembered_as_missing(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    repo.write({PATH: MENU})
    place = loose(repo.place, open_archive(repo.place).timeline(PATH).captures[0].blob or "")
    kept = place.read_bytes()
    place.unlink()
    assert policydiff.scan(repo.place, cache=tmp_path / "c.sqlite").summary.census == {"unreadable": 1}
    place.write_bytes(kept)
    assert policydiff.scan(repo.place, cache=tmp_path / "c.sqlite").summary.census == {"broken": 1}


def test_a_missing_tree_ends_the_run(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    repo.write({PATH: "one"})
    loose(repo.place, str(pygit2.Repository(str(repo.place)).head.peel(pygit2.Tree).id)).unlink()
    with pytest.raises(MissingSource, match="the history cannot be read"):
        policydiff.scan(repo.place, cache=False)


def test_a_shallow_clone_is_refused(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    for text in ("one", "two", "three"):
        repo.write({PATH: text})
    (repo.place / "shallow").write_text(f"{repo.commits[1]}\n")
    with pytest.raises(MissingSource, match="a shallow clone, whose history is cut off; complete it: git fetch --unshallow"):
        policydiff.scan(repo.place, cache=False)


def test_a_repository_that_changes_while_it_is_read(two: Repository, tmp_path: Path) -> None:
    """A commit, then all loose objects packed and deleted: the run goes on with the history that it began with."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    before = policydiff.history(two.place, PATH, cache=False)

    def tell(done: int, more: int, notes: object = ()) -> None:
        if more and len(two.commits) == 2:
            two.write({PATH: POLICY + "\n\nOne more line.\n"})
            subprocess.run(["git", "-C", str(two.place), "gc", "--quiet", "--prune=now"], check=True)

    assert policydiff.history(two.place, PATH, cache=False, tell=tell) == before
    assert len(policydiff.history(two.place, PATH, cache=False).versions) == 3


def test_two_scans_at_once_on_one_cache(two: Repository, tmp_path: Path) -> None:
    policydiff.scan(two.place, out=tmp_path / "0", cache=False)
    running = [
        threading.Thread(target=policydiff.scan, args=(two.place,), kwargs={"out": tmp_path / str(number), "cache": tmp_path / "c.sqlite"}) for number in (1, 2)
    ]
    for one in running:
        one.start()
    for one in running:
        one.join()
    found = [{path.relative_to(tmp_path).parts[1:]: path.read_bytes() for path in (tmp_path / str(number)).rglob("*") if path.is_file()} for number in range(3)]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 5


def test_of_those_who_meet_a_damaged_cache_one_sets_it_aside(tmp_path: Path) -> None:
    """Whoever comes late leaves the new file where it is."""
    place = tmp_path / "c.sqlite"
    place.write_bytes(b"no cache at all " * 400)
    together = Barrier(6)

    def used(number: int) -> list[str]:
        together.wait(timeout=60)
        cache = Cache(place)
        cache.put("step", {digest(str(number)): number})
        cache.close()
        return cache.notes

    with ThreadPoolExecutor(6) as pool:
        notes = [note for found in list(pool.map(used, range(6))) for note in found]
    assert notes == [f"{place}: not usable as a cache (file is not a database); set aside as c.sqlite.set-aside-1, a new one is built"]
    assert Cache(place).get("step", [digest(str(number)) for number in range(6)]) == {digest(str(number)): number for number in range(6)}
    assert sorted(path.name for path in tmp_path.glob("*.set-aside*")) == ["c.sqlite.set-aside-1"]


def test_a_full_disk_ends_a_scan_in_one_line(two: Repository, tmp_path: Path) -> None:
    with full_disk(500), pytest.raises(MissingSource, match=r"privacy-policy.*\.parquet: cannot be written: .*File too large"):
        policydiff.scan(two.place, out=tmp_path / "out", cache=False)
    assert [path.name for path in (tmp_path / "out").rglob("*.parquet*")] == []  # no half of a file
    policydiff.scan(two.place, out=tmp_path / "out", cache=False)
    assert len(list((tmp_path / "out").rglob("*.parquet"))) == 2


def test_a_full_disk_under_the_cache_is_named(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c.sqlite")
    cache._connection.execute("PRAGMA max_page_count = 4")
    with pytest.raises(UsageError, match=r"c\.sqlite: the cache cannot be used \(database or disk is full\); name another place with --cache"):
        cache.put("step", {digest(str(number)): os.urandom(4000).hex() for number in range(9)})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_under_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = Repository(tmp_path / "r.git")
    repo.write({PATH: MENU})
    for command in (["scan", str(repo.place)], ["history", str(repo.place), PATH], ["history", str(repo.place), PATH, "--format", "csv"]):
        assert main([*command, "--no-cache", "--output", "/dev/full"]) == 2
        assert capsys.readouterr().err == "policydiff: error: /dev/full: cannot be written: No space left on device\n"


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    repo.write({PATH: MENU})
    (tmp_path / "file").write_text("x")
    with pytest.raises(MissingSource, match=r"file/out: cannot be written: Not a directory"):
        policydiff.scan(repo.place, out=tmp_path / "file" / "out", cache=False)
    if os.geteuid():  # nothing is read-only for root
        (tmp_path / "locked").mkdir(mode=0o500)
        with pytest.raises(MissingSource, match=r"locked: cannot be written: Permission denied"):
            policydiff.scan(repo.place, out=tmp_path / "locked", cache=False)


def test_a_fault_in_a_process_is_one_line_of_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The cache of a worker cannot be opened: its error comes through, not a traceback."""
    repo = Repository(tmp_path / "r.git")
    repo.write({PATH: MENU})
    (tmp_path / "file").write_text("x")
    assert main(["scan", str(repo.place), "--jobs", "2", "--cache", str(tmp_path / "file" / "c.sqlite")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("policydiff: error: ")
    assert said.err.count("\n") == 1
