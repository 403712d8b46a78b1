"""Who does what a predicate says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.models import Actor
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.reading import Names

# Dependency labels of subjects, in the scheme of spaCy's English models (ClearNLP).
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_BY_CATEGORY: dict[str, Actor] = {
    "affiliate": "affiliate",
    "service_provider": "service_provider",
    "payment_processor": "service_provider",
}


def passive(token: Token) -> bool:
    """Whether a verb is in the passive voice ("is collected", "data collected by")."""
    if any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children):
        return True
    if token.tag_ == "VBN" and (token.dep_ == "acl" or _state(token)):
        return True
    return token.dep_ == "conj" and token.tag_ in ("VBN", "VBD") and token.head.tag_ == "VBN" and not _own_subject(token) and passive(token.head)


def _state(token: Token) -> bool:
    """Whether a participle is what something is: "your messages are end-to-end encrypted"."""
    return token.dep_ == "acomp" and token.head.lemma_ == "be"


def _own_subject(token: Token) -> Token | None:
    return next((child for child in token.children if child.dep_ == "nsubj"), None)


def subject(token: Token) -> Token | None:
    """The word for whoever acts, or None where the text leaves it open."""
    node = token
    for _ in range(8):
        agent = next((child for child in node.children if child.dep_ == "agent"), None)
        if agent is not None:
            return next((child for child in agent.children if child.dep_ == "pobj"), None)
        if node == token and token.tag_ == "VBN" and _state(token):
            return None
        own = _own_subject(node)
        if own is not None:
            if own.lower_ in words("roles", "outsider_pronouns") and node.dep_ == "relcl":
                return node.head
            return own
        undergoing = next((child for child in node.children if child.dep_ == "nsubjpass"), None)
        if undergoing is not None:
            return None if node == token else undergoing
        if node.pos_ == "NOUN":
            owner = next((child for child in node.children if child.dep_ == "poss"), None)
            if owner is not None:
                return owner
        if node.head == node or node.dep_ in ("relcl",) or (node.dep_ == "acl" and node.tag_ == "VBN"):
            return None
        thing = next((child for child in node.head.children if child.dep_ == "dobj" and child.i < node.i), None)
        # "We allow partners to": they act; "we use tools to": we do.
        acting = node.dep_ == "xcomp" and node.head.lemma_.lower() not in words("predicates", "actions", "use", "verbs")
        if thing is not None and (acting or (node.dep_ == "advcl" and node.head.lemma_.lower() in words("polarity", "allowing"))):
            return thing
        node = node.head
    return None


def actor(word: Token | None, names: Names) -> Actor:
    """The role of the word for whoever acts; where nobody is named, the controller."""
    if word is None:
        return "first_party"
    form = word.lower_
    if form in words("roles", "first_person"):
        return "first_party"
    if form in words("roles", "user"):
        return "user"
    phrase = word.doc[word.left_edge.i : word.i + 1].text
    if form in names.house or any(name in phrase.lower() for name in names.first_party):
        return "first_party"  # a house that speaks of itself by its name, however well others know it
    if form in words("roles", "own") and not any(child.lower_ in words("roles", "foreign") for child in word.children):
        return "third_party" if _foreign_service(word) else "first_party"
    if form in words("roles", "instruments") and not any(child.lower_ in words("roles", "foreign") for child in word.subtree):
        return "first_party"
    if form in words("roles", "outsider_pronouns"):
        return "third_party"
    from policydiff.vocabulary import load

    term = load().classify(phrase, "recipients")
    if term is None or term.category == "named":
        return "first_party"
    return _BY_CATEGORY.get(term.category, "third_party")


def spoken_by_house(verb: Token) -> bool:
    """Whether the controller is the subject of a verb, in the first person: "we share"."""
    return any(child.dep_ == "nsubj" and child.lower_ in words("roles", "first_person") for child in verb.children)


def _foreign_service(word: Token) -> bool:
    """Whether "services" and the like are somebody else's: "weather services" without an article or "our"."""
    return any(child.dep_ == "compound" for child in word.children) and not any(child.dep_ in ("poss", "det") for child in word.children)


def sentence_bounds(doc: Doc, offset: int) -> tuple[int, int]:
    """Start and end (characters) of the sentence that holds the character `offset`."""
    for sentence in doc.sents:
        if offset < sentence.end_char:
            return sentence.start_char, sentence.end_char
    return 0, len(doc.text)


def verb_above(token: Token) -> Token | None:
    """The nearest verb above a token; None where it hangs on none."""
    node = token
    while node.head != node:
        node = node.head
        if node.pos_ in ("VERB", "AUX"):
            return node
    return None
