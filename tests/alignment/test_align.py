"""Alignment: what answers to what, and which words only one version has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.alignment import Alignment, align, content
from policydiff.clauses.models import Clause


def outline(*texts: str) -> tuple[list[Clause], str]:
    """Paragraphs as clauses of one text, a blank line between them."""
    clauses, position = [], 0
    for number, text in enumerate(texts):
        clauses.append(
            Clause(
                id=f"c{number}",
                kind="paragraph",
                heading=(),
                lead_in="",
                text=text,
                start=position,
                end=position + len(text),
                line=2 * number + 1,
                end_line=2 * number + 1,
            )
        )
        position += len(text) + 2
    return clauses, "\n\n".join(texts)


def aligned(old: Sequence[str], new: Sequence[str]) -> tuple[Alignment, str, str]:
    (a, old_text), (b, new_text) = outline(*old), outline(*new)
    return align(a, b, old_text, new_text), old_text, new_text


def kinds(alignment: Alignment) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    return [(pair.kind, pair.old, pair.new) for pair in alignment.pairs]


def words_of(alignment: Alignment, text: str, side: str) -> list[str]:
    edits = alignment.added if side == "new" else alignment.removed
    return [text[start:end] for start, end in edits.ranges]


COLLECT = "We collect your name when you open an account."
SHARE = "We share billing records with the bank that handles the payment."
KEEP = "Server logs are deleted after thirty days."


def test_equal_versions_hold_no_edit() -> None:
    alignment, _, _ = aligned([COLLECT, SHARE], [COLLECT, SHARE])
    assert kinds(alignment) == [("same", (0,), (0,)), ("same", (1,), (1,))]
    assert alignment.added.ranges == alignment.removed.ranges == ()


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param("We collect your name when you open an account", id="full stop"),
        pytest.param("We collect your NAME when you open an account.", id="case"),
        pytest.param("We collect your names when you open accounts.", id="number"),
        pytest.param("2. We collect your name when you open an account.", id="numbering"),
        pytest.param("We collect your name when you open an account (https://example.com/help).", id="address"),
        pytest.param("We may collect your name when you open an account.", id="may"),
        pytest.param("We collect your name, when you open the account.", id="article"),
    ],
)
def test_style_is_no_edit(edited: str) -> None:
    alignment, _, _ = aligned([COLLECT, SHARE], [edited, SHARE])
    assert alignment.added.ranges == alignment.removed.ranges == ()


def test_a_date_is_no_edit() -> None:
    alignment, _, _ = aligned(["Last updated: 3 March 2019"], ["Last updated: April 12, 2021"])
    assert kinds(alignment) == [("same", (0,), (0,))]


def test_a_moved_passage_is_moved_and_the_others_are_not() -> None:
    alignment, _, _ = aligned([COLLECT, SHARE, KEEP], [KEEP, COLLECT, SHARE])
    assert kinds(alignment) == [("moved", (2,), (0,)), ("same", (0,), (1,)), ("same", (1,), (2,))]


def test_a_reworded_passage_shows_the_words_that_differ() -> None:
    alignment, old, new = aligned([COLLECT, SHARE], ["We collect your name and postal address when you open an account.", SHARE])
    assert kinds(alignment) == [("reworded", (0,), (0,)), ("same", (1,), (1,))]
    assert words_of(alignment, new, "new") == ["and postal address"]
    assert words_of(alignment, old, "old") == []


def test_a_negation_is_never_style() -> None:
    alignment, _, new = aligned(["We do share your number with advertisers."], ["We do not share your number with advertisers."])
    assert words_of(alignment, new, "new") == ["not"]


def test_added_and_removed_passages_have_no_partner() -> None:
    alignment, old, new = aligned([COLLECT, KEEP], [COLLECT, SHARE])
    assert kinds(alignment) == [("same", (0,), (0,)), ("added", (), (1,)), ("removed", (1,), ())]
    assert words_of(alignment, new, "new") == [SHARE.rstrip(".")]
    assert words_of(alignment, old, "old") == [KEEP.rstrip(".")]


def test_one_passage_split_into_two_leaves_nothing_edited() -> None:
    whole = "We use your number to open the account and we use the address of your home to deliver every parcel."
    alignment, _, _ = aligned([whole], ["We use your number to open the account.", "We use the address of your home to deliver every parcel."])
    assert kinds(alignment) == [("split", (0,), (0, 1))]
    assert alignment.added.ranges == alignment.removed.ranges == ()


def test_two_passages_merged_into_one_leave_nothing_edited() -> None:
    alignment, _, _ = aligned(
        ["We use your number to open the account.", "We use the address of your home to deliver every parcel."],
        ["We use your number to open the account and we use the address of your home to deliver every parcel."],
    )
    assert kinds(alignment) == [("merged", (0, 1), (0,))]
    assert alignment.added.ranges == alignment.removed.ranges == ()


def test_a_company_renamed_throughout_is_no_edit() -> None:
    rows = [
        "At Birdsong we keep {} data safe.",
        "When {} asks for a number, it says why.",
        "You may write to {} at any time.",
        "The logs of {} are short.",
        "Nobody at {} reads mail.",
    ]
    alignment, _, _ = aligned([row.format("Birdsong") for row in rows], [row.format("Larkum").replace("Birdsong", "Larkum") for row in rows])
    assert alignment.renamed == (("birdsong", "larkum"),)
    assert alignment.added.ranges == alignment.removed.ranges == ()


def test_content_drops_empty_words_and_endings() -> None:
    assert content("your mobile phone numbers and the cookies") == {"mobile", "phone", "number", "cookie"}


SENTENCES = st.lists(
    st.sampled_from([COLLECT, SHARE, KEEP, "We never sell data.", "You may object at any time.", "Children may not join.", "We use cookies."]), max_size=8
)


@given(SENTENCES)
def test_a_version_against_itself_is_all_the_same(rows: list[str]) -> None:
    alignment, _, _ = aligned(rows, rows)
    assert {pair.kind for pair in alignment.pairs} <= {"same"}
    assert alignment.added.ranges == alignment.removed.ranges == ()


@given(SENTENCES, SENTENCES)
def test_every_passage_is_told_and_edits_mirror(old: list[str], new: list[str]) -> None:
    forth, _, _ = aligned(old, new)
    back, _, _ = aligned(new, old)
    assert {index for pair in forth.pairs for index in pair.new} == set(range(len(forth.new)))
    assert forth.added.ranges == back.removed.ranges
    assert forth.removed.ranges == back.added.ranges


@given(st.permutations([COLLECT, SHARE, KEEP, "We never sell data.", "We use cookies."]))
def test_order_is_no_edit(rows: list[str]) -> None:
    alignment, _, _ = aligned([COLLECT, SHARE, KEEP, "We never sell data.", "We use cookies."], rows)
    assert alignment.added.ranges == alignment.removed.ranges == ()


def test_words_that_one_version_writes_together_are_no_edit() -> None:
    apart = ["Read how we use cookies. These cookies are needed.", "We hire various carriers."]
    glued = ["Read how we usecookies. These cookiesare needed.", "We hire variouscarriers."]
    alignment, _, _ = aligned(apart, glued)
    assert alignment.added.ranges == alignment.removed.ranges == ()


def test_a_new_word_is_not_taken_for_two_old_ones() -> None:
    alignment, _, new = aligned(["We keep a log of visits.", "Our book is open."], ["We keep a logbook of visits.", "Our book is open."])
    assert words_of(alignment, new, "new") == ["logbook"]


def test_a_name_of_two_words_replaced_throughout_is_no_edit() -> None:
    rows = ["We built {} for you.", "When {} opens, it asks for a name.", "You can leave {} at any time.", "The logs of {} are short."]
    alignment, _, _ = aligned([row.format("Birdsong Cloud") for row in rows], [row.format("Nest") for row in rows])
    assert alignment.renamed == (("birdsong cloud", "nest"),)
    assert alignment.added.ranges == alignment.removed.ranges == ()


def test_a_name_that_stays_elsewhere_is_not_renamed() -> None:
    rows = ["We built {} for you.", "When {} opens, it asks for a name.", "You can leave {} at any time.", "The logs of {} are short."]
    alignment, _, new = aligned([row.format("Birdsong") for row in rows], [*(row.format("Larkum") for row in rows), "We sell to Birdsong."])
    assert alignment.renamed == ()
    assert "Larkum" in words_of(alignment, new, "new")


@pytest.mark.parametrize("form", ["Birdsong LLC", "Birdsong Ltd.", "Birdsong GmbH", "Birdsong"])
def test_the_legal_form_of_a_company_is_no_edit(form: str) -> None:
    alignment, _, _ = aligned(["Birdsong, Inc. answers for it."], [f"{form} answers for it."])
    assert alignment.added.ranges == alignment.removed.ranges == ()
