"""What a document says about its own words: the controller's names and the terms that it defines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from policydiff.extraction.reading import Names
from policydiff.extraction.wordlists import phrases, words

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading

_QUOTE = "\"“”„'‘’"
_QUOTED = re.compile(r"[\"“„‘']([A-Za-z][^\"“”„‘’';()]{1,40})[\"”“’']")
_BRACKET = re.compile(r"\(([^()]{2,120})\)")
_NAME = re.compile(r"[A-Z][\w&.-]*(?:[ ,]{1,2}[A-Z][\w&.-]*){0,4}[ ,]*$")
_BEFORE, _MEANING, _VERB = 160, 200, 40  # characters before a bracket, of a definition, of the verb of meaning


def names(texts: Iterable[str]) -> Names:
    """The controller's names and the defined terms of a document.

    `texts` are the clauses in order. A name is what stands before ("we", "us") in brackets; a definition is what a quoted term "means", or what stands before
    the brackets in which it is quoted. Of several definitions of a term the first counts.
    """
    first_party: set[str] = set()
    definitions: dict[str, str] = {}
    for text in texts:
        if not any(mark in text for mark in _QUOTE):
            continue
        for terms, before in _bracketed(text):
            if any(term in words("definitions", "ours") for term in terms):
                first_party |= _forms(before) | {term for term in terms if term not in words("definitions", "ours") and len(term) > 2}
            else:
                for term in terms:
                    definitions.setdefault(term, _clause_before(before))
        for term, meaning in _meanings(text):
            definitions.setdefault(term, meaning)
    return Names(frozenset(first_party), tuple(sorted(definitions.items())))


def _bracketed(text: str) -> Iterator[tuple[list[str], str]]:
    """The terms quoted in each pair of brackets, and what stands before it."""
    for bracket in _BRACKET.finditer(text):
        terms = [_term(match) for match in _QUOTED.finditer(bracket.group(1))]
        if terms:
            yield terms, text[max(0, bracket.start() - _BEFORE) : bracket.start()].rstrip()


def _meanings(text: str) -> Iterator[tuple[str, str]]:
    """The quoted terms with a verb of meaning behind them, and what they mean."""
    for match in _QUOTED.finditer(text):
        after = text[match.end() :].lstrip()
        folded = after[:_VERB].lower()
        verb = next((verb for verb in phrases("definitions", "verbs") if folded.startswith(verb + " ")), None)
        if verb is not None:
            yield _term(match), re.split(r"[.;]", after[len(verb) :], maxsplit=1)[0].strip()[:_MEANING]


def _term(quoted: re.Match[str]) -> str:
    return quoted.group(1).strip(" ,.").lower()


def relevant(everything: Names, *texts: str) -> Names:
    """The part of the names that occurs in `texts`: what the reading of a clause can depend on, and no more."""
    folded = "\n".join(texts).lower()
    return Names(
        frozenset([name for name in everything.first_party if name in folded]),
        tuple([definition for definition in everything.definitions if definition[0] in folded]),
        frozenset([name for name in everything.house if name in folded]),
    )


def resolved(phrase: str, reading: Reading) -> str:
    """The words of a definition where the phrase is a defined term that says nothing by itself; otherwise the phrase."""
    if not reading.names.definitions:
        return phrase
    from policydiff.vocabulary import load

    term = load().classify(phrase, "data")
    if term is not None and "vague" not in term.flags:
        return phrase
    folded = phrase.lower()
    for defined, meaning in reading.names.definitions:
        if folded == defined or folded.endswith(" " + defined):
            return meaning if load().classify(meaning, "data") is not None else phrase
    return phrase


def _forms(before: str) -> set[str]:
    """The name that ends a text, with and without its legal form."""
    match = _NAME.search(before)
    if match is None:
        return set()
    full = match.group().strip(" ,").lower()
    short = " ".join(word for word in full.replace(",", " ").split() if word not in words("definitions", "legal_forms"))
    return {form for form in (full, short) if len(form) > 2}


def _clause_before(text: str) -> str:
    """The part of the sentence that ends a text."""
    return re.split(r"[.;:]", text)[-1].strip()[-_MEANING:]
