"""Which action a verb or a noun of doing stands for: the word lists say it, the words below it narrow it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from policydiff.extraction.models import Action
from policydiff.extraction.predicates.polarity import denier, empty
from policydiff.extraction.predicates.roles import subject
from policydiff.extraction.wordlists import actions, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Span, Token

_AFTER_A_STATE = frozenset({"PUNCT", "CCONJ", "ADP", "SCONJ"})
# What is done with services as well as with data.
_OF_OFFERS = frozenset({"share", "access"})


def action_of(token: Token) -> Action | None:
    """What a verb or a noun of doing says is done with data; None for other words, and where it is done with something else."""
    if token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB"):
        return cast("Action | None", _of_verb(token))
    return cast("Action | None", _of_noun(token)) if token.pos_ == "NOUN" else None


# Asked of each sentence while it is told whether it states anything, and again for what it states.
@lru_cache(maxsize=64)
def deeds(sentence: Span) -> tuple[tuple[Token, Action], ...]:
    """The words of a sentence that say what is done with data, with their actions, in order."""
    return tuple((token, action) for token in sentence if (action := action_of(token)) is not None)


def _of_verb(verb: Token) -> str | None:
    """The action of a verb by its lemma, else by what stands with it: guarding, showing, enabling, opening up, assuring."""
    lemma = verb.lemma_.lower()
    found = None if _in_view_of(verb) else actions("verbs").get(lemma)
    if found is not None and found in _OF_OFFERS and (_of_what_is_offered(verb) or (found == "share" and _to_the_person(verb))):
        return None
    if found in ("retain", "use") and _guardedly(verb):
        return "protect"
    if lemma in words("predicates", "seeing", "verbs") and _onlooker(verb):
        return "share"
    if found is not None:
        return found
    if lemma in words("predicates", "enabling", "verbs") and _has_thing_as_subject(verb):
        return "use"
    if lemma in words("predicates", "light", "verbs") and _opens_up(verb):
        return "share"
    return "protect" if lemma in words("predicates", "assuring", "verbs") and _vouches_for_safety(verb) else None


def _of_noun(noun: Token) -> str | None:
    lemma = noun.lemma_.lower()
    if lemma in words("predicates", "assuring", "nouns") and _vouches_for_safety(noun):
        return "protect"
    found = actions("nouns").get(lemma)
    return found if found is not None and _governs(noun) else None


def instrumental(token: Token) -> bool:
    """Whether a word of use only names the means of collecting: "we collect data using tags", "collected through the use of cookies"."""
    if token.lemma_.lower() != "use":
        return False
    head = token.head
    if token.tag_ == "VBG":
        by = token.dep_ in ("advcl", "acl")
        if token.dep_ == "acl":
            head = head.head
    else:
        by = token.pos_ == "NOUN" and token.dep_ == "pobj" and head.lower_ in words("predicates", "means", "prepositions")
        head = head.head
    return by and action_of(head) == "collect"


def _guardedly(verb: Token) -> bool:
    """Whether something is kept or handled safely: "stored securely", "held in the strictest confidence"."""
    guarding = words("predicates", "guarding", "words")
    if any(child.lower_ in guarding for child in verb.children):
        return True
    if verb.lemma_.lower() not in words("predicates", "guarding", "keeping"):
        return False
    # The parse hangs what closes the sentence on the nearest noun: "keep the details that you give us confidential".
    states = words("predicates", "guarding", "states")
    return any(leaf.lower_ in states and leaf.i > verb.i and (leaf.i + 1 == len(verb.doc) or leaf.nbor().pos_ in _AFTER_A_STATE) for leaf in verb.subtree)


def _in_view_of(participle: Token) -> bool:
    """Whether "given" stands for "in view of": "we process this information given our legitimate interest"."""
    if participle.lower_ != "given" or any(child.dep_ in ("aux", "auxpass") for child in participle.children):
        return False
    return any(child.dep_ in ("dobj", "pobj", "ccomp") for child in participle.children)


def _onlooker(verb: Token) -> bool:
    """Whether somebody but the person gets to see the data: "other users can view your profile"."""
    who = subject(verb)
    if who is None or who.lower_ not in words("predicates", "seeing", "onlookers"):
        return False
    return who.lower_ in words("predicates", "seeing", "always") or any(child.lower_ in words("predicates", "seeing", "others") for child in who.children)


def _of_what_is_offered(verb: Token) -> bool:
    """Whether the object of a verb is what the controller offers, and no data: "we provide our services to schools", "when you access the app"."""
    taken = next((child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")), None)
    if taken is None and verb.tag_ == "VBN" and verb.dep_ == "acl":
        taken = verb.head
    if taken is None:
        return False
    named = taken
    if taken.lower_ in words("predicates", "offered", "amounts"):
        named = next((leaf for child in taken.children if child.lower_ == "of" for leaf in child.children if leaf.dep_ == "pobj"), taken)
    offered = words("predicates", "offered", "words")
    return named.lower_ in offered and not any(child.dep_ == "conj" and child.lower_ not in offered for child in named.children)


def _to_the_person(verb: Token) -> bool:
    """Whether something is sent or shown to the person: "we send you news" shares nothing."""
    return any(child.dep_ in ("dative", "dobj") and child.i > verb.i and child.lower_ in words("predicates", "sending", "person") for child in verb.children)


def _has_thing_as_subject(verb: Token) -> bool:
    persons = words("roles", "first_person") | words("roles", "user") | words("predicates", "enabling", "of_the_person")
    return any(child.dep_ == "nsubj" and child.lower_ not in persons for child in verb.children)


def _vouches_for_safety(word: Token) -> bool:
    """Whether a denied word of assuring is about how safe something is: "we cannot guarantee the security of your data"."""
    by = denier(word)
    if by is None or empty(word, by):
        return False
    said = word.subtree if word.pos_ == "VERB" else word.head.subtree
    return any(leaf.lower_ in words("predicates", "assuring", "safety") for leaf in said)


def _opens_up(verb: Token) -> bool:
    """Whether a verb without a meaning of its own makes something available or visible."""
    available = words("predicates", "light", "available")
    if any(child.dep_ == "nsubj" and child.lower_ in words("predicates", "light", "offers") for child in verb.children):
        return False
    return any(child.lower_ in available and child.dep_ in ("acomp", "ccomp", "oprd", "amod") for child in verb.children)


def _governs(noun: Token) -> bool:
    """Whether a noun of doing, or one listed with it, names an object or stands where a verb would: "the use and sale of", "have access to"."""
    listed, first = [noun], noun
    while first.dep_ == "conj" and first.head != first:
        first = first.head
        listed.append(first)
    if first.dep_ in ("dobj", "nsubjpass") or first.pos_ == "VERB":
        return True
    listed += (other for other in noun.subtree if other.dep_ == "conj" and other.pos_ in ("NOUN", "PROPN"))
    return any(child.dep_ == "prep" and child.lower_ in words("predicates", "governing", "prepositions") for other in listed for child in other.children)
