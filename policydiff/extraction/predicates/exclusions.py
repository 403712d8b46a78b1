"""Words of doing that state nothing: they name a choice of the person, a demand of the law, a bidding, or what is only shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.predicates.roles import passive, subject
from policydiff.extraction.predicates.verbs import action_of, instrumental
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Token


def excluded(token: Token) -> bool:
    """Whether a word with an action is no predicate."""
    if _mentioned(token) or instrumental(token) or _vouched_for(token) or _for_the_person(token) or _demands(token) or _bound_by_law(token):
        return True
    return _presents(token) or any(child.lower_ == "please" for child in token.children)


def _mentioned(token: Token) -> bool:
    """Whether a participle only qualifies a noun: "the associated address", "records tied to your account"."""
    return token.tag_ == "VBN" and (
        token.dep_ == "amod" or (token.dep_ == "acl" and token.lemma_.lower() in words("predicates", "actions", "combine", "verbs"))
    )


def _vouched_for(token: Token) -> bool:
    """Whether the word only says what is not assured: "we cannot guarantee that nobody gains access to it"."""
    return any(above.lemma_.lower() in words("predicates", "assuring", "verbs") and action_of(above) == "protect" for above in token.ancestors)


def _for_the_person(token: Token) -> bool:
    """Whether the word stands under a choice, request or right of the person ("you may opt out of our sharing ...")."""
    node = token
    for _ in range(8):
        head = node.head
        if head == node:
            return False
        lemma = head.lemma_.lower()
        if head.pos_ in ("VERB", "AUX") and lemma in words("roles", "blocking_verbs") and node.dep_ not in ("advcl", "conj"):
            who = subject(head)
            if (who is None and not passive(head)) or (who is not None and who.lower_ in words("roles", "user")):
                return True
        if (
            head.pos_ in ("NOUN", "PROPN")
            and head.lower_ in words("roles", "blocking_nouns")
            and node.dep_ in ("acl", "prep", "relcl", "pcomp", "ccomp", "compound", "pobj")
        ):
            return not _ours(head)
        if node.dep_ == "advcl":
            return False
        node = head
    return False


def _ours(noun: Token) -> bool:
    """Whether a right, request or option is the controller's own: "we reserve the right to". What it respects is somebody else's."""
    verb = noun.head
    if verb.lemma_.lower() in words("predicates", "respecting", "verbs"):
        return False
    who = subject(verb) if verb.pos_ in ("VERB", "AUX") else None
    return who is not None and who.lower_ in words("roles", "first_person") and not any(child.lower_ in words("roles", "user") for child in verb.children)


def _demands(verb: Token) -> bool:
    """Whether a verb of asking asks for a deed, not for data: "we require them to adopt measures", "the law requires"."""
    if verb.lemma_.lower() not in words("predicates", "asking", "verbs") or verb.pos_ not in ("VERB", "AUX"):
        return False
    if any(child.dep_ in ("xcomp", "ccomp") and child.pos_ in ("VERB", "AUX") for child in verb.children) and not _asks_for_data(verb):
        return True
    asked = [leaf for child in verb.children for leaf in (child, *child.children) if leaf.dep_ in ("dobj", "pobj", "nsubj") and leaf.i > verb.i]
    if any(leaf.lower_ in words("predicates", "asking", "leave") for leaf in asked):
        return True
    demanding = [child for child in verb.children if child.dep_ in ("nsubj", "agent")]
    return any(leaf.lower_ in words("predicates", "asking", "authorities") for child in demanding for leaf in child.subtree)


def _asks_for_data(verb: Token) -> bool:
    """Whether the object of a verb of asking is data, and a further verb their purpose: "we need your address to deliver"."""
    from policydiff.vocabulary import load

    asked = next((child for child in verb.children if child.dep_ == "dobj" and child.pos_ == "NOUN"), None)
    if asked is None or asked.lower_ in words("roles", "user") or any(child.dep_ == "relcl" for child in asked.children):
        return False
    return load().classify(verb.doc[asked.left_edge.i : asked.i + 1].text, "data") is not None


def _bound_by_law(verb: Token) -> bool:
    """Whether a verb only says what the law demands: "the law requires us to disclose"."""
    if verb.dep_ not in ("xcomp", "ccomp") or verb.head.lemma_.lower() not in words("predicates", "asking", "verbs"):
        return False
    demanding = next((child for child in verb.head.children if child.dep_ == "nsubj"), None)
    return demanding is not None and demanding.lower_ in words("predicates", "asking", "authorities")


def _presents(verb: Token) -> bool:
    """Whether a verb only shows the reader what is told: "we provide a summary of what we collect"."""
    if verb.lemma_.lower() not in words("predicates", "given", "verbs"):
        return False
    # The parse hangs what stands after "below" on it.
    shown = [leaf for child in verb.children for leaf in (child, *(child.children if child.lower_ == "below" else ())) if leaf.dep_ in ("dobj", "pobj")]
    return any(leaf.lower_ in words("predicates", "presented", "words") for leaf in shown)


def bidden(verb: Token) -> bool:
    """Whether a denied verb is an imperative: "do not share your password", "Do Not Sell My Data", a "do not track" signal."""
    if (
        verb.lower_ in words("polarity", "signals")
        and verb.i > 1
        and verb.nbor(-1).lower_ == "not"
        and not any(child.dep_ == "nsubj" for child in verb.children)
    ):
        return True
    if any(child.dep_ in ("nsubj", "nsubjpass", "csubj") for child in verb.children) or verb.dep_ in ("conj", "advcl", "relcl", "acl"):
        return False
    return any(child.dep_ == "aux" and child.lower_ == "do" for child in verb.children)


def unfit(verb: Token, by: Token, voice: bool) -> bool:
    """Whether a denial only says what data are not fit for, whoever tries: "they cannot be used to identify anybody"."""
    if by != verb or not voice or any(child.dep_ == "agent" for child in verb.children):
        return False
    lemma, below = verb.lemma_.lower(), {child.lemma_.lower() for child in verb.children}
    if lemma not in words("predicates", "fitness", "verbs") and not (
        lemma in words("predicates", "fitness", "used") and below & words("predicates", "fitness", "aims")
    ):
        return False
    return any(child.lower_ in words("predicates", "fitness", "auxiliaries") for child in verb.children)


def in_condition(token: Token, opening: frozenset[str]) -> bool:
    """Whether a word stands in a clause that begins with one of the `opening` words, or in "in the event that"."""
    node = token
    for _ in range(6):
        if node.dep_ in ("advcl", "ccomp", "pcomp"):
            if any(child.dep_ in ("mark", "advmod") and child.lower_ in opening for child in node.children):
                return True
            # The parser hangs the verb of "if we learn we have collected" below the other one as often as above it.
            if node.dep_ == "ccomp" and node.i < node.head.i and node.left_edge.lower_ in opening:
                return True
        if node.dep_ == "acl" and node.head.lower_ in words("predicates", "conditional", "nouns"):
            return True
        if node.dep_ not in ("conj", "xcomp", "ccomp", "acomp", "acl", "attr", "dobj", "prep", "pobj", "pcomp") or node.head == node:
            return False
        node = node.head
    return False
