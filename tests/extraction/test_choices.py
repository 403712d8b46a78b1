"""Choices: what kind, within which time, for whom, by what means, and what is no choice at all."""

from __future__ import annotations

import pytest

from policydiff.extraction.choices import choices
from tests.extraction.readings import read

KINDS = [
    ("You can opt out of interest-based adverts on the Privacy page.", {"opt_out"}),
    ("To stop our newsletter, unsubscribe with the link at its foot.", {"opt_out"}),
    ("Members may ask us not to hand their postal address to sponsors.", {"opt_out"}),
    ("If you would rather not appear in search results, you may choose not to be listed.", {"opt_out"}),
    ("You can turn off personalised ads in the app.", {"opt_out"}),
    ("You may adjust your notification preferences under Account.", {"settings"}),
    ("Most browsers allow you to block cookies.", {"settings"}),
    ("You can manage who sees your profile.", {"settings"}),
    ("You may object to this processing at any time.", {"object"}),
    ("You have the right to object to direct marketing.", {"object"}),
    ("You can withdraw your consent at any time by writing to us.", {"withdraw_consent"}),
    ("Consent once given may be revoked.", {"withdraw_consent"}),
    ("We will ask for your permission before we read your calendar.", {"opt_in"}),
    ("You can opt in to our research panel.", {"opt_in"}),
    ("By using the site you consent to this transfer.", {"leave_or_accept"}),
    ("If you do not provide a delivery address, we may not be able to ship your order.", {"leave_or_accept"}),
    ("The only way to avoid this is to delete your account.", {"leave_or_accept"}),
    ("You cannot opt out of billing messages.", {"none"}),
    ("We do not respond to Do Not Track signals.", {"none"}),
    ("Even if you opt out of offers, we may still send service messages.", {"none"}),
    ("The tracker runs only after you give your consent.", {"opt_in"}),
    ("Offers are sent only if the member has opted in.", {"opt_in"}),
    ("If you have consented, you may withdraw your consent.", {"withdraw_consent"}),
    ("You may choose not to show your birthday in your profile settings.", {"settings"}),
    ("You may choose not to get our marketing by changing your profile settings.", {"opt_out"}),
    ("You can object to our calls via the unsubscribe page.", {"object"}),
    ("To learn how to block trackers, visit the help centre of your browser.", {"settings"}),
    ("Managing your reminder preferences in the app.", {"settings"}),
    ("If you disagree with these rules, please discontinue your use of the site or close your account.", {"leave_or_accept"}),
    ("Unless you cancel your membership, you cannot unsubscribe from renewal notices.", {"leave_or_accept"}),
    ("You are not able to control these trackers.", {"none"}),
    ("You may opt out of texts, but you cannot opt out of safety alerts.", {"opt_out", "none"}),
    ("We ask for your consent to read contacts, and you may withdraw your consent later.", {"opt_in", "withdraw_consent"}),
]

QUIET = [
    "We collect your name and your email address.",
    "Cookies help us to remember your language.",
    "We may disclose information to comply with the law.",
    "Our partners include banks, insurers and couriers.",
    "Depending on your settings, friends may see your photo.",
    "We encrypt your messages while they travel.",
    "This policy explains how we handle data.",
    "Your account has a unique number.",
    "We keep server logs for 30 days.",
    "Please contact us with any question.",
    "We use analytics to improve the search page.",
    "The controller is Birchwood Ltd.",
    "With your consent, we share your number with clubs.",
    "You have the right to access, correct, erase or port your data and to object to their use.",
    "Details that you choose to provide in the forum can be read by all.",
    "If you turn off cookies, the basket may not work.",
    "You can update your address in your account.",
    "Our notice tells you how to manage cookies.",
    "We do not use the site to test people.",
    "Withdrawal of consent does not affect what was done before.",
    "Our partner does not have the option of changing this.",
]

WINDOWS = [
    ("Existing users may opt out within 30 days of accepting the new terms.", "P30D", "acceptance", False),
    ("You have thirty (30) days after you receive this notice to object to the change.", "P30D", "notice", False),
    ("You can opt out until 25 September 2016.", "2016-09-25", "date", False),
    ("You may object within two weeks of the change taking effect.", "P2W", "effective_date", False),
    ("You may reject the amendment within 14 days.", "P14D", None, False),
    ("Opt out within 72 hours of signing up.", "PT72H", "registration", False),
    ("If you do not opt out during the 12-month period, your data will be used.", "P12M", None, False),
    ("Your opt-out notice must be postmarked no later than 60 days after delivery.", "P60D", "receipt", False),
    ("You may opt out at any time.", None, None, True),
    ("We will process your opt-out request within 10 business days.", None, None, True),
    ("It may take up to 15 days for your opt-out to take effect.", None, None, True),
    ("If you opt out, we will delete the profile within 30 days.", None, None, True),
    ("You can opt out of cookies, which expire after 13 months.", None, None, True),
    ("You may unsubscribe whenever you like.", None, None, True),
    ("You may object within ten days of 3 May 2024.", "P10D", "date", False),
    ("You may object within ten days after the close of the hearing.", "P10D", "other", False),
    ("You can opt out; Oakley will process your request within 10 days after receipt of your request.", None, None, True),
    ("If you withdraw from the contract, we refund you within 14 days.", None, None, False),
    ("Customers who had an account before 3 May 2024 can opt out.", None, None, True),
    ("You may object to such changes prior to the start of the work.", None, None, False),
]


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_kind_of_choice_is_read_from_the_sentence(text: str, kinds: set[str]) -> None:
    assert {choice.kind for choice in choices(read(text))} == kinds


@pytest.mark.parametrize("text", QUIET)
def test_sentence_without_choice_yields_none(text: str) -> None:
    assert choices(read(text)) == ()


@pytest.mark.parametrize(("text", "window", "anchor", "ongoing"), WINDOWS)
def test_window_limits_the_person_and_nobody_else(text: str, window: str | None, anchor: str | None, ongoing: bool) -> None:
    (choice,) = choices(read(text))
    assert (choice.window, choice.anchor, choice.ongoing) == (window, anchor, ongoing)


def test_a_time_that_runs_from_two_events_gives_two_choices() -> None:
    text = "You may opt out within 30 days of creating your account or accepting a new version, whichever is later."
    assert [(choice.window, choice.anchor) for choice in choices(read(text))] == [("P30D", "registration"), ("P30D", "acceptance")]


def test_two_windows_give_two_choices() -> None:
    text = "You may opt out within 30 days of accepting these terms or within 30 days of any change to them."
    assert [(choice.window, choice.anchor) for choice in choices(read(text))] == [("P30D", "acceptance"), ("P30D", "effective_date")]


@pytest.mark.parametrize(
    ("text", "heading", "audience"),
    [
        ("California residents may opt out of the sale of their data.", (), ("California residents",)),
        ("If you live in Texas, you may opt out of profiling.", (), ("If you live in Texas",)),
        ("You may opt out of the sale of your data.", ("Rights", "Nevada residents"), ("Nevada residents",)),
        ("You may opt out of the sale of your data.", ("Your choices",), ()),
        ("If you are a new user, you may opt out within ten days.", (), ("If you are a new user",)),
        ("Parents or guardians may withdraw their consent.", (), ("Parents or guardians",)),
        ("Our plan allows customers to opt out of profiling.", (), ("customers",)),
    ],
)
def test_audience_comes_from_sentence_or_heading(text: str, heading: tuple[str, ...], audience: tuple[str, ...]) -> None:
    (choice,) = choices(read(text, heading))
    assert choice.audience == audience


@pytest.mark.parametrize(
    ("text", "mechanism"),
    [
        ("You can opt out by emailing privacy@birchwood.example.", "emailing privacy@birchwood.example"),
        ("You may object in writing.", "in writing"),
        ("You may object by sending us a letter within 30 days, in which case we stop.", "sending us a letter"),
        ("You can opt out at any time in your account settings.", "in your account settings"),
        ("To opt out, go to Settings > Privacy.", "Settings > Privacy"),
        ("You may opt out of the use of our profile of you.", None),
        ("If you do not agree, delete your account within ten days.", "delete your account"),
        ("You can opt out of offers.", None),
    ],
)
def test_mechanism_is_quoted(text: str, mechanism: str | None) -> None:
    (choice,) = choices(read(text))
    assert choice.mechanism == mechanism


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("You may opt out of targeted advertising at any time.", ((), (), ("targeted advertising",))),
        ("You may unsubscribe from our newsletter by clicking the link.", ((), (), ("our newsletter",))),
        ("You may opt out of the sharing of your location with advertisers for marketing.", (("your location",), ("advertisers",), ("marketing",))),
        ("You may opt out of receiving emails.", ((), (), ("emails",))),
        ("You can turn off cookies in your browser.", (("cookies",), (), ())),
        ("You can reject and opt out of this arbitration clause within ten days.", ((), (), ("this arbitration clause",))),
        ("You may opt out.", ((), (), ())),
        ("You can stop this at any time in your account settings.", ((), (), ())),
        ("Your opt-out request must be sent within ten days.", ((), (), ())),
    ],
)
def test_scope_is_what_the_choice_covers(text: str, scope: tuple[tuple[str, ...], ...]) -> None:
    (choice,) = choices(read(text))
    assert (choice.scope.data, choice.scope.recipients, choice.scope.purposes) == scope


def test_quote_stands_in_the_clause() -> None:
    text = "We send offers. You may opt out of them; we keep a list of those who did."
    (choice,) = choices(read(text))
    assert (choice.text, text[choice.start : choice.end]) == ("You may opt out of them", "You may opt out of them")
