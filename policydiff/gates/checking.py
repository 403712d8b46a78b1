"""The check itself: which policies, what changed in each, what that weighs, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from policydiff.documents import read
from policydiff.errors import SourceError, UsageError
from policydiff.gates.acknowledgements import read_acknowledgements, weighed
from policydiff.gates.models import Acknowledgement, Check, CheckedFile, FailOn, Gated, Outcome, worst
from policydiff.gates.settings import DELETED, NEW, Place, Settings
from policydiff.gates.trees import Pairing, Trees, from_root, open_trees
from policydiff.law.models import Level
from policydiff.repositories.layouts import matcher

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policydiff.documents.models import Document
    from policydiff.law.models import JudgedChange, JudgedDelta, Report

_RANK: dict[Level, int] = {"none": 0, "notice": 1, "consent": 2}
_WEIGHTS: dict[str, Level] = {NEW: "none", DELETED: "consent"}
_WORDS = {
    NEW: "This policy is new: there is no earlier version to compare it with.",
    DELETED: "This policy was deleted, with all that it promised.",
}


def check(place: Place, *, base: str | None, today: date, paths: Sequence[Path] = (), folder: Path | None = None) -> Check:
    """The policies of the working tree in which `folder` lies (that of the settings by default) against those of the base.

    `place` is what `find_settings` gives, `base` a revision (None: that of the settings). `today` is the day on which acknowledgements are weighed. `paths`
    limits the check: a file is checked whether the settings name it or not, of a folder those that they name.

    Raises MissingSource, UsageError or SettingsError where nothing can be checked at all. A policy that cannot be read or understood does not raise: its
    outcome says so, and so does that of the check.
    """
    settings = place.settings
    wanted_base = base or settings.base
    if wanted_base is None:
        raise UsageError("no base to compare with; give --base (origin/main in CI, HEAD for what is not committed), or set base in policydiff.toml")
    trees = open_trees(folder or place.folder, wanted_base)
    wanted, named = _wanted(place, trees, paths)
    pairings = trees.pairings(wanted, named)
    _all_there(trees, named, pairings)
    if not pairings:
        globs = ", ".join(settings.paths)
        raise UsageError(f"{place.name}: paths: nothing matches {globs}, neither in the working tree nor at the base {trees.commit[:10]}")
    known = read_acknowledgements(place.acknowledgements)
    files = tuple(_checked(pairing, trees, place, known, today) for pairing in pairings)
    return Check(
        base=wanted_base,
        base_commit=trees.commit,
        today=today,
        fail_on=settings.fail_on,
        outcome=worst([file.outcome for file in files]),
        files=files,
        stale=_stale(known, files, everything=not paths),
    )


def alone(report: Report) -> Check:
    """One comparison as a check of one policy, for reports that lay out checks; nothing in it blocks."""
    name = report.new.source or "new"
    outcome: Outcome = "not_understood" if report.verdict.obligation == "not_understood" else "passes"
    changes = tuple(_gated(change, Settings(fail_on="never")) for change in report.changes)
    file = CheckedFile(
        path=name, old_path=report.old.source or "old", status="changed", outcome=outcome, reason=report.coverage.reason, changes=changes, report=report
    )
    return Check(base=None, base_commit=None, today=None, fail_on="never", outcome=outcome, files=(file,))


def _wanted(place: Place, trees: Trees, paths: Sequence[Path]) -> tuple[Callable[[str], bool], list[str]]:
    """Which paths of the repository are policies to check, and those that are named one by one."""
    settings = place.settings
    home = from_root(trees, place.folder)
    start = "" if home == "." else f"{home}/"
    chosen, left = [matcher(f"{start}{glob}") for glob in settings.paths], [matcher(f"{start}{glob}") for glob in settings.exclude]
    folders = [from_root(trees, path) for path in paths if path.is_dir()]
    named = [from_root(trees, path) for path in paths if not path.is_dir()]
    if not settings.paths and (folders or not paths):
        raise UsageError(f"no policies to check; name files, or set paths in {place.name if place.name != 'the defaults' else 'policydiff.toml'}")
    within = ["" if name == "." else f"{name}/" for name in folders] if paths else [""]

    def wanted(path: str) -> bool:
        return any(path.startswith(name) for name in within) and any(one(path) for one in chosen) and not any(one(path) for one in left)

    return wanted, named


def _all_there(trees: Trees, named: Sequence[str], pairings: Sequence[Pairing]) -> None:
    found = {path for pairing in pairings for path in (pairing.old, pairing.new)}
    missing = next((path for path in named if path not in found), None)
    if missing is not None:
        raise UsageError(f"{missing}: no such file, neither in the working tree nor at the base {trees.commit[:10]}")


def _checked(pairing: Pairing, trees: Trees, place: Place, known: Sequence[Acknowledgement], today: date) -> CheckedFile:
    try:
        file = _compared(pairing, trees, place)
    except SourceError as error:
        status = "changed" if pairing.old and pairing.new else "new" if pairing.new else "deleted"
        return CheckedFile(path=pairing.path, old_path=pairing.old, status=status, outcome="failed", reason=str(error))
    places = [path for path in (pairing.old, pairing.new) if path]
    changes = tuple(weighed(change, known, places, today) for change in file.changes)
    outcome: Outcome = "fails" if any(change.blocks for change in changes) else "passes"
    return file.model_copy(update={"changes": changes, "outcome": worst([file.outcome, outcome])})


def _compared(pairing: Pairing, trees: Trees, place: Place) -> CheckedFile:
    settings = place.settings
    if pairing.new is None:
        return CheckedFile(path=pairing.path, old_path=pairing.old, status="deleted", outcome="passes", changes=(_whole(DELETED, pairing, settings),))
    after = trees.after(pairing.new)
    if pairing.old is None:
        read(after, name=pairing.new)  # a policy that cannot be read now cannot be compared later either
        return CheckedFile(path=pairing.path, old_path=None, status="new", outcome="passes", changes=(_whole(NEW, pairing, settings),))
    before = trees.before(pairing.old)
    if before == after:
        status = "unchanged" if pairing.old == pairing.new else "changed"
        return CheckedFile(path=pairing.path, old_path=pairing.old, status=status, outcome="passes")
    report = _report(read(before, name=trees.name_before(pairing.old)), read(after, name=pairing.new), place)
    return CheckedFile(
        path=pairing.path,
        old_path=pairing.old,
        status="changed",
        outcome="not_understood" if report.verdict.obligation == "not_understood" else "passes",
        reason=report.coverage.reason,
        changes=tuple(_gated(change, settings) for change in report.changes),
        report=report,
    )


def _report(old: Document, new: Document, place: Place) -> Report:
    from policydiff.changes import changes, understood
    from policydiff.extraction import extract
    from policydiff.law import judge

    before, after = extract(old), extract(new)
    return judge(
        changes(before, after),
        before,
        after,
        facts=place.settings.facts,
        regimes=place.settings.regimes,
        rules=place.rules,
        understood=understood(before, after),
    )


def _gated(change: JudgedChange, settings: Settings) -> Gated:
    """The change with what it weighs here: its heaviest delta, each weighed by the settings where they name its rule."""
    weights = [(_weight(delta, settings.severity), delta.rule) for delta in change.deltas]
    level, rule = max(weights, key=lambda weight: _RANK[weight[0]])
    return Gated(
        id=change.id,
        summary=change.summary,
        rule=rule,
        materiality=change.materiality,
        level=level,
        covers=_covers(change),
        blocks=_blocks(level, settings.fail_on),
    )


def _weight(delta: JudgedDelta, severity: Mapping[str, Level]) -> Level:
    return severity.get(delta.rule, delta.materiality)


def _whole(rule: str, pairing: Pairing, settings: Settings) -> Gated:
    """What is to be said of a policy of which one version is missing."""
    level = settings.severity.get(rule, _WEIGHTS[rule])
    mark = sha256(f"{rule}\n{pairing.path}".encode()).hexdigest()[:12]
    return Gated(id=mark, summary=_WORDS[rule], rule=rule, materiality=_WEIGHTS[rule], level=level, blocks=_blocks(level, settings.fail_on))


def _blocks(level: Level, fail_on: FailOn) -> bool:
    return fail_on != "never" and _RANK[level] >= _RANK[fail_on]


def _covers(change: JudgedChange) -> tuple[str, ...]:
    """What the changed statements are about: their slots and the company they keep, as "data contact", "purpose advertising"."""
    found = {f"{delta.slot} {delta.category}" for delta in change.deltas}
    for delta in change.deltas:
        for slot, names in (("data", delta.context.data), ("recipient", delta.context.recipients), ("purpose", delta.context.purposes)):
            found |= {f"{slot} {name}" for name in names}
    return tuple(sorted(found))


def _stale(known: Sequence[Acknowledgement], files: Sequence[CheckedFile], *, everything: bool) -> tuple[Acknowledgement, ...]:
    """The acknowledgements of checked policies that match no change; the rest is not told where a check was limited to some policies."""
    paths = {path for file in files for path in (file.path, file.old_path) if path is not None}
    unsure = {path for file in files if file.outcome in ("failed", "not_understood") for path in (file.path, file.old_path)}
    alive = {(change.id, path) for file in files for change in file.changes for path in (file.path, file.old_path, None)}
    return tuple(
        entry
        for entry in known
        if (entry.id, entry.path) not in alive and entry.path not in unsure and (everything or entry.path in paths) and (entry.path is not None or not unsure)
    )
