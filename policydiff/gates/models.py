"""What a check says: each policy with its changes, what weighs how much at the gate, and who accepted what."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from policydiff.contract import Model
from policydiff.law.models import Level, Report

Outcome = Literal["passes", "fails", "not_understood", "failed"]
Status = Literal["unchanged", "changed", "new", "deleted"]
FailOn = Literal["notice", "consent", "never"]

EXIT_STATUS: dict[Outcome, int] = {"passes": 0, "fails": 1, "failed": 2, "not_understood": 3}
# What a check of several policies comes to is the first of these that one of them has. Whatever was not judged comes before what was: a reader of "fails"
# takes it that the rest was looked at. Of the two, a run that could not be done is mended first, for it may hide the other.
WORST_FIRST: tuple[Outcome, ...] = ("failed", "not_understood", "fails", "passes")


class Acknowledgement(Model):
    """A decision of a person to accept one change: who, when, why, and until which day (included).

    `id` is the fingerprint of the change, `path` the policy in which it stands (None: in any), `summary` the change in words, for people who read the file.
    `covers` holds what the changed statements were about when they were accepted ("data contact", "purpose advertising"); where it is not empty, the
    acknowledgement ends when they are about more than that.
    """

    id: str = Field(pattern=r"^[0-9a-f]{12}$")
    path: str | None = None
    by: str = Field(min_length=1)
    on: date
    why: str = Field(min_length=1)
    until: date
    summary: str = ""
    covers: tuple[str, ...] = ()

    @field_validator("on", "until", mode="before")
    @classmethod
    def _a_day(cls, day: object) -> object:
        """Only dates and their ISO form: pydantic would take a number for a count of seconds."""
        if isinstance(day, (int, float)):
            raise PydanticCustomError("no_date", "{day} is no date; write YYYY-MM-DD", {"day": str(day)})
        return day

    @model_validator(mode="after")
    def _in_order(self) -> Acknowledgement:
        if self.until < self.on:
            raise PydanticCustomError("dates_reversed", "ends on {until}, before it was given on {on}", {"until": str(self.until), "on": str(self.on)})
        return self


class Gated(Model):
    """One change as the gate sees it.

    `materiality` is that of the report, `level` what it counts for here (settings may weigh a rule otherwise), `rule` the default rule that decided it.
    `acknowledged` is the acknowledgement that lets it pass. `lapsed` is one that names it and does not count any more, `lapse` says why. `blocks` is whether
    it makes the check fail.
    """

    id: str
    summary: str
    rule: str
    materiality: Level
    level: Level
    covers: tuple[str, ...] = ()
    acknowledged: Acknowledgement | None = None
    lapsed: Acknowledgement | None = None
    lapse: str | None = None
    blocks: bool


class CheckedFile(Model):
    """One policy of the working tree against its version at the base.

    `path` is where it stands (where it stood, if it was deleted), `old_path` where it stood at the base (None for a new one); they differ for one that was
    renamed. `reason` says why it could not be read, or not be understood. `report` is there where two versions were compared; `changes` are in its order.
    """

    path: str
    old_path: str | None
    status: Status
    outcome: Outcome
    reason: str | None = None
    changes: tuple[Gated, ...] = ()
    report: Report | None = None

    @property
    def renamed(self) -> bool:
        """Whether it stood under another name at the base."""
        return self.status == "changed" and self.old_path != self.path


class Check(Model):
    """All policies of a working tree against a base revision.

    `base` is the revision that was asked for, `base_commit` the commit that was compared with: the last one that both have in common, so that what happened on
    the base since is not taken for an edit of this branch. `today` is the day on which acknowledgements were weighed. `stale` are acknowledgements of these
    policies that match no change.
    """

    schema_version: str = "1"
    base: str | None
    base_commit: str | None
    today: date | None
    fail_on: FailOn
    outcome: Outcome
    files: tuple[CheckedFile, ...]
    stale: tuple[Acknowledgement, ...] = ()

    @property
    def exit_status(self) -> int:
        """The outcome as the exit status of a command: 0 passes, 1 fails, 2 failed, 3 not understood."""
        return EXIT_STATUS[self.outcome]


def worst(outcomes: list[Outcome]) -> Outcome:
    """What several outcomes come to."""
    return next((outcome for outcome in WORST_FIRST if outcome in outcomes), "passes")
