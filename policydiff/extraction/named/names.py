"""Runs of capitalised words that can be the name of a company: neither a place, a law nor a word of everyday English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from policydiff.extraction.wordlists import table, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token


def runs(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of capitalised words of a sentence that may be names, each with the legal form behind it."""
    index = start
    while index < end:
        if not _is_part(doc[index]):
            index += 1
            continue
        first = index
        while index < end and (_is_part(doc[index]) or _joins(doc, index, end)):
            index += 1
        stop = index
        if index + 1 < end and doc[index].text == "," and _is_legal_form(doc[index + 1]):
            stop = index = index + 2
        run = _trimmed(doc, first, stop)
        if run is not None and _is_name(doc, *run):
            yield run


def _is_part(token: Token) -> bool:
    """Whether a word may be part of a name: a capital where no rule of writing asks for one, or a capital inside ("iCloud")."""
    text = token.text
    if text.islower():  # most words
        return False
    if not text[:1].isalpha() or token.like_url or "@" in text:
        return False
    if not text[0].isupper():
        return any(letter.isupper() for letter in text[1:]) and text.isalnum()
    if token.pos_ in ("DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "PART"):
        return False
    if token.pos_ == "PROPN" or not token.is_sent_start or any(letter.isupper() for letter in text[1:]):
        return not text.endswith("-based")
    return usual_term(token.doc, token.i, token.i + 1) is not None or not _is_english(token)


def _joins(doc: Doc, index: int, end: int) -> bool:
    """Whether a mark binds the words around it into one name: "Johnson & Johnson", "X-Mode"."""
    if index + 1 >= end or not _is_part(doc[index + 1]):
        return False
    return doc[index].text == "&" or (doc[index].text in ("-", "+") and not doc[index].whitespace_ and not doc[index - 1].whitespace_)


def _trimmed(doc: Doc, start: int, end: int) -> tuple[int, int] | None:
    """The run without everyday words before its name ("Analytics Provider Acme"); None where nothing is left."""
    if _has_legal_form(doc, start, end):
        return start, end
    while start < end and doc[start].lower_ in everyday() and not usual_term(doc, start, end):
        start += 1
    return (start, end) if start < end else None


def _has_legal_form(doc: Doc, start: int, end: int) -> bool:
    """Whether the run ends in the legal form of a company."""
    return end - start > 1 and _is_legal_form(doc[end - 1])


def _is_legal_form(token: Token) -> bool:
    return token.text[:1].isupper() and bare(token.text).replace(".", "") in words("named", "legal", "forms")


def _is_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a run can be a company: not a law, a page, a body or a place, and not short initials that no list knows."""
    tokens = [token for token in doc[start:end] if token.text not in (",", "&", "-")]
    last = tokens[-1].lower_
    known = usual_term(doc, start, end)
    if tuple(token.lower_ for token in doc[start:end]) in _companies():
        return True
    legal = _has_legal_form(doc, start, end)
    if last in words("named", "other", "endings") and not legal and not _is_handed(doc, start, end):
        return False
    if end < len(doc) and doc[end].lower_ in words("named", "other", "endings") and doc[end].text[:1].isupper():
        return False
    if known is not None:
        return True
    told = [token for token in tokens if token.lower_ not in everyday()]
    if not told or any(token.lower_ in words("named", "other", "endings") for token in tokens[:-1] if not legal):
        return False
    if legal:
        return True
    first = told[0].text
    return not (first.isupper() and len(tokens) == 1) and len(first) > 2


def _is_handed(doc: Doc, start: int, end: int) -> bool:
    """Whether a run that ends like a kind of data begins with a name and stands where the recipient does: "share your address with Globex Data"."""
    handed = start > 0 and doc[start - 1].lower_ in words("roles", "handing")
    return handed and end - start > 1 and doc[end - 1].lower_ in words("named", "other", "firms") and not _is_english(doc[start])


def usual_term(doc: Doc, start: int, end: int) -> str | None:
    """The term of a world-known company whose name begins the run."""
    forms = [token.lower_ for token in doc[start:end]]
    for length in range(min(4, len(forms)), 0, -1):
        term = _companies().get(tuple(forms[:length]))
        if term is not None:
            return term
    return None


def ordinary(doc: Doc, start: int, end: int) -> bool:
    """Whether every word of the run is English, so that it takes a strong cue to read it as a name; a known company is none."""
    if usual_term(doc, start, end) is not None:
        return False
    return not _has_legal_form(doc, start, end) and all(_is_english(token) for token in doc[start:end] if token.is_alpha)


def _is_english(token: Token) -> bool:
    """Whether a word, or its singular, is of everyday English."""
    form = token.lower_
    forms = (form, token.lemma_.lower(), form.removesuffix("s"), form.removesuffix("es"), form.removesuffix("ies") + "y")
    return any(one in everyday() or _in_dictionary(one) for one in forms)


def bare(word: str) -> str:
    """A word in lower case without marks around it and without "'s"."""
    return re.sub(r"['’]s$", "", word.strip(".,;:()[]\"“”'’*_").lower())


@cache
def everyday() -> frozenset[str]:
    """Words of the vocabulary and of the lists: what a policy writes with a capital by habit ("Service Providers")."""
    from policydiff.vocabulary import load

    vocabulary = load()
    spoken = {
        word for facet in ("data", "purposes", "recipients") for term in vocabulary.terms(facet).values() for phrase in term.phrases for word in phrase.split()
    }
    companies = {word for names in table("named")["companies"].values() for name in names for word in name.split()}
    return frozenset(
        (spoken - companies)
        | words("named", "other", "words")
        | words("named", "other", "places")
        | words("named", "roles", "words")
        | words("named", "roles", "tools")
    )


@cache
def _companies() -> dict[tuple[str, ...], str]:
    return {tuple(name.split()): term for term, names in table("named")["companies"].items() for name in names}


def _in_dictionary(word: str) -> bool:
    """Whether the lemmatiser knows a word of English."""
    from policydiff.extraction.pipeline import language_model

    lookups = language_model().get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    return any(word in forms for forms in lookups.get_table("lemma_index").values())
