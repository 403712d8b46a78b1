"""The files of the vocabulary: well formed, free of contradictions, and every name found as its own term."""

from __future__ import annotations

from itertools import product

import pytest

from policydiff.vocabulary import Match, load, trees

VOCABULARY = load()
FACETS = ("actions", "choices", "data", "legal_bases", "purposes", "recipients", "retention", "rights")
NOUNS = ("data", "purposes", "recipients")

# The coarse names of a change, per slot: the contract with readers of reports.
CATEGORIES = {
    "data": {
        "contact", "identity", "government_id", "demographic", "financial", "transaction", "precise_location", "location", "device_identifier", "usage",
        "tracking_technology", "contacts", "content", "audio_visual", "biometric", "health", "genetic", "special_category", "children_data", "professional",
        "inference", "third_party_source", "generic",
    },
    "purposes": {
        "service_provision", "account", "communication", "support", "personalisation", "advertising", "marketing", "analytics", "improvement", "ai_training",
        "security", "legal", "payment", "research", "business_transfer", "profiling", "monetisation", "generic", "other",
    },
    "recipients": {
        "affiliate", "service_provider", "advertiser", "analytics_provider", "business_partner", "social_network", "authority", "data_broker", "public",
        "researcher", "payment_processor", "acquirer", "employer_admin", "credit_agency", "named", "third_party",
    },
    "actions": {"collect", "use", "share", "sell", "retain", "protect", "transfer", "combine", "delete", "access", "other"},
    "legal_bases": {"consent", "contract", "legitimate_interest", "legal_obligation", "other"},
    "rights": {"access", "deletion", "portability", "objection", "complaint", "other"},
    "choices": {"opt_out", "opt_in", "no_choice", "settings"},
    "retention": {"period", "criterion", "deletion"},
}  # fmt: skip

FLAGS = {"vague", "eu-gdpr:art9", "eu-gdpr:art9-if", "eu-gdpr:art10", "us-ca:sensitive", "us-ca:sensitive-if"}


def test_facets_are_the_files_and_folders_beside_the_module() -> None:
    assert VOCABULARY.facets == FACETS


@pytest.mark.parametrize("facet", FACETS)
def test_categories_of_a_facet_are_exactly_those_of_the_guide(facet: str) -> None:
    assert set(VOCABULARY.categories(facet)) == CATEGORIES[facet]


@pytest.mark.parametrize("facet", FACETS)
def test_every_parent_exists_and_one_root_covers_the_facet(facet: str) -> None:
    terms = VOCABULARY.terms(facet)
    roots = [term.id for term in terms.values() if term.parent is None]
    assert len(roots) == 1
    assert all(term.parent in terms for term in terms.values() if term.parent is not None)
    assert all(VOCABULARY.covers(roots[0], id_, facet) for id_ in terms)


@pytest.mark.parametrize("facet", FACETS)
def test_ids_are_unique_across_the_files_of_a_facet(facet: str) -> None:
    ids = [node["id"] for node in trees.facets()[facet]]
    assert sorted(ids) == sorted(set(ids))
    assert set(ids) == set(VOCABULARY.terms(facet))


def test_flags_are_known() -> None:
    assert {flag for facet in FACETS for term in VOCABULARY.terms(facet).values() for flag in term.flags} == FLAGS


@pytest.mark.parametrize("facet", FACETS)
def test_no_phrase_belongs_to_two_terms_of_a_facet(facet: str) -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for term in VOCABULARY.terms(facet).values():
        for phrase in term.phrases:
            owners.setdefault(VOCABULARY.fold(phrase.split()), set()).add(term.id)
    assert {phrase: ids for phrase, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("facet", FACETS)
def test_every_phrase_is_found_as_its_own_term_in_running_words(facet: str) -> None:
    wrong = []
    for term in VOCABULARY.terms(facet).values():
        for phrase in term.phrases:
            words = ["we", "may", "have", "now", *phrase.split()]
            if VOCABULARY.match(words, facet) != [Match(4, len(words), term)]:
                wrong.append((phrase, term.id))
    assert wrong == []


def test_every_data_phrase_is_found_after_a_verb_and_a_possessive() -> None:
    wrong = []
    for term in VOCABULARY.terms("data").values():
        for phrase in term.phrases:
            found = VOCABULARY.match(["we", "collect", "your", *phrase.split()], "data")
            if not found or found[-1].term != term or found[-1].end != 3 + len(phrase.split()):
                wrong.append((phrase, term.id, found))
    assert wrong == []


@pytest.mark.parametrize("facet", NOUNS)
def test_covers_is_a_partial_order(facet: str) -> None:
    ids = list(VOCABULARY.terms(facet))
    above = {(wide, narrow) for wide, narrow in product(ids, ids) if VOCABULARY.covers(wide, narrow, facet)}
    assert all((id_, id_) in above for id_ in ids)
    assert not [pair for pair in above if pair[0] != pair[1] and (pair[1], pair[0]) in above]
    assert not [(a, d) for a, b in above for c, d in above if b == c and (a, d) not in above]


@pytest.mark.parametrize(
    ("facet", "wide", "narrow", "covered"),
    [
        ("data", "data", "contact.phone", True),
        ("data", "data", "children", True),
        ("data", "contact", "contact.email", True),
        ("data", "contact.email", "contact", False),
        ("data", "location", "precise_location", True),
        ("data", "location.coarse", "precise_location", False),
        ("data", "special", "health", True),
        ("data", "contact", "contacts", False),
        ("recipients", "third_party", "processor.hosting", True),
        ("recipients", "third_party", "affiliate", False),
        ("recipients", "anyone", "affiliate", True),
        ("purposes", "advertising", "advertising.targeted", True),
        ("purposes", "marketing", "advertising", False),
        ("purposes", "purpose", "ai_training", True),
    ],
)
def test_covers_follows_the_tree(facet: str, wide: str, narrow: str, covered: bool) -> None:
    assert VOCABULARY.covers(wide, narrow, facet) is covered


@pytest.mark.parametrize(
    ("facet", "id_", "vague"),
    [
        ("data", "data", True),
        ("data", "data.nonpersonal", False),
        ("data", "contact", False),
        ("recipients", "third_party", True),
        ("recipients", "affiliate", False),
        ("purposes", "purpose", True),
    ],
)
def test_vague_terms_say_so(facet: str, id_: str, vague: bool) -> None:
    assert VOCABULARY.is_vague(id_, facet) is vague


def test_sensitivity_is_per_regime() -> None:
    terms = VOCABULARY.terms("data")
    assert terms["special.politics"].flags == {"eu-gdpr:art9"}
    assert terms["precise_location"].flags == {"us-ca:sensitive"}
    assert terms["special.religion"].flags == {"eu-gdpr:art9", "us-ca:sensitive"}
    assert terms["special.criminal"].flags == {"eu-gdpr:art10"}


@pytest.mark.parametrize(
    ("slot", "fine", "coarse"),
    [
        ("choice", "object", "opt_out"),
        ("choice", "withdraw_consent", "opt_out"),
        ("choice", "leave_or_accept", "no_choice"),
        ("choice", "none", "no_choice"),
        ("choice", "opt_in", "opt_in"),
        ("choice", "opt_out_window", "opt_out_window"),
        ("rights", "correction", "other"),
        ("rights", "restriction", "other"),
        ("rights", "access", "access"),
        ("commitment", "security", "other"),
        ("commitment", "deletion", "other"),
        ("commitment", "no_sale", "no_sale"),
        ("retention", "event", "criterion"),
        ("transfer", "country", "country"),
    ],
)
def test_clause_level_names_have_a_change_level_name(slot: str, fine: str, coarse: str) -> None:
    assert VOCABULARY.coarse(slot, fine) == coarse


def test_the_choices_facet_agrees_with_the_table_of_coarse_names() -> None:
    terms = VOCABULARY.terms("choices")
    assert {id_: term.category for id_, term in terms.items()} == {id_: VOCABULARY.coarse("choice", id_) for id_ in terms}


def test_an_unknown_facet_or_term_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        VOCABULARY.terms("colours")
    with pytest.raises(KeyError):
        VOCABULARY.term("contact.pigeon", "data")


def test_load_gives_the_same_vocabulary_each_time() -> None:
    assert load() is VOCABULARY
