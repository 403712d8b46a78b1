"""Names in running words: their places, spellings and plurals."""

from __future__ import annotations

import time

import pytest

from policydiff.vocabulary import load


def found(words: list[str], facet: str) -> list[tuple[int, int, str]]:
    return [(match.start, match.end, match.term.id) for match in load().match(words, facet)]


@pytest.mark.parametrize(
    ("words", "facet", "expected"),
    [
        (["We", "log", "IP", "addresses", "and", "device", "identifiers"], "data", [(1, 2, "usage.logs"), (2, 4, "device.ip"), (5, 7, "device.id")]),
        (["your", "e-mail", "address"], "data", [(1, 3, "contact.email")]),
        (["your", "e", "-", "mail", "addresses"], "data", [(1, 5, "contact.email")]),
        (["your", "email"], "data", [(1, 2, "contact.email")]),
        (["third", "-", "party", "cookies"], "data", [(0, 4, "tracking.cookie")]),
        (["third-party", "cookies"], "data", [(0, 2, "tracking.cookie")]),
        (["third", "–", "party", "vendors"], "recipients", [(0, 4, "processor")]),
        (["browsing", "behavior"], "data", [(0, 2, "usage.browsing")]),
        (["browsing", "behaviour"], "data", [(0, 2, "usage.browsing")]),
        (["organization", "names"], "data", [(0, 2, "professional")]),
        (["organisation", "name"], "data", [(0, 2, "professional")]),
        (["personalized", "ads"], "purposes", [(0, 2, "advertising.targeted")]),
        (["personalised", "advertisements"], "purposes", [(0, 2, "advertising.targeted")]),
        (["driver", "'s", "licenses"], "data", [(0, 3, "government_id.licence")]),
        (["driver’s", "licence"], "data", [(0, 2, "government_id.licence")]),
        (["name", "/", "pseudonym"], "data", [(0, 1, "identity.name"), (2, 3, "identity.name")]),
        (["subsidiaries", "and", "branches"], "recipients", [(0, 1, "affiliate.subsidiary"), (2, 3, "affiliate")]),
        (["geo-location"], "data", [(0, 1, "location")]),
        (["WiFi", "access", "points", ",", "Wi", "-", "Fi"], "data", [(0, 3, "location.nearby"), (4, 7, "device.network")]),
        (["nothing", "here"], "data", []),
        ([], "data", []),
    ],
)
def test_names_are_found_at_their_places_in_any_spelling(words: list[str], facet: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(words, facet) == expected


def test_the_longest_name_wins_and_matches_do_not_overlap() -> None:
    assert found(["credit", "card", "number", "and", "name"], "data") == [(0, 3, "financial.payment.card"), (4, 5, "identity.name")]


def test_matching_takes_time_in_proportion_to_the_number_of_words() -> None:
    words = ["we", "share", "your", "mobile", "phone", "number", "and", "device", "identifiers", "with", "third", "party"]
    load().match(words, "data")

    def seconds(times: int) -> float:
        start = time.process_time()
        load().match(words * times, "data")
        return time.process_time() - start

    short, long = min(seconds(200) for _ in range(3)), min(seconds(2000) for _ in range(3))
    assert long < 40 * short
