"""What the changes mean: facts, findings, the verdict, and the report that carries them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from policydiff.changes.models import Change, CommitmentStatus, Delta
from policydiff.contract import Model
from policydiff.extraction.models import Choice, Coverage
from policydiff.extraction.permissions import Permission
from policydiff.forms import shown
from policydiff.law.categories import categories

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

Level = Literal["none", "notice", "consent"]
Obligation = Literal["consent", "notice", "none", "not_understood"]
Truth = Literal["yes", "no", "unknown"]
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Finding(Model):
    """One rule that answers to one change."""

    rule: str
    regime: str
    obligation: str  # the rule's own word: fresh_consent, explicit_consent, notice_and_object, ...
    severity: Level  # the level into which the obligation folds
    rationale: str
    citation: str
    verified: str  # verified | verified_secondary | unverified
    precedents: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()  # exceptions that replaced the obligation
    conditional_on: tuple[str, ...] = ()  # facts that would settle an unknown trigger
    purpose: str | None = None  # the purpose for which the change was judged; one finding for each
    presumed: str | None = None  # what is presumed of that purpose, where the rule turns on it


class JudgedDelta(Delta):
    """A delta with its materiality under the default rule set; `rule` names the default rule that decided."""

    materiality: Level
    rule: str


class JudgedChange(Change):
    """A change with its materiality (that of its strongest delta) and the findings of the regimes asked for."""

    deltas: tuple[JudgedDelta, ...]
    materiality: Level
    findings: tuple[Finding, ...] = ()


class RegimeVerdict(Model):
    """The strongest obligation under one regime; `findings` and `conditional` are rule ids.

    `conditional_obligation` is the strongest one that facts could bring. `note` says why a regime has no say on the date."""

    obligation: Level
    findings: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    conditional_on: tuple[str, ...] = ()  # the facts that would settle those
    conditional_obligation: Level = "none"
    in_force: bool = True
    note: str | None = None


class Verdict(Model):
    """What the changes ask for: the default answer, and regime by regime."""

    obligation: Obligation
    by_regime: dict[str, RegimeVerdict] = Field(default_factory=dict)
    today: dict[str, RegimeVerdict] = Field(default_factory=dict)  # what would apply at the catalogue's date, where that is another


class PurposeVerdict(Model):
    """What one regime asks for one purpose: the strongest obligation with the rules that ask for it, and what would depend on facts."""

    obligation: str
    severity: Level
    rules: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()  # exceptions that lowered the obligation to this
    conditional: tuple[str, ...] = ()
    conditional_on: tuple[str, ...] = ()


class PurposeTest(Model):
    """One new purpose judged on its own.

    `purpose` is its category, `recipient` the category of those who pursue it or have data for it (None: the controller alone), `changes` the ids of the
    changes that permit it. `presumption` says whether it is presumed to fit the service for which data were given; `kind` is the class of purposes of which
    that is presumed (improvement by the group is another class than one's own).
    """

    purpose: str
    recipient: str | None
    kind: str | None
    presumption: str | None
    changes: tuple[str, ...]
    by_regime: dict[str, PurposeVerdict]


class Test(Model):
    """One test that a choice must pass to count as consent."""

    test: str
    result: Truth
    evidence: str | None
    source: str


class ChoiceTest(Model):
    """Whether the choice offered for one change would count as consent. `change` is the id of the change, `level` the place of the choice on a scale of 0 to 6.

    The scale is that of consent.toml: 0 is no choice but to leave, 6 an opt-in of its own that can be taken back at any time.
    """

    change: str
    offered: Choice | None
    level: int = 0
    tests: tuple[Test, ...]
    valid: Truth


class NoticeGap(Model):
    """A material change that the notice to users leaves out, understates or contradicts."""

    change: str
    status: Literal["missing", "understated", "contradicted"]
    notice: str | None


class Resemblance(Model):
    """A decided case of which enough changed here too. It is one of structure: nothing is said of conduct, or of how this would be decided.

    `changes` are the ids of the changes that are like those of the case, `same` what changed in both, `missing` what changed there and not here (each as slot,
    category, direction), `other_data` the data that were touched there and are not named here. `turned_on` says whether the case was about a text or conduct,
    `unseen` what it turned on that structure does not tell.
    """

    precedent: str
    case: str
    authority: str
    date: date
    outcome: str
    verified: str
    turned_on: Literal["text", "conduct"]
    unseen: str = ""
    changes: tuple[str, ...]
    same: tuple[str, ...]
    missing: tuple[str, ...] = ()
    other_data: tuple[str, ...] = ()


class VersionInfo(Model):
    """Which text was compared."""

    source: str | None
    sha256: str
    title: str | None
    effective_date: date | None


class ReportCoverage(Coverage):
    """Coverage of the new version; `old` that of the old one; `reason` says why a pair was not understood."""

    old: Coverage
    reason: str | None = None


class Permits(Model):
    """What each version permits: who may have which kind of data for which purpose."""

    old: tuple[Permission, ...] = ()
    new: tuple[Permission, ...] = ()


class Report(Model):
    """The comparison of two versions, judged. Reports say what the text now permits, never what the company does; they are no legal advice."""

    schema_version: str = "1"
    old: VersionInfo
    new: VersionInfo
    verdict: Verdict
    changes: tuple[JudgedChange, ...]
    clarified: tuple[JudgedChange, ...] = ()
    commitments: tuple[CommitmentStatus, ...] = ()
    purposes: tuple[PurposeTest, ...] = ()
    choices: tuple[ChoiceTest, ...] = ()
    notice_gaps: tuple[NoticeGap, ...] = ()
    resembles: tuple[Resemblance, ...] = ()
    coverage: ReportCoverage
    facts: SettledFacts
    permits: Permits = Permits()

    def to_frame(self) -> pandas.DataFrame:
        """The changes as a pandas data frame, one row a delta: the columns of a history's table "changes" that do not name commits.

        old_source, new_source, old_effective, new_effective, verdict (of the whole report); then change (the id of the edit), slot, category, direction, term,
        phrase, action, materiality, rule (the default rule that decided), summary, findings (a list of rule ids), old_line, old_end_line, old_quote, new_line,
        new_end_line, new_quote. Raises MissingLibrary where pandas or pyarrow is not installed.
        """
        frame: pandas.DataFrame = shown("frame", self)
        return frame

    def plot(self, *, changed: bool = True) -> Figure:
        """A picture of who gets which data for which purpose, before and after: a matrix of data by recipient for each version, purposes in its cells.

        `changed` leaves out data of which nothing changed. Raises MissingLibrary where matplotlib is not installed.
        """
        figure: Figure = shown("plot", self, changed=changed)
        return figure

    def _repr_html_(self) -> str:
        return str(shown("html", self))


class Facts(Model):
    """What the texts cannot tell. A fact that is None or has no entry is unknown; the others have the defaults stated here, and the report prints them.

    `regimes` are the bodies of law to report on (none: all that apply on the date), `as_of` dates the law. `legal_basis` maps a purpose category to the basis
    relied on (Art. 6(1) GDPR), `basis_before` is the basis on which the data already held were collected. `purposes` maps a category of recipients or data to
    what it is for, where the text names no purpose. "*" stands for all others in both tables. `data_held`: data were collected under the old version.
    `children`: the service is meant for children, or is known to have them. `gatekeeper`: designated under the Digital Markets Act. `dominant`: so strong in
    its market that people can hardly do without it. `notice_sent`: people were told of the new version before it applied.

    Raises pydantic's ValidationError for a field, a purpose or a basis that does not exist.
    """

    regimes: tuple[str, ...] = ()
    as_of: date | None = None
    legal_basis: dict[str, str] = Field(default_factory=dict)
    basis_before: str | None = None
    purposes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    data_held: bool = True
    children: bool = False
    gatekeeper: bool = False
    dominant: bool = False
    notice_sent: bool | None = None

    @field_validator("as_of", mode="before")
    @classmethod
    def _no_count_of_seconds(cls, day: object) -> object:
        """Only dates and their ISO form: a bare number would pass for a count of seconds since 1970, and date the law by accident."""
        if isinstance(day, (int, float)) or (isinstance(day, str) and not _ISO_DATE.fullmatch(day)):
            raise PydanticCustomError("no_date", "{day} is no date; write YYYY-MM-DD", {"day": repr(day)})
        return day

    @field_validator("basis_before")
    @classmethod
    def _known_basis(cls, basis: str | None) -> str | None:
        if basis is not None:
            _known(basis, "legal_basis")
        return basis

    @field_validator("legal_basis")
    @classmethod
    def _known_bases(cls, bases: dict[str, str]) -> dict[str, str]:
        for purpose, basis in bases.items():
            _known(purpose, "purpose", "*")
            _known(basis, "legal_basis")
        return bases

    @field_validator("purposes")
    @classmethod
    def _known_purposes(cls, purposes: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for owner, served in purposes.items():
            _known(owner, "recipient", "*", *categories()["data"])
            for purpose in served:
                _known(purpose, "purpose")
        return purposes


def _known(name: str, slot: str, *others: str) -> None:
    """Raise where a slot has no such category and the name is none of the `others`."""
    if name not in categories()[slot] and name not in others:
        raise PydanticCustomError(
            "unknown_name", "'{name}' is no {slot}; known: {known}", {"name": name, "slot": slot.replace("_", " "), "known": ", ".join(categories()[slot])}
        )


class SettledFacts(Facts):
    """The facts on which a report rests: what was given, and what was assumed in its place. `assumed` names the fields that nobody gave."""

    as_of_source: Literal["facts", "new version", "catalogue"] = "facts"
    assumed: tuple[str, ...] = ()


Report.model_rebuild()
