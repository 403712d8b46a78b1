"""Which predicate owns a mention by the parse: the first above it, unless what stands between them says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from policydiff.extraction.contexts import Frame
from policydiff.extraction.mentions import Candidate, Slot
from policydiff.extraction.models import DISCLOSING, Action
from policydiff.extraction.predicates import Predicate, instrumental
from policydiff.extraction.predicates.roles import verb_above
from policydiff.extraction.statement import Statement
from policydiff.extraction.wordlists import table, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token

# Actions at which a recipient may be named.
RECIPIENT_ACTIONS = DISCLOSING | {"access", "collect", "combine", "retain", "use"}


def owner_of(root: Token, statements: dict[int, Statement], candidate: Candidate) -> tuple[Statement, list[Token]] | None:
    """The statement whose predicate is the first above `root`, and the tokens passed on the way, `root` first.

    A participle before the noun only says what kind of data they are: "we share hashed addresses".
    """
    path = [root]
    node = root
    linked: Token | None = None
    while node.head != node:
        head = node.head
        if head.i in statements and not candidate.start_token <= head.i < candidate.end_token:
            return (statements[head.i], path) if node.dep_ not in ("advcl", "relcl") or instrumental(node) else None
        if head.pos_ in ("VERB", "AUX"):
            if head.lemma_.lower() in words("predicates", "linking", "verbs") and linked is None:
                linked = head
                state = next((child.i for child in head.children if child.dep_ == "acomp" and child.i in statements), None)
                if state is not None and node.dep_ == "nsubj":
                    return statements[state], path
                topic = next((child for child in head.children if child.dep_ in ("nsubj", "nsubjpass") and child != node), None)
                own = _relative_owner(topic, statements) if topic is not None else None
                if own is not None:
                    return own, path
            elif head.dep_ == "conj" and head.head.i in statements and not any(child.dep_ in ("nsubj", "nsubjpass") for child in head.children):
                return statements[head.head.i], [*path, head]
            elif node.dep_ == "nsubjpass" and (also := _also_said(head, statements)) is not None:
                return also, [*path, head]
            elif head.lemma_.lower() not in words("purposes", "helping") and not instrumental(head) and not _doubted(head, statements):
                break
        path.append(head)
        node = head
    own = _relative_owner(root, statements)
    return (own, [root]) if own is not None else None


def is_lent(context: Frame, path: list[Token], root: Token) -> bool:
    """Whether a bare item is what its lead-in or heading says, for all that a clause of its own says of it: "we share: information that you give us"."""
    return (context.slot == "data" or (context.spoken and context.slot == "recipients")) and path == [root] and is_bare(root)


def purpose_owner(root: Token, statements: Iterable[Statement]) -> Statement | None:
    """The statement whose purpose is the first verb above a mention: "we use them to analyse the messages that you send"."""
    verb = verb_above(root)
    return None if verb is None else next((statement for statement in statements if verb.i in statement.verbs), None)


def combining(doc: Doc, owner: tuple[Statement, list[Token]], statements: dict[int, Statement]) -> tuple[Statement, list[Token]]:
    """The statement of combining for what follows its "with", which the parse hangs on the nearer verb: "we combine what we collect with what you tell us"."""
    statement, path = owner
    if statement.predicate.action == "combine" or not any(token.lower_ == "with" for token in path):
        return owner
    above = verb_above(doc[statement.predicate.token]) if statement.predicate.token >= 0 and qualifies(doc[statement.predicate.token]) else None
    found = statements.get(above.i) if above is not None else None
    return owner if found is None or found.predicate.action != "combine" else (found, path)


def _also_said(verb: Token, statements: dict[int, Statement]) -> Statement | None:
    """The statement that a verb in the passive voice shares its subject with: "such data may be considered sensitive and may be processed"."""
    return next(
        (statements[other.i] for other in verb.children if other.dep_ == "conj" and other.i in statements and statements[other.i].predicate.who is None), None
    )


def _doubted(verb: Token, statements: dict[int, Statement]) -> bool:
    """Whether a verb stands in what the controller does not assure: "we cannot guarantee that your data stay safe"."""
    return any(above.i in statements and _disclaims(statements[above.i].predicate) for above in verb.ancestors)


def _disclaims(predicate: Predicate) -> bool:
    return predicate.action == "protect" and predicate.polarity == "denied"


def _relative_owner(root: Token, statements: dict[int, Statement]) -> Statement | None:
    """The statement made of a noun by its relative clause: "information that we collect"."""
    for child in root.children:
        if child.dep_ in ("relcl", "acl") and child.i in statements:
            return statements[child.i]
    if root.dep_ in ("conj", "appos"):
        return _relative_owner(root.head, statements)
    return None


def slot_of(candidate: Candidate, predicate: Predicate, path: list[Token], doc: Doc) -> Slot | None:
    """What the candidate is to the predicate, or None where it is nothing."""
    if _disclaims(predicate):
        return "data" if candidate.slot == "data" else None
    last = path[-1]
    preposition = next((token for token in path if token.pos_ in ("ADP", "SCONJ") and token.dep_ in ("prep", "dative", "agent")), None)
    if predicate.who is not None and (candidate.root == predicate.who or last.i == predicate.who):
        if candidate.slot == "recipients":
            if predicate.given_away:
                return "recipients"
            return "recipients" if predicate.actor not in ("first_party", "user") or candidate.root != predicate.who else None
        return "data" if candidate.slot == "data" and predicate.enabling else None
    if candidate.slot == "recipients":
        if predicate.handed_over or predicate.action not in RECIPIENT_ACTIONS:
            return None
        if preposition is not None and preposition.dep_ == "agent":
            return "recipients"
        if predicate.action == "use" and (last.dep_ == "dobj" or (preposition is not None and preposition.lower_ in words("roles", "calling_prepositions"))):
            return "recipients"
        if preposition is not None and preposition.lower_ in words("roles", "recipient_prepositions"):
            return "recipients" if preposition.lower_ != "by" and predicate.action in DISCLOSING | {"access", "combine"} else None
        return "recipients" if preposition is None and last.dep_ in ("dative", "dobj") and predicate.action in DISCLOSING else None
    if last.dep_ == "nsubj" and not predicate.passive and not predicate.stative and doc[predicate.token].pos_ == "VERB":
        return None
    if preposition is not None and preposition.lower_ not in _object_prepositions(predicate.action):
        return None
    if preposition is not None and preposition.lower_ == "with" and predicate.action not in ("combine", "share", "collect"):
        return None
    return "data"


@cache
def _object_prepositions(action: Action) -> frozenset[str]:
    """The prepositions behind which the data of an action stand."""
    return words("predicates", "objects", "prepositions").union(table("predicates")["objects"]["wider"].get(action, ()))


def is_bare(root: Token) -> bool:
    """Whether a mention stands in a fragment, or in a sentence that only links ("this includes"), so that the context may lend its verb."""
    node = root
    while node.head != node:
        node = node.head
        if node.pos_ in ("VERB", "AUX") and node.lemma_.lower() not in words("predicates", "linking", "verbs"):
            return False
    return True


def qualifies(token: Token) -> bool:
    """Whether a verb stands in a clause that only says more of a noun, or of another verb."""
    return describes(token) or _first_conjunct(token).dep_ in ("advcl", "pcomp")


def describes(token: Token) -> bool:
    """Whether a verb stands in a clause that only says more of a noun: "the data that we share", "data shared with others"."""
    return _first_conjunct(token).dep_ in ("relcl", "acl")


def _first_conjunct(token: Token) -> Token:
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    return token
