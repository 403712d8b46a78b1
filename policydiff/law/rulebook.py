"""The rulebook: rules, exceptions, regimes and the tables around them, read from TOML files that are discovered, never listed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from policydiff.contract import Model
from policydiff.errors import RuleError, UsageError
from policydiff.law.categories import categories
from policydiff.law.models import Level
from policydiff.law.records import Exempting, Likeness, Obliging, Precedent, Presumed, Reading, Regime, Rule, Trait
from policydiff.law.triggers import Evaluator, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

DEFAULT = "default"
_FOLDERS = ("rules", "regimes", "exceptions", "precedents")
_LISTED = 40  # more names than this do not fit a message
Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True)
class Rulebook:
    """Everything that judging needs, checked against itself."""

    rules: tuple[Rule, ...]
    exceptions: Mapping[str, Exempting]
    regimes: Mapping[str, Regime]
    precedents: Mapping[str, Precedent]
    obligations: Mapping[str, Obliging]
    evaluator: Evaluator
    reading: Reading
    likeness: Likeness

    @cached_property
    def strength(self) -> Mapping[str, int]:
        """Obligations by strength, 0 for the weakest."""
        return {name: rank for rank, name in enumerate(self.obligations)}

    @cached_property
    def defaults(self) -> tuple[Rule, ...]:
        """The default rule set, in the order in which it is asked."""
        return tuple(sorted((rule for rule in self.rules if rule.regime == DEFAULT), key=lambda rule: (-rule.priority, rule.id)))

    def of(self, regime: str, day: date) -> tuple[Rule, ...]:
        """The rules in force in a regime on a day, by id."""
        if (regime, day) not in self._in_force:
            self._in_force[regime, day] = tuple(rule for rule in self.rules if rule.leg(regime, day))
        return self._in_force[regime, day]

    @cached_property
    def _in_force(self) -> dict[tuple[str, date], tuple[Rule, ...]]:
        return {}  # what `of` found: every change of a comparison asks the same

    def asking(self, regime: str, day: date, *, held: bool) -> tuple[Rule, ...]:
        """The rules that a change can make fire in a regime on a day, by id; without data `held`, none of those about such data."""
        return tuple(rule for rule in self.of(regime, day) if rule.trigger is not None and (held or rule.scope != "held"))

    def level(self, obligation: str) -> Level:
        """The level into which an obligation folds."""
        return self.obligations[obligation].level


def rules(regime: str | None = None, *, folder: Path | None = None) -> tuple[Rule, ...]:
    """All rules, or those of one regime ("default" included), by regime and id.

    `folder` holds rule files of the user's own, read beside the package's. Raises UsageError for an unknown regime, RuleError for a malformed file.
    """
    book = rulebook(folder)
    known = {DEFAULT, *book.regimes}
    if regime is not None and regime not in known:
        raise unknown_regime(regime, book)
    return tuple(rule for rule in book.rules if regime is None or regime == rule.regime or any(leg.regime == regime for leg in rule.also))


def explain(rule_id: str, *, folder: Path | None = None) -> Rule:
    """The rule with this id, upper or lower case. Raises UsageError where there is none."""
    for rule in rulebook(folder).rules:
        if rule.id.lower() == rule_id.lower():
            return rule
    raise UsageError(f"no rule is called {rule_id!r}; `policydiff rules` lists them")


def unknown_regime(name: str, book: Rulebook) -> UsageError:
    """The error for a regime that is not built, with those that are."""
    return UsageError(f"unknown regime {name!r}; known regimes: {', '.join(sorted(book.regimes))}")


def rulebook(folder: Path | None = None) -> Rulebook:
    """The package's rulebook, with the rules of a folder of the user's own beside it.

    The folder has the package's layout: `rules/<regime>/*.toml`, `regimes/*.toml`, `exceptions/*.toml`, `precedents/*.toml`; rule files may also lie in the
    folder itself. A rule file may hold its regime as a table instead of its name, so that one file is enough. Raises RuleError naming file and field.
    """
    return _packaged() if folder is None else _read_all(_folder(folder))


@lru_cache(maxsize=1)
def _packaged() -> Rulebook:
    """The package's rulebook, read once; a user's folder is read each time, since its files may have changed."""
    return _read_all(None)


def _read_all(own: Path | None) -> Rulebook:
    home = files("policydiff.law")
    groups = _read(home / "groups.toml")
    kinds = {name: _record(Trigger, _expanded(table, groups), f"kinds.toml: {name}") for name, table in _read(home / "kinds.toml").items()}
    presumptions = tuple(
        (entry.id, entry.presumption, entry.when)
        for entry in (_record(Presumed, _expanded(table, groups), "presumptions.toml") for table in _read(home / "presumptions.toml")["presumption"])
    )
    obligations = {entry.id: entry for entry in (_record(Obliging, table, "obligations.toml") for table in _read(home / "obligations.toml")["obligation"])}
    written = [_apart(table, where) for table, where in _tables(home, own, "rules", groups)]
    rule_files = [(_record(Rule, table, where), where) for table, _, where in written]
    exception_files = [(_record(Exempting, table, where), where) for table, where in _tables(home, own, "exceptions", groups)]
    regime_files = [(_record(Regime, table, where), where) for table, where in _tables(home, own, "regimes", groups)]
    regime_files += [(_record(Regime, table, where, "regime"), where) for _, table, where in written if table is not None]
    precedent_files = [(_record(Precedent, table, where), where) for table, where in _tables(home, own, "precedents", groups)]
    names = _Names(
        kinds=frozenset(kinds),
        traits=frozenset(trait.name for trait in traits()),
        obligations=frozenset(obligations),
        exceptions=frozenset(record.id for record, _ in exception_files),
        regimes=frozenset(record.id for record, _ in regime_files) | {DEFAULT},
        precedents=frozenset(record.id for record, _ in precedent_files),
        classes=frozenset(name for name, _, _ in presumptions),
        rules=frozenset(record.id for record, _ in rule_files),
    )
    for records in (rule_files, exception_files, regime_files, precedent_files):
        _check(records, names)
    _check_regimes(regime_files)
    return Rulebook(
        rules=tuple(sorted((record for record, _ in rule_files), key=lambda rule: (rule.regime, rule.id))),
        exceptions=_by_id(exception_files),
        regimes=_by_id(regime_files),
        precedents=_by_id(precedent_files),
        obligations=obligations,
        evaluator=Evaluator(kinds, presumptions),
        reading=_record(Reading, _expanded(_read(home / "reading.toml"), groups), "reading.toml"),
        likeness=_record(Likeness, _expanded(_read(home / "resemblance.toml"), groups), "resemblance.toml"),
    )


@lru_cache(maxsize=1)
def traits() -> tuple[Trait, ...]:
    """The traits that a delta may carry."""
    return tuple(_record(Trait, table, "traits.toml") for table in _read(files("policydiff.law") / "traits.toml")["trait"])


@lru_cache(maxsize=1)
def catalogue_date() -> date:
    """The day on which the rules were last checked against the law."""
    day: date = _read(files("policydiff.law") / "catalogue.toml")["as_of"]
    return day


@dataclass(frozen=True)
class _Names:
    """What a rule file may refer to."""

    kinds: frozenset[str]
    traits: frozenset[str]
    obligations: frozenset[str]
    exceptions: frozenset[str]
    regimes: frozenset[str]
    precedents: frozenset[str]
    classes: frozenset[str]
    rules: frozenset[str]


def _check(records: Iterable[tuple[Any, str]], names: _Names) -> None:
    seen: dict[str, str] = {}
    for record, where in records:
        if record.id in seen:
            raise RuleError(f"{where}: id: {record.id!r} is also the id of {seen[record.id]}; ids are unique")
        seen[record.id] = where
        for field, value, known in _references(record, names):
            if value not in known:
                hint = f"known: {', '.join(sorted(known))}" if len(known) <= _LISTED else "`policydiff rules` lists what there is"
                raise RuleError(f"{where}: {field}: {value!r} does not exist; {hint}")


def _check_regimes(records: Iterable[tuple[Regime, str]]) -> None:
    """Raise where a regime takes the name of the default rules, or succeeds itself."""
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


def _references(record: Any, names: _Names) -> Iterator[tuple[str, str, frozenset[str]]]:
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


def _trigger_references(trigger: Trigger, field: str, names: _Names) -> Iterator[tuple[str, str, frozenset[str]]]:
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


def _tables(home: Traversable, own: Path | None, folder: str, groups: Mapping[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """The files of one kind, the package's and the user's, each with the name that a message gives it."""
    found = list(_toml_files(home / folder, folder))
    if own is not None:
        found += list(_toml_files(own / folder, str(own / folder))) if (own / folder).is_dir() else []
        found += [(path, str(path)) for path in sorted(own.glob("*.toml")) if folder == "rules" and not path.is_dir()]
    return [(_expanded(_read(path, where), groups), where) for path, where in found]


def _apart(table: dict[str, Any], where: str) -> tuple[dict[str, Any], dict[str, Any] | None, str]:
    """A rule and, where its file defines one, its regime."""
    regime = table.get("regime")
    if not isinstance(regime, dict):
        return table, None, where
    if "id" not in regime:
        raise RuleError(f"{where}: regime.id: Field required")
    return {**table, "regime": regime["id"]}, regime, where


def _folder(folder: Path) -> Path:
    """A user's folder, checked: it is there, it holds rules or what goes with them, and no file of it would be passed over in silence."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder of rules")
    found = sorted(path.relative_to(folder) for path in folder.rglob("*.toml") if not path.is_dir())
    if not found:
        raise UsageError(f"{folder}: holds no rule file (*.toml)")
    stray = next((path for path in found if len(path.parts) > 1 and path.parts[0] not in _FOLDERS), None)
    if stray is not None:
        raise UsageError(f"{folder / stray}: is not read there; rule files lie in the folder itself, the rest in {', '.join(_FOLDERS)}")
    return folder


def _toml_files(folder: Traversable, where: str) -> Iterator[tuple[Traversable, str]]:
    """The TOML files below a folder, in order, each with the name that a message gives it."""
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _toml_files(entry, f"{where}/{entry.name}")
        elif entry.name.endswith(".toml"):
            yield entry, f"{where}/{entry.name}"


def _read(path: Traversable | Path, where: str | None = None) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{where or path.name}: not valid TOML: {error}") from error
    except OSError as error:
        raise RuleError(f"{where or path.name}: cannot be read: {error.strerror}") from error


def _record(kind: type[Record], table: Mapping[str, Any], where: str, part: str = "") -> Record:
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, (*((part,) if part else ()), *first["loc"]))) or "the rule"
        raise RuleError(f"{where}: {field}: {first['msg']}") from error


def _expanded(value: Any, groups: Mapping[str, Any]) -> Any:
    """A table with "@name" replaced by the members of the group."""
    members = {f"@{name}": names for group in groups.values() for name, names in group.items()}
    if isinstance(value, dict):
        return {key: _expanded(item, groups) for key, item in value.items()}
    if isinstance(value, list):
        return [item for entry in value for item in _members(_expanded(entry, groups), members)]
    return value


def _members(entry: Any, members: Mapping[str, Iterable[str]]) -> list[Any]:
    return list(members.get(entry, [entry])) if isinstance(entry, str) else [entry]


def _by_id(found: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    return {record.id: record for record, _ in sorted(found, key=lambda pair: str(pair[0].id))}
