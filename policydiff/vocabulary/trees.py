"""Reads the vocabulary's files: every facet is a folder of TOML files or one file, found by looking, never listed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from itertools import product
from typing import Any

from policydiff.vocabulary.models import Cue, Term

_SETTINGS = "settings"
_EXAMPLES = "examples"
# Folders that hold no facet.
_NO_FACETS = frozenset({_SETTINGS, _EXAMPLES, "weights"})


def settings(name: str) -> dict[str, Any]:
    """The settings file of that name."""
    return tomllib.loads((files(__package__) / _SETTINGS / f"{name}.toml").read_text("utf-8"))


def examples(facet: str) -> list[tuple[str, str]]:
    """Example phrases of a facet with their categories; none where the facet has no file of examples."""
    sheet = files(__package__) / _EXAMPLES / f"{facet}.toml"
    if not sheet.is_file():
        return []
    blocks: dict[str, str] = tomllib.loads(sheet.read_text("utf-8"))
    return [(phrase.strip(), category) for category, block in blocks.items() for phrase in block.splitlines() if phrase.strip()]


def facets() -> dict[str, list[dict[str, Any]]]:
    """The raw nodes of every facet, in file order: a folder or a file beside this module is a facet, its name the facet's name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if entry.name in _NO_FACETS:
            continue
        if entry.name.endswith(".toml"):
            found[entry.name.removesuffix(".toml")] = tomllib.loads(entry.read_text("utf-8"))["term"]
        elif entry.is_dir():
            sheets = sorted((sheet for sheet in entry.iterdir() if sheet.name.endswith(".toml")), key=lambda sheet: sheet.name)
            nodes = [node for sheet in sheets for node in tomllib.loads(sheet.read_text("utf-8"))["term"]]
            if nodes:
                found[entry.name] = nodes
    return found


def grow(facet: str, nodes: list[dict[str, Any]]) -> tuple[dict[str, Term], list[Cue]]:
    """The terms and cues of a facet. A node without a parent hangs under the id before its last dot, else under the facet's root, its only node with `root`.

    A node inherits its parent's category and, unless it states its own, its flags other than "vague".
    """
    raw = {node["id"]: node for node in nodes}
    root = next(node["id"] for node in nodes if node.get("root"))
    terms: dict[str, Term] = {}

    def plant(id_: str) -> Term:
        if id_ in terms:
            return terms[id_]
        node = raw[id_]
        parent = None if id_ == root else plant(node.get("parent") or id_.rpartition(".")[0] or root)
        inherited = parent.flags - {"vague"} if parent else frozenset()
        terms[id_] = Term(
            id=id_,
            facet=facet,
            label=node["label"],
            category=node["category"] if parent is None else node.get("category", parent.category),
            dpv=node.get("dpv"),
            flags=frozenset(node["flags"]) if "flags" in node else inherited,
            parent=parent.id if parent else None,
            phrases=tuple(phrase for line in _entries(node.get("phrases", "")) for phrase in expand(line)),
        )
        return terms[id_]

    cues = [cue(plant(node["id"]).id, entry, node.get("weight", 1.0)) for node in nodes for entry in _entries(node.get("cues", ""))]
    for id_ in raw:
        plant(id_)
    return terms, cues


def expand(pattern: str) -> Iterator[str]:
    """The plain phrases of a pattern such as "contact data|detail": one for each choice of alternatives."""
    if "|" not in pattern:
        yield pattern
        return
    for choice in product(*(element.split("|") for element in pattern.split())):
        yield " ".join(choice)


def cue(term: str, pattern: str, weight: float) -> Cue:
    """A cue from its notation: "^" opens a phrase, "a|b" are alternatives, "improv*" a beginning, ".." a gap, a last "@2" the weight."""
    elements: list[tuple[str, ...]] = []
    gaps: list[bool] = []
    gap = False
    for element in pattern.removeprefix("^").split():
        if element.startswith("@"):
            weight = float(element[1:])
        elif element == "..":
            gap = True
        else:
            elements.append(tuple(element.split("|")))
            gaps.append(gap)
            gap = False
    return Cue(term, tuple(elements), tuple(gaps), weight, pattern.startswith("^"))


def _entries(text: str) -> list[str]:
    """The entries of a list written as one string: commas part them, line breaks are spaces. Such strings load several times faster than arrays."""
    return [entry for entry in (" ".join(part.split()) for part in text.split(",")) if entry]
