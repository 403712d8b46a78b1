"""Whether two texts can be compared at all: whether enough of each was understood."""

from __future__ import annotations

from collections import Counter

from policydiff.changes.relatedness import unrelated
from policydiff.documents.disguise import disguised
from policydiff.documents.language import foreign_share
from policydiff.documents.models import Document
from policydiff.extraction.models import Policy
from policydiff.remembered import VERSIONS, of_last

LEAST = 2  # a page of some length that is a policy says more than once what happens to data
FOREIGN = 0.25  # most share of the words of a text in other languages than English
SHORT = 3  # clauses up to which one statement is enough


def understood(old: Policy, new: Policy, *, related: bool = False) -> str | None:
    """Why the pair was not understood, in one line, or None where it was. `related` says that both are known to be versions of one policy."""
    for name, policy in (("old", old), ("new", new)):
        stated = len(policy.practices) + len(policy.commitments)
        if stated < (LEAST if policy.coverage.clauses > SHORT else 1):
            much = "next to nothing" if stated else "nothing"
            return f"the {name} text states {much} about personal data: it may be a menu, a banner or an error page, not a policy"
        share = _foreign(policy.document)
        if share > FOREIGN:
            return f"{share:.0%} of the {name} text is not in English: what it says there is not understood"
    # The new version last, as everywhere: the next comparison of a history asks for it again.
    before, after = _disguised(old.document), _disguised(new.document)
    hidden = Counter(after)
    hidden.subtract(before)
    words = sum(map(abs, hidden.values()))
    if words:
        much = "1 word changed that holds" if words == 1 else f"{words:,} words changed that hold"
        return f"{much} invisible characters or letters of another script: what is said there is not understood"
    return None if related else unrelated(old, new)


@of_last(VERSIONS)
def _foreign(document: Document) -> float:
    """The share of the words of a version that stand in blocks of another language than English."""
    return foreign_share([document.text[block.start : block.end] for block in document.blocks])


@of_last(VERSIONS)
def _disguised(document: Document) -> list[str]:
    """The words of a version that show a reader other letters than they hold."""
    return disguised(document.text)
