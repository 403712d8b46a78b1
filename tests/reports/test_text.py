"""The report for people at a terminal."""

from __future__ import annotations

import re
from datetime import date

import pytest

from policydiff.changes.models import CommitmentStatus
from policydiff.law.models import RegimeVerdict, SettledFacts
from policydiff.reports import render
from policydiff.reports._words import cells
from tests.reports.builders import change, choice_test, delta, finding, full_report, offered, purpose_test, quote, report, words_of

HOSTILE = "We share\x1b[2J\x1b]0;owned\x07 data \u202egnihton\u202c with\x9b5m https://" + "a" * 200 + " 隐私政策" * 60


def section(text: str, title: str) -> list[str]:
    """The lines below a section's rule, up to the next section."""
    lines = text.splitlines()
    start = lines.index(title) + 2
    ends = [number for number in range(start, len(lines)) if lines[number].startswith("---")]
    return lines[start : ends[0] - 1 if ends else None]


def test_verdict_comes_first_and_says_why() -> None:
    lines = render(full_report()).splitlines()
    assert lines[:2] == [
        "CONSENT NEEDED: people who already gave data would have to agree anew.",
        "2 changes ask for fresh consent, 1 for notice, 1 for nothing.",
    ]


def test_versions_are_named_with_title_and_date() -> None:
    lines = render(full_report()).splitlines()
    assert lines[3:5] == ['old     old.md, "Privacy Notice", effective 2024-01-31', 'new     new.md, "Privacy Policy", no date stated']


def test_an_empty_report_says_that_nothing_changed_and_how_much_was_read() -> None:
    text = render(report())
    assert text.splitlines()[:2] == ["NOTHING MATERIAL: no change asks for notice or consent.", "No change was found in what the two versions permit."]
    assert section(text, "How this was read") == [
        "  old: 10 clauses, 6 with a practice (60%), 5 of 20 mentions of data vague (25%)",
        "  new: 12 clauses, 7 with a practice (58%), 1 of 1 mention of data vague (100%);",
        "  set aside: 2 blocks (menu, from line 3)",
        "  given: earlier basis: unknown; purposes that no text names: unknown",
        "  assumed: the law as of 2024-06-01 (the date of the rules: the new version",
        "  states none); legal basis: unknown; data were already held under the old",
        "  version; people are adults; no gatekeeper; not dominant in its market; unknown",
        "  whether notice was sent",
        "  This report says what the texts permit, never what a company does. It is no",
        "  legal advice.",
    ]


def test_not_understood_gives_the_reason_and_no_changes() -> None:
    broken = CommitmentStatus(category="no_sale", status="withdrawn", old="We never sell.", new=None)
    text = render(report(change(), obligation="not_understood", reason="the new text is a menu", commitments=(broken,)))
    assert text.splitlines()[:3] == [
        "NOT UNDERSTOOD: the new text is a menu.",
        "No statement about changes can be made. Do not take this for a clean result.",
        "",
    ]
    assert "Needs" not in text
    assert "Promises" not in text


def test_changes_stand_by_weight_and_are_numbered_through() -> None:
    lines = render(full_report()).splitlines()
    assert [line for line in lines if re.match(r"Needs | ?\d+\. ", line)] == [
        "Needs fresh consent (2)",
        " 1. The Example family of companies may now receive account information, for its",
        " 2. The promise to send no marketing messages without consent is gone.",
        "Needs notice (1)",
        " 3. Device identifiers may now be collected.",
        "Needs nothing (1)",
        " 4. A contact for questions was added.",
    ]


def test_a_change_shows_both_quotes_its_rule_and_its_laws() -> None:
    item = change(
        old=(quote("We share nothing.", 4),),
        new=(quote("We share data with advertisers.", 9, 10),),
        deltas=(delta(rule="HOUSE-RECIPIENT"), delta("purpose", "security", summary="Security is new.", materiality="notice")),
        findings=(
            finding(
                "US-1",
                "us-ftc",
                severity="notice",
                obligation="prior_notice",
                verified="unverified",
                citation="FTC Act s. 5",
                rationale="People were told otherwise.",
            ),
            finding("EU-1", purpose="advertising"),
            finding("EU-1", purpose="analytics"),
            finding("EU-2", conditional_on=("legal_basis",), rationale="", citation="GDPR Art. 6"),
            finding("US-2", "us-ftc", conditional_on=("legal_basis",), rationale="", citation="15 U.S.C. 45"),
        ),
    )
    assert section(render(report(item)), "Needs fresh consent (1)") == [
        " 1. Advertisers may now receive your data.",
        "    (recipient / advertiser / added, id a1b2c3d4e5f6)",
        "    + recipient advertiser added (consent)",
        "    + Security is new (notice)",
        "    old     old.md:4",
        '              "We share nothing."',
        "    new     new.md:9-10",
        '              "We share data with advertisers."',
        "    rule    HOUSE-RECIPIENT",
        "    law     EU-1 (eu-gdpr): fresh consent for advertising, analytics. A new",
        "            recipient was never agreed to. [GDPR Art. 13(1)(e)]",
        "    law     US-1 (us-ftc): prior notice. People were told otherwise. [FTC Act s.",
        "            5; citation not verified]",
        "    if      the legal basis so decides: US-2 (us-ftc): fresh consent. [15 U.S.C.",
        "            45]",
        "",
    ]


def test_a_packaged_default_rule_is_told_in_its_own_words() -> None:
    from policydiff.law import rules

    rule = rules("default")[0]
    text = " ".join(render(report(change(deltas=(delta(rule=rule.id),)))).split())
    assert f"rule {rule.id}: {rule.title.rstrip('.')}" in text


def test_of_a_regime_that_was_asked_for_the_strongest_rule_is_told_and_the_others_are_named() -> None:
    laws = (finding("R0", severity="notice", obligation="prior_notice"), finding("R1"), finding("R2"), finding("R3", "us-ftc"))
    lines = [line.split("[")[0].strip() for line in render(report(change(findings=laws)), width=120).splitlines()]
    assert [line for line in lines if line.startswith(("law", "also"))] == [
        "law     R1 (eu-gdpr): fresh consent. A new recipient was never agreed to.",
        "law     R3 (us-ftc): fresh consent. A new recipient was never agreed to.",
        "also    fresh consent: R2 (eu-gdpr); prior notice: R0 (eu-gdpr)",
    ]


def unasked(*names: str) -> SettledFacts:
    return SettledFacts(as_of=date(2024, 6, 1), regimes=names, assumed=("regimes",))


def test_where_no_regime_was_asked_for_the_grounds_of_the_default_answer_are_told_and_the_other_regimes_summed_up() -> None:
    laws = (
        finding("EU-GDPR-06", "eu-gdpr"),
        finding("EU-GDPR-06", "uk-gdpr"),
        finding("CN-PIPL-02", "cn-pipl", obligation="explicit_consent"),
        finding("KR-PIPA-02", "kr-pipa"),
        *(finding("US-STATES-01", f"us-{number}", severity="notice", obligation="prior_notice") for number in range(9)),
    )
    item = change(deltas=(delta(rule="DEFAULT-OWN-PURPOSES-RECIPIENT"),), findings=laws)
    lines = render(report(item, facts=unasked("eu-gdpr", "uk-gdpr")), width=120).splitlines()
    assert [line.strip().split(". ")[0] for line in lines if line.startswith(("    law", "    also"))] == [
        "law     EU-GDPR-06 (eu-gdpr, uk-gdpr): fresh consent",
        "also    explicit consent in cn-pipl; fresh consent in kr-pipa; prior notice in 9 more regimes",
    ]
    strict = change(deltas=(delta(rule="DEFAULT-CONTACT"),), findings=laws)
    lines = render(report(strict, facts=unasked("eu-gdpr")), width=120).splitlines()
    assert [line.split()[1] for line in lines if line.startswith("    law")] == ["CN-PIPL-02", "EU-GDPR-06"]


def test_a_finding_that_hangs_on_a_fact_says_which_value_it_wants_and_stands_only_where_it_would_ask_for_more() -> None:
    hangs = {"conditional_on": ("basis_before",), "citation": "", "rationale": ""}
    serves = {"conditional_on": ("purposes",), "citation": "", "rationale": "", "obligation": "prohibited"}
    told = {"conditional_on": ("notice_sent",), "citation": "", "rationale": "", "severity": "notice", "obligation": "notice_and_object"}
    laws = (
        finding("EU-GDPR-04", severity="notice", obligation="prior_notice"),
        finding("EU-GDPR-01", **hangs),
        finding("UK-GDPR-01", "uk-gdpr", **hangs),
        finding("EU-GDPR-11", **serves),
        finding("US-FTC-01", "us-ftc"),
        finding("US-FTC-04", "us-ftc", **told),
    )
    lines = render(report(change(findings=laws)), width=120).splitlines()
    assert [line.strip() for line in lines if line.startswith(("    if", "    also"))] == [
        "if      it serves marketing, advertising, personalisation or profiling: EU-GDPR-11 (eu-gdpr): prohibited.",
        "if      earlier data were given on consent: UK-GDPR-01 (uk-gdpr): fresh consent.",
        "also    if a fact so decides: EU-GDPR-01 (eu-gdpr)",
    ]
    alone = render(report(change(findings=(finding("US-FTC-04", "us-ftc", **told),))), width=120)
    assert "    if      nobody was told beforehand: US-FTC-04 (us-ftc): notice and object.\n" in alone


def test_words_that_head_a_change_are_not_said_again_by_its_rules() -> None:
    head = "The policy now permits advertisers to receive data: “advertisers”."
    laws = (finding("R0", rationale="Somebody new: “advertisers”. Ask them."), finding("R1", "us-ftc", rationale="Somebody new: “the press”. Ask them."))
    text = render(report(change(head, findings=laws)), width=120)
    assert "R0 (eu-gdpr): fresh consent. Somebody new. Ask them." in text
    assert "R1 (us-ftc): fresh consent. Somebody new: “the press”. Ask them." in text


def test_a_silent_side_is_said_to_be_silent() -> None:
    text = render(report(change(new=(quote("New words.", 2),), nearest_old="Old words.")))
    assert '    old     nothing like it; the nearest words are\n              "Old words."\n' in text
    assert "    old     nothing like it\n" in render(report(change(new=(quote("New words.", 2),))))


def test_a_choice_is_told_once_and_named_after_that() -> None:
    changes = (change(id="aaaaaaaaaaaa"), change(id="bbbbbbbbbbbb"))
    text = render(report(*changes, choices=(choice_test("bbbbbbbbbbbb", offered()), choice_test("aaaaaaaaaaaa", offered()))))
    assert (
        "    choice  opt out; within 30 days of acceptance; covers advertising; for\n"
        "            existing users; by Settings > Account\n"
        '              "You have 30 days to opt out."\n'
        "            an opt-out for a time and some of the uses, or for some people only\n"
        "            (1 of 6); valid as consent: no\n"
        "    fails   opt in: no box to tick [GDPR Art. 4(11)]\n"
        "    unclear informed [GDPR Art. 7]\n"
    ) in text
    assert text.count("    choice  as under 1; valid as consent: no\n") == 1


def test_no_choice_offered_is_one_line_without_tests() -> None:
    text = render(report(change(), choices=(choice_test("a1b2c3d4e5f6"),)))
    assert "    choice  none offered\n\n" in text
    assert "fails" not in text


def test_a_rule_is_told_in_full_once_and_referred_to_after_that() -> None:
    changes = [change(id=letter * 12, findings=(finding("EU-1", purpose="security", presumed="compatible"),)) for letter in "ab"]
    text = render(report(*changes))
    assert (
        "    law     EU-1 (eu-gdpr): fresh consent for security (compatible). A new\n            recipient was never agreed to. [GDPR Art. 13(1)(e)]\n" in text
    )
    assert "    law     EU-1 (eu-gdpr): fresh consent for security (compatible); see 1\n" in text
    assert text.count("GDPR Art. 13(1)(e)") == 1


def test_one_rule_under_two_regimes_is_told_once() -> None:
    text = render(report(change(findings=(finding("EU-1", "eu-gdpr"), finding("EU-1", "uk-gdpr")))))
    assert text.count("EU-1") == 1
    assert "    law     EU-1 (eu-gdpr, uk-gdpr): fresh consent. A new recipient" in text


def test_a_change_that_asks_for_nothing_names_no_rules() -> None:
    assert "EU-1" not in render(report(change(materiality="none", findings=(finding("EU-1", severity="none"),))))


def test_today_stands_beside_the_law_of_the_date_only_where_it_differs() -> None:
    then = {"eu-gdpr": RegimeVerdict(obligation="consent", findings=("EU-1",)), "us-ftc": RegimeVerdict(obligation="notice", findings=("US-1",))}
    now = {"eu-gdpr": RegimeVerdict(obligation="consent", findings=("EU-9",)), "us-ftc": RegimeVerdict(obligation="consent", findings=("US-2",))}
    item = report(by_regime=then)
    item = item.model_copy(update={"verdict": item.verdict.model_copy(update={"today": now})})
    assert section(render(item), "By regime") == [
        "eu-gdpr       consent  EU-1",
        "us-ftc        notice   US-1",
        "us-ftc today  consent  US-2",
        "",
    ]


def test_regimes_stand_apart_with_what_depends_on_facts() -> None:
    text = render(
        report(
            by_regime={
                "us-ca": RegimeVerdict(obligation="none"),
                "eu-gdpr": RegimeVerdict(obligation="consent", findings=("EU-1", "EU-1", "EU-2"), conditional=("EU-3",)),
                "uk-gdpr": RegimeVerdict(obligation="none", in_force=False, note="begins in 2021"),
            }
        )
    )
    assert section(text, "By regime") == [
        "eu-gdpr  consent  EU-1, EU-2",
        "uk-gdpr  nothing  begins in 2021",
        "us-ca    nothing  no rule fires",
        "",
    ]


def test_a_regime_that_depends_on_facts_names_them() -> None:
    one = RegimeVerdict(
        obligation="notice", findings=("EU-1",), conditional=("EU-3",), conditional_on=("basis_before", "purposes"), conditional_obligation="consent"
    )
    assert section(render(report(by_regime={"eu-gdpr": one})), "By regime") == [
        "eu-gdpr  notice   EU-1; consent depending on the earlier basis and the purpose:",
        "                  EU-3",
        "",
    ]
    same = one.model_copy(update={"conditional_obligation": "notice"})
    assert section(render(report(by_regime={"eu-gdpr": same})), "By regime") == ["eu-gdpr  notice   EU-1", ""]


def test_the_strongest_rules_of_a_regime_lead() -> None:
    item = change(findings=(finding("EU-1", severity="notice", obligation="prior_notice"), finding("EU-2", obligation="prohibited"), finding("EU-3")))
    rules = RegimeVerdict(obligation="consent", findings=("EU-1", "EU-2", "EU-3"))
    assert section(render(report(item, by_regime={"eu-gdpr": rules})), "By regime") == ["eu-gdpr  consent  EU-2, EU-3, EU-1", ""]


def test_regimes_that_nobody_asked_for_stand_together_by_what_they_ask() -> None:
    open_one = RegimeVerdict(obligation="notice", findings=("EU-1",), conditional=("EU-3",), conditional_on=("basis_before",), conditional_obligation="consent")
    then = {"us-ftc": RegimeVerdict(obligation="consent", findings=("US-1",)), "eu-gdpr": open_one, "us-nv": RegimeVerdict(obligation="none")}
    item = report(by_regime=then, facts=unasked("eu-gdpr", "us-ftc", "us-nv"))
    item = item.model_copy(update={"verdict": item.verdict.model_copy(update={"today": {"us-ct": RegimeVerdict(obligation="notice", findings=("CT-1",))}})})
    assert section(render(item), "By regime") == [
        "consent       us-ftc",
        "consent, depending on the earlier basis:",
        "              eu-gdpr",
        "notice        eu-gdpr",
        "nothing       us-nv",
        "notice today  us-ct",
        "",
    ]
    assert words_of(render(item, color=True)) == words_of(render(item))  # nothing is cut in a margin that is too narrow
    assert "assumed: all 3 regimes in force then" in render(item)
    assert "| asks for | regimes |\n|---|---|\n| consent | us-ftc |\n| consent, depending on the earlier basis | eu-gdpr |" in render(item, "markdown")


def test_a_later_regime_of_which_no_rule_fires_is_left_out() -> None:
    item = report(by_regime={"us-ftc": RegimeVerdict(obligation="none")})
    item = item.model_copy(update={"verdict": item.verdict.model_copy(update={"today": {"eu-dma": RegimeVerdict(obligation="none")}})})
    assert section(render(item), "By regime") == ["us-ftc  nothing  no rule fires", ""]


def test_each_purpose_stands_with_what_is_presumed_and_what_each_regime_asks() -> None:
    assert section(render(full_report()), "Purpose by purpose") == [
        "  - improvement, with companies of the group (cross group improvement, presumed",
        "    incompatible; change 1)",
        "    asks    fresh consent: eu-gdpr (eu-gdpr.new-recipient)",
        "  - security, by the controller alone (nothing presumed; change 1)",
        "    asks    notice and object: eu-gdpr (EU-1 by EXC-SECURITY)",
        "    if      the earlier basis so decides: eu-gdpr (eu-gdpr.consent-basis)",
        "  - and 1 more purpose to which no rule of these regimes answers",
        "",
    ]


def test_purposes_beyond_a_page_are_counted() -> None:
    many = tuple(purpose_test("security", "a1b2c3d4e5f6", obligation="prior_notice", severity="notice", rules=("EU-1",)) for _ in range(23))
    lines = section(render(report(change(), purposes=many)), "Purpose by purpose")
    assert len([line for line in lines if line.startswith("  - security")]) == 20
    assert lines[-2] == "  - and 3 more purposes; the JSON report lists all"


def test_an_exception_is_named_and_marked_where_its_citation_was_not_verified() -> None:
    names = ("EXC-SECURITY", "EXC-NARROW", "EXC-OWN")
    laws = tuple(
        finding(f"EU-{number}", regime, exceptions=(name,)) for number, (name, regime) in enumerate(zip(names, ("eu-gdpr", "eu-dma", "eu-dsa"), strict=True))
    )
    text = " ".join(render(report(change(findings=laws))).split())
    assert "EU-0 (eu-gdpr): fresh consent, lowered by EXC-SECURITY (security, spam, fraud and abuse)." in text
    assert "EU-1 (eu-dma): fresh consent, lowered by EXC-NARROW (less is permitted; citation not verified)." in text
    assert "EU-2 (eu-dsa): fresh consent, lowered by EXC-OWN." in text


def test_answers_of_one_rule_for_several_purposes_are_told_once() -> None:
    laws = (finding("EU-1", purpose="security", presumed="a: presumed compatible"), finding("EU-1", purpose="advertising", presumed="b: presumed incompatible"))
    assert "law     EU-1 (eu-gdpr): fresh consent for security, advertising. A" in render(report(change(findings=laws)))


def test_promises_stand_broken_ones_first() -> None:
    assert section(render(full_report()), "Promises") == [
        "withdrawn (1)",
        '  - no ads: "We will not send you marketing messages unless you agree."',
        "kept (1): 1 encryption",
        "added (1)",
        '  - no share: "Your messages will not be posted for others to see."',
        "",
    ]


def test_clarified_shows_only_when_asked_for() -> None:
    assert "Said more clearly" not in render(full_report())
    assert "Said more clearly, not changed (1)" in render(full_report(), clarified=True)


def hostile_report():
    item = change(
        HOSTILE,
        old=(quote(HOSTILE, 1),),
        nearest_new=HOSTILE,
        deltas=(delta(term=HOSTILE, summary=HOSTILE),),
        findings=(finding(rationale=HOSTILE, citation=HOSTILE),),
    )
    return report(
        item,
        choices=(choice_test(item.id, offered(HOSTILE)),),
        commitments=(CommitmentStatus(category="other", status="kept", old=HOSTILE, new=HOSTILE),),
        sources=(HOSTILE, None),
    )


@pytest.mark.parametrize("format", ["text", "markdown", "json"])
def test_nothing_in_a_policy_reaches_the_terminal_as_a_command(format: str) -> None:
    text = render(hostile_report(), format, clarified=True)
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text) == []


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("make", [full_report, hostile_report, report])
def test_no_line_is_wider_than_asked(width: int, make) -> None:
    assert max(map(cells, render(make(), width=width, clarified=True).splitlines())) <= width


def test_colour_adds_only_colour() -> None:
    plain, coloured = (render(full_report(), color=color, clarified=True) for color in (False, True))
    assert "\x1b" not in plain
    assert words_of(coloured) == words_of(plain)
    assert "\x1b[1;31mCONSENT NEEDED" in coloured.splitlines()[1]


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("make", [full_report, hostile_report, report])
def test_no_line_of_a_terminal_is_wider_than_it(width: int, make) -> None:
    shown = re.sub(r"\x1b\[[\d;]*m", "", render(make(), color=True, width=width, clarified=True))
    assert max(map(cells, shown.splitlines())) <= width
    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown) == []
