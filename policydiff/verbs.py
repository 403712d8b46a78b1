"""The public verbs: each wires stages together and imports them only when it is called, so that `import policydiff` stays lean."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, Union

if TYPE_CHECKING:
    from datetime import date

    from policydiff.documents.models import Document
    from policydiff.extraction.models import Policy
    from policydiff.gates.models import Check
    from policydiff.law import Rule
    from policydiff.law.facts import Given
    from policydiff.law.models import Report
    from policydiff.reports._redline import Redline
    from policydiff.repositories.models import History
    from policydiff.repositories.scanning import Scan
    from policydiff.repositories.surveys import Tell

Source: TypeAlias = Union[str, bytes, "os.PathLike[str]", "Document", "Policy"]


def read(source: str | bytes | os.PathLike[str] | Document, *, media_type: str | None = None) -> Document:
    """The source as a `Document`: readable text, and the place of each block in the file (line; page of a PDF; paragraph of a DOCX).

    `source` is a file (`os.PathLike`), text (`str`, never taken for a path), bytes (format and encoding are sniffed) or a document, which comes back as it is.
    `media_type` ("text/markdown", "text/html", "text/plain", "application/pdf" or that of DOCX) overrules the sniffing.

    Raises `SourceError` for input that is missing, empty, binary, broken, encrypted, scanned, undecodable, over the limits, or not English, and for PDF and
    DOCX where the extra that reads them is not installed.
    """
    from policydiff.documents import read as read_document
    from policydiff.documents.models import Document

    return source if isinstance(source, Document) else read_document(source, media_type=media_type)


def parse(source: Source, *, media_type: str | None = None) -> Policy:
    """The `Policy` that the source states: practices, choices, commitments, rights, each at its place in the text.

    `source` and `media_type` are those of `read`; a policy comes back as it is. Raises what `read` raises.
    """
    from policydiff.extraction import extract
    from policydiff.extraction.models import Policy

    return source if isinstance(source, Policy) else extract(read(source, media_type=media_type))


def compare(
    old: Source,
    new: Source,
    *,
    notice: Source | None = None,
    regimes: Iterable[str] | None = None,
    facts: Given | None = None,
    rules: os.PathLike[str] | None = None,
    related: bool = False,
) -> Report:
    """The `Report` on what changed from `old` to `new`: the verdict, each material change with both quotes and its rules, promises, choices, coverage.

    `old`, `new` and `notice` are anything that `parse` takes. `notice` is what users were told: it fills `choices` and `notice_gaps` and changes no verdict.
    `regimes` limits the legal regimes that are reported ("eu-gdpr", "us-ftc"); the default verdict does not depend on it. `facts` says what no text can tell,
    as `Facts`, as a mapping of their fields, or as the path of a TOML file with them. `rules` is a folder of rule files of your own, read beside the package's.
    `related` says that both texts are versions of one policy, however little they share; else two long texts without wording or a company's name in common are
    not compared.

    Raises what `read` raises, `RuleError` for a malformed facts or rule file, `UsageError` for an unknown regime or fact. Texts of which too little is
    understood do not raise, scans and other languages among them: then `verdict.obligation` is "not_understood", with the reason in `coverage`.
    """
    from policydiff.changes import Comparison, changes, understood
    from policydiff.extraction.models import Policy
    from policydiff.law import judge
    from policydiff.law.facts import facts_from

    known = facts_from(facts)
    # All is read before anything is parsed: a wrong file shows at once, not after the other one was understood.
    versions = [_readable(old), _readable(new)]
    announced = notice if notice is None or isinstance(notice, Policy) else read(notice)
    before, after = map(parse, versions)
    reason = _unread(before, after) or understood(before, after, related=related)
    return judge(
        changes(before, after) if reason is None else Comparison(changes=(), clarified=(), commitments=()),
        before,
        after,
        notice=None if announced is None else parse(announced),
        facts=known,
        regimes=(regimes,) if isinstance(regimes, str) else None if regimes is None else tuple(regimes),
        rules=_path(rules),
        understood=reason,
    )


def redline(old: Source, new: Source) -> Redline:
    """Both versions as one marked text, a `Redline`: every word kept, gone, come or moved, whether it matters or not.

    `old` and `new` are anything that `parse` takes; they are read, not parsed, and so this is fast. `to_html()` gives a page, `to_docx()` a Word document with
    tracked changes, `text("old")` and `text("new")` each version again. Raises what `read` raises.
    """
    from policydiff.extraction.models import Policy
    from policydiff.reports._redline import redline as mark

    before, after = [found.document if isinstance(found, Policy) else found for found in map(_readable, (old, new))]
    return mark(before, after)


def _readable(source: Source) -> Document | Policy:
    from policydiff.documents.unread import read_or_tell
    from policydiff.extraction.models import Policy

    return source if isinstance(source, Policy) else read_or_tell(source)


def _unread(*policies: Policy) -> str | None:
    """Why a text was not read at all, in one line; None where all were."""
    from policydiff.documents.unread import Unread

    return next((policy.document.reason for policy in policies if isinstance(policy.document, Unread)), None)


def history(
    repository: str | os.PathLike[str],
    path: str,
    *,
    since: str | None = None,
    until: str | None = None,
    baseline: str | None = None,
    regimes: Iterable[str] | None = None,
    facts: Given | None = None,
    rules: os.PathLike[str] | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    cache: str | os.PathLike[str] | Literal[False] | None = None,
    tell: Tell | None = None,
) -> History:
    """The `History` of one policy in a git repository or folder: every capture with what it is, and the changes between its real versions.

    `path` is a file that is or was there, or a folder of dated files. `since` and `until` are dates (YYYY-MM-DD) or revisions; `baseline` names the accepted
    version in the same way, from which the drift is told. The others are those of `compare` and `scan`. `to_pandas()` and `to_arrow()` of the history give
    its tables.

    Raises `MissingSource` for what is not there, `UsageError` for a bound that is neither date nor revision.
    """
    from policydiff.law.facts import facts_from
    from policydiff.repositories.scanning import history as follow

    return follow(
        repository,
        path,
        since=since,
        until=until,
        baseline=baseline,
        regimes=regimes,
        facts=facts_from(facts),
        rules=rules,
        jobs=jobs,
        scheduler=scheduler,
        cache=cache,
        tell=tell,
    )


def scan(
    repository: str | os.PathLike[str],
    *,
    glob: str = "**/Privacy Policy.md",
    since: str | None = None,
    regimes: Iterable[str] | None = None,
    facts: Given | None = None,
    rules: os.PathLike[str] | None = None,
    out: str | os.PathLike[str] | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    cache: str | os.PathLike[str] | Literal[False] | None = None,
    tell: Tell | None = None,
) -> Scan:
    """A `Scan` of all policies of an archive (a git repository or a folder): every capture sorted, every step between real versions compared.

    `glob` says which files are policies, `since` (a date or a revision) from when on. `out` is a folder for a Parquet dataset: `changes/`, `versions/`,
    `summary.json`. `jobs` processes do the work, or the Dask cluster at the address `scheduler`. `cache` is the file that keeps what was worked out (None: the
    user's own, False: none): a run that was killed goes on from there to the same bytes. `tell(done, more, notes)` hears how far it is.

    Raises `MissingSource` where nothing matches, `UsageError` for a wrong bound, regime or folder, `MissingLibrary` where a library is not installed,
    `WorkersLost` where workers die again and again.
    """
    from policydiff.law.facts import facts_from
    from policydiff.repositories.scanning import scan as survey

    return survey(
        repository,
        glob=glob,
        since=since,
        regimes=regimes,
        facts=facts_from(facts),
        rules=rules,
        out=out,
        jobs=jobs,
        scheduler=scheduler,
        cache=cache,
        tell=tell,
    )


def check(
    folder: str | os.PathLike[str] = ".",
    *,
    today: date,
    base: str | None = None,
    paths: Iterable[str | os.PathLike[str]] = (),
    config: os.PathLike[str] | None = None,
) -> Check:
    """A `Check` of the policies of a working tree against a base revision: each with its changes, what blocks, and what somebody accepted and until when.

    `folder` lies in the working tree; its settings are those of the nearest `policydiff.toml` or [tool.policydiff], or of the file `config`. `today` is the day
    on which acknowledgements are weighed: the clock is never read. `base` is a revision (None: that of the settings); compared is the last commit in common
    with it. `paths` limits the check to files and folders, counted from the current folder.

    Raises `SettingsError`, `UsageError` or `MissingSource` where nothing can be checked. A policy that cannot be read or understood does not raise: it shows in
    `outcome` and `exit_status`.
    """
    from policydiff.gates import check as check_gate
    from policydiff.gates import find_settings, read_settings

    place = find_settings(Path(folder)) if config is None else read_settings(Path(config).resolve())
    return check_gate(place, base=base, today=today, paths=[Path(path) for path in paths], folder=Path(folder))


def rules(regime: str | None = None, *, folder: os.PathLike[str] | None = None) -> tuple[Rule, ...]:
    """The rules that judge changes, sorted by regime and id; those of one `regime` where it is given ("default", "eu-gdpr", ...).

    `folder` holds rule files of your own, read beside the package's. Raises `UsageError` for an unknown regime or folder, `RuleError` for a malformed file.
    """
    from policydiff.law import rules as load_rules

    return load_rules(regime, folder=_path(folder))


def explain(rule_id: str, *, folder: os.PathLike[str] | None = None) -> Rule:
    """The `Rule` of this id: what triggers it, what it asks for, why, its exceptions, its source and how far that was verified.

    `render_rule` turns it into a page of text. `folder` is that of `rules`. Raises `UsageError` where no rule has this id.
    """
    from policydiff.law import explain as find_rule

    return find_rule(rule_id, folder=_path(folder))


def _path(folder: os.PathLike[str] | None) -> Path | None:
    return None if folder is None else Path(folder)
