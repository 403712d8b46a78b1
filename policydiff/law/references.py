"""Whether the files of a rulebook fit together: ids are unique, and every name in them exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policydiff.errors import RuleError
from policydiff.law.categories import categories
from policydiff.law.records import Exempting, Precedent, Regime, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policydiff.law.triggers import Trigger

DEFAULT = "default"  # the name under which the default rules stand, which is no regime
_LISTED = 40  # more names than this do not fit a message


@dataclass(frozen=True)
class Names:
    """What a rule file may refer to."""

    kinds: frozenset[str]
    traits: frozenset[str]
    obligations: frozenset[str]
    exceptions: frozenset[str]
    regimes: frozenset[str]
    precedents: frozenset[str]
    classes: frozenset[str]
    rules: frozenset[str]


def check(records: Iterable[tuple[Any, str]], names: Names) -> None:
    """Raise RuleError where an id stands twice, or a record names what does not exist."""
    seen: dict[str, str] = {}
    for record, where in records:
        if record.id in seen:
            raise RuleError(f"{where}: id: {record.id!r} is also the id of {seen[record.id]}; ids are unique")
        seen[record.id] = where
        for field, value, known in _references(record, names):
            if value not in known:
                hint = f"known: {', '.join(sorted(known))}" if len(known) <= _LISTED else "`policydiff rules` lists what there is"
                raise RuleError(f"{where}: {field}: {value!r} does not exist; {hint}")


def check_regimes(records: Iterable[tuple[Regime, str]]) -> None:
    """Raise RuleError where a regime takes the name of the default rules, or succeeds itself."""
    successors = {record.id: record.successor for record, _ in records}
    for record, where in records:
        if record.id == DEFAULT:
            raise RuleError(f"{where}: id: {DEFAULT!r} is the name of the default rules; give the regime another")
        line, later = [record.id], record.successor
        while later is not None and later not in line:
            line.append(later)
            later = successors[later]
        if later is not None:
            raise RuleError(f"{where}: successor: {' -> '.join((*line, later))} goes in a circle")


def _references(record: Any, names: Names) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Every name in a record that must exist elsewhere: the field, the name, and the names that exist."""
    if isinstance(record, Rule):
        yield "obligation", record.obligation, names.obligations
        yield "regime", record.regime, names.regimes
        yield from (("exceptions", value, names.exceptions) for value in record.exceptions)
        yield from (("precedents", value, names.precedents) for value in record.precedents)
        yield from (("stands_on", value, names.rules) for value in record.stands_on)
        yield from (("also.regime", leg.regime, names.regimes) for leg in record.also)
    if isinstance(record, Exempting):
        yield "becomes", record.becomes, names.obligations
        yield from (("regimes", value, names.regimes) for value in record.regimes)
    if isinstance(record, Precedent):
        yield "regime", record.regime, names.regimes
        yield from (("rules", value, names.rules) for value in (*record.rules, *record.later))
        yield from (("change.category", change.category, frozenset(categories()[change.slot])) for change in record.change)
        yield from (("change.traits", value, names.traits) for change in record.change for value in change.traits)
    if isinstance(record, Regime) and record.successor is not None:
        yield "successor", record.successor, names.regimes
    if isinstance(record, (Rule, Exempting)) and record.trigger is not None:
        yield from _trigger_references(record.trigger, "trigger", names)


def _trigger_references(trigger: Trigger, field: str, names: Names) -> Iterator[tuple[str, str, frozenset[str]]]:
    slots = categories()
    own: tuple[str, ...] = trigger.slot or tuple(slots)
    known = {
        "kind": names.kinds,
        "traits": names.traits,
        "category": frozenset(name for slot in own for name in slots[slot]),
        "data": frozenset(slots["data"]),
        "recipient": frozenset(slots["recipient"]),
        "purpose": frozenset(slots["purpose"]),
        "with_data": frozenset(slots["data"]),
        "with_recipients": frozenset(slots["recipient"]),
        "with_purposes": frozenset(slots["purpose"]),
        "purpose_class": names.classes,
    }
    for key, values in known.items():
        yield from ((f"{field}.{key}", value, values) for value in getattr(trigger, key))
    parts = [(f"{field}.all", part) for part in trigger.all] + [(f"{field}.any", part) for part in trigger.any]
    parts += [(f"{field}.not", trigger.not_)] if trigger.not_ is not None else []
    for place, part in parts:
        yield from _trigger_references(part, place, names)
