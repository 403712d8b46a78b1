"""No regular expression of the package is of a form that can be made to blow up.

Timing all of them on texts made against each takes many minutes: `python -m tests.hostile.patterns > FILE`, then `python -m tests.hostile.attacks FILE`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from time import thread_time

import pytest

import policydiff
from policydiff import text
from policydiff.alignment.wording import _NUMBERING
from policydiff.documents.formats import markdown
from policydiff.extraction.cues import compile_phrases
from policydiff.reports import _html, _reasons
from tests.hostile.attacks import steep
from tests.hostile.patterns import ROOT


@pytest.fixture(scope="module")
def patterns() -> list[tuple[str, int, str]]:
    """Every pattern that is compiled when policies are read, compared and reported, with its flags and its module."""
    run = subprocess.run([sys.executable, "-m", "tests.hostile.patterns"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [tuple(json.loads(line)) for line in run.stdout.splitlines()]


def test_the_patterns_of_code_and_of_word_lists_are_found(patterns: list[tuple[str, int, str]]) -> None:
    modules = {module for _, _, module in patterns}
    assert {"policydiff/documents/sources.py", "policydiff/extraction/cues.py", "policydiff/clauses/noise.py", "policydiff/text.py"} <= modules
    assert len(patterns) > 200


def test_no_pattern_is_of_a_form_that_blows_up(patterns: list[tuple[str, int, str]]) -> None:
    """By regexploit, which looks for repeats that can match the same characters in several ways."""
    pytest.importorskip("regexploit")
    from regexploit.ast.sre import SreOpParser
    from regexploit.redos import find

    def worst(pattern: str, flags: int) -> int:
        return max((redos.starriness for redos in find(SreOpParser().parse_sre(pattern, flags))), default=0)

    assert worst(r"(?:a+)+b", 0) > 2
    assert [(module, pattern) for pattern, flags, module in patterns if worst(pattern, flags) > 2] == []


def test_an_attack_finds_a_pattern_that_is_not_linear() -> None:
    assert steep(r"\w+@", 0) is not None
    assert steep(r"\b\w{1,9}@", 0) is None


@pytest.mark.parametrize(
    "pattern", [text._WORD, markdown._TAG, _html._HYPHENATED, _reasons._PHRASE, compile_phrases([r"(?:tell|notif\w+)\w* ~ us"])], ids=lambda one: one.pattern
)
def test_what_sees_much_text_at_once_is_linear(pattern: re.Pattern[str]) -> None:
    """They were not: rows of dots, tags and quotes that never close, and a word that two repeats share between them."""
    assert steep(pattern.pattern, pattern.flags) is None


def test_no_phrase_of_a_word_list_repeats_without_a_bound(patterns: list[tuple[str, int, str]]) -> None:
    phrases = [pattern for pattern, _, module in patterns if module == "policydiff/extraction/cues.py" and r"\s{1,40}" in pattern]
    assert len(phrases) > 100
    assert [pattern for pattern in phrases if re.search(r"\\[wsS][+*]", pattern)] == []


def test_tags_that_never_close_are_read_in_linear_time() -> None:
    start = thread_time()
    document = policydiff.read("Privacy\n\n<div>\n" + "</Vaa" * 60_000 + "\n", media_type="text/markdown")
    assert document.text.startswith("Privacy")
    assert thread_time() - start < 5  # 70 seconds when each looked for its end in all that follows


def test_a_number_of_many_digits_is_not_tried_in_every_division() -> None:
    """Digits by ones and twos can be divided in exponentially many ways; 34 of them took two seconds, and each more half as long again."""
    start = thread_time()
    assert _NUMBERING.match("1." + 34 * "1" + "x") is None
    assert thread_time() - start < 0.2
    assert [match.end() for text in ("1.2.3 We", "(a) We", "iv.12 We", "1.123. We") if (match := _NUMBERING.match(text))] == [6, 4, 6, 7]
