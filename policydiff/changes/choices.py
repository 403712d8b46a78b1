"""Choices between two versions, on the ordinal scale of what they leave to the person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policydiff.alignment import Alignment, Edits, content, is_empty
from policydiff.changes.differences import Difference
from policydiff.changes.durations import days
from policydiff.changes.models import Context, Direction
from policydiff.changes.scales import Scales, Side
from policydiff.changes.statements import Statement
from policydiff.changes.wholes import matched
from policydiff.extraction.models import Choice, Policy
from policydiff.text import words
from policydiff.vocabulary import load

# How much a kind of choice leaves to the person: opting in before anything happens is most, no choice is none.
_SCALE = {"none": 0, "leave_or_accept": 0, "settings": 1, "object": 2, "opt_out": 2, "withdraw_consent": 2, "opt_in": 3}


def choices(old: Policy, new: Policy, alignment: Alignment, scales: Scales) -> list[Difference]:
    """The differences between the choices of two versions: added, removed, given a deadline or freed of it, turned from opt-in to opt-out and back."""
    pairs, gone, come = matched(_apart(old), _apart(new), lambda choice: _SCALE[choice.kind] > 0, alignment.renamed)
    found = []
    for was, now in pairs:
        if not (alignment.removed.touched(was.start, was.end) or alignment.added.touched(now.start, now.end)):
            continue
        way, traits = _compared(was, now)
        if way is not None:
            mine, other, side = (now, was, "new") if way == "narrowed" else (was, now, "old")
            said = _statement(mine, traits)
            found.append(Difference(said, side, way, True, _statement(other, ())))  # type: ignore[arg-type]
    found += [_alone(choice, "old", "removed", new.choices, scales) for choice in gone if _reworded(choice, alignment.removed, old.document.text)]
    found += [_alone(choice, "new", "added", old.choices, scales) for choice in come if _reworded(choice, alignment.added, new.document.text)]
    return found


def _reworded(choice: Choice, edits: Edits, text: str) -> bool:
    """Whether more of a choice is edited than proper names: "turn on Timeline" is the same choice under another name of what is turned on.

    In a choice that is written in capitals throughout, a capital marks no name.
    """
    edited = _initials(text[max(start, choice.start) : min(end, choice.end)] for start, end in edits.within(choice.start, choice.end))
    names_stand_out = any(initial.islower() for initial in _initials([choice.text]))
    return any(not initial.isupper() for initial in edited) if names_stand_out else bool(edited)


def _initials(parts: Iterable[str]) -> list[str]:
    """The first letters of the words with content."""
    return [part[word.start] for part in parts for word in words(part) if not is_empty(word.form)]


def stated(policy: Policy) -> list[Statement]:
    """The choices of a policy as statements."""
    return [_statement(choice, ()) for choice in _apart(policy)]


def _apart(policy: Policy) -> list[Choice]:
    """The choices that stand apart from a promise: "we do not share it unless you agree" is one promise, and is compared as one."""
    taken = [(promise.start, promise.end) for promise in policy.commitments]
    return [choice for choice in policy.choices if not any(start < choice.end and choice.start < end for start, end in taken)]


def _compared(was: Choice, now: Choice) -> tuple[Direction | None, tuple[str, ...]]:
    if _SCALE[was.kind] == 3 and _SCALE[now.kind] in (1, 2):
        return "narrowed", ("opt_in_lost",)
    if _SCALE[now.kind] == 3 and _SCALE[was.kind] in (1, 2):
        return "broadened", ("opt_in_lost",)
    if now.window and not was.window:
        return "narrowed", ("deadline",)
    if was.window and not now.window:
        return "broadened", ("deadline",)
    before, after = days(was.window), days(now.window)
    if before is not None and after is not None and before != after:
        return ("narrowed" if after < before else "broadened"), ("deadline",)
    return None, ()


def _alone(choice: Choice, side: Side, direction: Direction, others: Sequence[Choice], scales: Scales) -> Difference:
    none_left = _SCALE[choice.kind] == 0
    if none_left:  # "no choice" stated is a loss, "no choice" gone is a gain
        direction = {"added": "removed", "removed": "added"}[direction]  # type: ignore[assignment]
    said = _statement(choice, ("replaced",) if _another_way(choice, others) else ())
    return Difference(said, side, direction, scales.plausible(side, said) or (none_left and _in_place_of_consent(side, scales)))


def _in_place_of_consent(side: Side, scales: Scales) -> bool:
    """Whether the version `side`, and it alone, says that people may only accept or leave, where the other one, and it alone, rests something on consent."""
    here: Side = "old" if side == "new" else "new"  # what this version states is what the other side is weighed against
    asks, asked = (scales.states(which, "legal_basis", "consent") for which in (here, side))
    return asked and not asks and not scales.states(side, "choice", "no_choice")


def _another_way(choice: Choice, others: Sequence[Choice]) -> bool:
    """Whether the other version offers a choice that leaves as much and covers some of the same."""
    about = _about(choice)
    return any(_SCALE[other.kind] >= _SCALE[choice.kind] and about & _about(other) for other in others)


def _about(choice: Choice) -> frozenset[str]:
    scope = [*choice.scope.data, *choice.scope.recipients, *choice.scope.purposes]
    return content(" ".join(scope)) if scope else content(choice.text)


def _statement(choice: Choice, traits: tuple[str, ...]) -> Statement:
    category = "opt_out_window" if "deadline" in traits else load().coarse("choice", choice.kind)
    return Statement(
        slot="choice",
        category=category,
        term=f"choice.{choice.kind}",
        text=choice.text,
        start=choice.start,
        end=choice.end,
        within=(choice.start, choice.end),
        clause=choice.clause,
        action="other",
        words=content(choice.text),
        context=Context(traits=traits, audience=choice.audience),
    )
