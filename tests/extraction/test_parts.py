from __future__ import annotations

from itertools import pairwise

import pytest

from policydiff.extraction.parts import parts
from policydiff.limits import LIMITS

SENTENCE = "We keep your name. "


@pytest.mark.parametrize(
    "text, count",
    [
        ("", 1),
        (SENTENCE, 1),
        (SENTENCE * (LIMITS.clause // len(SENTENCE)), 1),
        (SENTENCE * (2 * LIMITS.clause // len(SENTENCE)), 3),
        ("name, " * (3 * LIMITS.sentence // 6), 4),
        ("x" * (2 * LIMITS.sentence), 2),
        (SENTENCE + "name, " * (LIMITS.sentence // 6) + "end. " + SENTENCE, 4),
    ],
)
def test_parts_join_up_to_the_whole(text: str, count: int) -> None:
    found = parts(text)
    assert len(found) == count
    assert (found[0][0], found[-1][1]) == (0, len(text))
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(end - start <= LIMITS.clause for start, end in found)


def test_a_long_sentence_is_cut_behind_its_best_mark() -> None:
    text = "a, " * 900 + "b; " + "c, " * 900
    assert [text[start:end].strip()[-2:] for start, end in parts(text)] == ["b;", "c,"]
