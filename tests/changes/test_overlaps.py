"""The lookup by words gives what comparing all with all gives, and looks at few."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policydiff.changes.overlaps import Overlaps

WORDS = st.frozensets(st.sampled_from("abcdefgh"), max_size=5)


@given(st.lists(WORDS, max_size=12), WORDS)
def test_the_best_is_the_first_that_holds_most(rows: list[frozenset[str]], wanted: frozenset[str]) -> None:
    shared = [len(wanted & row) for row in rows]
    expected = shared.index(max(shared)) if any(shared) else None
    overlaps = Overlaps(rows)
    assert overlaps.best(wanted) == overlaps.best(wanted) == expected


@given(st.lists(WORDS, max_size=12), WORDS, st.integers(min_value=1, max_value=6))
def test_those_that_share_enough_come_out_in_order(rows: list[frozenset[str]], wanted: frozenset[str], least: int) -> None:
    assert Overlaps(rows).sharing(wanted, least) == [number for number, row in enumerate(rows) if len(wanted & row) >= least]


def test_a_word_is_held_or_not() -> None:
    overlaps = Overlaps([frozenset({"name"}), frozenset({"address"})])
    assert "name" in overlaps
    assert "phone" not in overlaps
