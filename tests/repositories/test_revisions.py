from __future__ import annotations

from pathlib import Path

import pytest

from policydiff.errors import MissingSource
from policydiff.repositories import is_revision, read_revision

pygit2 = pytest.importorskip("pygit2")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions of docs/policy.md, the second also on the branch `legal/next`; the current folder is docs."""
    repo = pygit2.init_repository(str(tmp_path), initial_head="main")
    who = pygit2.Signature("A", "a@b.example", 0, 0)
    (tmp_path / "docs").mkdir()
    parents: list[object] = []
    for text in ("one", "two"):
        (tmp_path / "docs" / "policy.md").write_text(text, encoding="utf-8")
        repo.index.add("docs/policy.md")
        parents = [repo.create_commit("HEAD", who, who, text, repo.index.write_tree(), parents)]
    repo.create_branch("legal/next", repo[parents[0]])
    monkeypatch.chdir(tmp_path / "docs")
    return tmp_path


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    "spec, data",
    [
        ("HEAD:docs/policy.md", b"two"),
        ("HEAD~1:docs/policy.md", b"one"),
        ("legal/next:docs/policy.md", b"two"),
        ("main~1:./policy.md", b"one"),
        ("main:../docs/policy.md", b"two"),
    ],
)
def test_a_version_is_read(spec: str, data: bytes) -> None:
    assert is_revision(spec)
    assert read_revision(spec) == (data, spec)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    "spec, message",
    [
        ("nowhere:docs/policy.md", "no revision 'nowhere'"),
        ("HEAD:policy.md", "no file 'policy.md' in HEAD"),
        ("HEAD:docs", "is a directory"),
        ("HEAD:../../x", "out of the repository"),
    ],
)
def test_what_is_not_there_is_named(spec: str, message: str) -> None:
    with pytest.raises(MissingSource, match=message):
        read_revision(spec)


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(MissingSource, match="no git repository"):
        read_revision("HEAD:a.md")


def test_files_and_drives_win_over_revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a:b.md").write_text("x", encoding="utf-8")
    assert not is_revision("a:b.md")
    assert not is_revision("C:\\policies\\a.md")
    assert not is_revision("plain.md")
    assert not is_revision("https://a.example/x")
    assert is_revision("a:c.md")
