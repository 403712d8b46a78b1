"""The commands of the gate: `check`, `ack`, and `schema`, which prints what machines may rely on."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from policydiff.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from policydiff.gates import Acknowledgement, Check, Gated, Place

STATUSES = """\
exit status:
  0  no change at or above fail_on, or all of them were acknowledged
  1  a change at or above fail_on that nobody acknowledged
  2  the run failed, or a policy could not be read
  3  of a policy too little was understood to say anything
Of several policies the worst counts: 2, then 3, then 1. What was not judged comes
before what was, for 1 is read as "the rest was looked at".
"""
_ABOUT = """\
The policies are the files named, or what `paths` of policydiff.toml (or of
[tool.policydiff] in pyproject.toml) matches. Each file of the working tree is
compared with its version in the last commit that HEAD and the base have in common.
"""
_ACCEPTING = """\
The acknowledgement goes to the end of the file that `acknowledgements` of the settings
names (policydiff-acknowledged.toml). It holds until the day given, as long as the
changed statements are about nothing more than now; commit it with the change.
"""
_PARQUET = "parquet"


def register(
    command: Callable[..., argparse.ArgumentParser],
    *,
    day: Callable[[str], date],
    width: Callable[[argparse.ArgumentParser], None],
    write: Callable[[str, Path | None], None],
) -> None:
    """Add the commands to the command line.

    `command` adds one by name, `day` reads a date, `width` adds the option for columns, `write` puts a text into a file or on standard output.
    """
    from policydiff.reports import check_formats
    from policydiff.reports._schemas import NAMES

    check = command("check", "the policies of a working tree against a base revision, as a gate", _check, epilog=f"{_ABOUT}\n{STATUSES}")
    _gate_options(check, day)
    check.add_argument(
        "--fail-on", choices=["notice", "consent", "never"], help="the weight from which a change fails the check (that of the settings: notice)"
    )
    check.add_argument("--format", choices=check_formats(), help="the report on standard output (that of the settings: text)")
    check.add_argument("--write", metavar="FORMAT=FILE", type=_writing, action="append", default=[], help="write a further report; can be given again")
    check.add_argument("--color", action="store_true", help="use terminal colours in text")
    width(check)

    ack = command("ack", "accept changes that a check reports, for a time", _ack, epilog=_ACCEPTING)
    ack.add_argument("ids", metavar="ID", nargs="+", help="the id of a change, as `policydiff check` prints it")
    ack.add_argument("--why", metavar="REASON", required=True, help="why the change is accepted")
    ack.add_argument("--until", metavar="DATE", type=day, required=True, help="the last day on which this holds (YYYY-MM-DD)")
    ack.add_argument("--by", metavar="NAME", help="who accepts it (user.name and user.email of git)")
    _gate_options(ack, day, paths=False)

    schema = command("schema", "the JSON schema of what this program writes", _schema)
    schema.add_argument("name", metavar="NAME", choices=NAMES, help=f"one of {', '.join(NAMES)}")
    for made in (check, ack, schema):
        made.set_defaults(put=write)


def _gate_options(command: argparse.ArgumentParser, day: Callable[[str], date], *, paths: bool = True) -> None:
    if paths:
        command.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="policies, or folders of them (what the settings name)")
    command.add_argument("--base", metavar="REF", help="the revision to compare with: origin/main in CI, HEAD for what is not committed (that of the settings)")
    command.add_argument("--config", metavar="FILE", type=Path, help="the settings (the nearest policydiff.toml or pyproject.toml)")
    command.add_argument("--today", metavar="DATE", type=day, help="the day on which acknowledgements are weighed (today)")


def _writing(text: str) -> tuple[str, Path]:
    name, sign, file = text.partition("=")
    if not sign or not file:
        raise argparse.ArgumentTypeError(f"{text!r} names no file; write FORMAT=FILE, as sarif=policydiff.sarif")
    return name, Path(file)


def _check(options: argparse.Namespace) -> int:
    from policydiff.reports import render_check

    place = _place(options, {} if options.fail_on is None else {"fail_on": options.fail_on})
    shown = options.format or place.settings.format
    written = [(name, place.folder / file) for name, file in place.settings.write.items()] + options.write
    _known([shown, *(name for name, _ in written)], place, shown)
    found = _checked(place, options)
    for name, file in written:
        _written(found, name, file, options.put)
    options.put(render_check(found, shown, color=options.color, width=options.width), None)
    return found.exit_status


def _place(options: argparse.Namespace, given: Mapping[str, object]) -> Place:
    """The settings, with what the command line says in their stead."""
    from dataclasses import replace

    from policydiff.gates import find_settings, read_settings

    place = read_settings(options.config.resolve()) if options.config else find_settings(Path.cwd())
    return replace(place, settings=place.settings.model_copy(update=dict(given))) if given else place


def _known(names: Sequence[str], place: Place, shown: str) -> None:
    from policydiff.reports import check_formats

    known = [*check_formats(), _PARQUET]
    wrong = next((name for name in names if name not in known), None) or (shown if shown == _PARQUET else None)
    if wrong is not None:
        where = f"{place.name}: " if wrong in (place.settings.format, *place.settings.write) else ""
        raise SettingsError(f"{where}format {wrong!r}: choose one of {', '.join(check_formats())}; {_PARQUET} can only be written to a file")


def _written(found: Check, name: str, file: Path, put: Callable[[str, Path | None], None]) -> None:
    from policydiff.reports import render_check

    if name == _PARQUET:
        from policydiff.reports._table import parquet

        parquet(found, file)
    else:
        put(render_check(found, name), file)


def _checked(place: Place, options: argparse.Namespace, paths: Sequence[Path] | None = None) -> Check:
    from policydiff.gates import check

    # The only place that reads the clock, and only where no day is given.
    today = options.today or date.today()
    return check(place, base=options.base, today=today, paths=options.paths if paths is None else paths, folder=Path.cwd())


def _ack(options: argparse.Namespace) -> int:
    from policydiff.gates import acknowledge

    place = _place(options, {})
    found = _checked(place, options, paths=())
    today = found.today or date.today()
    if options.until < today:
        raise UsageError(f"--until {options.until}: is past; name the last day on which the acknowledgement holds")
    changes = {change.id: (change, file.path) for file in found.files for change in file.changes}
    missing = next((mark for mark in options.ids if mark not in changes), None)
    if missing is not None:
        raise UsageError(f"{missing}: no change of this check has this id; it has {', '.join(changes) or 'none'}")
    by = options.by or _committer(Path.cwd())
    accepted = [_accepted(*changes[mark], by, today, options) for mark in dict.fromkeys(options.ids)]
    acknowledge(place.acknowledgements, accepted)
    for entry in accepted:
        options.put(f"{entry.id} in {entry.path} is accepted until {entry.until}: {entry.summary}\n", None)
    return 0


def _accepted(change: Gated, path: str, by: str, today: date, options: argparse.Namespace) -> Acknowledgement:
    from policydiff.gates import Acknowledgement

    return Acknowledgement(id=change.id, path=path, by=by, on=today, why=options.why, until=options.until, summary=change.summary, covers=change.covers)


def _committer(folder: Path) -> str:
    """Who commits here, as git is told. Raises UsageError where it is not."""
    from pygit2 import Config, Repository, discover_repository

    where = discover_repository(str(folder))
    config = Repository(where).config if where else Config.get_global_config()
    name, address = (str(config[key]) if key in config else None for key in ("user.name", "user.email"))
    if not name:
        raise UsageError("git has no user.name here; say who accepts it with --by")
    return f"{name} <{address}>" if address else name


def _schema(options: argparse.Namespace) -> int:
    from policydiff.reports._schemas import text

    options.put(text(options.name), None)
    return 0
