"""What each regime asks for each kind of change, as one table made of the rule files."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, get_args

from policydiff.changes.models import Context, Delta, Direction, Slot
from policydiff.law.categories import categories
from policydiff.law.models import Facts
from policydiff.law.rulebook import traits
from policydiff.law.triggers import views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from policydiff.law.records import Rule
    from policydiff.law.rulebook import Rulebook
    from policydiff.law.triggers import View

# A letter for each obligation, strongest first.
LETTERS = {
    "prohibited": "X",
    "explicit_consent": "E",
    "parental_consent": "P",
    "fresh_consent": "C",
    "notice_and_withdraw": "W",
    "notice_and_object": "O",
    "prior_notice": "N",
    "policy_update": "U",
}
_GIVEN = Facts(children=True, gatekeeper=True, dominant=True, notice_sent=False)
_LESS = "narrowing"  # asks for nothing in any regime
# One purpose of each presumption, so that every rule about purposes meets one of its own.
_PURPOSES = ("service_provision", "security", "research", "analytics", "advertising", "ai_training", "monetisation", "generic")


def overview(book: Rulebook, day: date) -> str:
    """A Markdown table of the regimes in force on a day by kind of change: the obligations that some rule has for some change of the kind, strongest first.

    Exceptions, which lower an obligation, are left aside, and facts that open a rule (children, a gatekeeper, a dominant firm) are taken as given.
    """
    seen = _by_kind(book)
    answered: dict[str, frozenset[str]] = {}
    rows: dict[str, dict[str, str]] = {}
    for name, regime in book.regimes.items():
        if regime.in_force(day):
            asking = book.asking(name, day, held=True)
            for rule in asking:
                if rule.id not in answered:
                    answered[rule.id] = frozenset(kind for kind, views in seen.items() if any(_answers(book, rule, view) for view in views))
            rows[name] = {kind: _letters(rule.obligation for rule in asking if kind in answered[rule.id]) for kind in seen}
    used = [kind for kind in seen if any(cells[kind] for cells in rows.values())]
    lines = ["| | " + " | ".join(kind.replace("_", " ") for kind in used) + " |", "|---" * (len(used) + 1) + "|"]
    lines += [f"| `{name}` | " + " | ".join(cells[kind] for kind in used) + " |" for name, cells in rows.items()]
    return "\n".join(lines)


def _answers(book: Rulebook, rule: Rule, view: View) -> bool:
    return rule.trigger is not None and book.evaluator.evaluate(rule.trigger, view).truth != "no"


def _letters(obligations: Iterable[str]) -> str:
    asked = set(obligations)
    return "".join(letter for obligation, letter in LETTERS.items() if obligation in asked)


def _by_kind(book: Rulebook) -> dict[str, list[View]]:
    """The changes of each kind, seen for each of their purposes; of several kinds at once only where a kind has no others."""
    kinds = {kind: trigger for kind, trigger in book.evaluator.kinds.items() if kind != _LESS}
    found: dict[str, list[tuple[int, View]]] = {kind: [] for kind in kinds}
    for view in (view for delta in _deltas() for view in views(delta, _GIVEN)):
        own = [kind for kind, trigger in kinds.items() if book.evaluator.evaluate(trigger, view).truth == "yes"]
        for kind in own:
            found[kind].append((len(own), view))
    fewest = {kind: min(count for count, _ in seen) for kind, seen in found.items()}
    return {kind: [view for count, view in seen if count == fewest[kind]] for kind, seen in found.items()}


def _deltas() -> Iterator[Delta]:
    """Every slot, category and direction: alone, in full company, sold, and with each thing that a text may tell of it."""
    company = {"data": tuple(categories()["data"]), "recipients": tuple(categories()["recipient"])}
    alone = [Context(), Context(**company, purposes=_PURPOSES), Context(**company, purposes=_PURPOSES, action="sell")]
    for slot in get_args(Slot):
        told = [Context(**company, purposes=("advertising",), traits=(trait.name,)) for trait in traits() if slot in trait.slots]
        for category, direction, context in product(categories()[slot], get_args(Direction), [*alone, *told]):
            yield Delta(slot=slot, category=category, direction=direction, term=category, summary="", context=context)
