"""What a history or a scan says: versions, steps between real versions, and what each step changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import Field

from policydiff.changes.models import ChangeAction, Direction, Slot
from policydiff.contract import Model
from policydiff.forms import shown
from policydiff.law.models import Level, Obligation
from policydiff.repositories.hygiene import LABELS, Label

if TYPE_CHECKING:
    import pandas
    import pyarrow
    from matplotlib.figure import Figure


class Version(Model):
    """One capture of a policy, and what it is.

    `label` says whether it is a real version ("first", "new_text") or what else; `note` why. `compared` is the commit (or dated file) of the last real
    version, against which it was weighed. `words` counts what is policy: without menus. `effective` is the date that the text states.
    """

    captured: datetime
    commit: str
    file: str
    blob: str | None
    label: Label
    note: str = ""
    compared: str | None = None
    words: int = 0
    language: str | None = None
    title: str | None = None
    effective: date | None = None

    @property
    def real(self) -> bool:
        """Whether the policy says something else than in its version before."""
        return self.label in ("first", "new_text")

    @property
    def name(self) -> str:
        """How reports call it: the commit in short, else the name of the file."""
        return self.commit[:10] or self.file


class Delta(Model):
    """One slot in which a step changed the policy: a row of the dataset of changes.

    `change` is the fingerprint of the edit that it belongs to, `rule` the default rule that decided its materiality, `findings` the rules of the regimes that
    answer to the edit. Evidence is the quote of either side that holds the phrase, else the edit's first, with its 1-based lines.
    """

    change: str
    slot: Slot
    category: str
    direction: Direction
    term: str
    phrase: str
    action: ChangeAction
    materiality: Level
    rule: str
    summary: str
    findings: tuple[str, ...] = ()
    old_line: int | None = None
    old_end_line: int | None = None
    old_quote: str | None = None
    new_line: int | None = None
    new_end_line: int | None = None
    new_quote: str | None = None


class Comparison(Model):
    """The verdict on two texts and every delta between them, whichever captures hold them."""

    verdict: Obligation
    reason: str | None = None
    by_regime: dict[str, Level] = Field(default_factory=dict)
    deltas: tuple[Delta, ...] = ()

    def count(self, level: str) -> int:
        """How many edits have a materiality."""
        strongest: dict[str, int] = {}
        for delta in self.deltas:
            strongest[delta.change] = max(strongest.get(delta.change, 0), _RANK[delta.materiality])
        return sum(rank == _RANK[level] for rank in strongest.values())


_RANK = {"none": 0, "notice": 1, "consent": 2}


class Step(Model):
    """From one real version to the next one."""

    old: Version
    new: Version
    comparison: Comparison


class Drift(Model):
    """How far a real version is from the accepted one."""

    version: Version
    comparison: Comparison


class History(Model):
    """All captures of one policy, the steps between its real versions, and the drift from an accepted version where one was named."""

    service: str
    policy: str
    path: str
    versions: tuple[Version, ...]
    steps: tuple[Step, ...]
    baseline: Version | None = None
    drift: tuple[Drift, ...] = ()

    def census(self) -> dict[str, int]:
        """How many captures have each label, in the order of `LABELS`."""
        return census(version.label for version in self.versions)

    def to_arrow(self, table: str = "changes") -> pyarrow.Table:
        """The "changes" (one row a delta), the "versions" (one row a capture) or the "drift" (one row a real version) as an Arrow table.

        Raises MissingLibrary where pyarrow is not installed, UsageError for another table.
        """
        from policydiff.repositories.tables import arrow_table, rows

        return arrow_table(table, rows(table, [self]))

    def to_pandas(self, table: str = "changes") -> pandas.DataFrame:
        """The same as a pandas data frame. Raises MissingLibrary where pandas or pyarrow is not installed."""
        from policydiff.repositories.tables import data_frame

        return data_frame(self.to_arrow(table))

    def to_frame(self, table: str = "changes") -> pandas.DataFrame:
        """The same as `to_pandas`, under the name that reports and policies have for it too: the steps, one row a delta, or another table."""
        return self.to_pandas(table)

    def plot(self) -> Figure:
        """A timeline of the material changes: what they touched, how many edits, how heavy. Raises MissingLibrary where matplotlib is not installed."""
        figure: Figure = shown("plot", self)
        return figure

    def _repr_html_(self) -> str:
        return str(shown("html", self))


def census(labels: Iterable[str]) -> dict[str, int]:
    """Counts by label, in the order of `LABELS`, without those that do not occur."""
    counts: Counter[str] = Counter(labels)
    return {label: counts[label] for label in LABELS if counts[label]}
