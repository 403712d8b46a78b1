"""The cue notation, folding and sentences."""

from __future__ import annotations

from importlib.resources import files

import pytest

from policydiff.extraction.cues import compile_phrases, fold, lexicon, sentences
from tests.extraction.readings import read


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("opt out", "you may opt\nout now", True),
        ("opt ~ out", "opt yourself kindly out", True),
        ("opt ~ out", "opt one two three four five six seven out", False),
        ("opt ~~ out", "opt one two three four five six seven out", True),
        ("opt", "options", False),
    ],
)
def test_phrase_notation(phrase: str, text: str, found: bool) -> None:
    assert (compile_phrases([phrase]).search(text) is not None) is found


@pytest.mark.parametrize("text", ["“Don’t”", "İstanbul ẞ", "plain", ""])
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_table_of_contents_has_no_sentences() -> None:
    assert sentences(read("1. Data 2. Cookies 3. Children 4. Security 5. Changes 6. Contact")) == ()


@pytest.mark.parametrize(
    "name", sorted(path.name.removesuffix(".toml") for path in (files("policydiff.extraction") / "lexicon").iterdir() if path.name.endswith(".toml"))
)
def test_cue_file_compiles(name: str) -> None:
    data = lexicon(name)
    assert data.data


def test_matching_is_linear_in_the_length_of_a_sentence() -> None:
    import time

    from policydiff.extraction.cues import Sentence

    def cost(count: int) -> float:
        text = "we may not use the data of you and our partners for the " * count
        sentence = Sentence(0, text, text)
        started = time.process_time()
        for name in ("choices", "legal_bases", "security", "controller", "children", "change_clause"):
            for cue in lexicon(name).cues:
                list(cue.find(sentence, ""))
        return time.process_time() - started

    cost(20)
    assert cost(400) < 20 * 4 * max(cost(20), 0.002)
