"""What aligning costs: a policy of 20,000 words against a rewritten one grows with its length, not with its square."""

from __future__ import annotations

import random

from policydiff.alignment import Alignment, align
from tests.alignment.test_align import outline
from tests.steps import steps

WHO = [
    "we",
    "our partners",
    "the vendors that we hire",
    "companies of our group",
    "the bank of the shop",
    "carriers",
    "advertisers on the site",
    "our auditors",
]
DEED = ["collect", "record", "share", "store", "disclose", "analyse", "combine", "keep", "delete", "encrypt", "send abroad", "match with a list"]
WHAT = [
    "your name",
    "postal addresses",
    "card numbers",
    "the pages that you open",
    "crash reports",
    "call recordings",
    "photos",
    "order numbers",
    "contacts",
    "votes",
]
WHEN = [
    "when you register",
    "while the app is open",
    "after a purchase",
    "for as long as the account lasts",
    "each time you call us",
    "once a month",
    "at night",
]
WHY = [
    "to send receipts",
    "to find faults",
    "to show advertising",
    "to stop fraud",
    "to answer questions",
    "to plan routes",
    "to train new staff",
    "to pay taxes",
]
TIMES = 6  # at most, for four times the words: a linear cost makes it four, a quadratic one sixteen


def written(count: int, seed: int) -> list[str]:
    """Sentences of some twenty words each, every one with a number of its own."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        parts = [chance.choice(slot) for slot in (WHO, DEED, WHAT, WHEN, WHY)]
        other = [chance.choice(slot) for slot in (WHAT, WHY)]
        rows.append(f"In case {number} {parts[0]} {parts[1]} {parts[2]} and {other[0]} {parts[3]} {parts[4]} or {other[1]}.")
    return rows


def rewritten(rows: list[str], seed: int) -> list[str]:
    """The sentences in another order, a third of the words of each exchanged."""
    chance = random.Random(seed)
    words = sorted({word for row in rows for word in row.split()})
    out = [" ".join(chance.choice(words) if chance.random() < 1 / 3 else word for word in row.split()) for row in rows]
    chance.shuffle(out)
    return out


def cost(count: int) -> int:
    """The steps of aligning `count` sentences with their rewriting."""
    old = written(count, 1)
    (a, old_text), (b, new_text) = outline(*old), outline(*rewritten(old, 2))
    found: list[Alignment] = []
    spent = steps(lambda: found.append(align(a, b, old_text, new_text)), "policydiff.alignment")
    assert sum(pair.kind in ("reworded", "split", "merged") for pair in found[0].pairs) > count // 3
    return spent


def test_the_cost_of_aligning_a_rewritten_policy_is_near_linear() -> None:
    assert cost(160) < TIMES * cost(40)
