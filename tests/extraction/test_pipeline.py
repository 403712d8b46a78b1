"""From a document to a policy: places, the cache, inheritance from lead-ins, coverage."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

import pytest

from policydiff.documents import read
from policydiff.extraction import Policy, extract, pipeline
from policydiff.extraction.models import Mention, Practice, spans
from policydiff.extraction.parse import Doc
from policydiff.extraction.pipeline import ClauseKey, ClauseReading, placed, read_clause, read_clauses

TEXT = """# Information we collect

We collect your email address and your phone number.

We share your personal information with:

* our parent company
* advertisers

# Your choices

You may opt out of marketing emails at any time.

# Sharing

We do not sell your browsing history, but we may share your location with our service providers.
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return extract(read(TEXT, media_type="text/markdown"))


def stated(policy: Policy) -> list[tuple[object, ...]]:
    return [(p.action, p.actor, p.polarity, [m.text for m in p.data], [m.text for m in p.recipients], [m.text for m in p.purposes]) for p in policy.practices]


def test_every_quote_stands_in_the_text(policy: Policy) -> None:
    assert len(spans(policy)) > 8
    assert all(policy.document.text[span.start : span.end] == span.text for span in spans(policy))


def test_a_policy_is_read_clause_by_clause(policy: Policy) -> None:
    assert stated(policy) == [
        ("collect", "first_party", "affirmed", ["your email address", "your phone number"], [], []),
        ("share", "first_party", "affirmed", ["your personal information"], [], []),
        ("share", "first_party", "affirmed", ["your personal information"], ["our parent company"], []),
        ("share", "first_party", "affirmed", ["your personal information"], ["advertisers"], []),
        ("sell", "first_party", "denied", ["your browsing history"], [], []),
        ("share", "first_party", "affirmed", ["your location"], ["our service providers"], []),
    ]


def test_an_item_inherits_the_words_of_its_lead_in_where_they_stand(policy: Policy) -> None:
    lent = policy.practices[2].data[0]
    assert lent.start == policy.document.text.index("your personal information")


def test_a_denied_practice_is_a_commitment_too(policy: Policy) -> None:
    assert [(c.category, [m.text for m in c.data]) for c in policy.commitments] == [("no_sale", ["your browsing history"])]


def test_a_choice_is_no_practice(policy: Policy) -> None:
    assert [choice.kind for choice in policy.choices] == ["opt_out"]
    assert not any("marketing" in m.text for p in policy.practices for m in p.data)


def test_coverage_counts_clauses_and_mentions(policy: Policy) -> None:
    coverage = policy.coverage
    assert (coverage.clauses, coverage.with_practice, coverage.with_statement, coverage.data_mentions, coverage.vague_mentions) == (6, 5, 6, 5, 1)


def test_a_clause_reads_the_same_wherever_it_stands() -> None:
    moved = extract(read("# About\n\nWelcome.\n\n" + TEXT, media_type="text/markdown"))
    assert stated(moved) == stated(extract(read(TEXT, media_type="text/markdown")))


def test_the_reading_of_a_clause_is_kept() -> None:
    key = ClauseKey("We record the model of your phone.")
    assert read_clause(key) is read_clause(ClauseKey("We record the model of your phone."))


def test_threads_read_the_same() -> None:
    found: list[list[tuple[object, ...]]] = []
    text = "We keep your invoices for 90 days. We never sell your health data."
    threads = [threading.Thread(target=lambda: found.append(stated(extract(read(text, media_type="text/plain"))))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(one == found[0] for one in found)


def test_placing_moves_a_record_and_what_is_in_it() -> None:
    mention = Mention(text="name", start=3, end=7, term="identity.name", category="identity")
    practice = Practice(action="collect", actor="first_party", polarity="affirmed", modality="does", data=(mention,), clause="", start=0, end=9)
    moved = placed(practice, 100, "c7")
    assert (moved.start, moved.end, moved.clause, moved.data[0].start, moved.data[0].end) == (100, 109, "c7", 103, 107)


def test_an_empty_heading_only_document_gives_an_empty_policy() -> None:
    assert extract(read("# Privacy\n", media_type="text/markdown")).practices == ()


def test_a_sentence_too_long_to_be_parsed_is_read_in_parts() -> None:
    """Its cost would grow with the square of its length. What it says at its end is read, and stands where it says it."""
    long = "We collect " + "your email address, " * 600 + "and we sell your phone number."
    policy = extract(read(f"We keep your photos.\n\n{long}\n", media_type="text/plain"))
    assert policy.coverage.in_parts == 1
    assert policy.coverage.skipped == ()
    assert {practice.clause for practice in policy.practices} == {clause.id for clause in policy.clauses}
    last = policy.document.text.rindex("phone number")
    assert any(mention.start <= last < mention.end for practice in policy.practices for mention in practice.data)


class Shelf:
    """A store in memory that counts what it is asked and given."""

    def __init__(self) -> None:
        self.kept: dict[ClauseKey, ClauseReading] = {}
        self.given: list[int] = []

    def load(self, keys: Sequence[ClauseKey]) -> dict[ClauseKey, ClauseReading]:
        return {key: self.kept[key] for key in keys if key in self.kept}

    def save(self, readings: Mapping[ClauseKey, ClauseReading]) -> None:
        self.given.append(len(readings))
        self.kept |= readings


def test_a_reading_comes_from_the_store_where_it_is_stored() -> None:
    shelf = Shelf()
    known, fresh = ClauseKey("We read your meter every Tuesday morning."), ClauseKey("We read your meter every Friday morning.")
    shelf.kept[known] = ClauseReading()
    assert read_clauses([known, fresh, known], shelf) == [ClauseReading(), read_clause(fresh), ClauseReading()]
    assert shelf.given == [1]


def test_a_document_longer_than_the_cache_is_kept_for_its_next_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is new is read, and nothing twice, however long both versions are."""
    monkeypatch.setattr(pipeline, "_cache", OrderedDict())
    monkeypatch.setattr(pipeline, "_CACHE_SIZE", 2)
    shelf = Shelf()
    old = [ClauseKey(f"We read meter {number}.") for number in range(6)]
    for version in (old, [*old[:3], ClauseKey("We sell the meter."), *old[3:]], old[:1]):
        shelf.kept.clear()
        read_clauses(version, shelf)
    assert shelf.given == [6, 1]
    assert len(pipeline._cache) == 2


def test_what_a_store_gives_is_not_written_to() -> None:
    class Lender(Shelf):
        def load(self, keys: Sequence[ClauseKey]) -> dict[ClauseKey, ClauseReading]:
            return self.kept

        def save(self, readings: Mapping[ClauseKey, ClauseReading]) -> None:
            pass

    lender = Lender()
    read_clauses([ClauseKey("We read your meter every Sunday morning.")], lender)
    assert lender.kept == {}


def test_what_is_read_beside_a_clause_does_not_change_its_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lead-in that offers a choice, read with the clause that holds the same words before it, and without."""
    monkeypatch.setattr(pipeline, "_cache", OrderedDict())
    monkeypatch.setattr(pipeline, "_PARSES_KEPT", 0)
    lead = ClauseKey("You can tell us not to share your email address with:")
    item = ClauseKey("our advertising partners", lead_in=lead.text, kind="list_item")
    together = read_clauses([lead, item])[1]
    pipeline._cache.clear()
    assert read_clause(item) == together


def test_the_same_words_under_another_heading_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = pipeline._parsed_now

    def noted(texts: Sequence[str]) -> dict[str, Doc]:
        parsed.extend(texts)
        return parse(texts)

    monkeypatch.setattr(pipeline, "_parses", OrderedDict())
    monkeypatch.setattr(pipeline, "_parsed_now", noted)
    text = "We hand the blue ledger to our auditors."
    read_clauses([ClauseKey(text, ("Auditors",)), ClauseKey(text, ("Ledgers",))])
    read_clauses([ClauseKey(text, ("Books",)), ClauseKey("We keep the blue ledger.", ("Books",))])
    assert parsed == [text, "We keep the blue ledger."]


def test_so_many_parses_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_parses", OrderedDict())
    monkeypatch.setattr(pipeline, "_PARSES_KEPT", 60)
    for text in ("We keep one page.", "We keep two pages.", "We keep three pages.", "We keep one page.", "We keep four pages."):
        pipeline._parsed([text])
    assert list(pipeline._parses) == ["We keep three pages.", "We keep one page.", "We keep four pages."]
