"""Noise that is never a change, one kind at a time; and the small real change that each kind must not hide."""

from __future__ import annotations

import re

import pytest

import policydiff
from policydiff.changes import Comparison, changes

POLICY = """# Privacy Policy of Birdsong, Inc.

Last updated: 3 March 2021

This policy tells what Birdsong does with your data. At Birdsong we write it in plain words.

## What we collect

When you open an account, we collect:

- your name
- your email address
- your telephone number

While you use it, Birdsong may record the pages that you open and the time that you spend on them. Our servers write the IP address of your device to a log.

## What we use it for

We use your email address to send you receipts. We use the pages that you open to find faults in the app and to repair them.

## Who receives it

Birdsong shares your name and your postal address with the courier that brings your order, and it shares your card number with the bank that is paid.

Birdsong does not sell your personal information. We never share your telephone number with advertisers.

## How long we keep it

Server logs are deleted after 30 days. We keep invoices for seven years, because tax law asks us to.

## Your choices

You can opt out of our newsletter at any time. You have the right to access your data and to have it erased.

## Children

Birdsong does not knowingly collect personal information from children under 13.

## Contact

Birdsong, Inc. is the controller of your personal data. Write to privacy@birdsong.example.
"""

ITEMS = "we collect:\n\n- your name\n- your email address\n- your telephone number\n"
SENTENCE = "we collect your name, your email address and your telephone number.\n"
TABLE = "we collect:\n\n| What | When |\n|---|---|\n| your name | at sign-up |\n| your email address | at sign-up |\n| your telephone number | at sign-up |\n"
CONTENTS = """
## Table of contents

1. [What we collect](#what-we-collect)
2. [What we use it for](#what-we-use-it-for)
3. [Who receives it](#who-receives-it)
4. [How long we keep it](#how-long-we-keep-it)
5. [Your choices](#your-choices)
"""
MENU = "[Skip to main content](#main)\n\nHome | Shop | Stories | Help centre\n\n* Log in\n* My account\n\n"
BANNER = "Accept all cookies\n\nReject all\n\nCookie settings\n\n"
FOOTER = "\nEnglish · Deutsch · Français\n\n© 2024 Birdsong\n\nTerms of Service — Careers — Press — Report a fault\n"


def replaced(*pairs: tuple[str, str]) -> str:
    """The policy with each first string replaced by the second; the first must stand in it."""
    text = POLICY
    for was, now in pairs:
        assert was in text
        text = text.replace(was, now)
    return text


def sections() -> list[str]:
    return re.split(r"(?m)^(?=## )", POLICY)


def reordered() -> str:
    top, *rest = sections()
    return top + "".join(part.rstrip("\n") + "\n\n" for part in reversed(rest))


def numbered() -> str:
    top, *rest = sections()
    return top + "".join(part.replace("## ", f"## {number}. ", 1) for number, part in enumerate(rest, 1))


def articles() -> str:
    """Every paragraph with a number of its own, as statutes have them."""
    top, *rest = sections()
    out = top
    for number, part in enumerate(rest, 1):
        heading, *blocks = part.strip().split("\n\n")
        out += f"## Article {number}: {heading[3:]}\n\n"
        out += "".join((block if block.startswith("- ") else f"{number}.{place} {block}") + "\n\n" for place, block in enumerate(blocks, 1))
    return out


def undressed() -> str:
    """Without markup: headings as bare lines, list items without bullets."""
    return re.sub(r"(?m)^(?:#+|-) ", "", POLICY)


NOISE = {
    "dates": replaced(("3 March 2021", "14 November 2023")),
    "dates in another form": replaced(("3 March 2021", "Nov. 14th, 2023")),
    "dates in numbers": replaced(("3 March 2021", "2023-11-14")),
    "dates gone": replaced(("Last updated: 3 March 2021\n\n", "")),
    "links": replaced(("newsletter", "[newsletter](https://birdsong.example/news?v=2)"), ("privacy@birdsong.example", "<mailto:privacy@birdsong.example>")),
    "typography": replaced(("does not sell", "does  not\u00a0sell"), ("use it, Birdsong", "use it — Birdsong"), (", and it shares", "; and it shares")),
    "markup": replaced(("does not sell", "does **not** sell"), ("Server logs", "*Server logs*"), ("- your name", "* your name")),
    "markup dropped": undressed(),
    "line breaks": replaced((", because tax law", ",\nbecause tax law"), ("may record the pages", "may record\nthe pages")),
    "headings renamed": replaced(
        ("## What we collect", "## Information collection"),
        ("## Who receives it", "## Disclosures"),
        ("## Your choices", "## Rights and controls"),
        ("## Contact", "## How to reach us"),
    ),
    "headings gone": re.sub(r"(?m)^## .*\n\n", "", POLICY),
    "title renamed": replaced(("# Privacy Policy of", "# Privacy Notice of"), ("This policy", "This notice")),
    "company renamed": POLICY.replace("Birdsong", "Larkum").replace("birdsong.example", "larkum.example"),
    "company renamed to a letter": POLICY.replace("Birdsong", "Q").replace("birdsong.example", "q.example"),
    "company renamed to two words": POLICY.replace("Birdsong", "Blue Larkum").replace("birdsong.example", "larkum.example"),
    "legal form": replaced(("Birdsong, Inc.", "Birdsong LLC")),
    "company renamed with its legal form": POLICY.replace("Birdsong, Inc.", "Larkum Ltd.").replace("Birdsong", "Larkum"),
    "singular and plural": replaced(
        ("your postal address", "your postal addresses"), ("Server logs are", "The server log is"), ("your email address to", "your email addresses to")
    ),
    "may, can, do": replaced(
        ("Birdsong may record", "Birdsong can record"), ("We use your email", "We may use your email"), ("Birdsong shares", "Birdsong may share")
    ),
    "sections reordered": reordered(),
    "items reordered": replaced(("- your name\n- your email address\n", "- your email address\n- your name\n")),
    "sentences reordered": replaced(
        (
            "Server logs are deleted after 30 days. We keep invoices for seven years, because tax law asks us to.",
            "We keep invoices for seven years, because tax law asks us to. Server logs are deleted after 30 days.",
        )
    ),
    "table of contents": replaced(("\n## What we collect\n", CONTENTS + "\n## What we collect\n")),
    "navigation": MENU + POLICY + FOOTER,
    "cookie banner": BANNER + POLICY,
    "the page twice": POLICY + "\n" + POLICY,
    "the policy in two captures": POLICY + "\n" + undressed(),
    "list to paragraph": replaced((ITEMS, SENTENCE)),
    "list to table": replaced((ITEMS, TABLE)),
    "paragraph split": replaced((", and it shares your card number", ".\n\nBirdsong shares your card number")),
    "paragraphs merged": replaced(("on them. Our servers", "on them, and our servers"), ("information. We never", "information, and we never")),
    "sections merged": replaced(("## Who receives it\n\n", ""), ("## How long we keep it\n\n", "")),
    "renumbered": numbered(),
    "articles": articles(),
    "words glued": replaced(("your postal address", "yourpostal address"), ("on them. Our servers", "on them.Our servers"), ("## Children\n\n", "Children")),
    "words apart": replaced(("newsletter", "news letter"), ("telephone", "tele-phone")),
    "said twice": replaced(
        ("You can opt out of our newsletter at any time.", "You can opt out of our newsletter at any time. You can opt out of our newsletter.")
    ),
    "spelling": replaced(("email", "e-mail")),
}

# A small real change, to be found in whatever noise stands around it: what is replaced, by what, what must be told.
EDITS = {
    "new data": ("write the IP address of your", "write the IP address and the precise location of your", ("data", "precise_location", "added")),
    "choice gone": ("You can opt out of our", "You will get our", ("choice", "opt_out", "removed")),
    "longer period": ("after 30 days", "after 90 days", ("retention", "period", "broadened")),
}


def compared(old: str, new: str) -> Comparison:
    return changes(policydiff.parse(old, media_type="text/markdown"), policydiff.parse(new, media_type="text/markdown"))


def told(comparison: Comparison) -> set[tuple[str, str, str]]:
    return {(delta.slot, delta.category, delta.direction) for change in comparison.changes for delta in change.deltas}


@pytest.mark.parametrize("kind", NOISE)
def test_noise_is_no_change(kind: str) -> None:
    assert NOISE[kind] != POLICY
    assert told(compared(POLICY, NOISE[kind])) == set()


@pytest.mark.parametrize("kind", NOISE)
def test_noise_undone_is_no_change(kind: str) -> None:
    assert told(compared(NOISE[kind], POLICY)) == set()


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("kind", NOISE)
def test_noise_hides_no_change(kind: str, edit: str) -> None:
    was, now, expected = EDITS[edit]
    assert told(compared(POLICY, NOISE[kind].replace(was, now))) == {expected}
