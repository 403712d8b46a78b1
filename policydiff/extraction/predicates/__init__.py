"""The predicates of a clause: which word says that something is done with data, what, by whom, and whether it is denied.

`verbs` finds the action of a word, `silence` and `exclusions` set aside what states nothing, `roles` says who acts, `handing` who gives the data to whom,
`polarity` whether it is denied, `modality` how strongly it is stated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policydiff.extraction.models import Action, Actor
from policydiff.extraction.predicates.exclusions import bidden, excluded, in_condition, unfit
from policydiff.extraction.predicates.handing import (
    from_a_source,
    granted,
    into_the_house,
    kept_from,
    spared,
    spares,
    to_outsider,
    to_us,
    tool_of_the_person,
)
from policydiff.extraction.predicates.modality import modality
from policydiff.extraction.predicates.models import Predicate
from policydiff.extraction.predicates.polarity import denied, denier, empty
from policydiff.extraction.predicates.roles import actor, passive, subject
from policydiff.extraction.predicates.silence import silent
from policydiff.extraction.predicates.verbs import deeds, instrumental
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Span, Token
    from policydiff.extraction.reading import Names

__all__ = ["Predicate", "instrumental", "predicates", "silent"]


_OTHERS = frozenset({"third_party", "affiliate", "service_provider"})


@dataclass(frozen=True, slots=True)
class _Deed:
    """What is done, by whom, and which way the data go, as in `Predicate`."""

    action: Action
    actor: Actor
    handed_over: bool = False
    given_away: bool = False


def predicates(doc: Doc, names: Names) -> dict[int, Predicate]:
    """The predicates of a parsed clause by token index. Predicates that name a choice or a right of the person are left out."""
    found: dict[int, Predicate] = {}
    for sentence in doc.sents:
        if silent(sentence):
            continue
        folded = sentence.text.lower()
        for token, action in deeds(sentence):
            if excluded(token):
                continue
            predicate = _predicate(token, action, names, sentence, folded)
            if predicate is not None:
                found[token.i] = predicate
    return found


def _predicate(token: Token, action: Action, names: Names, sentence: Span, folded: str) -> Predicate | None:
    """The predicate of a word with an action; `folded` is the lower-case text of its sentence. None where it does nothing with data, or denies nothing."""
    voice, who = passive(token), subject(token)
    if who is not None and who.lower_ in words("roles", "impersonal"):
        return None
    lemma = token.lemma_.lower()
    seen = action == "share" and lemma in words("predicates", "seeing", "verbs")
    deed = _deed(token, action, "third_party" if seen else actor(who, names), who, voice)
    if deed is None:
        return None
    stative = lemma in words("predicates", "light", "verbs")
    if stative:
        deed = replace(deed, actor="first_party")
    by = denier(token)
    if by is not None and _denies_nothing(token, by, deed, voice):
        return None
    if deed.actor in _OTHERS and (seen or _gets(token, deed.action, by is not None)):
        deed = replace(deed, action="share", actor="first_party", given_away=True)
    return Predicate(
        token=token.i,
        action=deed.action,
        actor=deed.actor,
        polarity="affirmed" if by is None else "denied",
        modality=modality(token, "affirmed" if by is None else "denied", folded, sentence.start_char),
        start=sentence.start,
        end=sentence.end,
        passive=voice,
        handed_over=deed.handed_over,
        given_away=deed.given_away,
        condition=in_condition(token, words("predicates", "conditional", "words")),
        enabling=lemma in words("predicates", "enabling", "verbs"),
        stative=stative,
        who=None if who is None else who.i,
    )


def _deed(token: Token, action: Action, role: Actor, who: Token | None, voice: bool) -> _Deed | None:
    """What a word of this action says of whoever acts: where data are given to the controller, it collects them. None where nothing is done with data."""
    gives = token.lemma_.lower() in words("predicates", "given", "verbs")
    if role == "user":
        if not gives:
            return None
        if to_outsider(token):
            return _Deed("share", role)
        if denied(token) and not kept_from(token) and not spared(token):
            return None
        return _Deed("collect", "first_party", handed_over=True)
    if role == "first_party" and who is not None and _is_a_thing(who) and token.lemma_.lower() in words("predicates", "asking", "verbs"):
        return None
    if gives and who is None and voice and into_the_house(token):
        return _Deed("collect", role, handed_over=True)
    if gives and ((role != "first_party" and (to_us(token) or from_a_source(token))) or tool_of_the_person(who)):
        return _Deed("collect", "first_party", handed_over=True)
    if action == "access" and role == "first_party" and token.pos_ == "NOUN" and not denied(token):
        return _Deed("share" if granted(token) else "collect", role)
    return _Deed(action, role)


def _denies_nothing(token: Token, by: Token, deed: _Deed, voice: bool) -> bool:
    """Whether the denial that `by` carries keeps nobody from what the word says: a bidding, a circumstance, what data are not fit for, what one need not do."""
    if bidden(token) or unfit(token, by, voice) or (deed.actor == "user" and to_outsider(token)):
        return True
    if in_condition(token, words("circumstances", "conditional", "words") | words("predicates", "conditional", "temporal")):
        return True
    return empty(token, by) and not (deed.handed_over and spares(by))


def _gets(token: Token, action: Action, is_denied: bool) -> bool:
    """Whether somebody else is said to get data from the controller: "advertisers receive your address", "partners have access to"."""
    getting = words("predicates", "getting", "denied" if is_denied else "affirmed")
    return token.lemma_.lower() in getting or (action == "access" and token.pos_ == "NOUN")


def _is_a_thing(noun: Token) -> bool:
    """Whether a common noun names neither people nor the controller's own house: "some features need"."""
    return noun.pos_ == "NOUN" and noun.lower_ not in words("roles", "own")
