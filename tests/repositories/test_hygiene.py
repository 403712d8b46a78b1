"""What each capture of a policy is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from policydiff.repositories.archives import Capture
from policydiff.repositories.contents import content, wording
from policydiff.repositories.hygiene import sort
from tests.repositories.makers import CHILDREN, COLLECT, FILLING, GERMAN, LEAD, MENU, NEWER, POLICY, RIGHTS, SHARE, START

EXTRA = "## Boats\n\nWe note the number of the boat that you moor at our pier, and how long it lies there.\n\n"
NEXT = NEWER.replace("4 January", "9 March").replace("ten working days", "a fortnight")
BOTH = "The policy below holds from 9 March 2024.\n\n" + NEXT + "The policy that holds until then:\n\n" + POLICY
PARTIAL = LEAD + COLLECT + SHARE
SHUFFLED = LEAD + FILLING + RIGHTS + COLLECT + SHARE + CHILDREN
LINKED = POLICY.replace("map room", "[map room](https://maps.example/room?session=8f3)")
SENTENCES = [f"Sheet {number} shows the path from mill {number} to the ford below it, with every gate that a walker has to open." for number in range(1, 250)]
LONG = LEAD + "\n\n".join(SENTENCES)
REMNANT = LEAD + "\n\n".join(SENTENCES[:20])
ERROR = " ".join(f"The drawer with the sheet of this page is locked at hour {number}, please knock again." for number in range(1, 12))
OTHER = LEAD.replace("Kestrel", "Plover") + "\n\n".join(sentence.replace("Sheet", "Chart") for sentence in SENTENCES[:9])
BRIEF = LEAD + "\n\n".join(sentence.replace("walker", "rider") for sentence in SENTENCES[:5])
DATED = POLICY.replace("4 January", "9 March") + EXTRA


def labels(*texts: str | bytes | tuple[str, ...] | None, days: float = 1) -> list[str]:
    """The labels of captures in order, `days` apart; a text in a tuple is recorded by a technical upgrade."""
    captures, contents = [], []
    for number, text in enumerate(texts):
        upgrade = isinstance(text, tuple)
        raw = text[0] if isinstance(text, tuple) else text
        data = raw.encode() if isinstance(raw, str) else raw
        blob = None if data is None else str(number)
        captures.append(Capture(START + timedelta(days=days * number), str(number), "Privacy Policy.md", blob, number, upgrade))
        contents.append(None if data is None else content(data, "Privacy Policy.md"))
    return [sorted_.label for sorted_ in sort(captures, contents)]


@pytest.mark.parametrize(
    "texts, expected",
    [
        pytest.param([POLICY, NEWER], ["first", "new_text"], id="an edit"),
        pytest.param([POLICY, POLICY.replace("\n\n", "\n\n\n")], ["first", "same_words"], id="white space"),
        pytest.param([POLICY, LINKED], ["first", "same_words"], id="a link"),
        pytest.param([POLICY, MENU + POLICY], ["first", "same_words"], id="a menu"),
        pytest.param([POLICY, SHUFFLED], ["first", "re_render"], id="another order"),
        pytest.param([POLICY, POLICY + CHILDREN], ["first", "re_render"], id="a section twice"),
        pytest.param([POLICY, (POLICY + EXTRA,)], ["first", "re_render"], id="extracted anew"),
        pytest.param([POLICY, NEWER, POLICY, NEWER, POLICY], ["first", "flip", "same_words", "flip", "same_words"], id="two variants"),
        pytest.param([POLICY, NEWER, POLICY, NEWER], ["first", "flip", "same_words", "new_text"], id="two variants, the second stays"),
        pytest.param([POLICY, MENU, POLICY], ["first", "broken", "same_words"], id="a menu alone"),
        pytest.param([POLICY, PARTIAL, POLICY], ["first", "broken", "same_words"], id="a part that comes back"),
        pytest.param([POLICY, PARTIAL, POLICY + EXTRA], ["first", "broken", "new_text"], id="a part that comes back with an edit"),
        pytest.param([POLICY, OTHER, POLICY], ["first", "flip", "same_words"], id="another text that is taken back"),
        pytest.param([POLICY, BRIEF], ["first", "new_text"], id="written anew and much shorter"),
        pytest.param([LONG, REMNANT], ["first", "broken"], id="a remnant"),
        pytest.param([LONG, ERROR], ["first", "broken"], id="an error page of many words"),
        pytest.param([POLICY, (DATED,)], ["first", "new_text"], id="extracted anew and dated anew"),
        pytest.param([POLICY, (POLICY.replace("keep route plans for two years", "keep route plans for five years"),)], ["first", "new_text"], id="reworded"),
        pytest.param([POLICY, (POLICY.replace("time. We keep", "time; we keep") + EXTRA,)], ["first", "re_render"], id="cut otherwise"),
        pytest.param([POLICY, (POLICY.replace("in the old mill. ", "in the old mill, ") + EXTRA,)], ["first", "re_render"], id="two sentences joined"),
        pytest.param([POLICY, (POLICY.replace(CHILDREN, "") + EXTRA,)], ["first", "re_render"], id="one block for another"),
        pytest.param([MENU, POLICY, NEWER], ["broken", "first", "new_text"], id="the first capture is broken"),
        pytest.param([POLICY, BOTH, NEXT], ["first", "two_versions", "new_text"], id="two versions on one page"),
        pytest.param([POLICY, GERMAN, NEWER], ["first", "other_language", "new_text"], id="another language"),
        pytest.param([POLICY, b"\x00\x01" * 99, POLICY, b""], ["first", "unreadable", "same_words", "unreadable"], id="no text"),
        pytest.param([POLICY, None, NEWER], ["first", "deleted", "new_text"], id="deleted and back"),
    ],
)
def test_a_capture_is_what_its_words_and_its_neighbours_make_it(texts: list[str | None], expected: list[str]) -> None:
    assert labels(*texts) == expected


def test_what_is_taken_back_late_was_in_force() -> None:
    assert labels(POLICY, NEWER, POLICY, days=60) == ["first", "new_text", "new_text"]


def test_after_an_extraction_anew_the_next_version_is_weighed_against_it() -> None:
    captures = [Capture(START + timedelta(days=100 * number), str(number), "a.md", str(number), number, number == 1) for number in range(3)]
    found = sort(captures, [content(text.encode(), "a.md") for text in (POLICY, POLICY + EXTRA, NEWER + EXTRA)])
    assert [(one.label, one.base) for one in found] == [("first", None), ("re_render", 0), ("new_text", 1)]


def test_what_was_skipped_is_never_weighed_against() -> None:
    captures = [Capture(START + timedelta(days=number), str(number), "a.md", str(number), number) for number in range(4)]
    found = sort(captures, [content(text.encode(), "a.md") for text in (POLICY, GERMAN, MENU, NEWER)])
    assert [one.base for one in found] == [None, 0, 0, 0]


@pytest.mark.parametrize(
    "name, one, other, same",
    [
        ("a.md", POLICY, LINKED, True),
        ("a.md", POLICY, POLICY.replace("# ", "#### "), True),
        ("a.md", POLICY, POLICY.replace("two years", "three years"), False),
        ("a.md", "See [the list](a.html).", "See [the list](b_(c).html).", True),
        ("a.html", "<p>Plain words</p>", "<p>Plain  words</p>", False),
    ],
)
def test_files_of_the_same_words_are_told_from_their_bytes(name: str, one: str, other: str, same: bool) -> None:
    assert (wording(one.encode(), name) == wording(other.encode(), name)) is same


def test_the_wording_depends_on_the_format() -> None:
    assert wording(b"# Words", "a.md") != wording(b"# Words", "a.txt")


def test_content_travels_as_plain_values() -> None:
    from policydiff.repositories.contents import Content

    made = content(POLICY.encode(), "a.md")
    assert Content.of(made.record()) == made
    assert (made.state, made.language, made.title, str(made.effective_date)) == ("read", "en", "Privacy Policy of Kestrel Maps", "2024-01-04")
