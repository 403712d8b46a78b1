"""How strongly a predicate is stated: as a fact, a possibility, an intention, or only under the person's consent or choice.

Words of consent and choice count within the part of the sentence that the predicate stands in: up to a semicolon, and to a coordinated clause with a subject
of its own. The auxiliary is that of the finite verb on which the predicate hangs: "we may use cookies to collect", "this may result in the transfer of".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from policydiff.extraction.models import Modality, Polarity
from policydiff.extraction.predicates.roles import SUBJECTS
from policydiff.extraction.wordlists import phrases, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Span, Token

# Below these labels a word stands in the clause of the word above it.
_WITHIN = frozenset({"conj", "xcomp", "acomp", "pcomp", "prep", "pobj", "dobj", "attr", "acl", "advcl", "agent", "dative", "oprd"})
_DEPTH = 8
_KINDS: tuple[tuple[str, Modality], ...] = (("opted_out", "unless_opted_out"), ("consent", "only_with_consent"), ("chooses", "if_user_chooses"))


def modality(token: Token, polarity: Polarity, sentence: str, start: int) -> Modality:
    """How strongly the predicate is stated; `sentence` is the lower-case text of its sentence, which begins at the character `start` of the clause."""
    told = _told(token, sentence, start)
    if told is not None:
        return told
    auxiliaries = _auxiliaries(token)
    if polarity == "denied":
        if auxiliaries & words("modality", "must"):
            return "must_not"
        return "will" if auxiliaries & words("modality", "will") else "does"
    if auxiliaries & words("modality", "may"):
        return "may"
    return "will" if auxiliaries & words("modality", "will") else "does"


def _told(token: Token, sentence: str, start: int) -> Modality | None:
    """The modality that words of consent and choice give, if they stand in the predicate's part of the sentence."""
    part = None
    for at, found in _phrases(sentence):
        part = _part(token) if part is None else part
        if part[0].idx - start <= at < part[-1].idx + len(part[-1]) - start:
            return found
    return None


# The verbs of a sentence ask one after the other.
@lru_cache(maxsize=16)
def _phrases(sentence: str) -> tuple[tuple[int, Modality], ...]:
    """Where words of consent and choice stand in a sentence, and what they say, the strongest first."""
    found = []
    for kind, said in _KINDS:
        for phrase in phrases("modality", kind):
            at = sentence.find(phrase)
            while at >= 0:
                found.append((at, said))
                at = sentence.find(phrase, at + 1)
    return tuple(found)


def _part(token: Token) -> Span:
    """The part of the sentence in which a predicate stands."""
    sentence = token.sent
    first, last = sentence.start, sentence.end
    for other in sentence:
        if other.text == ";" or (other.dep_ == "conj" and other.pos_ in ("VERB", "AUX") and any(child.dep_ in SUBJECTS for child in other.children)):
            edge = other.i + 1 if other.text == ";" else min(child.i for child in other.children if child.dep_ in SUBJECTS)
            if edge <= token.i:
                first = max(first, edge)
            elif edge > token.i:
                last = min(last, edge)
    return token.doc[first : max(last, token.i + 1)]


def _auxiliaries(token: Token) -> set[str]:
    """The modal auxiliaries of the predicate, else of the finite verb above it."""
    node = token
    for _ in range(_DEPTH):
        found = {child.lower_ for child in node.children if child.dep_ in ("aux", "auxpass") and child.tag_ == "MD"}
        if found or node.head == node or not _inside(node):
            return found
        node = node.head
    return set()


def _inside(node: Token) -> bool:
    """Whether a word stands in the clause of the word above it, and says nothing of its own: it has no subject, and is no participle beside a noun."""
    if node.dep_ in ("nsubj", "nsubjpass"):
        return node.pos_ == "NOUN"
    if node.dep_ not in _WITHIN or any(child.dep_ in SUBJECTS for child in node.children):
        return False
    return not (node.dep_ in ("acl", "advcl") and node.tag_ not in ("VB", "VBG"))
