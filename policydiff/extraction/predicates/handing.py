"""Who hands data to whom: the person to the controller or to others, a source to the controller, the controller to whoever is granted access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.predicates.polarity import denier
from policydiff.extraction.predicates.roles import spoken_by_house
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Token


def granted(access: Token) -> bool:
    """Whether access is given to others: "we grant our auditors access to your files", "where access is provided to a vendor"."""
    verb = access.head
    if access.dep_ not in ("dobj", "nsubjpass") or verb.lemma_.lower() not in words("predicates", "granting", "verbs"):
        return False
    given = {leaf.lower_ for child in verb.children if child.dep_ in ("dative", "prep") for leaf in (child, *child.children)}
    return not given & words("predicates", "granting", "inward") and (bool(given) or access.dep_ == "nsubjpass")


def into_the_house(verb: Token) -> bool:
    """Whether something is sent to the controller itself: "to us", "to our servers"."""
    return any(
        leaf.lower_ == "us" or (leaf.lower_ in words("roles", "own") and any(child.lower_ == "our" for child in leaf.children))
        for child in verb.children
        if child.dep_ in ("prep", "dative") and child.lower_ == "to"
        for leaf in child.children
    )


def to_us(token: Token) -> bool:
    """Whether somebody hands something to the controller; the parse hangs "with us" on the data as often as on the verb."""
    below = [leaf for child in token.children for leaf in (child, *(child.children if child.dep_ == "dobj" else ()))]
    return any(
        (child.dep_ in ("dobj", "dative", "pobj", "iobj") and child.lower_ == "us")
        or (
            child.dep_ in ("prep", "dative")
            and child.lower_ in words("roles", "handing")
            and any(leaf.lower_ in words("recipients", "acting", "house") for leaf in child.subtree)
        )
        for child in below
    )


def from_a_source(verb: Token) -> bool:
    """Whether data come from somebody, to nobody named, which is to the controller: "such details may be provided by others"."""
    return (
        verb.tag_ == "VBN"
        and any(child.dep_ == "agent" for child in verb.children)
        and not any(child.dep_ in ("prep", "dative") and child.lower_ in words("roles", "handing") for child in verb.children)
    )


def tool_of_the_person(who: Token | None) -> bool:
    """Whether what acts is the person's own device: "what your browser sends" reaches the controller."""
    return who is not None and who.lower_ in words("predicates", "enabling", "of_the_person")


def to_outsider(token: Token) -> bool:
    """Whether a person hands data to others, or to the public, rather than to the controller.

    The parse hangs "with others" on the data as often as on the verb.
    """
    below = [leaf for child in token.children for leaf in (child, *(child.children if child.dep_ == "dobj" else ()))]
    return any(
        child.dep_ in ("prep", "dative")
        and child.lower_ in words("roles", "outside", "prepositions")
        and not any(leaf.lower_ in words("roles", "outside", "house") for leaf in child.subtree)
        and any(leaf.dep_ in ("pobj", "conj", "amod") and leaf.lower_ in words("roles", "outside", "people") for leaf in child.subtree)
        for child in below
    ) or any(child.lower_ == "publicly" for child in below)


def kept_from(verb: Token) -> bool:
    """Whether the controller does not let the person do something: "we do not allow minors to submit their address"."""
    by = denier(verb)
    return by is not None and spoken_by_house(by)


def spared(verb: Token) -> bool:
    """Whether the person need not hand something over: "you do not have to give us your name"."""
    by = denier(verb)
    return by is not None and by != verb and spares(by)


def spares(by: Token) -> bool:
    """Whether a denied word is one of duty or need, so that nobody has to do what stands below it."""
    return by.lemma_.lower() in words("polarity", "duties") or by.lemma_.lower() in words("polarity", "needing")
