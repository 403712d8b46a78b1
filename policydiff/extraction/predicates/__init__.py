"""The predicates of a clause: which word says that something is done with data, what, by whom, and whether it is denied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from policydiff.extraction.models import Action, Actor, Modality, Polarity
from policydiff.extraction.predicates.polarity import denied, modality
from policydiff.extraction.predicates.roles import actor, passive, subject
from policydiff.extraction.wordlists import actions, phrases, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from policydiff.extraction.reading import Names

__all__ = ["Predicate", "predicates", "silent"]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A word that says what is done with data.

    `token`, `start`, `end` and `who` are token indices: of the word (-1 where a lead-in or heading lends it), of its sentence, of whoever acts.
    `handed_over` says that
    somebody gives the data to the controller, `condition` that the word stands in an if-clause, `enabling` that its subject is what is used ("cookies
    help us"),
    `stative` that it is a state ("is visible to").
    """

    token: int
    action: Action
    actor: Actor
    polarity: Polarity
    modality: Modality
    start: int
    end: int
    passive: bool = False
    handed_over: bool = False
    condition: bool = False
    enabling: bool = False
    stative: bool = False
    who: int | None = None


def predicates(doc: Doc, names: Names) -> dict[int, Predicate]:
    """The predicates of a parsed clause by token index. Predicates that name a choice or a right of the person are left out."""
    found: dict[int, Predicate] = {}
    for sentence in doc.sents:
        if silent(sentence):
            continue
        folded = sentence.text.lower()
        for token in sentence:
            action = _action(token)
            if action is None:
                continue
            predicate = _predicate(token, action, names, folded, sentence.start, sentence.end)
            if predicate is not None:
                found[token.i] = predicate
    return found


def silent(sentence: Span) -> bool:
    """Whether a sentence states no practice, whatever words stand in it: a question, a definition, a pointer elsewhere, a disclaimer on somebody
    else's house."""
    folded = sentence.text.lower()
    if folded.rstrip().endswith("?") or any(phrase in folded for phrase in (*phrases("roles", "disclaimers"), *phrases("roles", "meta"))):
        return True
    root = sentence.root
    if root.lemma_.lower() in words("predicates", "definition", "verbs"):
        return True
    return root.lemma_ == "be" and any(child.dep_ == "attr" and child.pos_ == "NOUN" for child in root.children) and _defines(root)


def _defines(root: Token) -> bool:
    """Whether "is" says what something is: "cookies are small files", "a broker is a company that ..."."""
    topic = next((child for child in root.children if child.dep_ == "nsubj"), None)
    said = next(child for child in root.children if child.dep_ == "attr")
    if topic is None or topic.pos_ == "PRON" or any(child.dep_ in ("relcl", "acl", "poss") for child in topic.children):
        return False
    return not any(child.lower_ in words("roles", "first_person") for child in said.subtree)


def _action(token: Token) -> Action | None:
    lemma = token.lemma_.lower()
    found: str | None = None
    if token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB"):
        found = actions("verbs").get(lemma)
        if found == "share" and _to_the_person(token):
            found = None
        elif found is None and lemma in words("predicates", "enabling", "verbs") and _has_thing_as_subject(token):
            found = "use"
        elif found is None and lemma in words("predicates", "light", "verbs") and _opens_up(token):
            found = "share"
    elif token.pos_ == "NOUN" and _governs(token):
        found = actions("nouns").get(lemma)
    return cast("Action | None", found)


def _to_the_person(verb: Token) -> bool:
    """Whether something is sent or shown to the person: "we send you news" shares nothing."""
    return any(child.dep_ in ("dative", "dobj") and child.i > verb.i and child.lower_ in ("you", "yourself") for child in verb.children)


def _has_thing_as_subject(verb: Token) -> bool:
    persons = words("roles", "first_person") | words("roles", "user")
    return any(child.dep_ == "nsubj" and child.lower_ not in persons for child in verb.children)


def _opens_up(verb: Token) -> bool:
    """Whether a verb without a meaning of its own makes something available or visible."""
    available = words("predicates", "light", "available")
    return any(child.lower_ in available and child.dep_ in ("acomp", "ccomp", "oprd", "amod") for child in verb.children)


def _governs(noun: Token) -> bool:
    """Whether a noun of doing names its object or stands where a verb would: "the collection of", "have access to"."""
    if noun.dep_ in ("conj", "dobj", "nsubjpass"):
        return True
    return any(child.dep_ == "prep" and child.lower_ in ("of", "to", "with") for child in noun.children)


def _predicate(token: Token, action: Action, names: Names, folded: str, start: int, end: int) -> Predicate | None:
    if _blocked(token) or any(child.lower_ == "please" for child in token.children):
        return None
    voice = passive(token)
    who = subject(token)
    role = actor(who, names)
    handed_over = False
    if role == "user":
        if token.lemma_.lower() not in words("predicates", "given", "verbs"):
            return None
        if not _to_outsider(token):
            action, role, handed_over = "collect", "first_party", True
    elif role != "first_party" and token.lemma_.lower() in words("predicates", "given", "verbs") and _to_us(token):
        action, role, handed_over = "collect", "first_party", True
    elif action == "access" and role == "first_party" and token.pos_ == "NOUN":
        action = "collect"
    polarity: Polarity = "denied" if denied(token) else "affirmed"
    return Predicate(
        token=token.i,
        action=action,
        actor=role,
        polarity=polarity,
        modality=modality(token, polarity, folded),
        start=start,
        end=end,
        passive=voice,
        handed_over=handed_over,
        condition=_in_condition(token),
        enabling=token.lemma_.lower() in words("predicates", "enabling", "verbs"),
        stative=token.lemma_.lower() in words("predicates", "light", "verbs"),
        who=None if who is None else who.i,
    )


def _to_us(token: Token) -> bool:
    return any(
        (child.dep_ in ("dobj", "dative", "pobj", "iobj") and child.lower_ in ("us",))
        or (child.dep_ in ("prep", "dative") and any(leaf.lower_ in ("us", "our") for leaf in child.subtree))
        for child in token.children
    )


def _to_outsider(token: Token) -> bool:
    return any(
        child.dep_ in ("prep", "dative")
        and child.lower_ in ("with", "to")
        and not any(leaf.lower_ in ("us", "our", "service", "services", "platform") for leaf in child.subtree)
        and any(leaf.dep_ == "pobj" and leaf.lower_ in ("others", "parties", "users", "friends", "people", "contacts", "party") for leaf in child.subtree)
        for child in token.children
    )


def _in_condition(token: Token) -> bool:
    node = token
    for _ in range(6):
        if node.dep_ in ("advcl", "ccomp", "pcomp") and any(
            child.dep_ in ("mark", "advmod") and child.lower_ in words("predicates", "conditional", "words") for child in node.children
        ):
            return True
        if node.dep_ not in ("conj", "xcomp", "ccomp", "acl", "dobj", "prep", "pobj", "pcomp") or node.head == node:
            return False
        node = node.head
    return False


def _blocked(token: Token) -> bool:
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
    """Whether a right, request or option is the controller's own: "we reserve the right to"."""
    verb = noun.head
    who = subject(verb) if verb.pos_ in ("VERB", "AUX") else None
    return who is not None and who.lower_ in words("roles", "first_person") and not any(child.lower_ in words("roles", "user") for child in verb.children)
