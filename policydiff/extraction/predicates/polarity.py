"""Whether a predicate is stated or denied.

A negator denies the word it hangs on, what is coordinated with that word without a subject or auxiliary of its own, and what stands below a negated verb of
allowing, wanting or engaging. "but" and its like end the scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.predicates.roles import SUBJECTS
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token

_BELOW = ("xcomp", "ccomp", "pcomp", "acl", "advcl", "dobj", "pobj", "prep", "attr", "relcl", "conj", "dep", "acomp")


def denied(token: Token) -> bool:
    """Whether the predicate at `token` is denied."""
    return denier(token) is not None


def denier(token: Token) -> Token | None:
    """The word above or at `token` that carries the denial of the predicate: the negated verb, or the one that forbids; None where nothing denies it."""
    node = token
    for _ in range(8):
        if _own_negation(node):
            return node
        head = node.head
        if head == node:
            return None
        if node.dep_ == "conj" or (node.dep_ == "dep" and head.pos_ == "VERB"):
            if not _shares_negation(node):
                return None
        elif node.dep_ in ("pcomp", "pobj") and head.lower_ == "without":
            return None if node.lower_ in words("polarity", "neutral_without") else head
        elif (node.dep_ in ("advcl", "relcl") and not _let(node)) or node.dep_ not in _BELOW:
            return None
        elif head.pos_ in ("VERB", "AUX", "ADJ"):
            if head.lemma_.lower() == "be" and node.dep_ in ("prep", "attr", "acomp", "xcomp"):
                return head if _own_negation(head) else None
            if head.lemma_.lower() in words("polarity", "denying") or head.lemma_.lower() in words("polarity", "hindering"):
                return head
            if head.lemma_.lower() not in words("polarity", "carrying"):
                return None
        elif head.pos_ == "NOUN" and _has_no(head):
            return head
        node = head
    return None


def no_longer(verb: Token) -> bool:
    """Whether a verb says that something ends: "we no longer share"."""
    return any(child.lower_ == "longer" for child in verb.children)


def empty(token: Token, by: Token) -> bool:
    """Whether the denial of `token` that `by` carries keeps the controller from nothing.

    So it is with what the person does not want ("you no longer wish us to use"), what nobody has to do ("we are not required to respond"), what is
    hindered without the controller's leaving it ("to prevent unauthorised access"), and two denials in a row ("not possible without giving your name").
    """
    subjects = [child for child in by.children if child.dep_ in ("nsubj", "nsubjpass")]
    lemma = by.lemma_.lower()
    if by != token and any(child.lower_ in words("roles", "user") for child in subjects):
        return True
    if lemma == "without":
        return denied(by.head)
    if by == token and lemma in words("polarity", "needing"):
        return no_longer(by)
    if lemma in words("polarity", "duties") and by != token:
        return any(child.dep_ == "auxpass" for child in by.children)
    if lemma in words("polarity", "hindering") and by != token:
        return token.pos_ != "VERB" or not any(child.lower_ in words("roles", "first_person") for child in subjects)
    return False


def opens_exception(doc: Doc, index: int, end: int) -> bool:
    """Whether words of an exception begin at a token, before the token `end`: "unless", "other than"."""
    word, after = doc[index].lower_, doc[index + 1].lower_ if index + 1 < end else ""
    return word in words("polarity", "exceptions", "words") or f"{word} {after}" in words("polarity", "exceptions", "pairs")


def _let(clause: Token) -> bool:
    """Whether an infinitive that the parse calls a clause of its own says what a verb of allowing allows: "we do not let anyone under 13 register"."""
    return (
        clause.dep_ == "advcl"
        and clause.head.lemma_.lower() in words("polarity", "allowing")
        and any(child.dep_ == "aux" and child.lower_ == "to" for child in clause.children)
    )


def _own_negation(token: Token) -> bool:
    """Whether a word is negated itself: by a negator on it, beside it or on its adverb, or by a "no" on its subject or object."""
    for child in token.children:
        negator = child.dep_ == "neg" or (child.lower_ in words("polarity", "negators") and child.dep_ in ("advmod", "preconj", "cc", "neg", "det"))
        if negator and not _neutral(child) and not (child.dep_ == "cc" and child.i > token.i):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and child.i != token.i and _has_no(child):
            return True
        if child.dep_ == "prep" and child.i < token.i and any(grandchild.dep_ == "pobj" and _has_no(grandchild) for grandchild in child.children):
            return True
        if child.dep_ == "advmod" and child.i < token.i and any(_negates_manner(leaf, child) for leaf in child.children):
            return True
    before = token.nbor(-1) if token.i > 0 else None
    return before is not None and before.lower_ in words("polarity", "preceding") and before.head.i == token.i and not _neutral(before)


def _negates_manner(leaf: Token, manner: Token) -> bool:
    """Whether a negator hangs on the adverb of a verb: "no longer", "not knowingly or intentionally"."""
    return (leaf.dep_ == "neg" and not _neutral(leaf)) or (manner.lower_ == "longer" and leaf.lower_ == "no")


def _neutral(negator: Token) -> bool:
    """Whether the words beside a negator make it deny nothing: "not only", "not limited to", "whether or not"."""
    if negator.i > 1 and negator.nbor(-1).lower_ == "or" and any(token.lower_ == "whether" for token in negator.doc[max(0, negator.i - 4) : negator.i - 1]):
        return True
    return negator.i + 1 < len(negator.doc) and negator.nbor().lower_ in words("polarity", "neutral_after")


def _has_no(noun: Token) -> bool:
    return noun.lower_ in words("polarity", "negative_subjects") or any(
        child.lower_ in words("polarity", "negative_subjects") and child.dep_ in ("det", "preconj", "cc", "nmod", "amod") and child.i < noun.i
        for child in noun.children
    )


def _shares_negation(conjunct: Token) -> bool:
    """Whether a coordinated verb stands under the negation of the first: it has no subject and no auxiliary of its own, and nothing like "but" precedes it."""
    head = conjunct.head
    if any(child.dep_ in (*SUBJECTS, "aux") and child.i < conjunct.i for child in conjunct.children):
        return False
    between = conjunct.doc[head.i + 1 : conjunct.i]
    return not any(token.lower_ in words("polarity", "terminators") for token in between)
