"""The public verbs: each wires stages together and imports them only when it is called, so that `import policydiff` stays lean."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, Union

if TYPE_CHECKING:
    from policydiff.documents.models import Document
    from policydiff.extraction.models import Policy
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
) -> Report:
    """The `Report` on what changed from `old` to `new`: the verdict, each material change with both quotes and its rules, promises, choices, coverage.

    `old`, `new` and `notice` are anything that `parse` takes. `notice` is what users were told: it fills `choices` and `notice_gaps` and changes no verdict.
    `regimes` limits the legal regimes that are reported ("eu-gdpr", "us-ftc"); the default verdict does not depend on it. `facts` says what no text can tell,
    as `Facts`, as a mapping of their fields, or as the path of a TOML file with them. `rules` is a folder of rule files of your own, read beside the package's.

    Raises what `read` raises, `RuleError` for a malformed facts or rule file, `UsageError` for an unknown regime or fact. Texts of which too little is
    understood do not raise: then `verdict.obligation` is "not_understood", with the reason in `coverage`.
    """
    from policydiff.changes import changes, understood
    from policydiff.law import judge
    from policydiff.law.facts import facts_from

    known = facts_from(facts)
    # All is read before anything is parsed: a wrong file shows at once, not after the other one was understood.
    before, after, *told = [parse(source) for source in [_readable(source) for source in (old, new, notice) if source is not None]]
    return judge(
        changes(before, after),
        before,
        after,
        notice=told[0] if told else None,
        facts=known,
        regimes=(regimes,) if isinstance(regimes, str) else None if regimes is None else tuple(regimes),
        rules=_path(rules),
        understood=understood(before, after),
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
    from policydiff.extraction.models import Policy

    return source if isinstance(source, Policy) else read(source)


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
