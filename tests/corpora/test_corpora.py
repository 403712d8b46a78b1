"""The main job on our own corpora: every folder with an expected.toml is compared and must give its verdict, its changes and its silence."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
SHORTFALLS = Path(__file__).with_name("shortfalls.toml")
CASES = sorted(path.parent.relative_to(CORPORA).as_posix() for path in CORPORA.rglob("expected.toml"))
SLOTS = {
    "data": "contact identity government_id demographic financial transaction precise_location location device_identifier usage tracking_technology contacts "
    "content audio_visual biometric health genetic special_category children_data professional inference third_party_source generic",
    "purpose": "service_provision account communication support personalisation advertising marketing analytics improvement ai_training security legal payment "
    "research business_transfer profiling monetisation generic other",
    "recipient": "affiliate service_provider advertiser analytics_provider business_partner social_network authority data_broker public researcher "
    "payment_processor acquirer employer_admin credit_agency named third_party",
    "choice": "opt_out opt_in no_choice settings opt_out_window",
    "retention": "period criterion deletion",
    "legal_basis": "consent contract legitimate_interest legal_obligation other",
    "transfer": "country safeguard",
    "children": "age parental_consent",
    "rights": "access deletion portability objection complaint other",
    "commitment": "no_sale no_share no_ads no_collection encryption anonymisation other",
    "security": "measure breach",
    "policy_change": "notice consent effective_date",
    "controller": "entity contact representative",
}
DIRECTIONS = {"added": "more", "broadened": "more", "removed": "less", "narrowed": "less"}
LEVELS = ("none", "notice", "consent")

Key = tuple[str, str, str]


def words(text: str) -> str:
    """The text on one line, without the marks of emphasis."""
    return re.sub(r"\s+", " ", text.replace("*", "")).strip()


@cache
def expected(case: str) -> dict[str, Any]:
    return tomllib.loads((CORPORA / case / "expected.toml").read_text(encoding="utf-8"))


def file(case: str, side: str) -> Path:
    name: str = expected(case)[side]
    return (CORPORA / case / name).resolve()


@dataclass(frozen=True)
class Found:
    """One delta as a report states it, with the words cited for it."""

    key: Key
    materiality: str
    direction: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{'/'.join(self.key)} [{self.materiality}] old: {self.old[:80]!r} new: {self.new[:80]!r}"


@cache
def report(case: str) -> dict[str, Any]:
    import policydiff

    notice = file(case, "notice") if "notice" in expected(case) else None
    dumped: dict[str, Any] = policydiff.compare(file(case, "old"), file(case, "new"), notice=notice).model_dump(mode="json")
    return dumped


def key(row: dict[str, Any]) -> Key:
    return row["slot"], row["category"], DIRECTIONS[row["direction"]]


def found(case: str) -> list[Found]:
    rows = []
    for change in report(case)["changes"]:
        old, new = (words(" … ".join(quote["quote"] for quote in change["evidence"][side])) for side in ("old", "new"))
        rows += [Found(key(delta), delta["materiality"], delta["direction"], old, new) for delta in change["deltas"]]
    return rows


def test_there_are_cases() -> None:
    assert CASES == ["bank-app-notice", "fitness-tracker", "newsletter-quiet", "whatsapp/2012-2016", "whatsapp/2016-2021"]


@pytest.mark.parametrize("case", CASES)
def test_expected_findings_use_the_labels_of_a_report(case: str) -> None:
    """An expectation that no report could meet is a mistake of the file."""
    table = expected(case)
    changes = table.get("change", [])
    for change in changes:
        assert change["category"] in SLOTS[change["slot"]].split(), change
        assert change["direction"] in DIRECTIONS, change
        assert change["materiality"] in LEVELS, change
        assert change.get("old") or change.get("new"), change
        assert change.get("new") or change["direction"] in ("removed", "narrowed"), change
        assert change.get("old") or change["direction"] in ("added", "broadened"), change
        assert not any(fnmatch(f"{change['slot']}/{change['category']}", topic) for topic in table["quiet"]), change
    assert len({key(change) for change in changes}) == len(changes)
    assert max((change["materiality"] for change in changes), key=LEVELS.index, default="none") == table["verdict"]


@pytest.mark.parametrize("case", CASES)
def test_expected_quotes_stand_in_the_files(case: str) -> None:
    for change in expected(case).get("change", []):
        for side in ("old", "new"):
            if side in change:
                assert change[side] in words(file(case, side).read_text(encoding="utf-8")), f"{side}: {change[side]!r}"


def shortfalls(case: str) -> dict[str, list[str]]:
    """How the report of a case falls short of what is expected of it, by kind; each entry is one finding."""
    table, rows = expected(case), found(case)
    wanted = {key(change) for change in table.get("change", []) if change["materiality"] != "none"}
    told = {row.key for row in rows if row.materiality != "none"}
    short: dict[str, list[str]] = {
        "verdict": [] if report(case)["verdict"]["obligation"] == table["verdict"] else [report(case)["verdict"]["obligation"]],
        "missing": ["/".join(k) for k in sorted(wanted - told)],
        "surplus": ["/".join(k) for k in sorted(told - wanted)],
        "loud": sorted({"/".join(row.key) for row in rows if any(fnmatch("/".join(row.key[:2]), topic) for topic in table["quiet"])}),
        "level": [],
        "unquoted": [],
    }
    for change in table.get("change", []):
        name = "/".join(key(change))
        alike = [row for row in rows if row.key == key(change)]
        if alike and not any(row.materiality == change["materiality"] for row in alike):
            short["level"].append(name)
        short["unquoted"] += [
            f"{name} {side}" for side in ("old", "new") if alike and not any(words(change.get(side, "")) in getattr(row, side) for row in alike)
        ]
    return {kind: sorted(names) for kind, names in short.items() if names}


@pytest.mark.parametrize("case", CASES)
def test_a_report_is_what_is_expected_but_for_its_known_shortfalls(case: str) -> None:
    """shortfalls.toml holds what is not reached yet. A finding that is mended leaves the list, and a new one fails: the list only shrinks."""
    assert shortfalls(case) == tomllib.loads(SHORTFALLS.read_text(encoding="utf-8")).get(case, {})


VERSIONS = sorted({file(case, side) for case in CASES for side in ("old", "new")})


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.relative_to(CORPORA).as_posix())
def test_a_version_against_itself_is_silent(version: Path) -> None:
    import policydiff

    result = policydiff.compare(version, version)
    assert (result.verdict.obligation, result.changes) == ("none", ())
