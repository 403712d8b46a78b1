"""What is remembered is told apart by identity, found once, and given up for what is asked later."""

from __future__ import annotations

from policydiff.remembered import VERSIONS, of_last


def test_what_was_found_of_the_last_objects_is_not_looked_for_again() -> None:
    asked = []

    @of_last(VERSIONS)
    def size(words: list[str]) -> int:
        asked.append(words)
        return len(words)

    first, second, third = ["a"], ["b", "c"], ["a"]
    assert [size(one) for one in (first, second, first, second, third, first)] == [1, 2, 1, 2, 1, 1]
    # The third equals the first and is another; it took the place of the first, which was asked about longest ago.
    assert [id(words) for words in asked] == [id(first), id(second), id(third), id(first)]
