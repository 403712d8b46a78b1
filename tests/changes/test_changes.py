"""What changed: one small policy, edited one way at a time, with every delta that must come out and nothing else."""

from __future__ import annotations

import pytest

import policydiff
from policydiff.changes import Comparison, changes

POLICY = """# Privacy Policy

## What we collect

We collect your name and email address when you open an account.

We use your email address to send you receipts.

## Who receives it

We share your billing address with our payment processor.

We do not sell your personal information.

## Choices

You can opt out of newsletters at any time.

## Children

We do not knowingly collect personal information from children under 13.
"""

# (what is replaced, by what, {(slot, category, direction)})
EDITS = [
    pytest.param("your name and email address", "your name, email address and precise location", {("data", "precise_location", "added")}, id="new data"),
    pytest.param(
        "with our payment processor.",
        "with our payment processor. We share your browsing history with advertising partners so that they can show you targeted ads.",
        {("recipient", "advertiser", "added"), ("purpose", "advertising", "added"), ("data", "usage", "added")},
        id="new recipient with data and purpose in one change",
    ),
    pytest.param("We do not sell your personal information.\n\n", "", {("commitment", "no_sale", "removed")}, id="promise withdrawn"),
    pytest.param(
        "We do not sell your personal information.",
        "We may sell your personal information to data brokers.",
        {("commitment", "no_sale", "removed"), ("recipient", "data_broker", "added"), ("purpose", "monetisation", "added")},
        id="promise contradicted",
    ),
    pytest.param(
        "to send you receipts.",
        "to send you receipts and to train our artificial intelligence models.",
        {("purpose", "ai_training", "added")},
        id="new purpose",
    ),
    pytest.param("You can opt out of newsletters at any time.\n\n", "", {("choice", "opt_out", "removed")}, id="choice gone"),
    pytest.param("under 13", "under 16", {("children", "age", "narrowed")}, id="higher age"),
    pytest.param(
        "to send you receipts.",
        "to send you receipts. We keep your invoices for seven years.",
        {("data", "transaction", "added"), ("retention", "period", "added")},
        id="retention with new data",
    ),
    pytest.param(
        "We collect your name and email address when you open an account.",
        "When you open an account, we collect your email address and your name.",
        set(),
        id="reordered",
    ),
    pytest.param("We share your billing address", "We may share your billing addresses", set(), id="may and number"),
    pytest.param("## Who receives it", "## Recipients", set(), id="heading renamed"),
    pytest.param("# Privacy Policy\n", "# Privacy Notice\n\nLast updated: 3 May 2024\n", set(), id="title and date"),
    pytest.param(
        "You can opt out of newsletters at any time.", "You can opt out of newsletters at any time, see <https://example.com/mail>.", set(), id="link"
    ),
]


def compared(old: str, new: str) -> Comparison:
    return changes(policydiff.parse(old, media_type="text/markdown"), policydiff.parse(new, media_type="text/markdown"))


def told(comparison: Comparison) -> set[tuple[str, str, str]]:
    return {(delta.slot, delta.category, delta.direction) for change in comparison.changes for delta in change.deltas}


@pytest.mark.parametrize("was, now, expected", EDITS)
def test_an_edit_is_told_by_its_deltas_and_nothing_else(was: str, now: str, expected: set[tuple[str, str, str]]) -> None:
    assert was in POLICY
    assert told(compared(POLICY, POLICY.replace(was, now))) == expected


@pytest.mark.parametrize("was, now, expected", EDITS)
def test_turning_the_versions_round_turns_the_directions_round(was: str, now: str, expected: set[tuple[str, str, str]]) -> None:
    turned = {"added": "removed", "removed": "added", "broadened": "narrowed", "narrowed": "broadened"}
    assert told(compared(POLICY.replace(was, now), POLICY)) == {(slot, category, turned[way]) for slot, category, way in expected}


@pytest.mark.parametrize(
    "said",
    ["You may opt out of the sale of your data at any time.", "YOU MAY OPT OUT OF THE SALE OF YOUR DATA AT ANY TIME."],
    ids=["small letters", "capitals"],
)
def test_a_choice_is_told_in_whatever_letters_it_is_written(said: str) -> None:
    more = POLICY + f"\n{said}\n"
    assert told(compared(POLICY, more)) == {("choice", "opt_out", "added")}
    assert told(compared(more, POLICY)) == {("choice", "opt_out", "removed")}


def test_one_edit_is_one_change() -> None:
    new = POLICY.replace(
        "payment processor.", "payment processor. We share your browsing history with advertising partners so that they can show you targeted ads."
    )
    (change,) = compared(POLICY, new).changes
    assert (change.slot, change.category, change.direction, change.action) == ("recipient", "advertiser", "added", "share")
    assert [quote.quote for quote in change.evidence.new] == [
        "We share your browsing history with advertising partners so that they can show you targeted ads."
    ]
    assert [(quote.line, quote.end_line) for quote in change.evidence.new] == [(11, 11)]
    assert change.nearest_new == "We share your browsing history with advertising partners so that they can show you targeted ads."


def test_a_withdrawn_promise_quotes_the_old_version_only() -> None:
    comparison = compared(POLICY, POLICY.replace("We do not sell your personal information.\n\n", ""))
    (change,) = comparison.changes
    assert [(quote.quote, quote.line) for quote in change.evidence.old] == [("We do not sell your personal information.", 13)]
    assert change.evidence.new == ()
    assert [(status.category, status.status, status.change) for status in comparison.commitments if status.category == "no_sale"] == [
        ("no_sale", "withdrawn", change.id)
    ]


def test_a_promise_that_survives_elsewhere_is_kept() -> None:
    moved = POLICY.replace("We do not sell your personal information.\n\n", "") + "\n## More\n\nWe do not sell your personal information.\n"
    comparison = compared(POLICY, moved)
    assert comparison.changes == ()
    assert [(status.category, status.status) for status in comparison.commitments if status.category == "no_sale"] == [("no_sale", "kept")]


def test_a_fingerprint_outlives_unrelated_edits() -> None:
    new = POLICY.replace("name and email address", "name, email address and precise location")
    (before,) = compared(POLICY, new).changes
    wider = new.replace("You can opt out of newsletters at any time.", "You may opt out of newsletters at any time.") + "\nThank you for reading.\n"
    (after,) = compared("An introduction.\n\n" + POLICY, "An introduction.\n\n" + wider).changes
    assert before.id == after.id
    assert len(before.id) == 12
    assert set(before.id) <= set("0123456789abcdef")


def test_what_is_no_news_is_a_clarification() -> None:
    new = POLICY.replace("We use your email address to send you receipts.", "We use your email address to send you receipts and to provide the service.")
    comparison = compared(
        POLICY.replace("receipts.", "receipts. We use your name to run our service."), new.replace("service.", "service. We use your name to run our service.")
    )
    assert comparison.changes == ()
    assert {delta.slot for change in comparison.clarified for delta in change.deltas} == {"purpose"}


PERIODS = [
    ("30 days", "90 days", {("retention", "period", "broadened")}),
    ("90 days", "30 days", {("retention", "period", "narrowed")}),
    ("6 weeks", "42 days", set()),
]


@pytest.mark.parametrize("was, now, expected", PERIODS)
def test_periods_are_compared_by_their_length(was: str, now: str, expected: set[tuple[str, str, str]]) -> None:
    sentence = "Server logs are deleted after {}."
    assert told(compared(POLICY + "\n" + sentence.format(was), POLICY + "\n" + sentence.format(now))) == expected


def test_a_promise_that_goes_is_not_hidden_by_one_like_it_that_stays() -> None:
    stays, goes = "We do not share your phone number with advertisers.\n\n", "We do not share your email address with advertisers.\n\n"
    comparison = compared(POLICY + "\n" + stays + goes, POLICY + "\n" + stays)
    assert told(comparison) == {("commitment", "no_share", "removed")}
    assert [status.status for status in comparison.commitments if status.category == "no_share"] == ["kept", "withdrawn"]


def test_known_data_handed_to_a_known_recipient_for_the_first_time_are_told() -> None:
    old = POLICY + "\nWe share your email address with advertisers.\n\nWe collect your health data to provide the service.\n"
    assert told(compared(old, old + "\nWe share your health data with advertisers.\n")) == {("recipient", "advertiser", "broadened")}
    assert told(compared(old, old.replace("your email address with advertisers", "your email address and your health data with advertisers"))) == {
        ("recipient", "advertiser", "broadened")
    }
    assert told(compared(old, old.replace("We share your email address with advertisers.", "Your email address is shared with advertisers."))) == set()


def test_data_left_open_cover_whatever_is_handed_to_the_same_recipient() -> None:
    old = POLICY + "\nWe share your personal data with advertisers.\n\nWe collect your health data to provide the service.\n"
    assert told(compared(old, old + "\nWe share your health data with advertisers.\n")) == set()
