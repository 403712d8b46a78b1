"""What a process keeps of the words that it met is bounded, whatever it reads; `python -m tests.benchmarks.soak` measures the whole."""

from __future__ import annotations

import functools
import gc
import random
import warnings
from collections import OrderedDict
from typing import Any

import pytest

import policydiff
from policydiff.extraction import pipeline
from policydiff.extraction.annotation import Annotator
from policydiff.extraction.pipeline import ClauseKey, read_clause
from policydiff.text import WORDS_KEPT
from policydiff.vocabulary.words import Folder
from tests.benchmarks.soak import name, pair


def unbounded() -> dict[str, int]:
    """The entries of every cache of the package that has no bound."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other libraries complain when their objects are looked at
        found = [cache for cache in gc.get_objects() if type(cache) is functools._lru_cache_wrapper and str(cache.__module__).startswith("policydiff")]
    return {f"{cache.__module__}.{cache.__qualname__}": cache.cache_info().currsize for cache in found if cache.cache_info().maxsize is None}


def test_words_of_the_vocabulary() -> None:
    dice, folder = random.Random(1), Folder({"colour": "color"}, {}, {})
    for _ in range(WORDS_KEPT + 100):
        folder.fold([name(dice)])
    assert len(folder._pieces) == 100
    assert folder.fold(["Colour"]) == (["color"], [(0, 1)])


def test_no_cache_without_a_bound_grows_with_what_is_read() -> None:
    dice = random.Random(2)
    for _ in range(2):
        policydiff.compare(*pair(dice))
    before = unbounded()
    assert len(before) > 20
    for _ in range(3):
        policydiff.compare(*pair(dice))
    # A word list may be asked for late; what follows the text grows with each text.
    assert {name: size for name, size in unbounded().items() if size >= before.get(name, 0) + 3} == {}


def test_what_the_parser_remembers_of_words_is_forgotten_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model spells a word only while it reads it; a lemma that is remembered by its number must be remembered with its letters."""
    monkeypatch.setattr("policydiff.extraction.annotation._MOST", 60)
    monkeypatch.setattr(pipeline, "_cache", OrderedDict())
    monkeypatch.setattr(pipeline, "_PARSES_KEPT", 0)
    monkeypatch.setattr(pipeline, "_annotator", functools.cache(lambda: Annotator(pipeline.language_model())))
    dice = random.Random(3)
    texts = [f"We keep the {name(dice)}s and {name(dice)}s of our {name(dice)}s." for _ in range(30)]
    first: dict[str, object] = {}
    most = 0
    lemmatizer: Any = pipeline.language_model().get_pipe("lemmatizer")
    lemmatizer.cache.clear()
    for text in dice.sample(4 * texts, 4 * len(texts)):
        pipeline._cache.clear()
        assert read_clause(ClauseKey(text)) == first.setdefault(text, read_clause(ClauseKey(text)))
        assert max(len(pipeline._annotator()._strings), len(pipeline._annotator()._known)) < 100
        most = max(most, len(lemmatizer.cache))
    assert 0 < most < 20


def test_what_is_remembered_of_a_word_alone_is_spelled_at_once() -> None:
    """A rule may give it another lemma in the text that asked; the next text may need this one, when the model cannot spell it any more."""
    model = pipeline.language_model()
    annotate = Annotator(model)
    with model.memory_zone():
        strings: Any = model.vocab.strings
        annotate._learn([(strings.add("glimbulators"), strings["NNS"], strings["dobj"])])
        lemma = strings["glimbulator"]
    assert lemma not in strings
    assert [annotate._strings[number] for number in annotate._answers.ravel().tolist()] == ["NOUN", "glimbulator", "NNS", "dobj"]


def test_the_model_is_loaded_anew_before_its_tables_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_cache", OrderedDict())
    monkeypatch.setattr(pipeline, "_PARSES_KEPT", 0)
    text, dice = ClauseKey("We keep the names of your pets for 30 days."), random.Random(4)
    before, first = read_clause(text), pipeline.language_model()
    monkeypatch.setattr(pipeline, "_WORDS_MET", len(first.vocab) + 40)
    for _ in range(30):
        read_clause(ClauseKey(f"We keep {name(dice)} and {name(dice)}."))
    pipeline._cache.clear()
    assert pipeline.language_model() is not first
    assert len(pipeline.language_model().vocab) < len(first.vocab) + 60
    assert read_clause(text) == before
