"""Where a mention goes that the parse leaves alone, or hangs on the wrong word: to its neighbours in a list, to the nearest predicate, to what its slot is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policydiff.extraction.contexts import Frame
from policydiff.extraction.mentions import Candidate
from policydiff.extraction.models import Action, Polarity
from policydiff.extraction.ownership import RECIPIENT_ACTIONS, qualifies
from policydiff.extraction.predicates import Predicate
from policydiff.extraction.predicates.polarity import denied, denier, empty
from policydiff.extraction.statement import Statement
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Span, Token

# Tags of verbs that make a statement of their own.
_FINITE = frozenset({"VBP", "VBZ", "VBD", "MD"})
_REACH = 8  # tokens between a mention and the bracket that gives its examples
_LONGEST_BRACKET = 250  # tokens
_BY_SLOT: dict[str, Action] = {"data": "collect", "recipients": "share", "purposes": "use"}


def list_owner(doc: Doc, candidate: Candidate, attached: list[tuple[Candidate, Statement]]) -> tuple[Statement, list[Token]] | None:
    """The statement of the mention before, where only marks and words of listing stand between: "(for example, your name)"."""
    if not attached:
        return None
    before, statement = attached[-1]
    between = doc[before.end_token : candidate.start_token]
    if not 0 < len(between) <= 6 or any(
        token.pos_ in ("VERB", "AUX", "PRON") or token.is_sent_start for token in between if token.lower_ not in words("predicates", "listing", "words")
    ):
        return None
    return statement, [doc[candidate.root], doc[before.root]]


def is_in_a_row(doc: Doc, candidate: Candidate, attached: list[tuple[Candidate, Statement]]) -> bool:
    """Whether nothing but marks and words of listing parts a certain mention from the one before: the parse loses its way in long lists, the eye does not."""
    if not attached or not attached[-1][0].certain:
        return False
    before = attached[-1][0]
    between = doc[before.end_token : candidate.start_token]
    if not len(between) or doc[candidate.root].sent.start > before.start_token:
        return False
    return all(token.is_punct or token.lower_ in words("predicates", "listing", "words") for token in between)


def bracket_owner(doc: Doc, candidate: Candidate, attached: list[tuple[Candidate, Statement]]) -> Statement | None:
    """The statement of the mention before a bracket, for what stands in the bracket: "the data you enter (such as your name)"."""
    first = max(doc[candidate.root].sent.start, candidate.start_token - _LONGEST_BRACKET)
    opening = next((index for index in range(candidate.start_token - 1, first, -1) if doc[index].text in "()"), None)
    if opening is None or doc[opening].text != "(" or any(token.tag_ in _FINITE for token in doc[opening + 1 : candidate.start_token]):
        return None
    return next((statement for before, statement in reversed(attached) if opening - _REACH < before.end_token <= opening), None)


def in_main_clause(doc: Doc, statement: Statement, statements: dict[int, Statement]) -> Statement:
    """For a predicate in an if-clause, the predicate of its main clause where there is one: "if we learn that we hold such data, we delete them"."""
    if not statement.predicate.condition or statement.predicate.handed_over:
        return statement
    sentence = doc[statement.predicate.token].sent
    return next(
        (statements[index] for index in sorted(statements) if sentence.start <= index < sentence.end and not statements[index].predicate.condition), statement
    )


def fallback(
    doc: Doc, candidate: Candidate, statements: dict[int, Statement], inherited: Statement | None, context: Frame | None, loose: dict[str, Statement]
) -> Statement:
    """Where a certain mention goes that no predicate stands above."""
    sentence = doc[candidate.root].sent
    near = [index for index in statements if sentence.start <= index < sentence.end and _takes(statements[index].predicate, candidate)]
    if candidate.slot == "data" and sentence.root.lemma_.lower() in words("predicates", "linking", "verbs"):
        near = [index for index in near if not qualifies(doc[index])]
    if near:
        return statements[min(near, key=lambda index: (index > candidate.root, abs(index - candidate.root)))]
    if inherited is not None and context is not None:
        return inherited
    before = [index for index in statements if index < sentence.start and _takes(statements[index].predicate, candidate)]
    if before:
        return statements[max(before, key=lambda index: (not qualifies(doc[index]), index))]
    following = _taken_up(doc, sentence, statements) if candidate.slot == "data" else None
    if following is not None:
        return following
    told: Polarity = "denied" if _denied_alone(doc[candidate.root]) else "affirmed"
    return loose.setdefault(candidate.slot + told, Statement(Predicate(-1, _BY_SLOT[candidate.slot], "first_party", told, "does", 0, len(doc))))


def _taken_up(doc: Doc, fragment: Span, statements: dict[int, Statement]) -> Statement | None:
    """The statement of the sentence after a bare list, whose object points back at the list: "Your name; your address. We use this information to ..."."""
    if fragment.end >= len(doc) or any(token.tag_ in _FINITE and token.dep_ == "ROOT" for token in fragment):
        return None
    after = doc[fragment.end].sent
    index = next((index for index in sorted(statements) if after.start <= index < after.end), None)
    if index is None:
        return None
    taken = (child for child in doc[index].children if child.dep_ in ("dobj", "nsubjpass"))
    pointing = words("predicates", "pointing", "words")
    return statements[index] if any(noun.lower_ in pointing or any(child.lower_ in pointing for child in noun.children) for noun in taken) else None


def _denied_alone(root: Token) -> bool:
    """Whether a mention that no predicate takes is denied: by its own verb, or by the linking verb above it ("it does not include your name")."""
    if root.pos_ == "VERB":
        by = denier(root)
        return by is not None and by.lower_ != "without" and not empty(root, by)
    link = _link_above(root)
    return link is not None and denied(link)


def unless_excluded(root: Token, statement: Statement, loose: dict[str, Statement]) -> Statement:
    """The statement of a mention, denied where a linking verb excludes the mention: "the data we collect do not include your name"."""
    link = _link_above(root)
    predicate = statement.predicate
    if link is None or predicate.polarity == "denied" or link.i == predicate.token or not denied(link):
        return statement
    return loose.setdefault(f"without {predicate.token}", Statement(replace(predicate, polarity="denied")))


def _link_above(root: Token) -> Token | None:
    """The linking verb whose object a noun is, through the nouns that it is listed with."""
    node = root
    while node.dep_ in ("conj", "appos") and node.head != node:
        node = node.head
    linking = node.dep_ in ("dobj", "attr") and node.head.lemma_.lower() in words("predicates", "linking", "verbs") and node.head.lemma_ != "be"
    return node.head if linking else None


def _takes(predicate: Predicate, candidate: Candidate) -> bool:
    return candidate.slot != "recipients" or predicate.action in RECIPIENT_ACTIONS
