"""What a heading or lead-in lends to the clauses under it: a verb, an actor, a polarity, and what bare items are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from policydiff.extraction.models import DISCLOSING, Action, Actor, Modality, Polarity
from policydiff.extraction.predicates import Predicate, predicates
from policydiff.extraction.reading import Names
from policydiff.extraction.wordlists import phrases, table, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.reading import Reading

_NUMBERED = re.compile(r"(?<![\w.])\d{1,2}\.\s+[A-Z][^.]{2,60}(?=\s\d|$)")
_TITLES = 4
_NUMBER = re.compile(r"\(?\d{1,2}(?:\.\w{1,2})*[.)] ?[A-Z]")
_SUBJECTS = ("nsubj", "nsubjpass")
_LONGEST_TITLE = 18  # tokens
_END_MARKS = frozenset({".", "!", "?", ";", ",", ":"})


@dataclass(frozen=True, slots=True)
class Frame:
    """The predicate that a clause without one is read under, and the slot that its bare items fill."""

    slot: Literal["data", "recipients", "purposes"]
    action: Action
    actor: Actor
    polarity: Polarity
    modality: Modality
    spoken: bool = False

    def predicate(self, length: int) -> Predicate:
        """The frame as a predicate over a clause of `length` tokens; its token is -1, since none of the clause's words states it."""
        return Predicate(token=-1, action=self.action, actor=self.actor, polarity=self.polarity, modality=self.modality, start=0, end=length)


def frame(reading: Reading) -> Frame | None:
    """The frame of a clause from its lead-in, else from its headings, the innermost first; None where they lend nothing."""
    if reading.lead_in is not None and reading.lead_in.text.strip():
        lent = _spoken(reading.lead_in, reading.names.first_party, reading.names.house)
        if lent is not None:
            return lent
    presented = reading.lead_in is not None and _names_data(reading.lead_in)
    for heading in reversed(reading.heading):
        folded = heading.lower()
        if any(phrase in folded for phrase in phrases("roles", "contexts", "not_practice")):
            return None
        found = _matching(heading)
        if found is not None:
            denied = bool(words("contexts", "denying", "words") & set(folded.replace("’", "'").split()))
            return Frame("data" if presented else found["slot"], found["action"], "first_party", "denied" if denied else "affirmed", "does", spoken=presented)
    return Frame("data", "collect", "first_party", "affirmed", "does", spoken=True) if presented else None


def asked(header: str) -> Action | None:
    """What the header of a column asks of the data in its rows ("Collected?", "Do we sell it"); None where it asks of nothing that is done with them."""
    entry = _matching(header)
    return None if entry is None or entry["slot"] == "purposes" else entry["action"]


def _names_data(lead_in: Doc) -> bool:
    """Whether a lead-in only names what its items are, and they are data: "Device information:", "This may include:"."""
    from policydiff.vocabulary import load

    root = list(lead_in.sents)[-1].root
    if root.pos_ in ("VERB", "AUX"):
        topic = next((child for child in root.children if child.dep_ == "nsubj"), None)
        pointing = words("predicates", "pointing", "words") | words("contexts", "naming", "words")
        return topic is not None and root.lemma_.lower() in words("predicates", "linking", "verbs") and topic.lower_ in pointing
    last = next((token for token in reversed(lead_in.tokens) if not token.is_punct), root)
    if root.lower_ in words("contexts", "naming", "words") or (last.lower_ in words("contexts", "naming", "words") and last.right_edge == last):
        return True
    named = lead_in[root.left_edge.i : root.i + 1].text
    return root.pos_ in ("NOUN", "PROPN") and load().classify(named, "data") is not None


def is_contents(text: str) -> bool:
    """Whether a clause is a table of contents: numbered titles in a row."""
    return len(_NUMBERED.findall(text)) >= _TITLES


def is_title(doc: Doc) -> bool:
    """Whether a paragraph is a title that the document does not mark: a few words after a number, without an end mark."""
    if len(doc) > _LONGEST_TITLE or doc.tokens[-1].text in _END_MARKS or _NUMBER.match(doc.text) is None:
        return False
    return not any(sentence.root.pos_ in ("VERB", "AUX") and any(child.dep_ in _SUBJECTS for child in sentence.root.children) for sentence in doc.sents)


def _breaks_off(lead_in: str) -> bool:
    """Whether a lead-in ends in a negation, so that its items are what is denied: "We will not:"."""
    last = lead_in.lower().replace("’", "'").rstrip(" :.-–—").split()
    return bool(last) and last[-1] in words("contexts", "denying", "words")


def _depends(token: Token) -> bool:
    """Whether a verb only says which data are meant: "we use what we receive to:"."""
    return token.dep_ in ("relcl", "ccomp", "pcomp") and token.head.pos_ in ("VERB", "NOUN", "ADP") and token.head.i < token.i


def _aims(token: Token) -> bool:
    """Whether a verb opens a lead-in with what something is done for: "To send encrypted messages, we:"."""
    return token.dep_ in ("advcl", "ROOT") and token.i > 0 and token.nbor(-1).lower_ == "to" and token.nbor(-1).is_sent_start


def _secondary(token: Token) -> bool:
    """Whether a verb is not what the items of a lead-in undergo: it only says which data are meant, under which condition, or for what.

    "We use what we receive to:", "we treat as sensitive, if used with your name:", "we use your data to provide the service, such as:".
    """
    aim = token.dep_ in ("xcomp", "advcl") and any(child.dep_ == "aux" and child.lower_ == "to" for child in token.children)
    conditional = token.dep_ == "advcl" and any(child.lower_ in words("circumstances", "conditional", "words") for child in token.children)
    return _depends(token) or _presents(token) or conditional or (aim and token.lemma_.lower() in words("predicates", "actions", "share", "verbs"))


def _presents(token: Token) -> bool:
    """Whether a verb only shows what follows: "the list below provides examples of what we collect:"."""
    return any(child.dep_ == "dobj" and child.lower_ in words("contexts", "presenting", "words") for child in token.children)


def _excepts(lead_in: str) -> bool:
    """Whether a lead-in ends in an exception, so that its items are what is done: "We share your data with nobody, except:"."""
    return any(phrase in lead_in.lower() for phrase in phrases("contexts", "excepting", "phrases"))


# Asked of a heading and of a lead-in for each clause under it.
@lru_cache(maxsize=256)
def _matching(text: str) -> dict[str, Any] | None:
    folded = text.lower()
    return next((entry for entry in table("contexts")["frame"] if any(phrase in folded for phrase in entry["any"])), None)


# Asked of a lead-in for each of its items.
@lru_cache(maxsize=16)
def _spoken(lead_in: Doc, first_party: frozenset[str], house: frozenset[str]) -> Frame | None:
    """The frame of a lead-in, with the verb, actor and polarity of its last predicate; its last word tells what its items are."""
    found = _matching(lead_in.text)
    entry = found or {"slot": "data", "action": "collect"}
    if _breaks_off(lead_in.text):
        return Frame(entry["slot"], entry["action"], "first_party", "denied", "does", spoken=True)
    stated = predicates(lead_in, Names(first_party, house=house))
    spoken = {index: said for index, said in stated.items() if not _aims(lead_in[index])}
    if not spoken:
        return None if found is None else Frame(entry["slot"], entry["action"], "first_party", "affirmed", "does")
    main = [index for index in spoken if not _secondary(lead_in[index])]
    last = spoken[max(main or spoken)]
    if last.polarity == "denied" and _excepts(lead_in.text):
        return Frame(_slot(lead_in.text, last.action) or entry["slot"], last.action, last.actor, "affirmed", "does", spoken=True)
    return Frame(_slot(lead_in.text, last.action) or entry["slot"], last.action, last.actor, last.polarity, last.modality, spoken=True)


def _slot(lead_in: str, action: Action) -> Literal["data", "recipients", "purposes"] | None:
    """What the last word of a lead-in asks for: "we share it with:" recipients, "we use it to:" purposes; None where it does not tell."""
    last = lead_in.lower().rstrip(" :.-–—").split()[-1:]
    if last and last[0] in words("roles", "handing") and action in DISCLOSING:
        return "recipients"
    return "purposes" if last and last[0] in words("contexts", "aiming", "words") else None
