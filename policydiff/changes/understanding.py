"""Whether two texts can be compared at all: enough of each understood, and both versions of one policy."""

from __future__ import annotations

from policydiff.extraction.models import Policy

LEAST_PRACTICES = 2  # a policy that says what happens to data says so more than once


def understood(old: Policy, new: Policy) -> str | None:
    """Why the pair was not understood, in one line, or None where it was."""
    for name, policy in (("old", old), ("new", new)):
        stated = len(policy.practices) + len(policy.commitments)
        if stated < LEAST_PRACTICES:
            much = "next to nothing" if stated else "nothing"
            return f"the {name} text states {much} about personal data: it may be a menu, a banner or an error page, not a policy"
    return None
