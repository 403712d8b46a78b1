"""Whether a predicate is stated or denied.

A negator denies the word it hangs on, what is coordinated with that word without a subject or auxiliary of its own, and what stands below a negated verb of
allowing, wanting or engaging. "but" and its like end the scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_BELOW = ("xcomp", "ccomp", "pcomp", "acl", "advcl", "dobj", "pobj", "prep", "attr", "relcl", "conj")


def denied(token: Token) -> bool:
    """Whether the predicate at `token` is denied."""
    node = token
    for _ in range(8):
        if _own_negation(node):
            return True
        head = node.head
        if head == node:
            return False
        if node.dep_ == "conj":
            if not _shares_negation(node):
                return False
        elif node.dep_ in ("pcomp", "pobj") and head.lower_ == "without":
            return True
        elif node.dep_ in ("advcl", "relcl") or node.dep_ not in _BELOW:
            return False
        elif head.pos_ in ("VERB", "AUX", "ADJ"):
            if head.lemma_.lower() == "be" and node.dep_ in ("prep", "attr"):
                return _own_negation(head)
            if head.lemma_.lower() in words("polarity", "denying"):
                return True
            if head.lemma_.lower() not in words("polarity", "carrying"):
                return False
        elif head.pos_ == "NOUN" and _has_no(head):
            return True
        node = head
    return False


def _own_negation(token: Token) -> bool:
    for child in token.children:
        if child.dep_ == "neg" or (child.lower_ in words("polarity", "negators") and child.dep_ in ("advmod", "preconj", "cc", "neg", "det")):
            after = child.nbor().lower_ if child.i + 1 < len(child.doc) else ""
            if after not in words("polarity", "neutral_after") and not (child.dep_ == "cc" and child.i > token.i):
                return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and child.i != token.i and _has_no(child):
            return True
        if child.dep_ == "prep" and child.i < token.i and any(grandchild.dep_ == "pobj" and _has_no(grandchild) for grandchild in child.children):
            return True
        if child.dep_ == "advmod" and child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True
    return token.i > 0 and token.nbor(-1).lower_ in ("nor", "never", "not") and token.nbor(-1).head.i == token.i


def _has_no(noun: Token) -> bool:
    return noun.lower_ in words("polarity", "negative_subjects") or any(
        child.lower_ in words("polarity", "negative_subjects") and child.dep_ in ("det", "preconj", "cc", "nmod", "amod") and child.i < noun.i
        for child in noun.children
    )


def _shares_negation(conjunct: Token) -> bool:
    """Whether a coordinated verb stands under the negation of the first: it has no subject and no auxiliary of its own, and nothing like "but" precedes it."""
    head = conjunct.head
    if any(child.dep_ in (*_SUBJECTS, "aux") and child.i < conjunct.i for child in conjunct.children):
        return False
    between = conjunct.doc[head.i + 1 : conjunct.i]
    return not any(token.lower_ in words("polarity", "terminators") for token in between)
