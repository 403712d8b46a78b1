"""Conditions and audience of practices, and sentences that state none."""

from __future__ import annotations

import pytest

import policydiff


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("If you contact us, we will collect your email address.", ["If you contact us"]),
        ("We share your data with our affiliates, unless the law forbids it.", ["unless the law forbids it"]),
        ("We collect your email address.", []),
    ],
)
def test_a_practice_carries_the_clauses_on_which_it_depends(text: str, conditions: list[str]) -> None:
    (practice,) = policydiff.parse(text).practices
    assert [mention.text for mention in practice.conditions] == conditions
    assert {(mention.term, mention.category) for mention in practice.conditions} <= {("condition", "condition")}


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("We do not sell the personal information of California residents.", ("California residents",)),
        ("# Notice to users in the European Union\n\nWe collect your email address.", ("users in the European Union",)),
        ("We do not knowingly collect data from children under the age of 13.", ("children under the age of 13",)),
        ("We collect your email address.", ()),
    ],
)
def test_a_practice_names_whom_it_concerns(text: str, audience: tuple[str, ...]) -> None:
    (practice,) = policydiff.parse(text, media_type="text/markdown").practices
    assert practice.audience == audience


@pytest.mark.parametrize(
    "text",
    [
        "This policy does not apply to companies that we do not own or control.",
        "The following table shows which data we share with whom.",
        "Personal information does not include anonymous statistics.",
        "Which photos we process and with whom we share them.",
        "1. Scope 2. Collection of Location Data 3. Sale of Purchase Records 4. Retention 5. Complaints",
        "Please keep your contact information up to date.",
        "Do not share your password with others.",
    ],
)
def test_a_sentence_on_the_policy_or_on_somebody_else_states_nothing(text: str) -> None:
    policy = policydiff.parse(text)
    assert (policy.practices, policy.commitments) == ((), ())


@pytest.mark.parametrize(
    ("text", "action", "actor"),
    [
        ("Advertisers do not receive your email address.", "share", "first_party"),
        ("Your fingerprint is never sent to our servers.", "collect", "first_party"),
        ("Your personal data is stored securely.", "protect", "first_party"),
        ("Your employer sends us your name.", "collect", "first_party"),
        ("When you post a comment, your user name is visible to everyone.", "share", "first_party"),
    ],
)
def test_the_action_follows_from_who_gets_the_data(text: str, action: str, actor: str) -> None:
    assert {(practice.action, practice.actor) for practice in policydiff.parse(text).practices} == {(action, actor)}
