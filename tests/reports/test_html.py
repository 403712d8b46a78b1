"""The report as one HTML file: what stands where, nothing from outside as markup, nothing loaded."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date

import pytest
from lxml import html as parser

from policydiff.errors import UsageError
from policydiff.law.models import RegimeVerdict, SettledFacts
from policydiff.reports import render, render_timeline
from policydiff.reports._html import glyphs, neutral, unbroken
from tests.reports.builders import HOSTILE, change, delta, dossier, finding, full_report, hostile_report, quote, report

PAGES = {"full": render(full_report(), "html"), "hostile": render(hostile_report(), "html"), "timeline": render_timeline(dossier())}


def tree(page: str) -> parser.HtmlElement:
    return parser.document_fromstring(page)


def text(element: parser.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def terms(element: parser.HtmlElement, where: str = "dl") -> dict[str, str]:
    """The terms of a list with what stands beside them."""
    return dict(zip(map(text, element.xpath(f"{where}/dt")), map(text, element.xpath(f"{where}/dd")), strict=True))


def digest(content: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_security_policy_allows_the_style_and_the_scripts_of_the_file_and_nothing_else(name: str) -> None:
    page = tree(PAGES[name])
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = page.xpath("//style")
    scripts = page.xpath("//script")
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src {digest(style.text)}",
        "script-src " + " ".join(digest(script.text) for script in scripts),
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert len(scripts) == 2


@pytest.mark.parametrize("name", sorted(PAGES))
def test_nothing_refers_to_anything_outside_the_file(name: str) -> None:
    page = tree(PAGES[name])
    assert not page.xpath("//@src | //@style | //@srcset | //@action | //link | //iframe | //object | //img | //base")
    assert not [value for value in page.xpath("//@href") if not value.startswith("#")]
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert "url(" not in PAGES[name]
    assert "@import" not in PAGES[name]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_reference_within_the_file_leads_somewhere_and_every_id_is_one(name: str) -> None:
    page = tree(PAGES[name])
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {value[1:].split("&")[0] for value in page.xpath("//@href")} | set(page.xpath("//@aria-labelledby | //@aria-controls"))
    assert targets - set(ids) == set()


def test_hostile_text_stays_text() -> None:
    page = tree(PAGES["hostile"])
    assert len(page.xpath("//script")) == 2
    assert len(page.xpath("//style")) == 1
    assert not page.xpath("//b[text()='']")
    whole = text(page.xpath("//main")[0])
    spelled = " ".join(neutral(HOSTILE).split())
    assert whole.count(spelled) >= 10  # quotes, evidence, places: with what is not seen spelled out
    assert "{{ 7 * 7 }}" in whole
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x07]", PAGES["hostile"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plain", "plain"),
        ("a\u202eb", "a\u27e8U+202E\u27e9b"),
        ("a\u200bb\x00", "a\u27e8U+200B\u27e9b\u27e8U+0000\u27e9"),
        ("soft\u00adhyphen \u00a0 and\nlines\t", "softhyphen \u00a0 and\nlines\t"),
        ("\udc80", "\u27e8U+DC80\u27e9"),
        ("caf\u00e9 \u4e2d\u6587", "caf\u00e9 \u4e2d\u6587"),
    ],
)
def test_what_is_obeyed_but_not_seen_is_spelled_out(given: str, expected: str) -> None:
    assert neutral(given) == expected


def test_glyphs_mark_what_they_spell_out_and_escape_the_rest() -> None:
    assert str(glyphs("<b>\u202e")) == '&lt;b&gt;<span class="unseen" title="RIGHT-TO-LEFT OVERRIDE">\u27e8U+202E\u27e9</span>'
    assert str(glyphs("a < b")) == "a &lt; b"


def test_headings_follow_the_order_of_a_report() -> None:
    page = tree(PAGES["full"])
    assert [(found.tag, text(found)) for found in page.xpath("//h1 | //h2 | //h3")] == [
        ("h1", "Consent needed"),
        ("h2", "Why"),
        ("h2", "What each law asks"),
        ("h2", "Changes 4"),
        ("h3", "Needs fresh consent 2"),
        ("h3", "Needs notice 1"),
        ("h3", "Needs nothing 1"),
        ("h3", "Only the wording of the cookie section changed."),
        ("h2", "Promises"),
        ("h2", "Purpose by purpose"),
        ("h2", "How this was read"),
        ("h3", "Coverage"),
        ("h3", "Texts"),
        ("h3", "Facts that no text tells"),
    ]


def test_new_purposes_stand_in_a_table_by_whose_they_are() -> None:
    (section,) = tree(PAGES["full"]).xpath("//section[@id='purposes']")
    assert [[text(cell) for cell in row] for row in section.xpath(".//tbody/tr")] == [
        ["With companies of the group"],
        ["improvement", "cross group improvement, presumed incompatible", "fresh consent: eu-gdpr (eu-gdpr.new-recipient)", "1"],
        ["By the controller alone"],
        [
            "security",
            "nothing presumed",
            "notice and object: eu-gdpr (EU-1 by EXC-SECURITY)if the earlier basis so decides: eu-gdpr (eu-gdpr.consent-basis)",
            "1",
        ],
    ]
    assert section.xpath(".//tbody//a/@href") == ["#c-aaaaaaaaaaaa"] * 2
    assert text(section.xpath("p")[-1]) == "And 1 more purpose to which no rule of these regimes answers."


def test_many_passages_fold_and_those_that_matter_stay() -> None:
    quotes = tuple(quote(f"Number {number} of the words.", number) for number in range(1, 7))
    page = tree(render(report(change(new=quotes, deltas=(delta(phrase="Number 6"),))), "html"))
    (side,) = page.xpath("//div[@class='side new']")
    assert [text(found) for found in side.xpath("blockquote")] == ["Number 6 of the words.", "Number 1 of the words.", "Number 2 of the words."]
    (folded,) = side.xpath("details")
    assert [text(part) for part in folded.xpath("summary | blockquote")] == ["3 more passages", *(f"Number {number} of the words." for number in (3, 4, 5))]


def test_ids_and_dates_do_not_break_at_their_hyphens() -> None:
    assert str(unbroken("us-ca (US-CA-01) since 2020-01-01 & on")) == (
        '<span class="unbroken">us-ca</span> (<span class="unbroken">US-CA-01</span>) since <span class="unbroken">2020-01-01</span> &amp; on'
    )
    assert str(unbroken("<i>-\u202e")) == '&lt;i&gt;-<span class="unseen" title="RIGHT-TO-LEFT OVERRIDE">\u27e8U+202E\u27e9</span>'


def test_a_regime_says_which_law_it_is() -> None:
    facts = SettledFacts(as_of=date(2024, 6, 1), regimes=("eu-gdpr", "own"), assumed=("regimes",))
    by_regime = {"eu-gdpr": RegimeVerdict(obligation="consent", findings=("EU-1",)), "own": RegimeVerdict(obligation="consent", findings=("OWN-1",))}
    page = tree(render(report(change(), by_regime=by_regime, facts=facts), "html"))
    assert [(name.text, name.get("title")) for name in page.xpath("//dl[@class='answers']//abbr")] == [
        ("eu-gdpr", "European Union, General Data Protection Regulation and ePrivacy Directive"),
        ("own", "own"),
    ]


def test_both_versions_stand_side_by_side_with_their_marks() -> None:
    edit = change(old=(quote("We never sell your plans to anybody.", 3),), new=(quote("We may sell your plans to anybody.", 5),))
    page = tree(render(report(edit), "html"))
    (old,), (new,) = page.xpath("//div[@class='side old']"), page.xpath("//div[@class='side new']")
    assert [text(mark) for mark in old.xpath(".//del")] == ["removed: never (end)"]
    assert [text(mark) for mark in new.xpath(".//ins")] == ["added: may (end)"]
    assert text(old.xpath("p")[0]) == "Old version line 3"
    assert not old.xpath(".//ins") + new.xpath(".//del")


def test_a_silent_side_says_so_with_the_nearest_words() -> None:
    page = tree(render(report(change(new=(quote("We sell plans.", 5),), nearest_old="We lend plans.")), "html"))
    assert [text(part) for part in page.xpath("//div[@class='side old']")[0]] == ["Old version Nothing like it. The nearest words:", "We lend plans."]
    page = tree(render(report(change(new=(quote("We sell plans.", 5),))), "html"))
    assert text(page.xpath("//div[@class='side old']")[0]) == "Old version Nothing like it."


def test_a_change_holds_its_rules_its_choice_and_the_gaps_of_the_notice() -> None:
    (found,) = tree(PAGES["full"]).xpath("//article[@id='c-aaaaaaaaaaaa']")
    assert [text(law.xpath("summary")[0]) for law in found.xpath(".//details[@class='law']")] == [
        "eu-gdpr eu-gdpr.new-recipient fresh consent",
        "us-ftc us-ftc.retroactive affirmative express consent",
    ]
    first = found.xpath(".//details[@class='law']")[0]
    assert [text(one) for one in first.xpath("dl/dt")] == ["Why here", "Source", "Verification", "Precedents", "Whole rule"]
    assert [text(one) for one in first.xpath("dl/dd")][1:3] == ["GDPR Art. 13(1)(e)", "the source's wording was read"]
    (choice,) = found.xpath(".//details[@class='choice']")
    assert [[text(cell) for cell in row] for row in choice.xpath(".//tbody/tr")] == [
        ["opt in", "fails", "no box to tick", "GDPR Art. 4(11)"],
        ["informed", "unclear", "", "GDPR Art. 7"],
    ]
    assert [text(block) for block in found.xpath(".//div[@class='block'][p='Notice']")] == [
        "Notice The notice understates this.We coordinate more with Example."
    ]
    assert (found.get("data-level"), found.get("data-slot"), found.get("data-regime")) == ("consent", "recipient purpose", "eu-gdpr us-ftc")


def test_what_one_rule_asks_in_several_regimes_is_told_once_and_names_them() -> None:
    alike = tuple(finding("STATES-1", regime) for regime in ("us-ca", "us-co", "us-va"))
    page = tree(render(report(change(findings=alike)), "html"))
    (law,) = page.xpath("//details[@class='law']")
    assert text(law.xpath("summary")[0]) == "us-ca +2 STATES-1 fresh consent"
    assert terms(law)["Under"] == "us-ca, us-co, us-va"


def test_a_rule_that_hangs_on_a_fact_says_on_which_and_stands_only_where_it_would_ask_for_more() -> None:
    findings = (
        finding("EU-1"),
        finding("EU-2", conditional_on=("legal_basis",)),  # the regime asks for consent anyway
        finding("UK-1", "uk-gdpr", severity="notice", obligation="notice"),
        finding("UK-2", "uk-gdpr", conditional_on=("basis_before",)),
    )
    page = tree(render(report(change(findings=findings)), "html"))
    assert [text(law.xpath("summary")[0]) for law in page.xpath("//div[@class='block'][p='If']//details[@class='law']")] == ["uk-gdpr UK-2 fresh consent"]
    assert terms(page.xpath("//div[@class='block'][p='If']//details[@class='law']")[0])["Only if"] == "the earlier basis so decides"
    assert not page.xpath("//bdi[text()='EU-2']")


def test_of_regimes_that_nobody_asked_for_a_digest_stands_above_the_table() -> None:
    by_regime = {
        "eu-gdpr": RegimeVerdict(obligation="consent", findings=("EU-1",)),
        "uk-gdpr": RegimeVerdict(
            obligation="notice", findings=("UK-1",), conditional=("UK-2",), conditional_on=("legal_basis",), conditional_obligation="consent"
        ),
        "us-ca": RegimeVerdict(obligation="none"),
    }
    asked_for = tree(render(report(change(), by_regime=by_regime), "html"))
    assert not asked_for.xpath("//dl[@class='answers']")
    assert len(asked_for.xpath("//section[@id='regimes']/div/table//tbody/tr")) == 2
    facts = SettledFacts(as_of=date(2024, 6, 1), regimes=tuple(by_regime), assumed=("regimes",))
    page = tree(render(report(change(), by_regime=by_regime, facts=facts), "html"))
    (digest_,) = page.xpath("//dl[@class='answers']")
    assert terms(digest_.getparent(), "dl[@class='answers']") == {
        "Consent": "eu-gdpr",
        "Consent, depending on the legal basis": "uk-gdpr",
        "Notice": "uk-gdpr",
        "Nothing": "us-ca",
    }
    (folded,) = page.xpath("//section[@id='regimes']/details[summary='Law by law (2)']")
    assert [[text(cell) for cell in row[1:]] for row in folded.xpath(".//tbody/tr")] == [
        ["Fresh consent", "EU-1"],
        ["Notice", "UK-1; fresh consent depending on the legal basis: UK-2"],
    ]


def test_todays_law_stands_only_where_it_answers_otherwise() -> None:
    then = {"eu-gdpr": RegimeVerdict(obligation="consent", findings=("EU-1",)), "us-ca": RegimeVerdict(obligation="none")}
    today = {**then, "us-ca": RegimeVerdict(obligation="notice", findings=("CA-1",))}
    found = report(change(), by_regime=then)
    page = tree(render(found.model_copy(update={"verdict": found.verdict.model_copy(update={"today": today})}), "html"))
    (folded,) = page.xpath("//section[@id='regimes']/details[summary='Another answer under today’s law (1)']")
    assert [text(row) for row in folded.xpath(".//tbody/tr/td")] == ["Notice", "CA-1"]


def test_a_choice_is_told_once_and_referred_to_after() -> None:
    (second,) = tree(PAGES["full"]).xpath("//article[@id='c-bbbbbbbbbbbb']//div[@class='block'][p='Choice']")
    assert text(second).endswith("(as under change 1; valid as consent: no)")


def test_filters_count_the_changes() -> None:
    page = tree(PAGES["full"])
    assert {facet.get("data-facet"): sorted(text(chip) for chip in facet.xpath("label")) for facet in page.xpath("//fieldset")} == {
        "level": ["fresh consent 2", "nothing 1", "notice 1"],
        "slot": ["commitment 1", "controller 1", "data 1", "purpose 1", "recipient 1"],
        "regime": ["eu-gdpr 1", "us-ftc 1"],
    }


def test_a_report_without_changes_says_so_and_has_no_filters() -> None:
    page = tree(render(report(), "html"))
    assert text(page.xpath("//h1")[0]) == "Nothing material"
    assert text(page.xpath("//section[@id='changes']")[0]) == "Changes 0 No change was found in what the two versions permit."
    assert not page.xpath("//form")


def test_texts_that_were_not_understood_get_no_statement_about_changes() -> None:
    page = tree(render(report(change(), obligation="not_understood", reason="the new version states no practice"), "html"))
    assert text(page.xpath("//h1")[0]) == "Not understood"
    assert text(page.xpath("//p[@class='lead']")[0]) == (
        "The new version states no practice. No statement about changes can be made. Do not take this for a clean result."
    )
    assert not page.xpath("//article | //section[@id='changes']")


def test_the_rules_of_the_package_stand_in_full_at_the_end() -> None:
    page = tree(PAGES["timeline"])
    (rule,) = page.xpath("//details[@id='rule-EU-GDPR-06']")
    assert [text(name) for name in rule.xpath("dl/dt")][:4] == ["What it does", "When it fires", "Example", "Why it matters"]
    assert page.xpath("//details[@class='law']//a/@href") == ["#rule-EU-GDPR-06"]


def test_an_unknown_timeline_format_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="unknown timeline format 'text'; choose one of html"):
        render_timeline(dossier(), "text")
