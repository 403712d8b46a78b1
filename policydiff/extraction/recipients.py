"""Where in a sentence a recipient can stand: whom data are given to, who works on them for the house, and who takes them.

A third party is named in many other places: as the source of data, the owner of a page, the other side of a contract, somebody to be protected. The place in
the parse tells them apart; where the parse does not tell, the phrase may be a recipient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.predicates.roles import passive
from policydiff.extraction.wordlists import actions, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token

_CLIMB = 12
_ROW = ("conj", "appos")
_INSIDE = ("compound", "nmod", "poss")
_HEADING = 9  # tokens


def may_receive(doc: Doc, start: int, end: int) -> bool:
    """Whether the tokens `start` up to, not including, `end` stand where a recipient can stand."""
    root = doc[start:end].root
    if doc[start].lower_ in words("recipients", "openings", "words") or (root.i == start and root.tag_ in ("VBN", "VBG")):
        return False
    if root.lemma_.lower() in words("recipients", "places", "nouns"):
        return False
    node = root
    for _ in range(_CLIMB):
        head = node.head
        if head is node:
            return True
        if node.dep_ in _ROW:
            node = head
        elif node.dep_ in _INSIDE:
            if not start <= head.i < end and not _has_role(head):
                return False
            node = head
        elif node.dep_ == "pobj" and head.lower_ in words("recipients", "examples", "words"):
            if head.head.pos_ in ("VERB", "AUX"):
                return head.lower_ != "like"
            if _has_role(root) and not _has_role(head.head):
                return True
            node = head.head
        elif node.dep_ == "pobj" and head.lower_ == "of":
            if head.head.lower_ not in words("recipients", "parts", "nouns"):
                return False
            node = head.head
        else:
            return _stands(node, head)
    return True


def is_run_in_heading(doc: Doc, start: int, end: int) -> bool:
    """Whether the tokens open a first sentence without a verb, a heading in the line of its text: "Service providers. We share ..."."""
    sentence = doc[start].sent
    if start or sentence.end == len(doc) or len(sentence) > _HEADING or end > sentence.end:
        return False
    return not any(token.pos_ in ("VERB", "AUX") for token in sentence)


def _has_role(noun: Token) -> bool:
    return noun.lower_ in words("named", "roles", "words")


def _stands(node: Token, head: Token) -> bool:
    """Whether somebody at the place of `node` below `head` can get data."""
    if node.dep_ == "attr":
        return False
    if node.dep_ == "pobj":
        return _behind(head)
    if node.dep_ == "dobj":
        return head.lemma_.lower() not in words("recipients", "suffering", "verbs")
    if node.dep_ == "nsubj" and head.pos_ in ("VERB", "AUX") and node.pos_ != "PRON":
        return _takes(head)
    return True


def _behind(preposition: Token) -> bool:
    """Whether somebody behind a preposition can get data."""
    word, governor = preposition.lower_, preposition.head
    lemma = governor.lemma_.lower()
    if word in words("recipients", "sources", "prepositions"):
        if word in words("recipients", "sources", "relying_prepositions"):
            return lemma in words("recipients", "sources", "relying")
        return word == "from" and lemma in words("recipients", "sources", "help")
    if word == "by":
        return lemma not in words("recipients", "giving", "verbs") or _serves(governor)
    if word in words("roles", "handing"):
        if governor.lower_ in words("recipients", "dealing", "nouns") or lemma in words("recipients", "dealing", "verbs"):
            return False
        return not (word == "to" and _serving(governor))
    return True


def _serving(governor: Token) -> bool:
    """Whether what is given is no data: "we provide our services to customers", "sales of goods to members"."""
    given = governor if governor.pos_ == "NOUN" else next((child for child in governor.children if child.dep_ == "dobj"), None)
    return given is not None and given.lower_ in words("recipients", "serving", "nouns")


def _serves(verb: Token) -> bool:
    """Whether whoever gives does so for the house: "the service is provided by Acme", not "information provided by others"."""
    if verb.lemma_.lower() != "provide" or verb.dep_ == "acl" or not passive(verb):
        return False
    given = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    return given is not None and given.lower_ not in words("recipients", "giving", "given")


def _takes(verb: Token) -> bool:
    """Whether the subject of a verb gets data: who collects, uses or passes them on, unless it is to the house."""
    lemma = verb.lemma_.lower()
    if lemma in words("recipients", "acting", "further"):
        return True
    if lemma in words("recipients", "acting", "states"):
        return any(_takes(child) for child in verb.children if child.dep_ in ("acomp", "xcomp"))
    known = lemma in actions("verbs") and lemma not in words("recipients", "acting", "idle")
    return known and not any(_to_the_house(child) for child in verb.children)


def _to_the_house(child: Token) -> bool:
    if child.dep_ in ("dative", "dobj") and child.lower_ in words("recipients", "acting", "house"):
        return True
    return child.lower_ in words("roles", "handing") and any(leaf.lower_ in words("recipients", "acting", "house") for leaf in child.children)
