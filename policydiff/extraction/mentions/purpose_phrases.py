"""Phrases that name purposes by the parse: infinitives, gerunds and nouns behind "for", and what "so that" opens."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from policydiff.extraction.mentions.candidate import Candidate, trimmed_end
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token

_REACH = 8  # tokens within which the verb stands that "so" opens
_OPENING = 5  # tokens of "so that we can"


def purposes(doc: Doc) -> Iterator[Candidate]:
    """The purposes of a clause by the parse, in the order of the words that open them."""
    for token in doc:
        if token.pos_ in ("VERB", "AUX") and (_infinitive(token) or _enabled(token)):
            found = tuple(verb_phrases(token))
            yield from found
            yield from _continued(doc, found[-1])
        elif token.lower_ in words("purposes", "prepositions") and token.pos_ in ("ADP", "SCONJ"):
            yield from _after_preposition(token)
        elif token.lower_ == "so" and token.i + 2 < len(doc) and token.nbor().lower_ in words("purposes", "after_so"):
            yield from _after_so(token)


def _enabled(token: Token) -> bool:
    """Whether a bare infinitive stands below a verb of helping: "cookies help us remember you"."""
    return token.dep_ in ("xcomp", "ccomp") and token.tag_ == "VB" and token.head.lemma_.lower() in words("predicates", "enabling", "verbs")


def _infinitive(token: Token) -> bool:
    """Whether a verb is an infinitive that says what for, not one that the verb above demands ("you may choose to")."""
    if not any(child.dep_ == "aux" and child.tag_ == "TO" for child in token.children):
        return False
    head = token.head
    if token.dep_ == "conj":
        return True
    if token.dep_ not in ("advcl", "xcomp", "acl", "relcl", "ccomp", "pcomp", "ROOT", "dep", "prep"):
        return False
    return head == token or head.lemma_.lower() not in words("purposes", "demanding") or token.dep_ == "advcl"


def _continued(doc: Doc, last: Candidate) -> Iterator[Candidate]:
    """Further purposes of a row whose members a semicolon parts: "to open your account; process orders; and detect fraud"."""
    sentence_end = doc[last.root].sent.end
    index = last.end_token
    while index < sentence_end - 1 and doc[index].text == ";":
        index += 1
        while index < sentence_end and (doc[index].pos_ in ("CCONJ", "PUNCT", "ADV") or doc[index].lower_ == "to"):
            index += 1
        end = next((at for at in range(index, sentence_end) if doc[at].text == ";"), sentence_end)
        if index >= end or doc[index].tag_ not in ("VB", "VBP", "VBG", "NN", "VBN"):
            return
        yield Candidate("purposes", index, trimmed_end(doc, index, end), last.root)
        index = end


def _after_preposition(token: Token) -> Iterator[Candidate]:
    """The purposes behind a preposition: "for detecting fraud", "for fraud prevention"."""
    doc = token.doc
    for child in token.children:
        if child.dep_ == "pcomp" and child.tag_ == "VBG":
            yield from verb_phrases(child)
        elif child.dep_ == "pobj" and child.pos_ in ("NOUN", "PROPN", "ADJ", "VERB") and child.lower_ not in words("purposes", "not_purposes"):
            yield from noun_purposes(doc, child)


def _after_so(so: Token) -> Iterator[Candidate]:
    """The purpose that "so" opens: "so that you can find your files"."""
    doc = so.doc
    clause = so.head if so.head.i > so.i else next((token for token in doc[so.i + 1 : so.i + _REACH] if token.pos_ == "VERB"), None)
    if clause is not None and clause.right_edge.i > so.i:
        end = trimmed_end(doc, so.i, clause.right_edge.i + 1)
        yield Candidate("purposes", after_modal(doc, so.i, end), end, clause.i)


def verb_phrases(verb: Token) -> Iterator[Candidate]:
    """The infinitive or gerund with its objects; coordinated verbs with objects of their own are purposes of their own."""
    doc = verb.doc
    start = min([child.i for child in verb.children if child.dep_ == "aux"] + [verb.i])
    chain = [verb]
    while True:
        following = next((child for child in chain[-1].children if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") and child.i > chain[-1].i), None)
        if following is None or any(child.tag_ == "TO" for child in following.children):
            break
        chain.append(following)
    edge = verb.right_edge.i + 1
    opening, root = start, verb
    for here, following in pairwise(chain):
        if any(child.dep_ in ("dobj", "prep", "ccomp", "xcomp", "dative") and child.i > here.i for child in here.children):
            yield Candidate("purposes", opening, trimmed_end(doc, opening, following.i), root.i)
            opening, root = following.i, following
    own = chain[-1]
    later = [child.i for child in own.children if child.dep_ == "conj" and child.i > own.i]
    yield Candidate("purposes", opening, trimmed_end(doc, opening, min([edge, *later])), root.i)


def noun_purposes(doc: Doc, noun: Token) -> Iterator[Candidate]:
    """The purposes named by a noun and its conjuncts: "fraud prevention and legal compliance"; nothing where a noun names none."""
    from policydiff.vocabulary import load

    vocabulary = load()
    node: Token | None = noun
    while node is not None:
        following = next((child for child in node.children if child.dep_ == "conj" and child.i > node.i), None)
        end = following.i if following is not None else node.right_edge.i + 1
        stop = next((t.i for t in doc[node.i + 1 : end] if t.dep_ in ("relcl", "cc") or t.text in (",", "(", ":")), end)
        end = trimmed_end(doc, node.left_edge.i, max(stop, node.i + 1))
        forms = [token.lower_ for token in doc[node.left_edge.i : end]]
        if doc[node.left_edge.i].lower_ in words("purposes", "pointing") or "following" in forms or "which" in forms:
            return
        if node.lower_ in words("purposes", "heads") or vocabulary.match(forms, "purposes"):
            inner = next(
                (child for child in node.children if child.dep_ == "prep" and child.lower_ == "of" and any(c.dep_ == "pcomp" for c in child.children)), None
            )
            if inner is not None:
                for child in inner.children:
                    if child.dep_ == "pcomp":
                        yield from verb_phrases(child)
            else:
                yield from _modified_purposes(doc, node, end)
        node = following


def _modified_purposes(doc: Doc, node: Token, end: int) -> Iterator[Candidate]:
    """A purpose noun phrase; of "research, security and legal purposes" each."""
    start = node.left_edge.i
    joining = words("purposes", "joining")
    marks = [index for index in range(start, node.i) if doc[index].text in joining]
    if node.lower_ not in words("purposes", "heads") or not marks:
        yield Candidate("purposes", start, end, node.i)
        return
    for opening, closing in zip([start - 1, *marks], [*marks, end], strict=True):
        if closing > opening + 1:
            yield Candidate("purposes", opening + 1, closing, node.i)


def after_modal(doc: Doc, start: int, end: int) -> int:
    """Where a purpose begins behind "so that we can", if "so" opens it; else `start`."""
    modal = next((index for index in range(start, min(start + _OPENING, end - 1)) if doc[index].tag_ == "MD"), None)
    return modal + 1 if modal is not None and doc[start].lower_ == "so" else start
