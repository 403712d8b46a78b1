"""Categories that come from whose data it is, or where it comes from, and not from the noun: children's data, and data obtained from others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policydiff.extraction.additions import lone, with_mention
from policydiff.extraction.models import Mention, Practice
from policydiff.extraction.predicates import silent
from policydiff.extraction.predicates.polarity import denied
from policydiff.extraction.predicates.roles import sentence_bounds, subject, verb_above
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.reading import Reading

_NEAR = 5  # tokens between a phrase and the word that says whose it is
_REACH = 6  # tokens after that word among which the owner stands


def with_origins(reading: Reading, practices: Iterable[Practice]) -> list[Practice]:
    """The practices, the data that say nothing specific under the term of their owner or their source where the sentence tells it.

    "information from other companies" is `third_party_source`, "personal information of children under 13" is `children`.
    Data of a kind that is named ("your e-mail address from our partners") stay what they are.
    """
    told = [
        practice.model_copy(update={"data": _of(reading.doc, practice)}) if practice.data and practice.action != "protect" else practice
        for practice in practices
    ]
    for start, end in _unread(reading.doc, told):
        told = _with_source(reading, told, start, end)
    return told


def _unread(doc: Doc, practices: Iterable[Practice]) -> list[tuple[int, int]]:
    """The phrases (token offsets) that name data by whoever gives them and that no practice holds yet: "based on information provided by other companies"."""
    held = [(mention.start, mention.end) for practice in practices for mention in practice.data]
    found = []
    for sentence in doc.sents:
        nouns = [token for token in sentence if token.text in words("origins", "others", "nouns")]
        if not nouns or silent(sentence):
            continue
        for token in nouns:
            taken = any(start < token.idx + len(token) and token.idx < end for start, end in held)
            opener = None if taken else _opener(doc, token.i, sentence.end)
            if opener is not None and _is_ours(token) and _of_others(doc[opener - 1 : min(opener + 1 + _REACH, sentence.end)], 1):
                source = next((other for other in doc[opener].children if other.dep_ == "pobj"), None)
                found.append((token.i, opener + 2 if source is None else source.i + 1))
    return found


def _opener(doc: Doc, noun: int, end: int) -> int | None:
    """The token, soon after the noun, that leads to whoever gives the data."""
    for token in doc[noun + 1 : min(noun + 1 + _NEAR, end)]:
        if token.lower_ in words("origins", "others", "prepositions") | words("origins", "others", "agents"):
            return int(token.i)
        if token.lower_ not in words("origins", "others", "between") | words("origins", "others", "given"):
            return None
    return None


def _is_ours(noun: Token) -> bool:
    """Whether the house may have the data: the verb above is neither denied, nor one of guarding, nor the person's."""
    verb = verb_above(noun)
    if verb is None or denied(verb) or verb.lemma_.lower() in words("origins", "others", "guarding"):
        return False
    who = subject(verb)
    return who is None or who.lower_ not in words("roles", "user")


def _with_source(reading: Reading, practices: list[Practice], start: int, end: int) -> list[Practice]:
    """The practices with one more data mention, whose source is somebody else: under the collecting or using of its sentence, else a practice of its own."""
    from policydiff.vocabulary import load

    text, first, last = reading.words(reading.doc[start:end])
    mention = Mention(text=text, start=first, end=last, term="third_party_source", category=load().term("third_party_source", "data").category)
    opening, closing = sentence_bounds(reading.doc, first)
    for index, practice in enumerate(practices):
        if (
            opening <= practice.start < closing
            and practice.action in ("collect", "use", "combine")
            and practice.polarity == "affirmed"
            and practice.actor == "first_party"
        ):
            return [*practices[:index], with_mention(practice, "data", mention), *practices[index + 1 :]]
    return [*practices, lone("collect", first, last, data=(mention,))]


def _of(doc: Doc, practice: Practice) -> tuple[Mention, ...]:
    return tuple(_told(doc, practice, mention) if mention.category == "generic" and mention.start >= 0 else mention for mention in practice.data)


def _told(doc: Doc, practice: Practice, mention: Mention) -> Mention:
    """A vague mention of data under the term of its owner or source, where the words behind it tell one; else as it is."""
    from policydiff.vocabulary import load

    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None or not len(span):
        return mention
    after = doc[span.start : min(span.end + _NEAR + _REACH, span.sent.end)]
    if _of_children(after):
        found = "children"
    elif (
        practice.actor in ("first_party", "affiliate")
        and practice.action in ("collect", "use", "combine", "access", "other")
        and (_of_others(after, span.end - span.start) or _by_others(span.root))
    ):
        found = "third_party_source"
    else:
        return mention
    return mention.model_copy(update={"term": found, "category": load().term(found, "data").category})


def _of_children(tokens: Iterable[Token]) -> bool:
    """Whether a preposition soon after the phrase leads to a child: "from children", "about anyone under the age of 13"."""
    listed = list(tokens)
    for at, token in enumerate(listed):
        if token.lower_ not in words("origins", "children", "prepositions"):
            continue
        for index, owner in enumerate(listed[at + 1 : at + _NEAR], at + 1):
            if owner.lower_ in words("origins", "children", "words"):
                return True
            following = listed[index + 1].lower_ if index + 1 < len(listed) else ""
            if owner.lower_ in words("origins", "children", "persons") and following in words("origins", "children", "below"):
                return True
            if owner.pos_ in ("VERB", "PUNCT"):
                break
    return False


def _by_others(noun: Token) -> bool:
    """Whether a relative clause says that somebody else gives it: "information that our partners send us"."""
    for verb in noun.children:
        if verb.dep_ == "relcl" and verb.lemma_.lower() in words("origins", "others", "giving") and not denied(verb):
            giver = subject(verb)
            named = {token.lower_ for token in giver.subtree} if giver is not None else set()
            if named & words("origins", "others", "words") and not named & words("roles", "user"):
                return True
    return False


def _of_others(tokens: Iterable[Token], within: int) -> bool:
    """Whether "from" or "provided by" in the phrase, or soon after it, leads to somebody else; "from you and others" does not."""
    listed = list(tokens)
    for at, token in enumerate(listed[: within + _NEAR]):
        if token.text in (";", ":") or token.lower_ in words("origins", "others", "ending"):
            return False
        before = {other.lower_ for other in listed[max(0, at - 2) : at]}
        if token.lower_ in words("origins", "others", "prepositions") or (
            token.lower_ in words("origins", "others", "agents") and before & words("origins", "others", "given")
        ):
            for source in listed[at + 1 : at + 1 + _REACH]:
                if source.lower_ in words("origins", "others", "own"):
                    return False
                if source.lower_ in words("origins", "others", "words") or (source.pos_ == "PROPN" and source.text[:1].isupper()):
                    return True
                if source.pos_ in ("VERB", "PUNCT") and source.lower_ not in ("-", ","):
                    break
    return False
