"""The model of categories: what it decides where names and cues are silent or at odds, and that its weights are small and give the same answer each time."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from policydiff.vocabulary import Context, load
from policydiff.vocabulary.categories import Model, best, key, together
from policydiff.vocabulary.logistic import Table, fit, frequent
from policydiff.vocabulary.training import main

DECIDED = [
    ("purposes", "to verify the identity of our customers", "security"),
    ("purposes", "to notify you about changes to the services", "communication"),
    ("purposes", "to provide you with personalised offers", "personalisation"),
    ("purposes", "to sell you upgrades", "marketing"),
    ("purposes", "upgrade your account", "account"),
    ("purposes", "to keep you signed in on this computer", "service_provision"),
    ("purposes", "to run product experiments", "improvement"),
    ("data", "information we receive from lenders", "third_party_source"),
    ("data", "information about your bank account", "financial"),
    ("data", "photos of your garden", "content"),
    ("data", "GPS signals", "precise_location"),
    ("data", "the website that referred you", "usage"),
    ("purposes", "to take decisions with legal effects on you without human review", "profiling"),
    ("purposes", "to let clients know how many customers used a voucher", "analytics"),
    ("purposes", "to act on requests under privacy law", "legal"),
    ("purposes", "to test our products before launch", "improvement"),
    ("purposes", "services performed for us by contractors", "service_provision"),
    ("data", "your membership number", "identity"),
    ("data", "details about your visits to our shop pages", "usage"),
    ("data", "the location of your mobile device", "precise_location"),
    ("recipients", "our ad partners", "advertiser"),
    ("recipients", "an employer", "employer_admin"),
    ("recipients", "third parties with whom we partner", "business_partner"),
]


@pytest.mark.parametrize(("facet", "phrase", "expected"), DECIDED)
def test_the_words_of_a_phrase_decide_where_names_and_cues_do_not(facet: str, phrase: str, expected: str) -> None:
    term = load().classify(phrase, facet)
    assert (term and term.category) == expected


def test_a_name_in_full_is_its_term_whatever_stands_around_it() -> None:
    around = Context(
        heading="Information from third parties", lead_in="Our partners give us", sentence="Our partners give us your postal address.", action="collect"
    )
    term = load().classify("your postal address", "data", around)
    assert (term and term.id) == "contact.address"


def test_the_context_speaks_louder_where_the_phrase_is_vague() -> None:
    vocabulary = load()
    around = Context(heading="Children", action="collect")

    def heard(phrase: str) -> dict[str, float]:
        return {name: value for name, value in vocabulary.features(vocabulary.weigh(phrase, "data"), "data", around).items() if ": " in name}

    assert heard("this information") == {"heading: child": 1.0, "action: collect": 1.0}
    assert heard("this passport number") == {"heading: child": 0.5, "action: collect": 0.5}


def test_the_term_is_the_one_of_the_category_with_the_most_evidence() -> None:
    vocabulary = load()
    for phrase in ("your home address and phone", "the visa number of your passport", "details of your bank account"):
        weighed = vocabulary.weigh(phrase, "data")
        term = vocabulary.classify(phrase, "data")
        assert term is not None
        rivals = [id_ for id_ in weighed.scores if vocabulary.term(id_, "data").category == term.category]
        assert weighed.scores[term.id] == max(weighed.scores[id_] for id_ in rivals)


def test_a_model_adds_up_the_weights_of_the_features_it_knows() -> None:
    model = Model(np.array([key("in cookie"), key("in ad")], dtype=np.uint32), np.array([[2.0, 0.0], [0.0, 1.0]], dtype=np.float32), ("tracking", "promotion"))
    likely = model.likely({"in cookie": 0.25, "in ad": 1.0, "in unheard": 9.0})
    assert list(likely) == ["tracking", "promotion"]
    assert sum(np.exp(list(likely.values()))) == pytest.approx(1.0)
    category, probability = best(likely)
    assert category == "promotion"
    assert probability == pytest.approx(1 / (1 + np.exp(-0.5)), abs=1e-6)


def test_a_model_that_knows_no_feature_finds_all_categories_alike() -> None:
    model = Model(np.array([1], dtype=np.uint32), np.ones((1, 4), dtype=np.float32), ("a", "b", "c", "d"))
    assert best(model.likely({"in unheard": 1.0})) == ("a", pytest.approx(0.25))


@pytest.mark.parametrize(
    ("weight", "first", "odds"),
    [
        (0.0, "usage", 4.0),
        (0.5, "usage", 2.0),
        # The other one holds the opposite: at the same weight neither is right.
        (1.0, "usage", 1.0),
        (1.5, "content", 2.0),
    ],
)
def test_two_judges_are_heard_together(weight: float, first: str, odds: float) -> None:
    one = {"usage": float(np.log(0.8)), "content": float(np.log(0.2))}
    other = {"content": float(np.log(0.8)), "usage": float(np.log(0.2)), "health": 0.0}
    category, probability = best(together(one, other, weight))
    assert category == first
    assert probability / (1 - probability) == pytest.approx(odds)


def test_of_a_category_that_it_does_not_know_the_other_judge_thinks_little() -> None:
    one = {"usage": float(np.log(0.99)), "content": float(np.log(0.01))}
    assert best(together(one, {"content": 0.0}, 1.0))[0] == "content"


@pytest.mark.parametrize(
    ("phrase", "sure", "category"),
    [
        # Whose pictures they are the words do not tell: as many show the person as anything else.
        ("the pictures of your pets", 0.99, "identity"),
        ("the pictures of your pets", 0.05, "content"),
        # A name in full is its term, whatever anybody sees.
        ("photos", 0.999999, "content"),
    ],
)
def test_what_another_judge_sees_is_heard_beside_the_words(phrase: str, sure: float, category: str) -> None:
    vocabulary = load()
    others = [name for name in vocabulary.categories("data") if name != "identity"]
    seen = {"identity": float(np.log(sure))} | {name: float(np.log((1 - sure) / len(others))) for name in others}
    term = vocabulary.classify(phrase, "data", seen=seen)
    assert (term and term.category) == category


def test_fitting_separates_what_can_be_separated_and_gives_the_same_weights_twice() -> None:
    rows = [{"cookie": 1.0}, {"cookie": 1.0, "the": 1.0}, {"ad": 1.0}, {"ad": 1.0, "the": 1.0}]
    columns = frequent(rows, 2)
    table, labels = Table(rows, columns), np.array([0, 0, 1, 1])
    first, second = (fit(table, labels, np.ones(4), 2, 0.1, 50) for _ in range(2))
    assert columns == ["ad", "cookie", "the"]
    assert first.tolist() == second.tolist()
    assert (table.times(first).argmax(axis=1) == labels).all()
    # At the least of the penalised loss the columns of all classes cancel out, and a word that stands with both says nothing.
    assert np.abs(first.sum(axis=1)).max() < 1e-6
    assert np.abs(first[2]).max() < 0.01


def test_the_answer_does_not_depend_on_the_process() -> None:
    code = (
        "from policydiff.vocabulary import Context, load\n"
        "from policydiff.vocabulary import categories\n"
        "v = load(); c = Context('Cookies and ads', 'We may use', 'We may use such information to show ads to people who visit.', 'use')\n"
        "print([categories.load()['data'].likely(v.features(v.weigh('such information', 'data'), 'data', c))])"
    )
    answers = {
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_the_weights_are_small() -> None:
    assert Path(str(files("policydiff.vocabulary") / "weights" / "categories.npz")).stat().st_size < 2_000_000


def test_training_without_labelled_clauses_says_where_it_looked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(tmp_path)]) == 2
    assert f"looked for in {tmp_path}" in capsys.readouterr().err


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    (gold / "clauses").mkdir(parents=True)
    practice = '{"action": "collect", "data": [{"text": "your parcel tracking number", "category": "transaction"}], "recipients": [], "purposes": []}'
    clause = f'{{"service": "Parcels", "heading": ["Data"], "lead_in": "", "text": "We collect your parcel tracking number.", "practices": [{practice}]}}\n'
    (gold / "clauses" / "learn.jsonl").write_text(clause, encoding="utf-8")
    stored = []
    for out in ("one", "two"):
        assert main(["--gold", str(gold), "--out", str(tmp_path / out), "--folds", "0"]) == 0
        with np.load(tmp_path / out / "categories.npz") as arrays:
            stored.append({name: arrays[name].tobytes() for name in arrays.files})
    assert stored[0] == stored[1]
    assert sorted(stored[0]) == sorted(f"{facet}.{part}" for facet in ("data", "purposes", "recipients") for part in ("keys", "weights", "categories"))
