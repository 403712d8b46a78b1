"""The phrases in the spans that the tagger marks: verbs of a row apart, recipients apart, and nothing that belongs to another slot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policydiff.extraction.mentions.candidate import trimmed_end
from policydiff.extraction.mentions.purpose_phrases import after_modal
from policydiff.extraction.predicates.polarity import opens_exception
from policydiff.extraction.wordlists import actions, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.tagger import TaggedSpan

_FINITE = ("VBP", "VBZ", "VBD")


def pieces(doc: Doc, span: TaggedSpan, others: Sequence[TaggedSpan]) -> Iterator[tuple[int, int]]:
    """The phrases of a tagged span: verbs of a row apart, and nouns without what is not theirs."""
    if span.slot == "purpose":
        if doc[span.start_token].lower_ not in words("purposes", "places"):
            yield from deeds(doc, span.start_token, span.end_token)
        return
    for start, end in _apart(doc, span.start_token, span.end_token):
        if span.slot == "data":
            end = _without_others(doc, start, end, others)
        while start + 1 < end and doc[start].lower_ in words("polarity", "negative_subjects"):
            start += 1
        stop = _without_exception(doc, start, end)
        means = _means(doc, start, stop) if span.slot == "data" else stop
        if means < stop:
            yield start, means
            yield means + 1, stop
        elif stop == end or span.slot == "data" or doc[start:stop].root.pos_ != "PRON":
            yield start, stop
        if stop < end and span.slot == "recipient" and not any(token.pos_ in ("VERB", "AUX") for token in doc[stop + 1 : end]):
            yield stop + 1, end


def _apart(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A span with the main verb of the sentence in it as what stands before and behind the verb: "our cookies" "record" "the pages you visit"."""
    main = next((index for index in range(start + 1, end - 1) if doc[index].dep_ == "ROOT" and doc[index].tag_ in _FINITE), None)
    if main is None or not any(start <= child.i < main and child.dep_ in ("nsubj", "nsubjpass") for child in doc[main].children):
        yield start, end
        return
    yield start, main
    yield main + 1, end


def _without_others(doc: Doc, start: int, end: int, others: Sequence[TaggedSpan]) -> int:
    """Where data end that run on into whom they are given to, or kept from, or what for: "your photos" "with other users", "this" "to open your account"."""
    opening = words("recipients", "party", "prepositions")
    root = doc[start:end].root.i
    for token in doc[root + 1 : end]:
        hangs = token.dep_ in ("prep", "dative") and token.head.i < start
        if hangs and actions("verbs").get(token.head.lemma_.lower()) == "protect":
            return token.i
        if token.lower_ not in opening:
            continue
        if hangs or any(other.start_token in (token.i, token.i + 1) and other.end_token >= end for other in others):
            return token.i
    return end


def _means(doc: Doc, start: int, end: int) -> int:
    """Where data end that run on into the technology that collects them, which is a mention of its own: "your location" via "our SDK"."""
    from policydiff.vocabulary import load

    for index in range(start + 1, end - 1):
        if doc[index].lower_ in words("named", "cues", "ways") and doc[index].dep_ == "prep":
            term = load().classify(doc[index + 1 : end].text, "data")
            if term is not None and term.category == "tracking_technology":
                return index
    return end


def _without_exception(doc: Doc, start: int, end: int) -> int:
    """Where a phrase ends that runs on into an exception: "your contacts" "unless you ask us to"."""
    for index in range(start + 1, end):
        if opens_exception(doc, index, end):
            return trimmed_end(doc, start, index)
    return end


def members(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The members of a row of recipients, each its own mention, without a clause that says what they do: "social networks and advertisers"."""
    root = doc[start:end].root
    end = _recipient_end(doc, root, end)
    second = next((child for child in root.children if child.dep_ == "conj" and root.i < child.i < end and child.pos_ in ("NOUN", "PROPN")), None)
    mark = next((token.i for token in doc[root.i : end] if token.dep_ == "cc" and token.head == root), None)
    if second is None or mark is None or second.i < mark or not (_is_recipient(doc[start:mark].text) and _is_recipient(doc[mark + 1 : end].text)):
        yield start, end
        return
    yield start, mark
    yield from members(doc, mark + 1, end)


def _is_recipient(text: str) -> bool:
    """Whether the vocabulary, or the list of roles, knows the phrase as a name for somebody."""
    from policydiff.vocabulary import load

    forms = text.lower().replace("-", " ").split()
    return bool(forms) and (forms[-1] in words("named", "roles", "words") or bool(load().match(forms, "recipients")))


def _recipient_end(doc: Doc, root: Token, end: int) -> int:
    """Where a recipient ends that breaks off inside a relative clause: before the clause if it states a practice, else after it."""
    clause = next((child for child in root.children if child.dep_ == "relcl" and child.left_edge.i < end <= child.right_edge.i), None)
    if clause is None:
        return end
    if clause.lemma_.lower() in actions("verbs"):
        return max(int(clause.left_edge.i), int(root.i) + 1)
    return trimmed_end(doc, root.i, clause.right_edge.i + 1)


def deeds(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Of a row of verbs each with what it governs: "to provide our services and prevent fraud"; verbs that share an object stay together."""
    opening = after_modal(doc, start, end)
    verb = doc[opening:end].root
    while verb.pos_ == "VERB":
        following = next((child for child in verb.children if child.dep_ == "conj" and child.pos_ == "VERB" and verb.i < child.i < end), None)
        mark = None if following is None else next((token.i for token in reversed(doc.tokens[verb.i + 1 : following.i]) if token.dep_ == "cc"), None)
        if following is None or mark is None or not (_governs(verb, mark) and _governs(following, end)):
            break
        yield opening, trimmed_end(doc, opening, mark)
        opening, verb = mark + 1, following
    yield opening, _with_last_object(doc, opening, end)


def _with_last_object(doc: Doc, start: int, end: int) -> int:
    """Where a deed ends that breaks off before the last of its objects: "showing relevant offers" "and ads"."""
    if not start + 1 < end < len(doc) - 1 or doc[end].dep_ != "cc" or doc[start:end].root.pos_ != "VERB":
        return end
    last = next((child for child in doc[end].head.children if child.dep_ == "conj" and child.i > end), None)
    joined = last is not None and start < last.head.i < end and last.head.dep_ in ("dobj", "conj") and last.left_edge.i == end + 1
    return last.i + 1 if last is not None and joined and last.pos_ in ("NOUN", "PROPN") else end


def _governs(verb: Token, end: int) -> bool:
    """Whether a verb has an object or complement of its own before `end`."""
    return any(child.dep_ in ("dobj", "prep", "ccomp", "xcomp", "dative") and verb.i < child.i < end for child in verb.children)
