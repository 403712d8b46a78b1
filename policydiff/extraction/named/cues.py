"""What makes a name a recipient: the verb, preposition or noun that governs it, or a noun beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from policydiff.extraction.named.names import usual_term
from policydiff.extraction.predicates.roles import passive, subject, verb_above
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token

_CLIMB = 10  # words above the name that are looked at
_EXAMPLES = 40  # tokens before the name that may be further examples
_BEFORE, _BEHIND = 5, 9  # tokens of the noun beside a name: of its phrase, and up to its end
_VERBS = ("VERB", "AUX")
# Labels by which a name is part of the phrase of the noun above it, and those by which it qualifies that noun.
_WITHIN = ("appos", "compound", "nmod", "poss", "npadvmod", "amod", "conj")
_QUALIFYING = ("compound", "poss")


@dataclass(frozen=True, slots=True)
class Cue:
    """What makes a name a recipient.

    `noun` says what it is ("our analytics provider"), `helps` that it works for the house; a `strong` cue makes a name of a word of everyday English too.
    """

    noun: str = ""
    verb: Token | None = None
    helps: bool = False
    strong: bool = False


def cue_of(doc: Doc, start: int, end: int) -> Cue | None:
    """What makes the run a recipient; None where nothing does."""
    beside = _beside(doc, start, end)
    node = doc[start:end].root
    for _ in range(_CLIMB):
        head = node.head
        if node.dep_ == "pobj" and head.pos_ in ("ADP", "SCONJ", "VERB", "ADV"):
            return _governed(head, beside)
        if node.dep_ == "dobj" and head.pos_ in _VERBS:
            return _object(head, beside)
        if node.dep_ in ("nsubj", "nsubjpass") and head.pos_ in _VERBS:
            return _subject(node, head, beside)
        if node.dep_ == "attr" and beside:
            return Cue(beside, head)
        if head == node or node.dep_ not in _WITHIN:
            break
        if head.lower_ in words("named", "roles", "words") and node.dep_ not in ("poss", "conj"):
            beside = beside or doc[head.left_edge.i : head.i + 1].text
        elif _is_replaced(node, start, end):
            break
        node = head
    return Cue(beside, verb_above(doc[start])) if beside else None


def _is_replaced(node: Token, start: int, end: int) -> bool:
    """Whether a noun that the name qualifies is what is spoken of, not the company: "Acme customers"; "the Acme service" is the company."""
    if node.dep_ not in _QUALIFYING:
        return False
    noun = node.head if start <= node.i < end else node
    return not start <= noun.i < end and noun.lower_ not in _of_companies()


@cache
def _of_companies() -> frozenset[str]:
    """Nouns for companies, and for what they give."""
    return words("named", "roles", "words") | words("named", "roles", "tools")


def bracketed(doc: Doc, start: int, end: int) -> Cue | None:
    """The cue of a world-known company alone in brackets: "to show you advertising (Google Ads)"."""
    enclosed = start > 0 and doc[start - 1].text == "(" and end < len(doc) and doc[end].text in (")", ",")
    return Cue(verb=verb_above(doc[start])) if enclosed and usual_term(doc, start, end) is not None else None


def _beside(doc: Doc, start: int, end: int) -> str:
    """The noun that says what the name is, before it ("our analytics provider, Acme"; "vendors such as Acme") or behind it ("Acme, our mail provider")."""
    roles, examples = _of_companies(), words("named", "cues", "examples")
    at = start - 1
    sentence = doc[start].sent
    steps = 0
    while at >= sentence.start and steps < _EXAMPLES and (doc[at].lower_ in examples or doc[at].pos_ in ("PROPN", "CCONJ") or doc[at].is_space):
        if doc[at].lower_ in roles and doc[at].text[:1].islower():
            break
        at, steps = at - 1, steps + 1
    if at >= sentence.start and doc[at].lower_ in roles:
        return doc[max(doc[at].left_edge.i, at - _BEFORE, sentence.start) : at + 1].text
    if end + 1 < sentence.end and doc[end].text in (",", "(", "–", "—") and doc[end + 1].lower_ in words("named", "cues", "describing"):
        for token in doc[end + 1 : min(end + _BEHIND, sentence.end)]:
            if token.pos_ in ("VERB", "ADP", "PUNCT"):
                break
            if token.lower_ in words("named", "roles", "words"):
                return doc[end + 1 : token.i + 1].text
    return ""


def _governed(preposition: Token, beside: str) -> Cue | None:
    """The cue of a name behind a preposition."""
    governor = preposition.head
    if preposition.lower_ in words("named", "cues", "instances"):
        return Cue(beside, verb_above(governor)) if beside else None
    found = _by_preposition(preposition, beside)
    if found is not None or not beside:
        return found
    return Cue(beside, governor if governor.pos_ in _VERBS else verb_above(governor))


def _by_preposition(preposition: Token, beside: str) -> Cue | None:
    """The cue that a preposition gives together with the word that governs it."""
    word, governor = preposition.lower_, preposition.head
    lemma, acts = governor.lemma_.lower(), governor.pos_ in _VERBS
    if word == "by":
        return Cue(beside, governor, helps=True) if acts and lemma in words("named", "cues", "processing") else None
    if word in words("named", "cues", "parties"):
        verb = governor if acts else governor.head
        return _with_party(word, verb, beside) if verb.pos_ in _VERBS else None
    if word in words("recipients", "sources", "relying_prepositions"):
        return Cue(beside, governor, helps=True) if lemma in words("named", "cues", "joining") else None
    if word in words("named", "cues", "ways"):
        helps = (acts or governor.pos_ == "NOUN") and not _by_the_person(governor)
        return Cue(beside, verb_above(preposition), helps=True) if helps else None
    if word == "of" and governor.lower_ in words("named", "roles", "tools"):
        above = verb_above(governor)
        return Cue(beside, above, helps=True) if above is not None and above.lemma_.lower() in words("named", "cues", "using") else None
    return None


def _with_party(preposition: str, verb: Token, beside: str) -> Cue | None:
    """The cue of a verb of working together, or of sharing by somebody else than the person."""
    lemma = verb.lemma_.lower()
    if preposition == "with" and lemma in words("named", "cues", "joining") and not _by_the_person(verb):
        return Cue(beside, verb, helps=True, strong=True)
    return Cue(beside, verb) if lemma in words("named", "cues", "sharing") and (_by_the_house(verb) or _undergone(verb)) else None


def _object(verb: Token, beside: str) -> Cue | None:
    """The cue of a name that is the object of a verb: of using, of including, or of any where a noun beside it tells."""
    lemma = verb.lemma_.lower()
    if lemma in words("named", "cues", "using") and (_by_the_house(verb) or verb.tag_ == "VBG") and not _by_the_person(verb):
        return Cue(beside, verb, helps=True, strong=True)
    topic = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if lemma == "include" and topic is not None and topic.lower_ in _of_companies():
        return Cue(verb.doc[topic.left_edge.i : topic.i + 1].text, verb)
    return Cue(beside, verb) if beside and not _by_the_person(verb) else None


def _subject(node: Token, verb: Token, beside: str) -> Cue | None:
    """The cue of a name that is the subject of a verb: of getting data, or of being a company."""
    lemma = verb.lemma_.lower()
    # Without a "we" or "us" beside it, the name may be the house speaking of itself in the third person.
    apart = any(token.tag_ == "PRP" and token.lower_ in words("roles", "first_person") for token in node.sent)
    if lemma in words("named", "cues", "receiving") and node.dep_ == "nsubj" and apart:
        return Cue(beside, verb)
    if lemma == "be":
        said = next((child for child in verb.children if child.dep_ == "attr" and child.lower_ in words("named", "roles", "words")), None)
        if said is not None:
            return Cue(verb.doc[said.left_edge.i : said.i + 1].text, verb)
    return Cue(beside, verb) if beside else None


def _by_the_person(verb: Token) -> bool:
    """Whether the person does it: "if you share it with Acme"."""
    who = subject(verb) if verb.pos_ in _VERBS else None
    return who is not None and who.lower_ in words("roles", "user")


def _by_the_house(verb: Token) -> bool:
    """Whether the house does it, or somebody who stands as the subject of the verb itself and is not the person nor a name."""
    who = subject(verb)
    if who is None or who.lower_ in words("roles", "user"):
        return False
    return who.lower_ in words("roles", "first_person") or (who.head == verb and who.pos_ != "PROPN")


def _undergone(verb: Token) -> bool:
    """Whether the verb is in the passive voice, or names nobody who acts: "is shared with Acme", "sending it to Acme"."""
    return (passive(verb) or subject(verb) is None) and not _by_the_person(verb)
