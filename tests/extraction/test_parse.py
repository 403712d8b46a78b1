"""The parse as plain objects says what spaCy's objects say, and what is answered from memory is what the model answers."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import spacy.tokens

from policydiff.extraction.annotation import COMPONENTS, Annotator
from policydiff.extraction.parse import Doc
from tests.extraction.readings import model

TEXTS = (
    "We don't sell your data; however, partners (such as ad networks) may've received it.",
    "To see what's kept, visit https://example.org/privacy or write to us. Your cookies' settings are yours, and so is your choice.",
    "Left  by  hand:\tnames, addresses and numbers that you've left us.",
    "Sharing. Being shared with. Data!",
    "Nothing",
)
WORDS = ("text", "lower_", "lemma_", "pos_", "tag_", "dep_", "whitespace_", "i", "idx", "is_space", "is_punct", "is_alpha", "like_url")
PLACES = ("head", "left_edge", "right_edge")
SEVERAL = ("children", "lefts", "rights", "subtree", "ancestors")


@cache
def parsed(text: str) -> spacy.tokens.Doc:
    return model()(text)


def told(token: Any) -> list[object]:
    """All that is read of a token, other tokens as their numbers."""
    words = [getattr(token, name) for name in WORDS]
    places = [getattr(token, name).i for name in PLACES]
    return [*words, *places, *([other.i for other in getattr(token, name)] for name in SEVERAL), bool(token.is_sent_start), (token.sent.start, token.sent.end)]


def bounds(span: Any) -> tuple[int, int, int, int, str, int]:
    return span.start, span.end, span.start_char, span.end_char, span.text, span.root.i


@pytest.mark.parametrize("text", TEXTS)
def test_tokens_say_what_those_of_spacy_say(text: str) -> None:
    assert [told(token) for token in Doc.of(parsed(text))] == [told(token) for token in parsed(text)]


@pytest.mark.parametrize("text", TEXTS)
def test_spans_are_those_of_spacy(text: str) -> None:
    doc, other = Doc.of(parsed(text)), parsed(text)
    assert [bounds(span) for span in doc.sents] == [bounds(span) for span in other.sents]
    assert [bounds(span) for span in doc.noun_chunks] == [bounds(span) for span in other.noun_chunks]
    every = [(start, end) for start in range(len(other)) for end in range(start + 1, len(other) + 1)]
    assert [bounds(doc[start:end]) for start, end in every] == [bounds(other[start:end]) for start, end in every]


@pytest.mark.parametrize("text", TEXTS)
def test_characters_are_expanded_to_the_tokens_of_spacy(text: str) -> None:
    doc, other = Doc.of(parsed(text)), parsed(text)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            mine, theirs = doc.char_span(start, end), other.char_span(start, end, alignment_mode="expand")
            assert mine is not None, (start, end)
            if text[start:end].strip():
                assert theirs is not None, (start, end)
                assert (mine.start, mine.end) == (theirs.start, theirs.end), (start, end)


def test_what_lies_outside_the_text_is_no_span() -> None:
    doc = Doc.of(parsed("Nothing"))
    assert [doc.char_span(start, end) for start, end in ((-1, 3), (0, 0), (0, 8), (7, 7))] == [None] * 4
    assert Doc.of(parsed("")).char_span(0, 1) is None


def test_parts_of_speech_and_lemmas_from_memory_are_those_of_the_model() -> None:
    annotate = Annotator(model())
    wanted = [[told(token) for token in Doc.of(parsed(text))] for text in TEXTS]
    for _ in range(2):  # first learned, then remembered
        docs = annotate(list(model().pipe(TEXTS, disable=list(COMPONENTS))))
        assert [[told(token) for token in doc] for doc in docs] == wanted


def test_memory_that_is_full_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policydiff.extraction.annotation._MOST", 3)
    annotate = Annotator(model())
    for text in (*TEXTS, *TEXTS):
        (doc,) = annotate(list(model().pipe([text], disable=list(COMPONENTS))))
        assert [told(token) for token in doc] == [told(token) for token in Doc.of(parsed(text))]
