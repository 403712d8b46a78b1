"""No regular expression of the package is of a form that can be made to blow up.

Timing all of them on texts made against each takes many minutes: `python -m tests.hostile.patterns > FILE`, then `python -m tests.hostile.attacks FILE`.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

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
