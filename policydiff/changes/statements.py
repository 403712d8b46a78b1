"""A policy as comparable statements: one for each thing that one version can say and another can leave unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from policydiff.alignment import content
from policydiff.changes.durations import days
from policydiff.changes.forbidden import Forbidden
from policydiff.changes.models import Context, Slot
from policydiff.changes.traits import takers_for_themselves
from policydiff.extraction.models import Mention, Policy, Practice, Span
from policydiff.remembered import VERSIONS, of_last
from policydiff.vocabulary import load


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that a version says in one slot.

    `term` is a vocabulary node, or a name of its own where the vocabulary has none; `identity` is what another version must hold to say the same, None where
    only the words can tell. `words` are the keys of the content words. `start` and `end` index the document's text; `within` bounds its sentence.
    """

    slot: Slot
    category: str
    term: str
    text: str
    start: int
    end: int
    within: tuple[int, int]
    clause: str
    action: str
    words: frozenset[str]
    identity: str | None = None
    vague: bool = False
    names: frozenset[str] = field(default=frozenset())  # keys of the proper names in the phrase
    context: Context = field(default_factory=Context)

    @property
    def handed_over(self) -> bool:
        """Whether it says which data a recipient gets, and not who gets any."""
        return self.slot == "recipient" and self.identity is not None

    @property
    def asked_for(self) -> bool:
        """Whether data reach a recipient only where the person asks for it or agrees: who was one on request is a new one without."""
        return self.slot == "recipient" and self.context.modality in ("if_user_chooses", "only_with_consent")


ANY = "any"  # data that a sentence leaves open: it covers whatever is handed to the same recipient

# Whoever protects or deletes data takes no more of them.
_SPARES = ("protect", "delete")


@of_last(VERSIONS)
def statements(policy: Policy) -> tuple[Statement, ...]:
    """Every comparable statement of a policy, in reading order. Promises, choices and what stands on a scale are compared apart, as wholes."""
    found = [*_practices(policy), *_facets(policy)]
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.slot, s.category, s.term)))


@of_last(VERSIONS)
def permitted(policy: Policy) -> tuple[Practice, ...]:
    """The affirmed practices of a policy. What the exception to a promise allows ("not without your consent") counts as that promise, not beside it: of
    such a practice only what the exception adds remains. So it is with what a promise rules out in further words ("we use no sensors to record your voice")."""
    promised = {(practice.action, mention.start) for practice in policy.practices if practice.polarity == "denied" for mention in _named(practice)}
    forbidden = Forbidden(policy)
    found = []
    for practice in policy.practices:
        if practice.polarity == "denied":
            continue

        def spoken(mention: Mention, action: str = practice.action) -> bool:
            return (action, mention.start) not in promised and mention not in forbidden

        if all(map(spoken, _named(practice))):
            found.append(practice)
            continue
        left = {slot: tuple(filter(spoken, getattr(practice, slot))) for slot in ("data", "recipients", "purposes")}
        if any(left.values()):
            found.append(practice.model_copy(update=left))
    return tuple(found)


def _named(practice: Practice) -> tuple[Mention, ...]:
    return (*practice.data, *practice.recipients, *practice.purposes)


def _practices(policy: Policy) -> Iterator[Statement]:
    for practice in permitted(policy):
        context = _context(practice)
        for slot, mentions in (("data", practice.data), ("purpose", practice.purposes), ("recipient", practice.recipients)):
            if slot == "data" and practice.action in _SPARES:
                continue
            for mention in mentions:
                yield _mentioned(slot, mention, practice, context)  # type: ignore[arg-type]
        yield from _handed_over(practice, context)
        if practice.action == "sell":
            yield _sale(practice, policy.document.text, context)
        for basis in practice.legal_bases:
            said = plain("legal_basis", basis.category, f"legal_basis.{basis.category}", basis, practice.clause, context=context)
            yield replace(said, within=(practice.start, practice.end))
        if practice.retention is not None:
            kept = practice.retention
            length = days(kept.iso)
            identity = f"{length:g}D" if length is not None else f"{kept.kind}:{' '.join(sorted(content(kept.text)))}"
            yield plain("retention", kept.kind, f"retention.{identity}", kept, practice.clause, action="retain", identity=identity, context=context)


def _mentioned(slot: Slot, mention: Mention, practice: Practice, context: Context) -> Statement:
    facet = {"data": "data", "purpose": "purposes", "recipient": "recipients"}[slot]
    vocabulary = load()
    known = mention.term in vocabulary.terms(facet)
    return Statement(
        slot=slot,
        category=mention.category,
        term=mention.term,
        text=mention.text,
        start=mention.start,
        end=mention.end,
        within=(practice.start, practice.end),
        clause=practice.clause,
        action=practice.action if practice.action in ("collect", "use", "share", "sell", "retain") else "other",
        words=content(mention.text),
        vague=known and vocabulary.is_vague(mention.term, facet),
        names=_names(mention.text) if slot == "recipient" else frozenset(),
        context=context,
    )


def _handed_over(practice: Practice, context: Context) -> Iterator[Statement]:
    """Which data go to a recipient that uses them for itself, as a statement on the recipient: both may have been stated before, and not together."""
    takers = sorted({mention.category for mention in practice.recipients} & takers_for_themselves())
    if practice.action not in ("share", "sell") or not takers:
        return
    for mention in practice.data:
        said = _mentioned("data", mention, practice, context)
        for taker in takers:
            whose = ANY if said.vague or said.category == "generic" else said.category
            handed = replace(said, slot="recipient", category=taker, term=f"{taker}<{said.term}", identity=f"{whose}>{taker}")
            yield replace(handed, start=practice.start, end=practice.end)


def _sale(practice: Practice, text: str, context: Context) -> Statement:
    """A sale is a purpose of its own, whatever else it is for."""
    said = Span(text=text[practice.start : practice.end], start=practice.start, end=practice.end)
    return plain("purpose", "monetisation", "monetisation", said, practice.clause, action="sell", context=context)


def _names(text: str) -> frozenset[str]:
    """The keys of the capitalised words of a phrase that is not capitalised throughout by habit ("Service Providers")."""
    proper = [word for word in text.split() if word[:1].isupper() and not word.isupper()] + [word for word in text.split() if word.isupper() and len(word) > 1]
    return content(" ".join(proper))


def _context(practice: Practice) -> Context:
    return Context(
        action=practice.action,
        actor=practice.actor,
        modality=practice.modality,
        data=_categories(practice.data),
        recipients=_categories(practice.recipients),
        purposes=_categories(practice.purposes),
        audience=practice.audience,
    )


def _categories(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(sorted({mention.category for mention in mentions}))


def _facets(policy: Policy) -> Iterator[Statement]:
    coarse = load().coarse
    for right in policy.rights:
        category = coarse("rights", right.category)
        yield plain("rights", category, f"rights.{right.category}", right, right.clause, identity=right.category)
    for transfer in policy.transfers:
        identity = " ".join(sorted(content(transfer.text)))
        yield plain("transfer", transfer.kind, f"transfer.{transfer.kind}", transfer, transfer.clause, action="share", identity=identity)
    for child in policy.children:
        if child.parental_consent:
            yield plain("children", "parental_consent", "children.parental_consent", child, child.clause, action="collect", identity="parental_consent")
    for controller in policy.controller:
        identity = " ".join(sorted(content(controller.text)))
        yield plain("controller", controller.category, f"controller.{controller.category}", controller, controller.clause, identity=identity)
    for measure in policy.security:
        identity = " ".join(sorted(content(measure.text)))
        yield plain("security", measure.category, f"security.{measure.category}", measure, measure.clause, identity=identity)


def plain(
    slot: Slot, category: str, term: str, span: Span, clause: str, *, action: str = "other", identity: str | None = None, context: Context | None = None
) -> Statement:
    """A statement made of the words of one span."""
    return Statement(
        slot=slot,
        category=category,
        term=term,
        text=span.text,
        start=span.start,
        end=span.end,
        within=(span.start, span.end),
        clause=clause,
        action=action,
        words=content(span.text),
        identity=identity,
        names=_names(span.text) if slot == "controller" else frozenset(),
        context=context or Context(action=action),
    )
