"""Phrases that name data or recipients by the parse alone: noun phrases with what specifies them, and indirect questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policydiff.extraction.mentions.candidate import Candidate, trimmed_end
from policydiff.extraction.mentions.purpose_phrases import purposes
from policydiff.extraction.wordlists import actions, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token
    from policydiff.vocabulary import Vocabulary

_NOUNS = ("NOUN", "PROPN", "X", "ADJ", "VERB", "NUM")


def by_parse(doc: Doc) -> tuple[Candidate, ...]:
    """The candidates of a clause by the parse alone: data and recipients in order, then purposes."""
    return (*sorted((*_nouns(doc), *_questions(doc)), key=lambda item: item.start_token), *purposes(doc))


def _nouns(doc: Doc) -> Iterator[Candidate]:
    """Noun phrases that name data or recipients."""
    from policydiff.vocabulary import load

    vocabulary = load()
    covered = -1
    for chunk in doc.noun_chunks:
        root = chunk.root
        if root.i < covered or root.pos_ not in _NOUNS:
            continue
        start = _start(doc, chunk.start, root)
        end = _end(root, chunk.end)
        forms = [token.lower_ for token in doc[start:end]]
        own = [token.lower_ for token in doc[start : chunk.end]]
        if vocabulary.match(own, "recipients") and not _names_data(vocabulary, own):
            # The object of a verb is seldom somebody who gets data: "customers" are served, "parties" are met.
            if root.dep_ == "dobj":
                continue
            yield Candidate("recipients", start, max(chunk.end, end), root.i)
        elif root.lower_ not in words("roles", "not_data") and "following" not in own and _is_data(vocabulary, own, forms):
            yield Candidate("data", start, end, root.i)
            covered = end
        elif _receives(root):
            yield Candidate("recipients", start, end, root.i)


def _questions(doc: Doc) -> Iterator[Candidate]:
    """Indirect questions that name data: "which pages you visit", "how often you log in"."""
    for token in doc:
        if token.tag_ not in ("WRB", "WDT", "WP") and token.lower_ != "whether":
            continue
        verb = token.head
        while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
            verb = verb.head
        if verb.dep_ not in ("pcomp", "ccomp", "conj", "pobj", "dobj", "appos") or verb.left_edge.i != token.i or verb.i < token.i:
            continue
        if any(
            child.dep_ in ("nsubj", "nsubjpass") and child.lower_ in words("roles", "user") | words("roles", "outsider_pronouns") for child in verb.children
        ):
            end = trimmed_end(doc, token.i, verb.right_edge.i + 1)
            stop = next((t.i for t in doc[verb.i + 1 : end] if t.text in (",", "(") or t.dep_ == "cc"), end)
            yield Candidate("data", token.i, stop, verb.i)


def _is_data(vocabulary: Vocabulary, own: list[str], forms: list[str]) -> bool:
    """Whether the head of a noun phrase names data, or carries data named by what specifies it ("a copy of your passport")."""
    if _names_data(vocabulary, own):
        return True
    return own[-1] in words("roles", "carriers") and bool(vocabulary.match(forms, "data"))


def _names_data(vocabulary: Vocabulary, forms: list[str]) -> bool:
    """Whether the last word of a noun phrase names data ("advertiser information")."""
    found = vocabulary.match(forms, "data")
    return bool(found) and found[-1].end == len(forms)


def _start(doc: Doc, start: int, root: Token) -> int:
    """Where the phrase begins without marks and words of denial before it."""
    while start < root.i and (doc[start].pos_ in ("PUNCT", "SPACE", "CCONJ", "SYM") or doc[start].lower_ in words("polarity", "negative_subjects")):
        start += 1
    return start


def _end(root: Token, end: int) -> int:
    """Where the phrase ends with what specifies its head, before the next conjunct, example or comma."""
    for child in root.rights:
        if child.i < end:
            continue
        if (child.dep_ == "prep" and child.lower_ in words("noun_phrases", "specifying", "prepositions")) or (
            child.dep_ in ("relcl", "acl") and (child.i - root.i) < 9
        ):
            end = max(end, _cut(child, root))
        elif child.dep_ in ("conj", "cc", "punct", "appos"):
            break
    return end


def _cut(child: Token, root: Token) -> int:
    """Where what specifies `root` from `child` on ends: before the next conjunct, example or circumstance."""
    edge = child.right_edge.i + 1
    for token in root.doc[root.i + 1 : edge]:
        if token.lower_ in words("noun_phrases", "ending", "words") or (token.i > child.i and token.dep_ == "cc"):
            return int(token.i)
        if (
            token.i > child.i
            and token.dep_ in ("advcl", "prep")
            and token.head.i == child.i
            and child.dep_ != "prep"
            and token.lower_ not in words("noun_phrases", "staying", "prepositions")
        ):
            return int(token.i)
    return int(edge)


def _receives(root: Token) -> bool:
    """Whether a noun phrase that no list knows stands where a recipient stands: "share it with Acme"."""
    node = root
    while (
        node.dep_ in ("conj", "appos") or (node.dep_ == "pobj" and node.head.lower_ in words("noun_phrases", "examples", "prepositions"))
    ) and node.head != node:
        node = node.head.head if node.dep_ == "pobj" else node.head
    if node.dep_ != "pobj" or node.head.lower_ not in words("roles", "handing") or root.lower_ in words("roles", "not_recipients"):
        return False
    verb = node.head.head
    if verb.pos_ == "NOUN" and verb.head.pos_ == "VERB":
        verb = verb.head
    return actions("verbs").get(verb.lemma_.lower()) in ("share", "sell")
