"""Reports and policies built by hand, in one short call each."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from policydiff.changes.models import CommitmentStatus, Context, Evidence, Quote
from policydiff.extraction.models import Choice, ChoiceScope, Coverage, Skipped
from policydiff.extraction.permissions import Permission
from policydiff.law.models import (
    ChoiceTest,
    Finding,
    JudgedChange,
    JudgedDelta,
    Level,
    NoticeGap,
    PurposeTest,
    PurposeVerdict,
    RegimeVerdict,
    Report,
    ReportCoverage,
    SettledFacts,
    Test,
    Verdict,
    VersionInfo,
)
from policydiff.repositories.dossiers import Dossier
from policydiff.repositories.models import Comparison, History, Step, Version

_PAINT = re.compile("\x1b\\[[\\d;]*m")
_DRAWN = re.compile(r"[─━│╭╮╰╯]|(?<!\S)-+(?!\S)")  # lines and frames; the dashes below a title


def words_of(text: str) -> list[str]:
    """The words of a page, however it is laid out."""
    return _DRAWN.sub(" ", _PAINT.sub("", text)).split()


CONTENT_HASH = "0" * 64


def quote(text: str, line: int | None, end_line: int | None = None, *, page: int | None = None, paragraph: int | None = None) -> Quote:
    return Quote(start=0, end=len(text), line=line, end_line=end_line or line, page=page, paragraph=paragraph, quote=text)


def delta(
    slot="recipient",
    category="advertiser",
    direction="added",
    term="advertisers",
    summary="",
    materiality: Level = "consent",
    rule="HOUSE-RECIPIENT",
    phrase="",
    **company,
):
    text = summary or f"{slot} {category} {direction}"
    where = {"slot": slot, "category": category, "direction": direction, "term": term, "phrase": phrase}
    return JudgedDelta(**where, summary=text, materiality=materiality, rule=rule, context=Context(**company))


def change(
    summary: str = "Advertisers may now receive your data.",
    *,
    id: str = "a1b2c3d4e5f6",
    materiality: Level = "consent",
    old: tuple[Quote, ...] = (),
    new: tuple[Quote, ...] = (),
    nearest_old: str | None = None,
    nearest_new: str | None = None,
    deltas: tuple[JudgedDelta, ...] | None = None,
    findings: tuple[Finding, ...] = (),
) -> JudgedChange:
    found = deltas if deltas is not None else (delta(materiality=materiality),)
    first = found[0]
    return JudgedChange(
        id=id,
        summary=summary,
        slot=first.slot,
        category=first.category,
        direction=first.direction,
        action="share",
        deltas=found,
        evidence=Evidence(old=old, new=new),
        nearest_old=nearest_old,
        nearest_new=nearest_new,
        materiality=materiality,
        findings=findings,
    )


def finding(rule: str = "eu-gdpr.new-recipient", regime: str = "eu-gdpr", severity: Level = "consent", **fields) -> Finding:
    values = {
        "obligation": "fresh_consent",
        "rationale": "A new recipient was never agreed to.",
        "citation": "GDPR Art. 13(1)(e)",
        "verified": "verified",
        **fields,
    }
    return Finding(rule=rule, regime=regime, severity=severity, **values)


def offered(text: str = "You have 30 days to opt out.") -> Choice:
    return Choice(
        text=text,
        start=0,
        end=len(text),
        kind="opt_out",
        scope=ChoiceScope(purposes=("advertising",)),
        window="P30D",
        anchor="acceptance",
        audience=("existing_users",),
        mechanism="Settings > Account",
        clause="c1",
    )


def choice_test(change_id: str, choice: Choice | None = None, valid="no") -> ChoiceTest:
    return ChoiceTest(
        change=change_id,
        offered=choice,
        level=1 if choice else 0,
        tests=(
            Test(test="opt_in", result="no", evidence="no box to tick", source="GDPR Art. 4(11)"),
            Test(test="informed", result="unknown", evidence=None, source="GDPR Art. 7"),
        ),
        valid=valid,
    )


def report(
    *changes: JudgedChange,
    obligation: str | None = None,
    reason: str | None = None,
    by_regime: dict[str, RegimeVerdict] | None = None,
    clarified: tuple[JudgedChange, ...] = (),
    commitments: tuple[CommitmentStatus, ...] = (),
    purposes: tuple[PurposeTest, ...] = (),
    choices: tuple[ChoiceTest, ...] = (),
    notice_gaps: tuple[NoticeGap, ...] = (),
    sources: tuple[str | None, str | None] = ("old.md", "new.md"),
    facts: SettledFacts | None = None,
) -> Report:
    strongest = max((item.materiality for item in changes), key=("none", "notice", "consent").index, default="none")
    covered = Coverage(clauses=10, with_practice=6, data_mentions=20, vague_mentions=5)
    return Report(
        old=VersionInfo(source=sources[0], sha256=CONTENT_HASH, title="Privacy Notice", effective_date=date(2024, 1, 31)),
        new=VersionInfo(source=sources[1], sha256=CONTENT_HASH, title="Privacy Policy", effective_date=None),
        verdict=Verdict(obligation=obligation or strongest, by_regime=by_regime or {}),
        changes=changes,
        clarified=clarified,
        commitments=commitments,
        purposes=purposes,
        choices=choices,
        notice_gaps=notice_gaps,
        coverage=ReportCoverage(
            clauses=12, with_practice=7, data_mentions=1, vague_mentions=1, skipped=(Skipped(reason="menu", line=3, count=2),), old=covered, reason=reason
        ),
        facts=facts
        or SettledFacts(
            as_of=date(2024, 6, 1), as_of_source="catalogue", assumed=("as_of", "legal_basis", "data_held", "children", "gatekeeper", "dominant", "notice_sent")
        ),
    )


def purpose_test(purpose: str, change_id: str, recipient: str | None = None, kind: str | None = None, presumption: str | None = None, **verdict) -> PurposeTest:
    by_regime = {"eu-gdpr": PurposeVerdict(**verdict)} if verdict else {"eu-gdpr": PurposeVerdict(obligation="none", severity="none")}
    return PurposeTest(purpose=purpose, recipient=recipient, kind=kind, presumption=presumption, changes=(change_id,), by_regime=by_regime)


def full_report() -> Report:
    """A report with something in every section."""
    sharing = change(
        "The Example family of companies may now receive account information, for its own advertising.",
        id="aaaaaaaaaaaa",
        old=(quote("We do not give your account information to anybody outside Example Messenger, and we never will without asking you first.", 27),),
        new=(
            quote(
                "As part of the Example family of companies, we receive information from, and share information with, this family. "
                "We may use the information we receive from them, and they may use the information we share with them, to help operate, provide, improve, "
                "understand, customise, support and market our services and their offerings, and to show you relevant offers and ads. "
                "This includes helping to improve infrastructure and delivery systems and understanding how our services or theirs are used.",
                75,
                77,
            ),
        ),
        deltas=(
            delta(
                "recipient",
                "affiliate",
                "added",
                "family of companies",
                "The Example family of companies may now receive account information.",
                "consent",
                "HOUSE-AFFILIATE-OWN",
            ),
            delta("purpose", "advertising", "added", "ads", "Account information may now be used for advertising.", "consent", "HOUSE-PURPOSE-ADVERTISING"),
            delta(
                "purpose",
                "improvement",
                "added",
                "improve",
                "Account information may now be used for improvement across the group.",
                "notice",
                "HOUSE-PURPOSE-COMPATIBLE",
            ),
        ),
        findings=(
            finding("eu-gdpr.new-recipient", precedents=("fr-whatsapp-2017",)),
            finding(
                "us-ftc.retroactive",
                "us-ftc",
                obligation="affirmative_express_consent",
                citation="FTC Act s. 5; In re Gateway Learning (2004)",
                verified="verified_secondary",
            ),
            finding("eu-gdpr.consent-basis", conditional_on=("legal_basis",), citation="GDPR Art. 6(1)(a)"),
        ),
    )
    marketing = change(
        "The promise to send no marketing messages without consent is gone.",
        id="bbbbbbbbbbbb",
        old=(quote("We will not send you marketing messages unless you agree.", 39),),
        nearest_new="We may provide you marketing for our services and those of the family of companies.",
        deltas=(
            delta(
                "commitment",
                "no_ads",
                "removed",
                "no marketing messages",
                "The promise to send no marketing messages without consent is gone.",
                "consent",
                "HOUSE-COMMITMENT-WITHDRAWN",
            ),
        ),
    )
    device = change(
        "Device identifiers may now be collected.",
        id="cccccccccccc",
        materiality="notice",
        new=(quote("We collect device-specific information when you install, access or use our services.", 41),),
        deltas=(
            delta(
                "data", "device_identifier", "added", "device-specific information", "Device identifiers may now be collected.", "notice", "HOUSE-DATA-OTHER"
            ),
        ),
    )
    contact = change(
        "A contact for questions was added.",
        id="dddddddddddd",
        materiality="none",
        new=(quote("Write to our privacy team.", 90),),
        deltas=(delta("controller", "contact", "added", "privacy team", "A contact for questions was added.", "none", "HOUSE-CONTACT"),),
    )
    return report(
        contact,
        device,
        sharing,
        marketing,
        by_regime={
            "eu-gdpr": RegimeVerdict(obligation="consent", findings=("eu-gdpr.new-recipient",), conditional=("eu-gdpr.consent-basis",)),
            "us-ftc": RegimeVerdict(obligation="consent", findings=("us-ftc.retroactive",)),
            "us-ca": RegimeVerdict(obligation="none"),
        },
        clarified=(
            change(
                "Only the wording of the cookie section changed.",
                id="eeeeeeeeeeee",
                materiality="none",
                old=(quote("We use cookies.", 3),),
                new=(quote("Cookies are used.", 4),),
            ),
        ),
        commitments=(
            CommitmentStatus(
                category="no_ads", status="withdrawn", old="We will not send you marketing messages unless you agree.", new=None, change="bbbbbbbbbbbb"
            ),
            CommitmentStatus(category="encryption", status="kept", old="Messages are encrypted end to end.", new="Messages are encrypted end to end."),
            CommitmentStatus(category="no_share", status="added", old=None, new="Your messages will not be posted for others to see."),
        ),
        purposes=(
            purpose_test(
                "improvement",
                "aaaaaaaaaaaa",
                "affiliate",
                "cross_group_improvement",
                "incompatible",
                obligation="fresh_consent",
                severity="consent",
                rules=("eu-gdpr.new-recipient",),
                conditional=("eu-gdpr.consent-basis",),
                conditional_on=("basis_before",),
            ),
            purpose_test(
                "security",
                "aaaaaaaaaaaa",
                obligation="notice_and_object",
                severity="notice",
                rules=("EU-1",),
                exceptions=("EXC-SECURITY",),
                conditional=("eu-gdpr.consent-basis",),
                conditional_on=("basis_before",),
            ),
            purpose_test("payment", "cccccccccccc"),
        ),
        choices=(choice_test("aaaaaaaaaaaa", offered()), choice_test("bbbbbbbbbbbb", offered())),
        notice_gaps=(
            NoticeGap(change="bbbbbbbbbbbb", status="missing", notice=None),
            NoticeGap(change="aaaaaaaaaaaa", status="understated", notice="We coordinate more with Example."),
        ),
    )


def version(day: date, label: str = "new_text") -> Version:
    return Version(captured=datetime(day.year, day.month, day.day, 12, tzinfo=UTC), commit=f"c{day:%Y%m%d}", file="notice.md", blob="b", label=label, words=900)


def dossier() -> Dossier:
    """Three versions: advertisers come in with the second, which a change says; nothing changes with the third but a contact and a notice about rights."""
    first, second, third = version(date(2020, 1, 5), "first"), version(date(2021, 6, 1)), version(date(2024, 2, 29))
    own = Permission(data="contact", purpose="account", recipient=None)
    sharing = change(
        id="aaaaaaaaaaaa",
        new=(quote("We share your e-mail address with advertisers.", 12),),
        deltas=(delta(data=("contact",), purposes=("advertising",), summary="Advertisers may now receive your data."),),
        findings=(finding("EU-GDPR-06", "eu-gdpr"),),
    )
    rights = change(
        "A right is gone.", id="bbbbbbbbbbbb", materiality="notice", deltas=(delta("rights", "access", "removed", "access", "A right is gone.", "notice"),)
    )
    steps = (
        Step(old=first, new=second, comparison=Comparison(verdict="consent")),
        Step(old=second, new=third, comparison=Comparison(verdict="notice")),
    )
    return Dossier(
        history=History(service="Kestrel Maps", policy="Privacy Policy", path="notice.md", versions=(first, second, third), steps=steps),
        versions=(first, second, third),
        permitted=(
            (own,),
            (
                own,
                Permission(data="contact", purpose="advertising", recipient="advertiser"),
                Permission(data="usage", purpose=None, recipient=None, by_choice=True),
            ),
            (own, Permission(data="contact", purpose="advertising", recipient="advertiser")),
        ),
        reports=(report(sharing), report(rights)),
    )


MARKUP = "</style></script><script>document.title='taken'</script>\" onmouseover=\"x\" '><img src=x onerror=alert(1)>"
HOSTILE = f"{MARKUP} javascript:alert(1) {{{{ 7 * 7 }}}} \u202eabc\u2066\u200b\x07 &lt;b&gt;"


def hostile_report() -> Report:
    """A report whose every text from outside tries to become something else."""
    bad = HOSTILE
    edit = change(
        f"{bad} 1",
        id="aaaaaaaaaaaa",
        old=(quote(f"We never {bad} sell anything of yours.", 1),),
        new=(quote(f"We sometimes {bad} sell anything of yours.", 1),),
        deltas=(delta(term=bad, summary=f"{bad} 1", phrase=bad), delta("purpose", "advertising", term=bad, summary=f"{bad} 2", materiality="notice")),
        findings=(finding(bad, "eu-gdpr", rationale=bad, citation=bad, verified=bad, precedents=(bad,), conditional_on=(bad,), exceptions=(bad,)),),
    )
    test = choice_test("aaaaaaaaaaaa", offered(bad))
    return report(
        edit,
        sources=(bad, bad),
        clarified=(change(bad, id="bbbbbbbbbbbb", materiality="none", old=(quote(bad, 3),), new=(quote(bad + " x", 4),)),),
        commitments=(CommitmentStatus(category=bad, status="weakened", old=bad, new=bad + " perhaps", change=None),),
        choices=(test.model_copy(update={"tests": (test.tests[0].model_copy(update={"evidence": bad, "source": bad, "test": bad}),)}),),
        notice_gaps=(NoticeGap(change="aaaaaaaaaaaa", status="understated", notice=bad),),
    )
