"""Which statements and mentions are believed: what is certain, what leaves no doubt, and what experience speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.statement import SLOTS, Statement
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token

SHORT = 20  # tokens


def is_plainly_said(statement: Statement, doc: Doc) -> bool:
    """Whether a statement leaves no doubt: a denial, an item under words that say what is done, a short sentence whose main verb takes data."""
    if statement.predicate.polarity == "denied":
        return True
    if statement.inherits:
        return any(statement.slot(slot) for slot in SLOTS)
    if statement.predicate.token < 0 or not _main_verb(doc[statement.predicate.token]):
        return False
    ours = statement.predicate.who is not None and doc[statement.predicate.who].lower_ in words("roles", "first_person")
    return bool(statement.data) or (ours and any(candidate.certain for slot in SLOTS for candidate in statement.slot(slot)))


def is_plain(statement: Statement, doc: Doc) -> bool:
    """Whether a statement may stand where the tagger sees no mention in its whole clause: a denial, an item, the main verb of a short sentence."""
    predicate = statement.predicate
    if predicate.polarity == "denied" or statement.inherits:
        return True
    if predicate.token < 0:
        return False
    return _main_verb(doc[predicate.token])


def _main_verb(token: Token) -> bool:
    """Whether a word is the main verb of a short sentence, or says what that verb does: "is visible", "have access"."""
    main = token.dep_ == "ROOT" or (token.dep_ in ("conj", "acomp") and token.head.dep_ == "ROOT")
    main = main or (token.dep_ == "dobj" and token.pos_ == "NOUN" and token.head.dep_ == "ROOT")
    return main and len(token.sent) <= SHORT


def plausible(statement: Statement, doc: Doc) -> Statement:
    """The statement without the uncertain mentions that experience speaks against.

    Where the tagger has read a clause, data that it left aside are wrong more often than right, unless the controller says of them, by their name, in a short
    main clause what it does; so are vague purposes, and recipients without a certain mention.
    """
    from policydiff.vocabulary import load

    if statement.predicate.polarity == "denied" and statement.predicate.actor == "first_party":
        return statement
    vocabulary = load()
    supported = any(candidate.certain for slot in SLOTS for candidate in statement.slot(slot))
    lent = statement.predicate.token < 0
    who = statement.predicate.who
    ours = not lent and who is not None and doc[who].lower_ in words("roles", "first_person") and _main_verb(doc[statement.predicate.token])
    kept = Statement(statement.predicate, inherits=statement.inherits)
    for slot in SLOTS:
        for candidate in statement.slot(slot):
            likely = {"data": ours, "purposes": not lent, "recipients": supported}[slot]
            if likely and not candidate.certain:
                term = vocabulary.classify(doc[candidate.start_token : candidate.end_token].text, slot)
                likely = term is not None and "vague" not in term.flags
            if candidate.certain or likely:
                kept.slot(slot).append(candidate)
    return kept
