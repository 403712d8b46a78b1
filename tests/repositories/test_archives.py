"""Layouts, timelines and bounds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policydiff.errors import MissingSource, UsageError
from policydiff.repositories.archives import open_archive
from policydiff.repositories.layouts import dated, is_upgrade, matcher, named, named_dated
from tests.repositories.makers import Repository


@pytest.mark.parametrize(
    "pattern, path, matches",
    [
        ("**/Privacy Policy.md", "Acme/Privacy Policy.md", True),
        ("**/Privacy Policy.md", "Privacy Policy.md", True),
        ("**/Privacy Policy.md", "a/b/Privacy Policy.md", True),
        ("**/Privacy Policy.md", "a/My Privacy Policy.md", False),
        ("*/*.md", "a/b.md", True),
        ("*/*.md", "a/b/c.md", False),
        ("T?s/[x].md", "Tes/[x].md", True),
        ("T?s/[x].md", "Tes/x.md", False),
    ],
)
def test_globs(pattern: str, path: str, matches: bool) -> None:
    assert matcher(pattern)(path) is matches


def test_names() -> None:
    assert named("Acme/Privacy Policy.md") == ("Acme", "Privacy Policy")
    assert named("privacy.md") == ("", "privacy")
    assert named_dated("acme/privacy", "") == ("acme", "privacy")
    assert named_dated("acme", "privacy") == ("acme", "privacy")


@pytest.mark.parametrize(
    "path, rest, day",
    [
        ("p/2016-08-25.md", "", "2016-08-25"),
        ("p/privacy-20160825.html", "privacy", "2016-08-25"),
        ("p/2016_08_25 privacy.md", "privacy", "2016-08-25"),
    ],
)
def test_dated_names(path: str, rest: str, day: str) -> None:
    found = dated(path)
    assert found is not None
    assert (found[0], found[1].date().isoformat()) == (rest, day)


@pytest.mark.parametrize("path", ["p/privacy.md", "p/2016-13-25.md", "p/2016-02-31.md", "p/120160825.md"])
def test_names_without_a_date(path: str) -> None:
    assert dated(path) is None


def test_commit_conventions() -> None:
    assert is_upgrade("Apply technical or declaration upgrade on Acme Privacy Policy\n\nThis version was ...")
    assert is_upgrade("Refilter Acme Privacy Policy")
    assert not is_upgrade("Record new changes of Acme Privacy Policy")


def test_a_timeline_follows_a_file_through_edits_deletion_and_return(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    repo.write({"A/p.md": "one", "B/q.md": "x"})
    repo.write({"A/p.md": "two"}, "Refilter A p")
    repo.write({"B/q.md": "y"})
    repo.write({"A/p.md": None})
    repo.write({"A/p.md": "three"})
    archive = open_archive(tmp_path / "r.git")
    [timeline] = archive.timelines(matcher("A/*.md"))
    assert (timeline.service, timeline.policy, timeline.path) == ("A", "p", "A/p.md")
    assert [(capture.commit, capture.order, capture.upgrade) for capture in timeline.captures] == [
        (repo.commits[number], number, number == 1) for number in (0, 1, 3, 4)
    ]
    assert [archive.data(capture.blob) if capture.blob else None for capture in timeline.captures] == [b"one", b"two", None, b"three"]
    assert [timeline.path for timeline in archive.timelines(matcher("**/*.md"))] == ["A/p.md", "B/q.md"]


def test_dated_files_are_one_policy(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    repo.write({"acme/privacy/2016-08-25.md": "new", "acme/privacy/2012-07-07.md": "old", "acme/privacy/about.md": "x"})
    archive = open_archive(tmp_path / "r.git")
    timeline = archive.timeline("acme/privacy")
    assert (timeline.service, timeline.policy) == ("acme", "privacy")
    assert [(capture.captured.date(), archive.data(capture.blob or "")) for capture in timeline.captures] == [
        (date(2012, 7, 7), b"old"),
        (date(2016, 8, 25), b"new"),
    ]


def test_a_folder_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for day, text in (("2016-08-25", "new"), ("2012-07-07", "old")):
        (tmp_path / f"privacy-{day}.md").write_text(text)
    archive = open_archive(tmp_path)
    [timeline] = archive.timelines(matcher("*.md"))
    assert [(capture.name, archive.data(capture.blob or "")) for capture in timeline.captures] == [
        ("privacy-2012-07-07.md", b"old"),
        ("privacy-2016-08-25.md", b"new"),
    ]
    with pytest.raises(UsageError, match="'HEAD' is no date"):
        archive.after("HEAD")


def test_dated_files_of_several_policies_are_not_mixed(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    repo.write({f"acme/{name}-{day}.md": name + day for name in ("privacy", "terms") for day in ("2012-07-07", "2016-08-25")})
    archive = open_archive(tmp_path / "r.git")
    with pytest.raises(UsageError, match=r"several policies \(privacy, terms\)"):
        archive.timeline("acme")
    assert [timeline.policy for timeline in archive.timelines(matcher("**/*.md"))] == ["privacy", "terms"]


def test_bounds_are_dates_or_revisions(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "r.git")
    for text in ("one", "two", "three"):
        repo.write({"p.md": text})
    archive = open_archive(tmp_path / "r.git")
    captures = archive.timeline("p.md").captures
    assert [list(map(archive.after(bound), captures)) for bound in ("2024-01-02", "HEAD~2", repo.commits[1][:12])] == [
        [False, True, True],
        [False, True, True],
        [False, False, True],
    ]
    assert [list(map(archive.until(bound), captures)) for bound in ("2024-01-02", "HEAD~2")] == [[True, True, False], [True, False, False]]
    with pytest.raises(UsageError, match="neither a date"):
        archive.after("nowhere")


def test_only_the_main_line_counts(tmp_path: Path) -> None:
    import pygit2

    repo = Repository(tmp_path / "r.git")
    repo.write({"p.md": "one"})
    git = pygit2.Repository(str(tmp_path / "r.git"))
    who = pygit2.Signature("A", "a@b.example", 0, 0)
    base = git.head.target
    builder = git.TreeBuilder(git[base].peel(pygit2.Tree))
    builder.insert("p.md", git.create_blob(b"draft"), pygit2.enums.FileMode.BLOB)
    side = git.create_commit("refs/heads/draft", who, who, "draft", builder.write(), [base])
    git.create_commit("HEAD", who, who, "merge", builder.write(), [base, side])
    archive = open_archive(tmp_path / "r.git")
    assert [capture.order for capture in archive.timeline("p.md").captures] == [0, 1]
    with pytest.raises(UsageError, match="not on the main line"):
        archive.after("draft")


@pytest.mark.parametrize("name, message", [("absent", "no such repository"), ("file", r"is a file.*git clone --bare"), ("empty.git", "no commit yet")])
def test_what_is_no_archive_is_named(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "file").write_text("x")
    Repository(tmp_path / "empty.git")
    with pytest.raises(MissingSource, match=message):
        open_archive(tmp_path / name)


def test_a_path_that_never_was_is_named(tmp_path: Path) -> None:
    Repository(tmp_path / "r.git").write({"p.md": "one"})
    with pytest.raises(MissingSource, match=r"no file 'q.md', now or before"):
        open_archive(tmp_path / "r.git").timeline("q.md")
