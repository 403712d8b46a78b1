"""Whether two texts can be compared at all: whether enough of each was understood."""

from __future__ import annotations

from policydiff.extraction.models import Policy

LEAST = 2  # a page of some length that is a policy says more than once what happens to data
SHORT = 3  # clauses up to which one statement is enough


def understood(old: Policy, new: Policy) -> str | None:
    """Why the pair was not understood, in one line, or None where it was."""
    for name, policy in (("old", old), ("new", new)):
        stated = len(policy.practices) + len(policy.commitments)
        if stated < (LEAST if policy.coverage.clauses > SHORT else 1):
            much = "next to nothing" if stated else "nothing"
            return f"the {name} text states {much} about personal data: it may be a menu, a banner or an error page, not a policy"
    return None
