"""The public verbs of this package: `history` and `scan`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from policydiff.errors import MissingSource, UsageError
from policydiff.repositories.archives import Archive, Timeline, open_archive
from policydiff.repositories.cache import default_place
from policydiff.repositories.datasets import Dataset
from policydiff.repositories.engines import Queue, run
from policydiff.repositories.layouts import matcher
from policydiff.repositories.models import History, Version
from policydiff.repositories.summaries import PolicySummary, Summary, policy_summary, summarize
from policydiff.repositories.surveys import Survey, Tell
from policydiff.repositories.work import Setting, held

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from policydiff.law.models import Facts

GLOB = "**/Privacy Policy.md"
Place = str | os.PathLike[str]


class Scan:
    """What a scan found: `summary`, and the tables "changes" and "versions".

    `histories` holds every policy where the scan wrote no dataset; with one, rows are read from its files, so that an archive of any size fits.
    """

    def __init__(self, summary: Summary, histories: tuple[History, ...], dataset: Dataset | None) -> None:
        self.summary = summary
        self.histories = histories
        self._dataset = dataset

    def to_arrow(self, table: str = "changes") -> pyarrow.Table:
        """The "changes" (one row a delta) or the "versions" (one row a capture) as an Arrow table.

        Raises MissingLibrary where pyarrow is not installed, UsageError for another table.
        """
        from policydiff.repositories.tables import arrow_table, rows

        return self._dataset.table(table) if self._dataset else arrow_table(table, rows(table, self.histories))

    def to_pandas(self, table: str = "changes") -> pandas.DataFrame:
        """The same as a pandas data frame. Raises MissingLibrary where pandas or pyarrow is not installed."""
        from policydiff.repositories.tables import data_frame

        return data_frame(self.to_arrow(table))


def history(
    repository: Place,
    path: str,
    *,
    since: str | None = None,
    until: str | None = None,
    baseline: str | None = None,
    regimes: Iterable[str] | None = None,
    facts: Facts | None = None,
    rules: Place | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    cache: Place | Literal[False] | None = None,
    tell: Tell | None = None,
) -> History:
    """The `History` of one policy: every capture with what it is, and the changes between its real versions.

    `repository` is a git repository or a folder, `path` a file in it that is or was there, or a folder of dated files. `since` and `until` bound the captures
    that are listed, and the steps by their new version: a date (YYYY-MM-DD) or a revision; `since` leaves the revision itself out. `baseline` names the
    accepted version in the same way: every later real version is compared with it too. `regimes`, `facts` and `rules` are those of `compare`; `jobs`,
    `scheduler`, `cache` and `tell` those of `scan`.

    Raises MissingSource for what is not there, UsageError for a bound that is neither date nor revision.
    """
    archive = open_archive(repository)
    timeline = archive.timeline(path)
    found: list[History] = []
    survey = Survey(
        timeline,
        setting_of(archive, regimes, facts, rules, cache),
        found.append,
        since=archive.after(since) if since else None,
        until=archive.until(until) if until else None,
        baseline=_chooser(archive, timeline, baseline) if baseline else None,
        tell=tell,
    )
    queue = Queue()
    survey.begin(queue)
    run(queue, jobs=jobs, scheduler=scheduler)
    return found[0]


def scan(
    repository: Place,
    *,
    glob: str = GLOB,
    since: str | None = None,
    regimes: Iterable[str] | None = None,
    facts: Facts | None = None,
    rules: Place | None = None,
    out: Place | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    cache: Place | Literal[False] | None = None,
    tell: Tell | None = None,
) -> Scan:
    """A `Scan` of all policies of an archive: every capture sorted, every step between real versions compared.

    `repository` is a git repository or a folder, `glob` says which files in it are policies, `since` (a date or a revision) which captures count. With
    `out`, a folder, a Parquet dataset is written there: `changes/` and `versions/` with one file a policy, `summary.json`. `regimes`, `facts` and `rules` are
    those of `compare`. `jobs` processes do the work, or the workers of the Dask cluster at the address `scheduler`, which must see the repository
    under the same path. `cache` is the file of the cache, None the user's own, False none: a run that was killed goes on from there, with
    the same bytes as its result. `tell` hears how far it is.

    Raises MissingSource where there is no archive or nothing matches, UsageError for a wrong bound, regime or folder, MissingLibrary where `out` or
    `scheduler` needs a library that is not installed, WorkersLost where workers die again and again.
    """
    archive = open_archive(repository)
    timelines = archive.timelines(matcher(glob))
    if not timelines:
        raise MissingSource(f"{os.fspath(repository)}: no file matches {glob!r}, now or before; see git ls-files, and give --glob")
    setting = setting_of(archive, regimes, facts, rules, cache)
    dataset = Dataset(Path(out)) if out is not None else None
    histories: dict[str, History] = {}
    summaries: dict[str, PolicySummary] = {}

    def take(found: History) -> None:
        summaries[found.path] = policy_summary(found)
        if dataset is None:
            histories[found.path] = found
        else:
            dataset.add(found)

    try:
        queue = Queue()
        for timeline in sorted(timelines, key=lambda timeline: -len(timeline.captures)):  # the longest first, so that no worker is left with one at the end
            Survey(timeline, setting, take, since=archive.after(since) if since else None, tell=tell).begin(queue)
        run(queue, jobs=jobs, scheduler=scheduler)
        summary = summarize(glob, since, setting.regimes, [summaries[path] for path in sorted(summaries)])
        if dataset is not None:
            dataset.finish(summary)
    finally:
        if dataset is not None:
            dataset.close()
    return Scan(summary, tuple(histories[path] for path in sorted(histories)), dataset)


def setting_of(archive: Archive, regimes: Iterable[str] | None, facts: Facts | None, rules: Place | None, cache: Place | Literal[False] | None) -> Setting:
    """What all tasks of a run share, checked: a wrong regime or rule shows before anything is done."""
    from policydiff.law import rules as load_rules

    chosen = None if regimes is None else (regimes,) if isinstance(regimes, str) else tuple(regimes)
    folder = None if rules is None else Path(rules).resolve()
    for regime in chosen or (None,):
        load_rules(regime, folder=folder)
    place = None if cache is False else str(Path(cache).resolve() if cache is not None else default_place())
    return Setting(
        archive=str(archive.place.resolve()),
        cache=place,
        regimes=chosen,
        facts=facts.model_dump_json() if facts else None,
        rules=str(folder) if folder else None,
        ruled=held(folder) if folder else "",
    )


def _chooser(archive: Archive, timeline: Timeline, baseline: str) -> Callable[[Sequence[Version]], Version]:
    """Chooses the last real version no later than the date or revision."""
    within = archive.until(baseline)

    def choose(versions: Sequence[Version]) -> Version:
        found = [version for version, capture in zip(versions, timeline.captures, strict=True) if version.real and within(capture)]
        if not found:
            raise UsageError(f"{timeline.path} has no version as early as {baseline!r}; the first is of {timeline.captures[0].captured.date()}")
        return found[-1]

    return choose
