"""An edit as the law reads it: with the sentences that go on about a recipient, and with what only the whole of a version tells."""

from __future__ import annotations

from typing import Any

import pytest

from policydiff.changes.models import Change, Evidence, Quote
from policydiff.clauses.models import Clause
from policydiff.extraction.models import ChangeClause, Mention, Policy, Practice
from policydiff.law import judge, rulebook
from policydiff.law.reading import Texts, as_read
from tests.law.builders import change, comparison, delta, policy

HOW = rulebook().reading


def practice(text: str, words: str, **slots: Any) -> Practice:
    """What a sentence of a text states; each slot is given as (words, category)."""
    start = text.index(words)
    facets = ("data", "recipients", "purposes")
    found = {facet: tuple(mention(text, start, *entry) for entry in slots.pop(facet, ())) for facet in facets}
    fields: dict[str, Any] = {"action": "use", "actor": "first_party", "polarity": "affirmed", "modality": "may", **slots}
    return Practice(**found, **fields, clause="c1", start=start, end=start + len(words))


def mention(text: str, start: int, words: str, category: str) -> Mention:
    place = text.index(words, start)
    return Mention(text=words, start=place, end=place + len(words), term=category, category=category)


def clause(text: str, *heading: str, start: int = 0, id: str = "c1") -> Clause:
    return Clause(id=id, kind="paragraph", heading=heading, lead_in="", text=text, start=start, end=start + len(text), line=1, end_line=1)


def standing(one: Change, text: str) -> Change:
    """The change, with the whole text as its evidence."""
    quote = Quote(start=0, end=len(text), line=1, end_line=1, quote=text)
    return one.model_copy(update={"evidence": Evidence(new=(quote,))})


def read(one: Change, *, old: Policy | None = None, new: Policy | None = None) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Slot, category, purposes and recipients of each delta as the law reads it."""
    texts = Texts(old or policy(), new or policy(), HOW)
    return [(item.slot, item.category, item.context.purposes, item.context.recipients) for item in as_read(one, HOW, texts)]


GIVEN = "We share your number with our sister companies."
FOLLOWING = [
    ("This covers counting visits.", "first_party", True),
    ("They may use it for counting visits.", "third_party", True),
    ("We use numbers for counting visits.", "first_party", False),
    ("Our shops use numbers for counting visits.", "third_party", False),
]


@pytest.mark.parametrize(("sentence", "actor", "goes_on"), FOLLOWING)
def test_a_sentence_that_speaks_of_the_recipients_before_it_gives_them_its_purposes(sentence: str, actor: str, goes_on: bool) -> None:
    text = f"{GIVEN} {sentence}"
    new = policy(
        text,
        clauses=(clause(text),),
        practices=(
            practice(text, GIVEN, recipients=[("our sister companies", "affiliate")]),
            practice(text, sentence, purposes=[("counting visits", "analytics")], actor=actor),
        ),
    )
    one = standing(change(delta("recipient", "affiliate", "added")), text)
    brought = [("purpose", "analytics", ("analytics",), ("affiliate",))]
    assert read(one, new=new) == [("recipient", "affiliate", ("analytics",) if goes_on else (), ("affiliate",)), *(brought if goes_on else [])]


def test_what_goes_on_belongs_to_the_recipients_named_last() -> None:
    between = "We pay couriers."
    after = "This covers counting visits."
    text = f"{GIVEN} {between} {after}"
    new = policy(
        text,
        clauses=(clause(text),),
        practices=(
            practice(text, GIVEN, recipients=[("our sister companies", "affiliate")]),
            practice(text, between, recipients=[("couriers", "service_provider")]),
            practice(text, after, purposes=[("counting visits", "analytics")]),
        ),
    )
    assert read(standing(change(delta("recipient", "affiliate", "added")), text), new=new) == [("recipient", "affiliate", (), ("affiliate",))]


def test_a_recipient_without_a_purpose_has_those_that_changes_in_its_section_give_it() -> None:
    text, item, other = "Our sister companies may use what we share:", "counting visits", "We sell shoes."
    new = policy(
        f"{text} {item} {other}",
        clauses=(
            clause(text, "Sharing"),
            clause(item, "Sharing", start=len(text) + 1, id="c2"),
            clause(other, "Shoes", start=len(text) + len(item) + 2, id="c3"),
        ),
    )
    named = standing(change(delta("recipient", "affiliate", "added")), text)
    listed = change(delta("purpose", "analytics", "added", recipients=("affiliate",)))
    for start, purposes in ((len(text) + 1, ("analytics",)), (len(text) + len(item) + 2, ())):
        quote = Quote(start=start, end=start + 5, line=1, end_line=1, quote=new.document.text[start : start + 5])
        following = listed.model_copy(update={"evidence": Evidence(new=(quote,))})
        found = as_read(named, HOW, Texts(policy(), new, HOW, (named, following)))
        assert found[0].context.purposes == purposes


BRINGING: list[tuple[str, tuple[str, ...], str, list[str]]] = [
    ("affiliate", ("advertising", "security"), "added", ["advertising", "security"]),
    ("third_party", ("analytics",), "added", ["analytics"]),
    ("affiliate", ("support", "service_provision"), "added", []),
    ("service_provider", ("analytics",), "added", []),
    ("affiliate", ("advertising",), "broadened", []),
]


@pytest.mark.parametrize(("recipient", "purposes", "way", "brought"), BRINGING)
def test_a_new_recipient_that_answers_for_data_brings_its_purposes(recipient: str, purposes: tuple[str, ...], way: str, brought: list[str]) -> None:
    found = read(change(delta("recipient", recipient, way, purposes=purposes)))
    assert [(slot, category) for slot, category, *_ in found[1:]] == [("purpose", name) for name in brought]


def test_a_purpose_that_the_edit_states_is_not_brought_again() -> None:
    one = change(delta("recipient", "affiliate", "added", purposes=("advertising",)), delta("purpose", "advertising", "added", recipients=("affiliate",)))
    assert [(slot, category) for slot, category, *_ in read(one)] == [("recipient", "affiliate"), ("purpose", "advertising")]


def traits(one: Change, old: Policy, new: Policy) -> set[str]:
    return set(as_read(one, HOW, Texts(old, new, HOW))[0].context.traits)


def announcing(level: int | None) -> Policy:
    words = "We announce changes."
    return policy(words, change_clause=None if level is None else ChangeClause(text=words, start=0, end=len(words), level=level, clause="c1"))


PROMISED = [(None, set()), (1, set()), (2, {"notice_promised"}), (4, {"notice_promised"}), (5, {"consent_promised"})]


@pytest.mark.parametrize(("level", "found"), PROMISED)
def test_what_the_old_version_promised_of_changes_stands_with_every_delta(level: int | None, found: set[str]) -> None:
    assert traits(change(delta("data", "usage", "added")), announcing(level), announcing(5)) == found


@pytest.mark.parametrize(("level", "quiet"), [(None, True), (0, True), (1, True), (2, False), (5, False)])
def test_a_clause_on_changes_that_tells_people_nothing_is_quiet(level: int | None, quiet: bool) -> None:
    assert ("announced_quietly" in traits(change(delta("policy_change", "notice", "narrowed")), announcing(None), announcing(level))) == quiet


def test_what_the_summary_leaves_out_stands_in_the_body_only() -> None:
    short, long = "We keep your e-mail address.", "We also keep your health data."
    summed = policy(f"{short} {long}", clauses=(clause(short, "At a glance"), clause(long, "Details", start=len(short) + 1, id="c2")))
    plain = policy(f"{short} {long}", clauses=(clause(short, "Contact"), clause(long, "Details", start=len(short) + 1, id="c2")))
    health, contact = change(delta("data", "health", "added")), change(delta("data", "contact", "added"))
    assert "body_only" in traits(health, policy(), summed)
    assert "body_only" not in traits(contact, policy(), summed)
    assert "body_only" not in traits(health, policy(), plain)
    assert "body_only" not in traits(change(delta("data", "generic", "added")), policy(), summed)  # no summary can name what has no name


def used(modality: str) -> Policy:
    text = "We may use your number to keep your account safe."
    return policy(text, practices=(practice(text, text, data=[("number", "contact")], purposes=[("keep your account safe", "security")], modality=modality),))


@pytest.mark.parametrize(
    ("before", "now", "firmer"), [("may", "does", True), ("if_user_chooses", "will", True), ("does", "does", False), ("may", "may", False)]
)
def test_what_was_reserved_and_now_happens_is_firmer(before: str, now: str, firmer: bool) -> None:
    assert ("firmer" in traits(change(delta("data", "contact", "broadened", modality=now)), used(before), policy())) == firmer


def test_data_that_the_old_version_had_for_security_are_known() -> None:
    ads = delta("purpose", "advertising", "added", data=("contact",))
    assert "held_for_security" in traits(change(ads), used("does"), policy())
    assert "held_for_security" not in traits(change(ads), policy(), policy())
    assert "held_for_security" not in traits(change(delta("purpose", "advertising", "added", data=("usage",))), used("does"), policy())


BASES: list[tuple[Change, bool]] = [
    (change(delta("legal_basis", "legitimate_interest", "added"), delta("legal_basis", "consent", "removed")), True),
    (change(delta("legal_basis", "contract", "added", purposes=("support",)), delta("legal_basis", "consent", "removed", purposes=("support",))), True),
    (change(delta("legal_basis", "contract", "added", purposes=("support",)), delta("legal_basis", "consent", "removed", purposes=("marketing",))), False),
    (change(delta("legal_basis", "legitimate_interest", "added")), False),
    (change(delta("legal_basis", "legitimate_interest", "added"), delta("legal_basis", "contract", "removed")), False),
    (change(delta("legal_basis", "consent", "removed"), delta("legal_basis", "contract", "added")), False),
]


@pytest.mark.parametrize(("one", "replaces"), BASES)
def test_a_basis_that_comes_where_consent_goes_replaces_it(one: Change, replaces: bool) -> None:
    assert ("replaces_consent" in traits(one, policy(), policy())) == replaces


ELSEWHERE: list[tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], bool]] = [
    ({"purposes": ("support",)}, {"purposes": ("support",)}, True),
    ({"purposes": ("support",), "data": ("usage",)}, {"purposes": ("support",), "data": ("usage", "contact")}, True),
    ({"purposes": ("support",), "data": ("usage",)}, {"purposes": ("support",), "data": ("contact",)}, False),
    ({"purposes": ("support",)}, {"purposes": ("marketing",)}, False),
    ({"purposes": ("support",)}, {}, False),
    ({}, {"purposes": ("support",)}, False),
]


@pytest.mark.parametrize(("before", "now", "replaces"), ELSEWHERE)
def test_consent_that_goes_elsewhere_is_replaced_where_both_name_the_purpose(
    before: dict[str, tuple[str, ...]], now: dict[str, tuple[str, ...]], replaces: bool
) -> None:
    lost, come = change(delta("legal_basis", "consent", "removed", **before)), change(delta("legal_basis", "contract", "added", **now))
    assert ("replaces_consent" in as_read(come, HOW, Texts(policy(), policy(), HOW, (lost, come)))[0].context.traits) == replaces
    report = judge(comparison(lost, come), policy(), policy())
    assert (report.verdict.obligation == "consent") == replaces


def gone(category: str, way: str = "removed") -> Change:
    return change(delta("commitment", category, way))


@pytest.mark.parametrize(("other", "found"), [(gone("no_sale"), True), (gone("no_ads"), True), (gone("encryption"), False), (gone("no_sale", "added"), False)])
def test_a_new_company_is_read_with_the_promises_that_are_gone(other: Change, found: bool) -> None:
    merged = change(delta("controller", "entity", "added"))
    read_with = Texts(policy(), policy(), HOW, (other, merged))
    assert ("promise_withdrawn" in as_read(merged, HOW, read_with)[0].context.traits) == found


DELETED = "We delete your photos after a week."
KEPT: list[tuple[tuple[str, ...], str, bool]] = [
    (("content",), "delete", True),
    ((), "delete", True),
    (("generic",), "delete", True),
    (("usage",), "delete", False),
    (("content",), "retain", False),
]


@pytest.mark.parametrize(("data", "action", "found"), KEPT)
def test_longer_storage_is_read_with_what_was_said_to_be_deleted(data: tuple[str, ...], action: str, found: bool) -> None:
    old = policy(DELETED, practices=(practice(DELETED, DELETED, data=[("your photos", "content")], action=action),))
    longer = change(delta("retention", "period", "broadened", data=data))
    assert ("deletion_promised" in traits(longer, old, policy())) == found
    assert "deletion_promised" not in traits(change(delta("retention", "period", "narrowed", data=data)), old, policy())


@pytest.mark.parametrize(
    ("words", "found"), [("We share hashed addresses.", True), ("We share de-identified data.", True), ("We share aggregate statistics.", False)]
)
def test_data_that_can_be_told_apart_again_are_no_anonymous_data(words: str, found: bool) -> None:
    one = standing(change(delta("recipient", "researcher", "added", traits=("deidentified",))), words)
    assert ("reversible" in traits(one, policy(), policy(words))) == found
    assert "reversible" not in traits(standing(change(delta("recipient", "researcher", "added")), words), policy(), policy(words))


INSTRUCTED = [
    (["Our sister companies store your files on our behalf."], True),
    (["Our sister companies store your files."], False),
    (["Our sister companies store your files on our behalf.", "Our sister companies send you offers."], False),
]


@pytest.mark.parametrize(("said", "found"), INSTRUCTED)
def test_a_recipient_acts_on_instructions_where_every_sentence_says_so(said: list[str], found: bool) -> None:
    text = " ".join(said)
    naming = tuple(practice(text, one, recipients=[("ur sister companies", "affiliate")]) for one in said)
    one = standing(change(delta("recipient", "affiliate", "added")), text)
    assert ("on_instructions" in traits(one, policy(), policy(text, clauses=(clause(text),), practices=naming))) == found
