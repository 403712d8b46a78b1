"""What changed between two versions, before anybody judges it."""

from __future__ import annotations

from typing import Literal

from policydiff.contract import Model
from policydiff.forms import shown

Slot = Literal[
    "data",
    "purpose",
    "recipient",
    "choice",
    "retention",
    "legal_basis",
    "transfer",
    "children",
    "rights",
    "commitment",
    "security",
    "policy_change",
    "controller",
]
# What leads: of the slots of one change, and of changes of the same materiality. Promises and choices, then who gets what for which purpose, then the rest.
SLOT_ORDER: tuple[Slot, ...] = (
    "commitment", "choice", "recipient", "purpose", "data", "legal_basis", "children",
    "transfer", "retention", "rights", "security", "controller", "policy_change",
)  # fmt: skip
Direction = Literal["added", "removed", "broadened", "narrowed"]
ChangeAction = Literal["collect", "use", "share", "sell", "retain", "other"]


class Quote(Model):
    """Words of one version: offsets into its document's text, lines of its file (1-based, inclusive)."""

    start: int
    end: int
    line: int | None
    end_line: int | None
    page: int | None = None
    paragraph: int | None = None
    quote: str


class Evidence(Model):
    """Where a change can be read in both versions."""

    old: tuple[Quote, ...] = ()
    new: tuple[Quote, ...] = ()


class Context(Model):
    """The company a delta keeps in the sentence that states it: what rules need to weigh it, as vocabulary terms and categories.

    `data`, `recipients` and `purposes` hold the coarse categories that stand in the same practice. `traits` are facts read from the text, such as
    `own_purposes` (the recipient uses the data for itself), `stated_before` (the category stood in the old version in another role), `enables` (what a promise
    forbade is now stated), `replaced` (a successor stands in its place).
    """

    action: str = "other"
    actor: str = "first_party"
    modality: str = "does"
    data: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()


class Delta(Model):
    """One slot in which two versions differ.

    `term` is the vocabulary node that is new, gone, wider or narrower, `phrase` the policy's own words for it, `summary` one sentence.
    """

    slot: Slot
    category: str
    direction: Direction
    term: str
    phrase: str = ""
    summary: str
    context: Context = Context()


class Change(Model):
    """One edit, with every delta that it explains. `id` is a 12-hex fingerprint that outlives line numbers and unrelated edits."""

    id: str
    summary: str
    slot: Slot
    category: str
    direction: Direction
    action: ChangeAction
    deltas: tuple[Delta, ...]
    evidence: Evidence
    nearest_old: str | None
    nearest_new: str | None

    def _repr_html_(self) -> str:
        return str(shown("html", self))


class CommitmentStatus(Model):
    """What became of a promise between the versions."""

    category: str
    status: Literal["kept", "restated", "weakened", "withdrawn", "contradicted", "added"]
    old: str | None
    new: str | None
    change: str | None = None  # the id of the change that reports it


class Comparison(Model):
    """All that differs between two versions: material or not is not said here."""

    changes: tuple[Change, ...]
    clarified: tuple[Change, ...]
    commitments: tuple[CommitmentStatus, ...]
