"""Histories and scans, from the archive to the tables; whoever does the work, and whatever happens to them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import policydiff
from policydiff.errors import MissingSource, UsageError, WorkersLost
from policydiff.repositories.cache import Cache
from policydiff.repositories.engines import Queue, Task, run
from policydiff.repositories.work import Done, Setting, compare_pairs
from tests.law.builders import ATLANTIS
from tests.repositories.makers import NEWER, POLICY, Repository, archive

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("Kestrel", "Plover")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "r.git", SERVICES).place


@pytest.fixture(scope="module")
def expected(place: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The dataset that one process without a cache writes."""
    out = tmp_path_factory.mktemp("expected") / "out"
    policydiff.scan(place, out=out, cache=False)
    return files(out)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "policydiff", *map(str, words)]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


def test_a_history_says_what_each_version_changed(place: Path) -> None:
    history = policydiff.history(place, "Kestrel/Privacy Policy.md", cache=False)
    assert (history.service, history.policy) == ("Kestrel", "Privacy Policy")
    assert [version.label for version in history.versions] == ["first", "same_words", "broken", "new_text", "new_text"]
    assert history.census() == {"first": 1, "new_text": 2, "same_words": 1, "broken": 1}
    assert [(step.old.commit, step.new.commit) for step in history.steps] == [
        (history.versions[0].commit, history.versions[3].commit),
        (history.versions[3].commit, history.versions[4].commit),
    ]
    sale = history.steps[0].comparison
    assert sale.verdict == policydiff.compare(POLICY, NEWER).verdict.obligation == "consent"
    assert {(delta.slot, delta.category, delta.direction) for delta in sale.deltas if delta.materiality == "consent"} >= {("commitment", "no_sale", "removed")}
    withdrawn = next(delta for delta in sale.deltas if delta.slot == "commitment")
    assert (withdrawn.old_line, withdrawn.old_quote) == (13, "We do not sell your personal data.")
    assert history.to_arrow().num_rows == sum(len(step.comparison.deltas) for step in history.steps)
    assert list(history.to_pandas("versions")["verdict"].dropna()) == [step.comparison.verdict for step in history.steps]


def test_a_history_is_bounded_by_dates_and_revisions(place: Path) -> None:
    history = policydiff.history(place, "Kestrel/Privacy Policy.md", since="2024-01-04", until="HEAD~6", cache=False)
    assert [version.label for version in history.versions] == ["new_text"]
    assert [str(step.old.captured.date()) for step in history.steps] == ["2024-01-01"]


def test_drift_is_told_from_the_accepted_version(place: Path) -> None:
    history = policydiff.history(place, "Kestrel/Privacy Policy.md", baseline="2024-01-03", cache=False)
    assert history.baseline == history.versions[0]
    assert [(drift.version, drift.comparison.verdict) for drift in history.drift] == [(history.versions[3], "consent"), (history.versions[4], "consent")]
    assert history.to_arrow("drift").num_rows == 2
    with pytest.raises(UsageError, match="has no version as early as '2023-01-01'"):
        policydiff.history(place, "Kestrel/Privacy Policy.md", baseline="2023-01-01", cache=False)


def test_a_scan_holds_every_policy(place: Path) -> None:
    scan = policydiff.scan(place, cache=False)
    assert scan.summary.captures == 10
    assert scan.summary.census == {"first": 2, "new_text": 4, "same_words": 2, "broken": 2}
    assert scan.summary.steps == 4
    assert [policy.path for policy in scan.summary.policies] == ["Kestrel/Privacy Policy.md", "Plover/Privacy Policy.md"]
    assert [(aside.label, aside.captures, str(aside.first)) for aside in scan.summary.policies[0].aside] == [("broken", 1, "2024-01-03")]
    alone = policydiff.history(place, "Plover/Privacy Policy.md", cache=False)
    assert scan.histories[1] == alone
    assert scan.to_arrow("versions").num_rows == 10
    assert policydiff.scan(place, glob="*/Terms.md", since="2024-01-05", cache=False).summary.steps == 3


def test_the_dataset_is_the_tables(place: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    import pyarrow.dataset

    scan = policydiff.scan(place, out=tmp_path / "out", cache=tmp_path / "c.sqlite")
    assert files(tmp_path / "out") == expected
    read = pyarrow.dataset.dataset(tmp_path / "out" / "changes").to_table()
    assert read.equals(scan.to_arrow())
    assert read.num_rows == policydiff.scan(place, cache=tmp_path / "c.sqlite").to_arrow().num_rows > 0
    assert json.loads((tmp_path / "out" / "summary.json").read_text()) == scan.summary.model_dump(mode="json")
    assert scan.histories == ()


def test_a_scan_works_out_nothing_that_is_kept(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = policydiff.scan(place, cache=tmp_path / "c.sqlite")
    monkeypatch.setattr("policydiff.extraction.pipeline._read_portion", pytest.fail)
    monkeypatch.setattr("policydiff.documents.reading.open_source", pytest.fail)
    again = policydiff.scan(place, cache=tmp_path / "c.sqlite")
    assert again.histories == first.histories


def test_a_clause_is_parsed_once_in_the_life_of_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from collections import OrderedDict

    from policydiff.extraction import pipeline

    parsed: list[str] = []
    portion = pipeline._read_portion
    monkeypatch.setattr(pipeline, "_read_portion", lambda keys: parsed.extend(key.text for key in keys) or portion(keys))
    repo = archive(tmp_path / "r.git", ["Kestrel"])
    for regime in ("eu-gdpr", "us-ftc"):  # another question, so that no step is kept
        monkeypatch.setattr(pipeline, "_cache", OrderedDict())
        policydiff.scan(repo.place, regimes=[regime], cache=tmp_path / "c.sqlite")
    assert len(parsed) == len(set(parsed)) > 5


def test_captures_of_one_wording_are_told_by_the_first_of_them_whoever_was_read_before(tmp_path: Path) -> None:
    """A menu of links is no text, and the same words without links are: of two such captures each would say something else."""
    linked, plain = f"{POLICY}- [Home](/a)\n- [About](/b)\n- [Help](/c)\n- [Jobs](/d)\n", f"{POLICY}Home. About. Help. Jobs.\n"
    mine, other = Repository(tmp_path / "mine.git"), Repository(tmp_path / "other.git")
    for text in (plain, linked):
        mine.commit(Kestrel__Privacy_Policy=text)
    other.commit(Kestrel__Privacy_Policy=linked)
    alone = policydiff.history(mine.place, "Kestrel/Privacy Policy.md", cache=False)
    assert [version.words for version in alone.versions] == [177, 177]
    assert [version.words for version in policydiff.history(other.place, "Kestrel/Privacy Policy.md", cache=tmp_path / "c.sqlite").versions] == [175]
    assert policydiff.history(mine.place, "Kestrel/Privacy Policy.md", cache=tmp_path / "c.sqlite") == alone


def test_processes_give_the_same_bytes(place: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    policydiff.scan(place, out=tmp_path / "out", cache=tmp_path / "c.sqlite", jobs=2)
    assert files(tmp_path / "out") == expected


def test_a_scan_that_was_killed_goes_on_to_the_same_bytes(place: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """`kill -9` as soon as the first clauses are kept; then again as soon as the first file is written."""
    words = command("scan", place, "--out", tmp_path / "out", "--cache", tmp_path / "c.sqlite")

    def kept(kind: str) -> int:
        import sqlite3

        try:
            with sqlite3.connect(f"file:{tmp_path / 'c.sqlite'}?mode=ro", uri=True, timeout=5) as connection:
                return int(connection.execute("SELECT count(*) FROM results WHERE kind = ?", (kind,)).fetchone()[0])
        except sqlite3.Error:
            return 0

    for reached in (lambda: kept("clause") > 0, lambda: any((tmp_path / "out" / "changes").glob("*.parquet"))):
        running = subprocess.Popen(words, env=environment(), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 300
        while not reached() and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert reached()
        os.killpg(running.pid, signal.SIGKILL)
        assert running.wait() in (-signal.SIGKILL, 0)
    before = kept("clause")
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert files(tmp_path / "out") == expected
    assert before > 0


def die_once(mark: str, setting: Setting, pairs: object) -> Done:
    """A task whose process is killed the first time."""
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return compare_pairs(setting, pairs)  # type: ignore[arg-type]


def always_die(setting: object) -> Done:
    os.kill(os.getpid(), signal.SIGKILL)
    return Done()


def test_a_process_that_is_killed_costs_time_only(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from functools import partial

    path = "Kestrel/Privacy Policy.md"
    expected = policydiff.history(place, path, cache=False)
    monkeypatch.setattr("policydiff.repositories.surveys.compare_pairs", partial(die_once, str(tmp_path / "mark")))
    assert policydiff.history(place, path, cache=tmp_path / "c.sqlite", jobs=2).model_dump_json() == expected.model_dump_json()
    assert (tmp_path / "mark").exists()


def test_processes_that_die_again_and_again_end_the_run() -> None:
    queue = Queue()
    queue.add(Task(always_die, (None,), lambda done: None))
    with pytest.raises(WorkersLost, match="killed 5 times over"):
        run(queue, jobs=2)


@pytest.fixture
def cluster() -> Iterator[object]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made:
        yield made


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_lost(place: Path, expected: dict[str, bytes], tmp_path: Path, cluster: object) -> None:
    """Two workers of a real cluster; the one that is asked first is killed in the middle of its work."""
    workers = cluster.workers  # type: ignore[attr-defined]
    first = next(iter(workers.values())).pid
    seen: list[int] = []

    def tell(done: int, more: int, notes: object = ()) -> None:
        if done and not any(seen):
            os.kill(first, signal.SIGKILL)
        seen.append(done)

    policydiff.scan(place, out=tmp_path / "out", cache=tmp_path / "c.sqlite", scheduler=cluster.scheduler_address, tell=tell)  # type: ignore[attr-defined]
    assert sum(seen) == 2 * 5 + 4  # two policies of five texts, four steps
    assert files(tmp_path / "out") == expected
    assert first not in [worker.pid for worker in workers.values()]


def test_what_was_called_for_goes_first_and_what_is_on_offer_last() -> None:
    queue = Queue()
    waiting, second, third, fourth = (Task(lambda: Done(), (), lambda done: None) for _ in range(4))
    queue.add(waiting)
    queue.offer([second, third, fourth])
    queue.hasten([second, third, fourth])
    assert queue.take() is second
    assert queue.take() is waiting
    assert queue.take() is fourth  # by somebody who had nothing else to do
    queue.hasten([second, third, fourth])
    assert queue.take() is third
    queue.hasten([second, third, fourth])
    assert queue.take() is None


def test_steps_are_compared_in_their_order_a_policy_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what a version shares with the one before has been read, by the same worker, and is not read by two at once."""
    repo = Repository(tmp_path / "r.git")
    for number in range(13):
        repo.write({f"{name}/Privacy Policy.md": POLICY + f"We keep log {number} of your visits to {name}.\n" for name in ("Crake", "Heron")})
    begun: list[tuple[str, int]] = []
    take = Queue.take

    def noted(queue: Queue) -> Task | None:
        task = take(queue)
        if task is not None and task.function is compare_pairs:
            pairs = task.arguments[1]
            assert isinstance(pairs, tuple)
            begun.append((pairs[0][0].blob, len(pairs)))
        return task

    monkeypatch.setattr(Queue, "take", noted)
    scan = policydiff.scan(repo.place, cache=False)
    firsts = {name: [step.old.blob for step in history.steps][::5] for name, history in zip(("Crake", "Heron"), scan.histories, strict=True)}
    assert begun == [*zip(firsts["Crake"], (5, 5, 2), strict=True), *zip(firsts["Heron"], (5, 5, 2), strict=True)]


def test_a_rule_that_was_edited_is_asked_anew_in_the_same_process(place: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    asked = []
    for obligation in ("explicit_consent", "prior_notice"):
        (rules / "sea.toml").write_text(ATLANTIS.replace("explicit_consent", obligation), encoding="utf-8")
        found = policydiff.history(place, "Kestrel/Privacy Policy.md", rules=rules, regimes=["atlantis"], cache=tmp_path / "c.sqlite")
        asked.append([step.comparison.by_regime["atlantis"] for step in found.steps])
    assert asked == [["consent", "none"], ["notice", "none"]]


def test_a_scheduler_that_is_not_there_is_named(place: Path) -> None:
    with pytest.raises(UsageError, match="no Dask scheduler answers at nowhere"):
        policydiff.scan(place, scheduler="nowhere", cache=False)


def test_notes_on_the_cache_are_told(place: Path, tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"no cache at all " * 400)
    said: list[str] = []
    policydiff.scan(place, cache=tmp_path / "c.sqlite", tell=lambda done, more, notes=(): said.extend(notes))
    assert [note.endswith("a new one is built") for note in said] == [True]
    assert Cache(tmp_path / "c.sqlite").notes == []


def test_a_file_that_cannot_be_read_is_counted(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    for data in (POLICY, b"\x00\x01" * 99, b"x" * (5 * 1024 * 1024 + 1), NEWER):
        repo.write({"A/Privacy Policy.md": data})
    scan = policydiff.scan(repo.place, cache=False)
    assert scan.summary.census == {"first": 1, "new_text": 1, "unreadable": 2}
    assert [aside.note for aside in scan.summary.policies[0].aside][1] == "5,242,881 bytes, over the limit of 5,242,880"


def test_what_cannot_be_scanned_is_named_before_the_work(place: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingSource, match="no file matches"):
        policydiff.scan(place, glob="*.html", cache=False)
    with pytest.raises(UsageError, match="unknown regime"):
        policydiff.scan(place, regimes=["mars"], cache=False)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(UsageError, match="holds other files"):
        policydiff.scan(place, out=tmp_path / "mine", cache=False)
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_what_an_earlier_scan_left_goes(place: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    policydiff.scan(place, glob="Kestrel/*.md", out=tmp_path / "out", cache=tmp_path / "c.sqlite")
    assert len(files(tmp_path / "out")) == 7
    policydiff.scan(place, out=tmp_path / "out", cache=tmp_path / "c.sqlite")
    assert files(tmp_path / "out") == expected
