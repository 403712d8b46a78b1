"""Texts on which a regular expression that can blow up does: what it looks for, repeated, and not quite completed.

python -m tests.hostile.attacks PATTERNS       # the output of tests.hostile.patterns; prints those that take too long
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from time import thread_time
from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]
SAMPLES = 6
SHORT, LONG = 2_000, 16_000
SLOW = 0.02  # seconds of processor time for LONG characters; a linear search over them takes about a millisecond
STEEP = 20.0  # LONG costs 8 times SHORT where cost is linear, and 64 times where it is quadratic


def sample(parsed: Any, dice: random.Random, most: int = 3) -> str:
    """A text that a parsed pattern roughly matches; lookarounds and anchors are passed over."""
    out = []
    for op, value in parsed:
        match str(op):
            case "LITERAL":
                out.append(chr(value))
            case "NOT_LITERAL":
                out.append("a" if value != ord("a") else "b")
            case "ANY":
                out.append("a")
            case "IN":
                out.append(_one_of(value, dice))
            case "BRANCH":
                out.append(sample(dice.choice(value[1]), dice, most))
            case "SUBPATTERN":
                out.append(sample(value[3], dice, most))
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, upper, inner = value
                out += [sample(inner, dice, most) for _ in range(dice.randint(int(least), max(int(least), min(int(upper), most))))]
            case "ATOMIC_GROUP":
                out.append(sample(value, dice, most))
    return "".join(out)


def _one_of(items: Any, dice: random.Random) -> str:
    op, value = dice.choice(items)
    match str(op):
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return chr(dice.randint(value[0], min(value[1], value[0] + 200)))
        case "CATEGORY":
            return {
                "CATEGORY_DIGIT": "1",
                "CATEGORY_SPACE": " ",
                "CATEGORY_WORD": "a",
                "CATEGORY_NOT_SPACE": "x",
                "CATEGORY_NOT_WORD": "-",
                "CATEGORY_NOT_DIGIT": "a",
            }[str(value)]
        case _:  # NEGATE
            return dice.choice("aZ1 -")


def attacks(pattern: str, flags: int, length: int) -> Iterator[str]:
    """Texts of so many characters: pieces of what the pattern matches, over and over, behind the beginning of a match and before what ends none."""
    dice = random.Random(pattern)
    parsed = _parser.parse(pattern, flags)
    for _ in range(SAMPLES):
        text = sample(parsed, dice) or "a"
        cut = dice.randint(0, len(text))
        head, tail = text[:cut], text[cut:]
        pieces = {text, head or text, tail or text, text[-1], text[cut - 1], dice.choice(text), text + " "}
        for piece in sorted(pieces):
            yield head + piece * (length // len(piece)) + "\x01"


def cost(pattern: re.Pattern[str], text: str) -> float:
    """Seconds of processor time in which every match in the text is found."""
    start = thread_time()
    for _ in pattern.finditer(text):
        pass
    return thread_time() - start


def steep(pattern: str, flags: int) -> str | None:
    """A text on which the pattern takes more than linear time, cut short to be printed; None where none was found."""
    compiled = re.compile(pattern, flags)
    for short, long in zip(attacks(pattern, flags, SHORT), attacks(pattern, flags, LONG), strict=True):
        slow = cost(compiled, long)
        if slow > SLOW and slow > STEEP * cost(compiled, short):
            return f"{slow:.3f} s: {long[:60]!r}"
    return None


if __name__ == "__main__":
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        pattern_, flags_, module_ = json.loads(line)
        found = steep(pattern_, flags_)
        if found:
            print(f"{module_}: {pattern_[:100]!r}: {found}", flush=True)
