"""What a policy says, as records: practices, choices, commitments, rights and the statements around them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import model_validator

from policydiff.clauses.models import Clause
from policydiff.contract import Model
from policydiff.documents.models import Document
from policydiff.forms import shown

if TYPE_CHECKING:
    import pandas

Action = Literal["collect", "use", "share", "sell", "retain", "protect", "transfer", "combine", "delete", "access", "other"]
Actor = Literal["first_party", "affiliate", "third_party", "service_provider", "user"]
Polarity = Literal["affirmed", "denied"]
Modality = Literal["does", "may", "will", "must_not", "only_with_consent", "unless_opted_out", "if_user_chooses"]
ChoiceKind = Literal["opt_in", "opt_out", "settings", "object", "withdraw_consent", "leave_or_accept", "none"]
RetentionKind = Literal["period", "criterion", "event", "deletion"]
# What puts data into other hands.
DISCLOSING: frozenset[Action] = frozenset({"share", "sell", "transfer"})


class Span(Model):
    """Words of the document: `document.text[start:end] == text`."""

    text: str
    start: int
    end: int


class Mention(Span):
    """A phrase that names a data type, a recipient, a purpose, a legal basis, a condition.

    `term` is a node of the vocabulary ("contact.phone"), `category` its coarse name ("contact").
    """

    term: str
    category: str


class Retention(Mention):
    """How long data are kept. `iso` is an ISO 8601 duration ("P30D") where the text gives one."""

    kind: RetentionKind
    iso: str | None


class Practice(Model):
    """One thing that somebody does, or does not do, with data: (action, actor, polarity, modality) and its slots.

    `start` and `end` bound the words of the sentence or predicate that states the practice.
    """

    action: Action
    actor: Actor
    polarity: Polarity
    modality: Modality
    data: tuple[Mention, ...] = ()
    recipients: tuple[Mention, ...] = ()
    purposes: tuple[Mention, ...] = ()
    retention: Retention | None = None
    legal_bases: tuple[Mention, ...] = ()
    conditions: tuple[Mention, ...] = ()
    audience: tuple[str, ...] = ()
    clause: str
    start: int
    end: int


class ChoiceScope(Model):
    """What a choice covers, in the policy's words; an empty slot is not limited by the text."""

    data: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


class Choice(Span):
    """A choice that the text offers or refuses to the data subject.

    `window` is an ISO 8601 duration ("P30D") or date ("2016-09-25") within which the person must act, None where there is no limit;
    `anchor` says from when it runs. `ongoing` is true where the choice can be made or changed at any time.
    """

    kind: ChoiceKind
    scope: ChoiceScope = ChoiceScope()
    window: str | None = None
    anchor: str | None = None
    audience: tuple[str, ...] = ()
    mechanism: str | None = None
    ongoing: bool = False
    clause: str


class Commitment(Span):
    """A promise not to do something with data, or to protect them. `data`, `recipients` and `purposes` say what it covers."""

    category: str
    data: tuple[Mention, ...] = ()
    recipients: tuple[Mention, ...] = ()
    purposes: tuple[Mention, ...] = ()
    conditions: tuple[Mention, ...] = ()
    clause: str


class Right(Span):
    """A right of the data subject (access, deletion, portability, objection, correction, restriction, complaint, other)."""

    category: str
    clause: str


class Transfer(Span):
    """A country or region to which data go (`country`), or what protects them there (`safeguard`)."""

    kind: Literal["country", "safeguard"]
    clause: str


class ChildrenStatement(Span):
    """A statement on children: the age in years that it names, and whether it asks for parental consent."""

    age: int | None
    parental_consent: bool
    clause: str


class ChangeClause(Span):
    """How the policy may change later, on a scale from 0 (at any time, without notice) to 5 (earlier data only with consent)."""

    level: int
    clause: str


class ControllerStatement(Span):
    """Who answers for the processing: the controlling entity, a contact (such as a data protection officer), a representative."""

    category: Literal["entity", "contact", "representative"]
    clause: str


class SecurityStatement(Span):
    """A security measure, or what happens after a breach."""

    category: Literal["measure", "breach"]
    clause: str


class Skipped(Model):
    """Text that was set aside: why, where it starts, how many blocks."""

    reason: str
    line: int | None
    count: int


class Coverage(Model):
    """How much of a policy was understood. Counts of clauses and of data mentions; `skipped` says what was set aside and why.

    `clauses` counts what was read, without what was set aside. `with_practice` of them state a practice, `with_statement` anything at all: a practice, a
    promise, a choice, a right, a transfer, a statement on children, security, the controller or changes to the policy. `vague_mentions` of the
    `data_mentions` do not say which data they mean ("information"). `in_parts` clauses were so long, or had sentences so long, that they were read in parts:
    what one part says of another is not seen there.
    """

    clauses: int
    with_practice: int
    with_statement: int = 0
    data_mentions: int
    vague_mentions: int
    skipped: tuple[Skipped, ...] = ()
    in_parts: int = 0


class Policy(Model):
    """One version of a policy, read."""

    document: Document
    clauses: tuple[Clause, ...]
    practices: tuple[Practice, ...]
    choices: tuple[Choice, ...]
    commitments: tuple[Commitment, ...]
    rights: tuple[Right, ...]
    transfers: tuple[Transfer, ...]
    children: tuple[ChildrenStatement, ...]
    change_clause: ChangeClause | None
    controller: tuple[ControllerStatement, ...]
    security: tuple[SecurityStatement, ...]
    coverage: Coverage

    @model_validator(mode="after")
    def _quotes_stand_in_text(self) -> Policy:
        text = self.document.text
        for span in spans(self):
            if text[span.start : span.end] != span.text:
                raise ValueError(f"{type(span).__name__} {span.text!r} does not stand at {span.start}:{span.end}")
        return self

    @property
    def effective_date(self) -> date | None:
        """The date on which the version says that it takes effect, or was last changed."""
        return self.document.effective_date

    def to_frame(self) -> pandas.DataFrame:
        """The practices as a pandas data frame, one row each.

        Columns: action, actor, polarity, modality; data, recipients, purposes, legal_bases (lists of vocabulary terms), conditions (a list of phrases),
        retention (ISO 8601, else the words), audience; clause, heading (joined by " > "), start, end (offsets in `document.text`), line, page, text.
        Raises MissingLibrary where pandas is not installed.
        """
        frame: pandas.DataFrame = shown("frame", self)
        return frame

    def _repr_html_(self) -> str:
        return str(shown("html", self))


def spans(record: Any) -> list[Span]:
    """Every span below a record, the record itself included, in field order."""
    found: list[Span] = []
    _gather(record, found)
    return found


def _gather(record: Any, found: list[Span]) -> None:
    if isinstance(record, tuple):
        for item in record:
            if not isinstance(item, str):
                _gather(item, found)
    elif isinstance(record, Model) and not isinstance(record, (Document, Clause)):
        if isinstance(record, Span):
            found.append(record)
        for name in type(record).model_fields:
            value = getattr(record, name)
            if isinstance(value, (tuple, Model)):
                _gather(value, found)
