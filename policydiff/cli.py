"""The command line: the public verbs under their own names.

It stands on argparse: no dependency, hardly any import time, and a shell can ask its parser how a line may go on. A command imports its stages when it
runs, so that help and errors in the call come at once.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import policydiff
from policydiff import completion, console
from policydiff.errors import MissingSource, PolicydiffError, UsageError
from policydiff.garbage import collect_rarely

if TYPE_CHECKING:
    from policydiff.documents.models import Document
    from policydiff.law.models import Facts
    from policydiff.repositories.dossiers import Dossier
    from policydiff.repositories.models import History
    from policydiff.repositories.surveys import Tell

OK, FOUND, FAILED, NOT_UNDERSTOOD, INTERRUPTED = 0, 1, 2, 3, 130

_STATUSES = """\
exit status:
  0  nothing at or above --fail-on (without --fail-on: the texts were understood)
  1  a change is at or above --fail-on
  2  the run failed; one line on standard error says why
  3  too little of the texts was understood to say anything
"""
_STEP_STATUSES = """\
exit status:
  0  no step at or above --fail-on
  1  a step is at or above --fail-on
  2  the run failed; one line on standard error says why
  3  with --fail-on: of a step too little was understood to say anything
"""
_SOURCES = """\
A FILE is a path, "-" for standard input, or REF:PATH for a version in the git
repository of the current directory (HEAD~1:privacy.md). A file that exists
comes before a revision of the same name.
"""
_BOUNDS = """\
A REF is a date (YYYY-MM-DD) or a revision of the repository. Captures that are no
new text (re-renders, flips between variants, broken captures, other languages)
are counted, listed and passed over: the next real version is compared with the
last real one.
"""
_COMPLETIONS = """\
Have the shell read it when it starts: for bash, in ~/.bashrc,
  eval "$(policydiff completion bash)"
for zsh the same with "zsh" in ~/.zshrc, after compinit; for fish, once:
  policydiff completion fish > ~/.config/fish/completions/policydiff.fish
"""
_LEVELS = {"none": 0, "notice": 1, "consent": 2}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; `arguments` are those of the process by default. Returns the exit status: see `policydiff --help`."""
    try:
        return _run(arguments)
    except PolicydiffError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_output()  # the reader went away, so nobody is left to tell
        return FAILED
    except MemoryError:
        return _fail("memory has run out; give smaller files, or more memory")
    except OSError as error:
        _abandon_output()
        return _fail(f"{error.filename or 'standard output'}: {error.strerror or error}")
    except Exception as error:
        if os.environ.get("POLICYDIFF_DEBUG"):
            traceback.print_exc()
        return _fail(f"unexpected {type(error).__name__}: {error}; this is a bug in policydiff, POLICYDIFF_DEBUG=1 shows where")


def _run(arguments: Sequence[str] | None) -> int:
    collect_rarely()
    parser = _parser()
    completion.complete(parser)
    options = parser.parse_args(arguments)
    _settle(options)
    status: int = options.run(options)
    sys.stdout.flush()
    return status


def _settle(options: argparse.Namespace) -> None:
    """Fill in what depends on the terminal."""
    to_file = getattr(options, "output", None) is not None
    if "color" in options:
        options.color = console.colored(options.color, to_file=to_file)
    if "width" in options and options.width is None:
        options.width = console.columns(to_file=to_file)


def _abandon_output() -> None:
    """Let what could not be written go: Python would try again at exit, and complain."""
    with suppress(OSError, ValueError):  # a standard output that is no file of the system has nothing to be redirected
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> int:
    from policydiff.reports import clean

    _print(f"policydiff: error: {clean(message)}\n", sys.stderr)
    return FAILED


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    from policydiff.gate_commands import register
    from policydiff.reports import archive_formats, formats, policy_formats, timeline_formats

    parser = _Parser(
        prog="policydiff",
        description="Compare two versions of a privacy policy: what materially changed, which rule it triggers, with the words of both.",
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"policydiff {policydiff.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    compare = _command(commands, "compare", "what changed between two versions, and what that asks for", _compare, epilog=f"{_SOURCES}\n{_STATUSES}")
    compare.add_argument("old", metavar="OLD", help="the earlier version")
    compare.add_argument("new", metavar="NEW", help="the later version")
    compare.add_argument("--notice", metavar="FILE", help="what users were told about the change: its choices are tested and its gaps listed")
    _judging_options(compare)
    compare.add_argument("--related", action="store_true", help="these are versions of one policy, however little they share: compare them in any case")
    compare.add_argument("--fail-on", choices=["notice", "consent"], help="exit with status 1 where the verdict is this or stricter")
    compare.add_argument("--show-clarified", action="store_true", help="also list what is only said more clearly")
    _report_options(compare, (*formats(), "parquet"))

    redline = _command(commands, "redline", "old and new as one marked text, every edit shown", _redline, epilog=_SOURCES)
    redline.add_argument("old", metavar="OLD", help="the earlier version")
    redline.add_argument("new", metavar="NEW", help="the later version")
    redline.add_argument(
        "--format", choices=["html", "docx"], help="a page (the default), or a Word document with tracked changes (of --output *.docx the default)"
    )
    redline.add_argument("--output", metavar="FILE", type=Path, help="write to this file instead of standard output")
    redline.add_argument("--author", metavar="NAME", default="policydiff", help="in whose name a Word document tracks the changes (policydiff)")

    parse = _command(commands, "parse", "what one policy says: who gets what for which purpose", _parse, epilog=_SOURCES)
    parse.add_argument("file", metavar="FILE", help="the policy")
    _report_options(parse, policy_formats())

    history = _command(commands, "history", "every real version of one policy and what each changed", _history, epilog=f"{_BOUNDS}\n{_STEP_STATUSES}")
    history.add_argument("repository", metavar="REPO", help="a git repository (a clone, a bare one) or a folder of dated files")
    history.add_argument("path", metavar="PATH", help="the policy in it: a file that is or was there, or a folder of dated files")
    history.add_argument("--since", metavar="REF", help="versions after this date or revision only")
    history.add_argument("--until", metavar="REF", help="versions up to this date or revision only")
    history.add_argument("--baseline", metavar="REF", help="the accepted version: how far each later one is from it is told too")
    history.add_argument("--table", choices=["changes", "versions", "drift"], default="changes", help="which table --format csv or parquet gives (changes)")
    history.add_argument("--fail-on", choices=["notice", "consent"], help="exit with status 1 where a step is this or stricter")
    _judging_options(history)
    _report_options(history, (*archive_formats(), *timeline_formats(), "csv", "parquet"))
    _work_options(history)

    scan = _command(commands, "scan", "all policies of an archive: real versions, what each changed", _scan, epilog=_BOUNDS)
    scan.add_argument("repository", metavar="REPO", help="a git repository (a clone, a bare one) or a folder")
    scan.add_argument("--glob", metavar="GLOB", default="**/Privacy Policy.md", help="which files are policies ('**/Privacy Policy.md')")
    scan.add_argument("--since", metavar="REF", help="versions after this date or revision only")
    scan.add_argument("--out", metavar="DIR", type=Path, help="write a Parquet dataset here: changes/, versions/, summary.json")
    _judging_options(scan)
    _report_options(scan, archive_formats())
    _work_options(scan)

    register(partial(_command, commands), day=_date, width=_width, write=_write)

    rules = _command(commands, "rules", "the rules that judge changes, one a line", _rules)
    _completed(rules.add_argument("--regime", metavar="R", help="the rules of this regime only (default, eu-gdpr, ...)"), completion.regime_names)
    _rule_options(rules)

    explain = _command(commands, "explain", "one rule: trigger, obligation, exceptions, source", _explain)
    _completed(explain.add_argument("rule", metavar="RULE", help="the id of the rule, as `policydiff rules` lists it"), completion.rule_names)
    _rule_options(explain)

    script = _command(commands, "completion", "the script that completes policydiff in a shell", _completion, epilog=_COMPLETIONS)
    script.add_argument("shell", choices=completion.SHELLS, help="the shell that reads it")
    return parser


def _command(commands: argparse._SubParsersAction[_Parser], name: str, about: str, run: object, epilog: str | None = None) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    command.set_defaults(run=run)
    return command


def _report_options(command: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    command.add_argument("--format", choices=formats, default="text", help="text (for people, the default) or another form")
    command.add_argument("--output", metavar="FILE", type=Path, help="write to this file instead of standard output")
    command.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        nargs="?",
        const="always",
        default="auto",
        help="colours in text: auto (the default) is on a terminal only",
    )
    _width(command)


def _judging_options(command: argparse.ArgumentParser) -> None:
    regime = command.add_argument("--regime", metavar="R", action="append", help="report on this legal regime only (eu-gdpr, us-ftc, ...); can be given again")
    _completed(regime, completion.regime_names)
    command.add_argument("--facts", metavar="FILE", type=Path, help="TOML file of what the texts cannot tell (legal_basis, data_held, children, ...)")
    command.add_argument("--rules", metavar="DIR", type=Path, help="folder of further rule files")
    command.add_argument("--as-of", metavar="DATE", type=_date, help="judge by the law of this day (YYYY-MM-DD)")


def _work_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--jobs", metavar="N", type=_jobs, default=1, help="processes that do the work (1)")
    command.add_argument("--scheduler", metavar="ADDRESS", help="do the work on the Dask cluster with this scheduler (tcp://host:8786)")
    command.add_argument("--cache", metavar="FILE", type=Path, help="keep what was worked out here ($POLICYDIFF_CACHE, else the user's cache folder)")
    command.add_argument("--no-cache", action="store_true", help="keep nothing, and use nothing that was kept")
    command.add_argument("--quiet", action="store_true", help="no progress bar; without it there is one where standard error is a terminal")


def _completed(argument: argparse.Action, names: Callable[..., Sequence[str]]) -> None:
    """Have the shell complete an argument with these names."""
    argument.completer = names  # type: ignore[attr-defined]  # where argcomplete looks for it


def _rule_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rules", metavar="DIR", type=Path, help="folder of further rule files")
    _width(command)


def _width(command: argparse.ArgumentParser) -> None:
    command.add_argument("--width", metavar="N", type=_columns, help="columns of text, 40 or more (those of the terminal up to 100, else 80)")


def _columns(text: str) -> int:
    if not text.isdecimal() or int(text) < 40:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of columns; give 40 or more")
    return int(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; give 1 or more")
    return int(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write YYYY-MM-DD") from None


def _compare(options: argparse.Namespace) -> int:
    from policydiff.reports import render

    if options.format == "parquet" and options.output is None:
        raise UsageError("--format parquet writes a file; name it with --output")
    files = [options.old, options.new, *([options.notice] if options.notice else [])]
    if files.count("-") > 1:
        raise UsageError('standard input ("-") can be read only once')
    with console.working() as now:
        now("reading")
        old, new = (_source(file, compared=True) for file in files[:2])
        notice = _source(options.notice) if options.notice else None
        facts = _facts(options)
        now("understanding and judging")
        report = policydiff.compare(old, new, notice=notice, regimes=options.regime, facts=facts, rules=options.rules, related=options.related)
    if options.format == "parquet":
        from policydiff.gates import alone
        from policydiff.reports._table import parquet

        parquet(alone(report), options.output)
    else:
        _write(render(report, options.format, color=options.color, width=options.width, clarified=options.show_clarified), options.output)
    if report.verdict.obligation == "not_understood":
        return NOT_UNDERSTOOD
    return FOUND if options.fail_on and _LEVELS[report.verdict.obligation] >= _LEVELS[options.fail_on] else OK


def _redline(options: argparse.Namespace) -> int:
    if [options.old, options.new].count("-") > 1:
        raise UsageError('standard input ("-") can be read only once')
    word = options.format == "docx" or (options.format is None and options.output is not None and options.output.suffix.lower() == ".docx")
    if word and options.output is None:
        raise UsageError("--format docx writes a file; name it with --output")
    with console.working() as now:
        now("marking")
        found = policydiff.redline(_source(options.old), _source(options.new))
    _write(found.to_docx(author=options.author) if word else found.to_html(), options.output)
    return OK


def _parse(options: argparse.Namespace) -> int:
    from policydiff.reports import render_policy

    with console.working() as now:
        now("understanding")
        policy = policydiff.parse(_source(options.file))
    _write(render_policy(policy, options.format, color=options.color, width=options.width), options.output)
    return OK


def _history(options: argparse.Namespace) -> int:
    from policydiff.reports import csv_of, render_history, render_timeline, timeline_formats

    if options.format == "parquet" and options.output is None:
        raise UsageError("--format parquet writes a file; name it with --output")
    with _progress(options.quiet) as tell:
        found = policydiff.history(
            options.repository,
            options.path,
            since=options.since,
            until=options.until,
            baseline=options.baseline,
            **_work(options, tell),
        )
        behind = _dossier(options, found, tell) if options.format in timeline_formats() else None
    if behind is not None:
        _write(render_timeline(behind, options.format), options.output)
    elif options.format == "parquet":
        from policydiff.repositories.tables import write_parquet

        write_parquet(found.to_arrow(options.table), options.output)
    elif options.format == "csv":
        _write(csv_of(found, options.table), options.output)
    else:
        _write(render_history(found, options.format, color=options.color, width=options.width), options.output)
    return _status([step.comparison.verdict for step in found.steps], options.fail_on)


def _dossier(options: argparse.Namespace, found: History, tell: Tell) -> Dossier:
    from policydiff.repositories.dossiers import dossier

    return dossier(options.repository, found, **_work(options, tell))


def _work(options: argparse.Namespace, tell: Tell) -> dict[str, Any]:
    """How a history or a scan is judged, and how its work is done."""
    return {
        "regimes": options.regime,
        "facts": _facts(options),
        "rules": options.rules,
        "jobs": options.jobs,
        "scheduler": options.scheduler,
        "cache": False if options.no_cache else options.cache,
        "tell": tell,
    }


def _status(verdicts: Sequence[str], fail_on: str | None) -> int:
    """The exit status of a history: a gate does not open where a step was not understood."""
    if fail_on is None:
        return OK
    if any(_LEVELS.get(verdict, 0) >= _LEVELS[fail_on] for verdict in verdicts):
        return FOUND
    return NOT_UNDERSTOOD if "not_understood" in verdicts else OK


def _scan(options: argparse.Namespace) -> int:
    from policydiff.reports import render_scan

    with _progress(options.quiet) as tell:
        found = policydiff.scan(options.repository, glob=options.glob, since=options.since, out=options.out, **_work(options, tell))
    _write(render_scan(found, options.format, color=options.color, width=options.width), options.output)
    return OK


def _progress(quiet: bool) -> AbstractContextManager[Tell]:
    return console.counting(quiet=quiet, say=lambda note: _print(f"policydiff: {note}\n", sys.stderr))


def _rules(options: argparse.Namespace) -> int:
    from policydiff.reports import render_rules

    _print(render_rules(policydiff.rules(options.regime, folder=options.rules), regime=options.regime, width=options.width))
    return OK


def _explain(options: argparse.Namespace) -> int:
    from policydiff.reports import render_rule

    _print(render_rule(policydiff.explain(options.rule, folder=options.rules), width=options.width))
    return OK


def _completion(options: argparse.Namespace) -> int:
    _print(completion.script(options.shell))
    return OK


def _source(spec: str, *, compared: bool = False) -> Document | Path:
    """What a FILE argument names: standard input, a file, or a version in a git repository; `compared` says that it is one of two versions."""
    if spec == "-":
        if sys.stdin is None:
            raise MissingSource("standard input: is closed; name a file")
        return _named(sys.stdin.buffer.read(), "standard input", compared=compared)
    path = Path(spec)
    if ":" in spec and not path.exists():
        from policydiff.repositories.revisions import is_revision, read_revision

        if is_revision(spec):
            return _named(*read_revision(spec), compared=compared)
    return path


def _named(content: bytes, name: str, *, compared: bool) -> Document:
    from policydiff.documents import read
    from policydiff.documents.unread import read_or_tell

    return (read_or_tell if compared else read)(content, name=name)


def _facts(options: argparse.Namespace) -> Facts | None:
    """The facts of the file and of --as-of, which comes first."""
    from policydiff.law.facts import facts_from
    from policydiff.law.models import Facts

    facts = facts_from(options.facts)
    return (facts or Facts()).model_copy(update={"as_of": options.as_of}) if options.as_of else facts


def _write(content: str | bytes, output: Path | None) -> None:
    """Write to a file, or text to standard output."""
    if output is None:
        _print(content if isinstance(content, str) else content.decode("utf-8"))
        return
    try:
        output.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise MissingSource(f"{output}: cannot be written: {error.strerror}") from error


def _print(text: str, stream: TextIO | None = None) -> None:
    """Write to a stream, standard output by default; what its encoding lacks becomes a visible escape rather than an error."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
