"""Words that one wording has and the other lacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.reports._marks import Segment, alike, marked, stands


def shown(segments: list[Segment]) -> str:
    """Segments in one line: {removed} or added words in braces, [focus] in brackets, (folded) in parentheses."""
    found = ""
    for one in segments:
        text = f"[{one.text}]" if one.focus else one.text
        text = f"({text})" if one.folded else text
        found += text if one.kind == "same" else f"{{{text}}}"
    return found


@pytest.mark.parametrize(
    ("text", "other", "focus", "expected"),
    [
        ("We keep letters.", "We keep letters.", (), "We keep letters."),
        ("We keep old letters here.", "We keep letters here.", (), "We keep {old} letters here."),
        ("We KEEP the sender’s letters.", "We keep the sender's letters.", (), "We KEEP the sender’s letters."),
        # One shared word between two edits does not stand alone.
        ("We may lend the maps of the town to anybody.", "We may sell the plans of the town to anybody.", (), "We may {lend the maps} of the town to anybody."),
        ("We may lend maps.", "Cookies expire after a year on every device.", (), "We may lend maps."),
        ("We may lend maps.", None, ("lend  maps",), "We may [lend maps]."),
        ("We may lend maps to friends.", "We may lend maps.", ("to friends",), "We may lend maps {[to friends]}."),
        ("We lend a long list of maps.", None, ("a long list …",), "We lend [a long list] of maps."),
        ("", "We lend maps.", (), ""),
    ],
)
def test_marks(text: str, other: str | None, focus: tuple[str, ...], expected: str) -> None:
    assert shown(marked(text, other, "removed", focus)) == expected


def test_a_long_shared_stretch_is_folded_but_for_its_ends() -> None:
    words = [f"w{number}" for number in range(100)]
    head, middle, tail = " ".join(words[:30]), " ".join(words[30:70]), " ".join(words[70:])
    assert [one.folded for one in marked(" ".join(words) + " new", " ".join(words), "added")] == [False, True, False, False]
    found = marked(" ".join([*words, "new"]), " ".join(words), "added")
    assert [one.text for one in found] == [head + " ", middle + " ", tail + " ", "new"]
    assert [one.kind for one in found] == ["same", "same", "same", "added"]


@given(st.text(alphabet="ab .,\u202e\n", max_size=60), st.text(alphabet="ab .,", max_size=60), st.text(alphabet="ab .", max_size=4))
def test_segments_join_to_the_text_again(text: str, other: str, focus: str) -> None:
    assert "".join(one.text for one in marked(text, other, "added", (focus,))) == text


def test_alike_is_the_share_of_words_in_common() -> None:
    assert alike("we lend old maps", "we lend new maps") == 0.75
    assert alike("we lend maps", "cookies expire") == 0.0


def test_a_phrase_stands_whatever_its_white_space() -> None:
    assert stands("lend maps …", "we lend\n  maps to friends")
    assert not stands("lend maps", "we lend old maps")
