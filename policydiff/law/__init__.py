"""What the changes mean: the default verdict, the regimes, the consent test, the notice gap. Rules are data: one TOML file each."""

from __future__ import annotations

from policydiff.law.judge import judge, materiality
from policydiff.law.models import Facts, Finding, Report, Verdict
from policydiff.law.records import Regime, Rule, Trait
from policydiff.law.rulebook import explain, rulebook, rules, traits

__all__ = ["Facts", "Finding", "Regime", "Report", "Rule", "Trait", "Verdict", "explain", "judge", "materiality", "rulebook", "rules", "traits"]
