"""Which mention belongs to which predicate.

A mention belongs to the first predicate above it in the parse. What stands between them decides: a linking verb passes on ("this includes your name"), another
verb stops. A mention without a predicate takes the verb, the actor and the polarity of the lead-in or heading. A certain mention that the parse
leaves alone goes to the nearest predicate of its sentence, then to the one before, then to what its slot is by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from policydiff.extraction.contexts import Frame, frame, is_contents, is_title
from policydiff.extraction.fallbacks import bracket_owner, fallback, in_main_clause, is_in_a_row, list_owner, unless_excluded
from policydiff.extraction.mentions import Candidate, has_tagger, mentions
from policydiff.extraction.mentions.purpose_phrases import noun_purposes, verb_phrases
from policydiff.extraction.ownership import combining, describes, is_bare, is_lent, owner_of, purpose_owner, slot_of
from policydiff.extraction.plausibility import SHORT, is_plain, is_plainly_said, plausible
from policydiff.extraction.predicates import Predicate, predicates, silent
from policydiff.extraction.predicates.roles import spoken_by_house
from policydiff.extraction.shared_slots import gather_with, give_again, share_slots, take_up
from policydiff.extraction.statement import SLOTS, Statement
from policydiff.extraction.stating import states
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Span, Token
    from policydiff.extraction.reading import Reading


# Actions whose verb is a practice, and no purpose of another, unless the tagger is certain.
_DEEDS = frozenset({"collect", "sell", "retain", "delete", "combine", "transfer"})


@dataclass(slots=True)
class _Clause:
    """A clause while its mentions are given to its statements.

    `statements` are those of its own predicates by token, `inherited` the one that the context lends; `blocked` are places (start, end) of choices and rights.
    `loose` gathers the statements of mentions that no predicate takes, `attached` the data that have found their statement, in order.
    """

    doc: Doc
    statements: dict[int, Statement]
    inherited: Statement | None
    context: Frame | None
    blocked: tuple[tuple[int, int], ...]
    loose: dict[str, Statement] = field(default_factory=dict)
    attached: list[tuple[Candidate, Statement]] = field(default_factory=list)

    def all(self) -> list[Statement]:
        """The statements of predicates, and the one that the context lends."""
        return [*self.statements.values(), *([self.inherited] if self.inherited is not None else [])]

    def is_blocked(self, index: int) -> bool:
        """Whether a token stands in a choice or a right."""
        at = self.doc[index].idx
        return any(start <= at < end for start, end in self.blocked)

    def give(self, candidate: Candidate, statement: Statement) -> None:
        """Adds data or a recipient to a statement, or to its denial where a linking verb excludes them."""
        statement = unless_excluded(self.doc[candidate.root], statement, self.loose)
        statement.slot(candidate.slot).append(candidate)
        if candidate.slot == "data":
            self.attached.append((candidate, statement))


def statements(reading: Reading, taken: tuple[tuple[int, int], ...]) -> list[Statement]:
    """The predicates of a clause, each with the mentions that belong to it, in order; the one lent by the context comes last.

    None where the clause states no practice.
    """
    found = candidate_statements(reading, taken)
    return found if any(is_plainly_said(statement, reading.doc) for statement in found) or states(reading, frame(reading), found) else []


def candidate_statements(reading: Reading, taken: tuple[tuple[int, int], ...]) -> list[Statement]:
    """As `statements`, before it is asked whether the clause as a whole states a practice."""
    doc = reading.doc
    if is_contents(doc.text) or (reading.kind == "paragraph" and reading.lead_in is None and is_title(doc)):
        return []
    context = frame(reading)
    found = predicates(doc, reading.names)
    stated = {index: Statement(_under(predicate, doc, context)) for index, predicate in found.items()}
    quiet = [(sentence.start, sentence.end) for sentence in doc.sents if silent(sentence) or _announces(sentence, reading)]
    candidates = tuple(item for item in mentions(reading) if not any(start <= item.root < end for start, end in quiet))
    inherited = Statement(context.predicate(len(doc)), inherits=context.spoken) if context is not None else None
    loose = _attach(_Clause(doc, stated, inherited, context, taken), candidates)
    share_slots(doc, stated)
    gather_with(doc, stated)
    take_up(doc, stated)
    give_again(doc, stated)
    filled = [*(stated[index] for index in sorted(stated)), *([inherited] if inherited is not None else []), *loose]
    if any(candidate.certain for candidate in candidates):
        return [plausible(statement, doc) for statement in filled]
    return [statement for statement in filled if not has_tagger() or is_plain(statement, doc)]


def _announces(sentence: Span, reading: Reading) -> bool:
    """Whether a fragment in running text only says what is told elsewhere: "Information we collect and how we use it"."""
    root = sentence.root
    if reading.lead_in is not None or reading.kind != "paragraph" or len(sentence) > 2 * SHORT or ":" in sentence.text[:-1]:
        return False
    if root.pos_ == "VERB":
        # The parse makes a sentence of "information we collect about you:".
        us = next((child for child in root.children if child.dep_ == "nsubj" and child.lower_ in words("roles", "first_person")), None)
        return us is not None and sentence[-1].text != "." and any(child.i < us.i and child.pos_ in ("NOUN", "PROPN") for child in root.children)
    return root.pos_ in ("NOUN", "PROPN") and any(leaf.dep_ in ("relcl", "acl") and spoken_by_house(leaf) for leaf in root.subtree)


def _under(predicate: Predicate, doc: Doc, context: Frame | None) -> Predicate:
    """An item's verb without a subject of its own, under a lead-in that denies or names who acts: "We will not:" - "sell your data"."""
    token = doc[predicate.token]
    if (
        context is None
        or not context.spoken
        or token.dep_ != "ROOT"
        or predicate.who is not None
        or predicate.passive
        or any(child.dep_ == "aux" for child in token.children)
    ):
        return predicate
    return replace(predicate, actor=context.actor, polarity=context.polarity, modality=context.modality)


def _attach(clause: _Clause, candidates: Sequence[Candidate]) -> list[Statement]:
    """Gives each mention to the statement that it belongs to; what comes out are the statements made for those that no predicate takes."""
    kept = [item for item in candidates if not clause.is_blocked(item.root) or _stated_beside(clause.doc, item, clause.statements)]
    for candidate in kept:
        if candidate.slot == "purposes":
            _attach_purpose(clause, candidate)
    aims = {index for statement in clause.all() for purpose in statement.purposes for index in range(purpose.start_token, purpose.end_token)}
    spoken = _outside_names(clause.doc, kept, clause.statements)
    for candidate in kept:
        if candidate.slot == "purposes":
            continue
        owner = _owner(clause, candidate)
        if candidate.certain:
            _attach_certain(clause, candidate, owner, spoken)
        elif not clause.is_blocked(candidate.root):
            _attach_uncertain(clause, candidate, owner, aims)
    if clause.inherited is not None and clause.context is not None and clause.context.slot == "purposes":
        _item_purposes(clause.doc, clause.statements, clause.inherited)
    return list(clause.loose.values())


def _attach_purpose(clause: _Clause, candidate: Candidate) -> None:
    """Gives a purpose to the predicate above it, or to the context; a certain one, failing these, to whatever takes it."""
    if _takes_purpose(clause, candidate) or not candidate.certain:
        return
    owner = fallback(clause.doc, candidate, clause.statements, clause.inherited, clause.context, clause.loose)
    owner.purposes.append(candidate)
    _aim_alone(clause.doc, candidate, owner)


def _owner(clause: _Clause, candidate: Candidate) -> tuple[Statement, list[Token]] | None:
    """The statement of data or of a recipient by the parse, or by the row in which they stand, and the tokens passed on the way; None where neither tells."""
    doc, root = clause.doc, clause.doc[candidate.root]
    owner = owner_of(root, clause.statements, candidate)
    purposeful = purpose_owner(root, clause.all()) if candidate.certain else None
    if purposeful is not None:
        owner = purposeful, [root]
    elif owner is not None and candidate.slot == "data":
        owner = combining(doc, owner, clause.statements)
        if clause.inherited is not None and clause.context is not None and candidate.certain and is_lent(clause.context, owner[1], root):
            owner = clause.inherited, owner[1]
    if candidate.slot == "data" and (owner is None or (candidate.certain and is_in_a_row(doc, candidate, clause.attached))):
        owner = list_owner(doc, candidate, clause.attached) or owner
    return owner


def _attach_certain(clause: _Clause, candidate: Candidate, owner: tuple[Statement, list[Token]] | None, spoken: dict[int, Statement]) -> None:
    """Gives a certain mention to a statement in any case; `spoken` are the statements that take what the parse leaves alone."""
    doc = clause.doc
    statement = bracket_owner(doc, candidate, clause.attached) if candidate.slot == "data" else None
    if statement is None:
        statement = owner[0] if owner is not None else fallback(doc, candidate, spoken, clause.inherited, clause.context, clause.loose)
    clause.give(candidate, in_main_clause(doc, statement, clause.statements))


def _attach_uncertain(clause: _Clause, candidate: Candidate, owner: tuple[Statement, list[Token]] | None, aims: set[int]) -> None:
    """Gives an uncertain mention to its statement where it has a slot there; a bare one to the context. `aims` are the tokens of purposes."""
    if owner is None:
        lent = clause.context is not None and candidate.slot == clause.context.slot and candidate.root not in aims
        if clause.inherited is not None and lent and is_bare(clause.doc[candidate.root]):
            clause.inherited.slot(candidate.slot).append(candidate)
        return
    statement, path = owner
    predicate = statement.predicate
    slot = slot_of(candidate, predicate, path, clause.doc)
    unreal = (predicate.condition and not predicate.handed_over) or (predicate.token >= 0 and clause.is_blocked(predicate.token))
    if slot is not None and not unreal and not (candidate.root in aims and predicate.token not in aims):
        clause.give(replace(candidate, slot=slot), statement)


def _outside_names(doc: Doc, candidates: Sequence[Candidate], statements: dict[int, Statement]) -> dict[int, Statement]:
    """The statements but for those whose predicate is part of the name of data: "the date and time of use of our services" uses nothing."""
    named = {index for item in candidates if item.slot == "data" and item.certain for index in range(item.start_token, item.end_token)}
    return {index: statement for index, statement in statements.items() if index not in named or describes(doc[index])}


def _aim_alone(doc: Doc, purpose: Candidate, statement: Statement) -> None:
    """A verb of sharing that is all there is to a purpose says what data are used for: "to send encrypted messages"."""
    verb = doc[purpose.root]
    if statement.predicate.token == purpose.root and statement.predicate.action == "share" and any(child.tag_ == "TO" for child in verb.children):
        statement.predicate = replace(statement.predicate, action="use")


def _stated_beside(doc: Doc, candidate: Candidate, statements: dict[int, Statement]) -> bool:
    """Whether a predicate stands in the candidate's sentence. Words of a choice or a right beside none name what the person decides on."""
    sentence = doc[candidate.root].sent
    return any(sentence.start <= index < sentence.end for index in statements)


def _takes_purpose(clause: _Clause, candidate: Candidate) -> bool:
    """Whether a predicate above, or the context, took the purpose."""
    statements, root = clause.statements, clause.doc[candidate.root]
    own = statements.get(candidate.root)
    if own is not None and not candidate.certain:
        if own.predicate.enabling:
            return False
        if root.pos_ == "VERB" and (own.predicate.action in _DEEDS or root.lemma_.lower() in words("purposes", "deeds")):
            return False
    node = root
    while node.head != node:
        node = node.head
        if node.i in statements and not candidate.start_token <= node.i < candidate.end_token:
            _give(statements, candidate, statements[node.i])
            return True
        if node.pos_ == "VERB" and node.lemma_.lower() in words("roles", "blocking_verbs") and not candidate.certain:
            return False
    if clause.inherited is not None and clause.context is not None and clause.context.slot == "purposes":
        _give(statements, candidate, clause.inherited)
        return True
    return False


def _give(statements: dict[int, Statement], candidate: Candidate, owner: Statement) -> None:
    """Adds a purpose to its statement; the verb of the purpose is no predicate then, and what hangs on it moves up. To protect, delete or collect data is a
    purpose and a practice."""
    owner.purposes.append(candidate)
    own = statements.get(candidate.root)
    if own is not None and not (own.predicate.action == "protect" or (own.predicate.action == "collect" and candidate.certain)):
        del statements[candidate.root]
        owner.verbs.add(candidate.root)
        for slot in SLOTS:
            owner.slot(slot).extend(own.slot(slot))


def _item_purposes(doc: Doc, statements: dict[int, Statement], inherited: Statement) -> None:
    """The item itself as a purpose, where it begins with a verb or a noun that names one: "Improve our services"."""
    first = next(iter(doc.sents), None)
    if first is None or inherited.purposes:
        return
    root = first.root
    if any(child.dep_ in ("nsubj", "nsubjpass") for child in root.children) and root.pos_ in ("VERB", "AUX"):
        return
    if root.tag_ in ("VB", "VBG", "VBP", "NNP", "NN"):
        found = list(verb_phrases(root)) if root.pos_ == "VERB" else list(noun_purposes(doc, root))
        inherited.purposes.extend(found or ([Candidate("purposes", first.start, first.end, root.i)] if doc[first.start].tag_ in ("VB", "VBG", "VBP") else []))
        for index in range(first.start, first.end):
            if index in statements and not any(item.certain for slot in SLOTS for item in statements[index].slot(slot)):
                del statements[index]
