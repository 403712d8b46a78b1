"""The rulebook: rules, exceptions, regimes and the tables around them, read from TOML files that are discovered, never listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policydiff.errors import UsageError
from policydiff.law.models import Level
from policydiff.law.records import Exempting, Likeness, Obliging, Precedent, Presumed, Reading, Regime, Rule, Trait
from policydiff.law.references import DEFAULT, Names, check, check_regimes
from policydiff.law.rulefiles import apart, as_record, expanded, own_folder, read, tables
from policydiff.law.triggers import Evaluator, Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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

    def opens(self, regime: str) -> date | None:
        """The first day of the first rule of a regime; None where a rule of it has no first day, or it has no rule."""
        if regime not in self._opens:
            starts = [rule.starts(regime) for rule in self.rules if rule.holds_in(regime)]
            self._opens[regime] = None if None in starts else min((day for day in starts if day is not None), default=None)
        return self._opens[regime]

    @cached_property
    def _opens(self) -> dict[str, date | None]:
        return {}

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
    return _packaged() if folder is None else _read_all(own_folder(folder))


@lru_cache(maxsize=1)
def _packaged() -> Rulebook:
    """The package's rulebook, read once; a user's folder is read each time, since its files may have changed."""
    return _read_all(None)


def _read_all(own: Path | None) -> Rulebook:
    home = files("policydiff.law")
    groups = read(home / "groups.toml")
    kinds = {name: as_record(Trigger, expanded(table, groups), f"kinds.toml: {name}") for name, table in read(home / "kinds.toml").items()}
    presumptions = tuple(
        (entry.id, entry.presumption, entry.when)
        for entry in (as_record(Presumed, expanded(table, groups), "presumptions.toml") for table in read(home / "presumptions.toml")["presumption"])
    )
    obligations = {entry.id: entry for entry in (as_record(Obliging, table, "obligations.toml") for table in read(home / "obligations.toml")["obligation"])}
    written = [apart(table, where) for table, where in tables(home, own, "rules", groups)]
    rule_files = [(as_record(Rule, table, where), where) for table, _, where in written]
    exception_files = [(as_record(Exempting, table, where), where) for table, where in tables(home, own, "exceptions", groups)]
    regime_files = [(as_record(Regime, table, where), where) for table, where in tables(home, own, "regimes", groups)]
    regime_files += [(as_record(Regime, table, where, "regime"), where) for _, table, where in written if table is not None]
    precedent_files = [(as_record(Precedent, table, where), where) for table, where in tables(home, own, "precedents", groups)]
    names = Names(
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
        check(records, names)
    check_regimes(regime_files)
    return Rulebook(
        rules=tuple(sorted((record for record, _ in rule_files), key=lambda rule: (rule.regime, rule.id))),
        exceptions=_by_id(exception_files),
        regimes=_by_id(regime_files),
        precedents=_by_id(precedent_files),
        obligations=obligations,
        evaluator=Evaluator(kinds, presumptions),
        reading=as_record(Reading, expanded(read(home / "reading.toml"), groups), "reading.toml"),
        likeness=as_record(Likeness, expanded(read(home / "resemblance.toml"), groups), "resemblance.toml"),
    )


@lru_cache(maxsize=1)
def traits() -> tuple[Trait, ...]:
    """The traits that a delta may carry."""
    return tuple(as_record(Trait, table, "traits.toml") for table in read(files("policydiff.law") / "traits.toml")["trait"])


@lru_cache(maxsize=1)
def catalogue_date() -> date:
    """The day on which the rules were last checked against the law."""
    day: date = read(files("policydiff.law") / "catalogue.toml")["as_of"]
    return day


def _by_id(found: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    return {record.id: record for record, _ in sorted(found, key=lambda pair: str(pair[0].id))}
