"""The public verbs take a file, text, bytes, or something already read or parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

import policydiff

OLD = "We collect your email address to run your account. We will never sell your personal data."
NEW = "We collect your email address to run your account. We may sell your personal data to advertisers."


def test_every_kind_of_source_gives_the_same_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text(OLD, encoding="utf-8")
    from_text = policydiff.parse(OLD, media_type="text/plain")
    for source in (path, OLD.encode(), policydiff.read(OLD, media_type="text/plain")):
        assert policydiff.parse(source, media_type="text/plain").practices == from_text.practices
    assert policydiff.parse(from_text) is from_text


def test_a_string_is_text_and_never_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policy.txt").write_text(OLD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert policydiff.read("policy.txt").text.strip() == "policy.txt"


def test_read_gives_a_document_back_as_it_is() -> None:
    document = policydiff.read(OLD)
    assert policydiff.read(document) is document


def test_compare_takes_parsed_and_unparsed_versions_alike() -> None:
    assert policydiff.compare(OLD, NEW) == policydiff.compare(policydiff.parse(OLD), policydiff.read(NEW))


def test_compare_finds_the_broken_promise_and_shows_its_words() -> None:
    report = policydiff.compare(OLD, NEW)
    assert report.verdict.obligation == "consent"
    broken = [change for change in report.changes if any(delta.slot == "commitment" and delta.category == "no_sale" for delta in change.deltas)]
    assert len(broken) == 1
    assert [quote.quote for quote in broken[0].evidence.old] == ["We will never sell your personal data."]
    assert "We may sell your personal data to advertisers." in policydiff.render(report)


def test_compare_of_a_text_with_itself_is_silent() -> None:
    report = policydiff.compare(NEW, NEW)
    assert (report.verdict.obligation, report.changes) == ("none", ())


def test_compare_takes_facts_as_a_record_or_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text("dominant = true\n", encoding="utf-8")
    facts = policydiff.Facts(dominant=True)
    assert policydiff.compare(OLD, NEW, facts=path).facts == policydiff.compare(OLD, NEW, facts=facts).facts


def test_an_unknown_regime_is_a_usage_error() -> None:
    with pytest.raises(policydiff.UsageError, match="unknown regime 'atlantis'"):
        policydiff.compare(OLD, NEW, regimes=["atlantis"])


def test_explain_finds_what_rules_lists() -> None:
    rule = policydiff.rules("default")[-1]
    assert policydiff.explain(rule.id) == rule
    assert policydiff.render_rule(rule).startswith(f"{rule.id}: {rule.title}\n")
