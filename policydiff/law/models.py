"""What the changes mean: facts, findings, the verdict, and the report that carries them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from policydiff.changes.models import Change, CommitmentStatus, Delta
from policydiff.contract import Model
from policydiff.extraction.models import Choice, Coverage

Level = Literal["none", "notice", "consent"]
Obligation = Literal["consent", "notice", "none", "not_understood"]
Truth = Literal["yes", "no", "unknown"]


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
    """The strongest obligation under one regime; `findings` and `conditional` are rule ids. `note` says why a regime has no say on the date."""

    obligation: Level
    findings: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()
    in_force: bool = True
    note: str | None = None


class Verdict(Model):
    """What the changes ask for: the default answer, and regime by regime."""

    obligation: Obligation
    by_regime: dict[str, RegimeVerdict] = Field(default_factory=dict)
    today: dict[str, RegimeVerdict] = Field(default_factory=dict)  # what would apply at the catalogue's date, where that is another


class Test(Model):
    """One test that a choice must pass to count as consent."""

    test: str
    result: Truth
    evidence: str | None
    source: str


class ChoiceTest(Model):
    """Whether the choice offered for one change would count as consent. `change` is the id of the change."""

    change: str
    offered: Choice | None
    tests: tuple[Test, ...]
    valid: Truth


class NoticeGap(Model):
    """A material change that the notice to users leaves out, understates or contradicts."""

    change: str
    status: Literal["missing", "understated", "contradicted"]
    notice: str | None


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


class Report(Model):
    """The comparison of two versions, judged. Reports say what the text now permits, never what the company does; they are no legal advice."""

    schema_version: str = "1"
    old: VersionInfo
    new: VersionInfo
    verdict: Verdict
    changes: tuple[JudgedChange, ...]
    clarified: tuple[JudgedChange, ...] = ()
    commitments: tuple[CommitmentStatus, ...] = ()
    choices: tuple[ChoiceTest, ...] = ()
    notice_gaps: tuple[NoticeGap, ...] = ()
    coverage: ReportCoverage
    facts: Facts


class Facts(Model):
    """What the texts cannot tell. Unset facts are unknown or take the defaults stated here; the report prints both.

    `as_of` dates the law that applies; `legal_basis` maps a purpose category to the basis relied on (Art. 6(1) GDPR), with "*" for all the others;
    `basis_before` is the basis on which the data already held were collected. A fact that is None is unknown.
    """

    regimes: tuple[str, ...] = ()
    as_of: date | None = None
    as_of_source: Literal["facts", "new version", "catalogue"] = "facts"
    legal_basis: dict[str, str] = Field(default_factory=dict)
    basis_before: str | None = None
    data_held: bool = True
    children: bool = False
    gatekeeper: bool = False
    dominant: bool = False
    notice_sent: bool | None = None
    assumed: tuple[str, ...] = ()  # names of the facts that were assumed, not given


Report.model_rebuild()
