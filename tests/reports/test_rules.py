"""The list of rules: what each asks for, since or until when, and how far its citation was checked."""

from __future__ import annotations

from pathlib import Path

from policydiff.law import rules
from policydiff.reports import render_rules
from tests.law.test_rulebook import folder


def listed(regime: str, home: Path | None = None) -> dict[str, str]:
    """What the list says of each rule of a regime, and its headings."""
    found = {}
    for line in render_rules(rules(regime, folder=home), regime=regime, width=300).splitlines():
        name, _, rest = line.strip().partition(" ")
        found[name.rstrip(":")] = rest.strip()
    return found


def test_dates_are_those_of_the_regime_that_was_asked_for() -> None:
    found = listed("uk-gdpr")
    assert found["EU-GDPR-01"].endswith("(fresh consent; until 2026-02-04)")
    assert found["UK-GDPR-02"].endswith("(prior notice; from 2026-02-05)")
    assert found["EU-GDPR-04"].endswith("(prior notice)")
    assert found["eu-gdpr"] == "European Union, General Data Protection Regulation and ePrivacy Directive; in uk-gdpr too"
    assert found["uk-gdpr"] == "United Kingdom, UK GDPR and Data Protection Act 2018"
    assert listed("eu-gdpr")["EU-GDPR-01"].endswith("(fresh consent)")
    assert "EU-GDPR-09A" not in listed("eu-gdpr")


def test_a_rule_that_is_older_than_its_regime_or_not_verified_says_so() -> None:
    assert listed("eu-dpd")["EU-EPRIV-01"].endswith("(fresh consent; from 2011-05-25)")
    assert listed("eu-gdpr")["EU-EPRIV-01"].endswith("(fresh consent)")
    assert listed("eu-gdpr")["EU-GDPR-16A"].endswith("(notice and object; not verified)")
    assert listed("us-de")["US-STATES-01"].endswith("known at second hand)")


def test_the_regime_of_a_user_has_its_dates_without_a_name(tmp_path: Path) -> None:
    found = listed("atlantis", folder(tmp_path))
    assert found == {"atlantis": "", "ATLANTIS-01": "Advertising under the sea (explicit consent; from 2020-01-01; not verified)"}
