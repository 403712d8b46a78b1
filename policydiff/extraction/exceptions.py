"""What a denial leaves open: "we share your data with nobody, except as the law requires" says what is not done, and what is.

The words of an exception run from "unless", "except", "other than" or "without your consent" to the end of the sentence, or to the comma where they open it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from policydiff.extraction.models import Modality
from policydiff.extraction.predicates.polarity import denier, no_longer, opens_exception
from policydiff.extraction.statement import SLOTS, Statement
from policydiff.extraction.wordlists import phrases, words

if TYPE_CHECKING:
    from policydiff.extraction.mentions import Candidate
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.predicates import Predicate

_MAIN = ("ROOT", "conj", "ccomp", "parataxis")
_NEAR = 8  # tokens in which "without" must come to the consent it asks for


def parts(doc: Doc, statement: Statement) -> tuple[Statement, ...]:
    """What a statement says in order: itself, or what its exception allows and then what it denies.

    What is allowed is done with all that the denial names and with what the exception adds; the denial keeps only what stands outside of the exception.
    """
    predicate = statement.predicate
    open_ended = predicate.polarity == "denied" and predicate.token >= 0 and predicate.action != "protect" and not _final(doc, predicate)
    place = _exception(doc, predicate) if open_ended else None
    if place is None:
        return (statement,)
    allowed = replace(predicate, polarity="affirmed", modality=_modality(doc, *place))
    kept = Statement(predicate, inherits=statement.inherits)
    for slot in SLOTS:
        kept.slot(slot).extend(candidate for candidate in statement.slot(slot) if not _inside(candidate, *place))
    if not any(kept.slot(slot) for slot in SLOTS):
        return (statement,)
    return replace(statement, predicate=allowed), kept


def _final(doc: Doc, predicate: Predicate) -> bool:
    """Whether a denial is more than a rule with an exception: others are forbidden to do something, or it is to be done no longer."""
    by = denier(doc[predicate.token])
    if by is None:
        return False
    return by.lemma_.lower() in words("polarity", "denying") or no_longer(by)


def _inside(candidate: Candidate, start: int, end: int) -> bool:
    return start <= candidate.root < end


def _exception(doc: Doc, predicate: Predicate) -> tuple[int, int] | None:
    """Where the exception to a denial stands (token indices)."""
    start, end = predicate.start, predicate.end
    for index in range(start, end):
        if not _excepts(doc, index, end):
            continue
        if index - start <= 1 and index < predicate.token:
            return index, next((token.i for token in doc[index : predicate.token] if token.text == ","), predicate.token)
        if index > predicate.token and not any(_starts_anew(token) for token in doc[predicate.token + 1 : index]):
            return index, end
    return None


def _excepts(doc: Doc, index: int, end: int) -> bool:
    """Whether an exception begins at a token: with a word of its own, or with "without" and the consent that must not lack."""
    if opens_exception(doc, index, end):
        return True
    return doc[index].lower_ in words("polarity", "exceptions", "lacking") and any(
        token.lower_ in words("polarity", "exceptions", "consent") for token in doc[index + 1 : min(index + 1 + _NEAR, end)]
    )


def _starts_anew(token: Token) -> bool:
    """Whether a token begins another main clause, which has exceptions of its own."""
    if token.text == ";" or token.lower_ in words("polarity", "terminators"):
        return True
    return token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in _MAIN and token.i < token.head.i


def _modality(doc: Doc, start: int, end: int) -> Modality:
    said = {token.lower_ for token in doc[start:end]}
    if said & words("polarity", "exceptions", "consent"):
        return "only_with_consent"
    return "if_user_chooses" if said & set(phrases("polarity", "exceptions", "direction")) else "may"
