"""What the styles and numberings of a Word document say about its paragraphs (ECMA-376 part 1, 17.7 and 17.9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from policydiff.documents.data import load

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY_TEXT = 9  # the outline level of text that is no heading
_DEEPEST = 9  # levels of a list


@cache
def words(table: str, key: str) -> Any:
    """An entry of word.toml; lists as sets."""
    entry = load("policydiff.documents", "word.toml")[table][key]
    return frozenset(entry) if isinstance(entry, list) else entry


def local(element: _Element) -> str:
    """The name of an element without its namespace; empty for comments and entities."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first element below `element` along a path of local names."""
    for name in path:
        element = element.find(_W + name) if element is not None else None
    return element


def value(element: _Element | None, name: str = "val") -> str | None:
    """An attribute of an element, None where either is missing."""
    return element.get(_W + name) if element is not None else None


def number(element: _Element | None, name: str = "val") -> int | None:
    """An attribute that counts something, None where it is missing or no small number."""
    text = value(element, name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def is_on(element: _Element | None) -> bool | None:
    """Whether a property that is on or off is on; None where it is not given (17.17.4)."""
    return None if element is None else value(element) not in ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says about the paragraphs and words that have it, directly or through the styles on which it is based.

    `outline` is the level of a heading from 1, 0 for other text; `numbering` the numbering and the level in it from 0; `depth` how deep a list nests by the
    name of its style, from 1, 0 where that does not say; `bold` and `bold_first_row` (of a table) None where no style says.
    """

    title: bool = False
    contents: bool = False
    continues: bool = False
    outline: int = 0
    depth: int = 0
    bold: bool | None = None
    bold_first_row: bool | None = None
    numbering: str | None = None
    numbering_level: int = 0


class Styles:
    """The styles of a document by their ids; None stands for the style of paragraphs that name none."""

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str | None, _Element] = {}
        self._looks: dict[str | None, Look] = {}
        for element in root.iterchildren(f"{_W}style") if root is not None else ():
            self._elements[value(element, "styleId")] = element
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true", "on"):
                self._elements[None] = element

    def look(self, style: str | None) -> Look:
        """What a style says; nothing where the document has no such style."""
        if style not in self._looks:
            self._looks[style] = _look(list(self._chain(style)))
        return self._looks[style]

    def _chain(self, style: str | None) -> Iterator[_Element]:
        """A style and those on which it is based."""
        seen: set[str | None] = set()
        while style not in seen and style in self._elements:
            seen.add(style)
            yield self._elements[style]
            style = value(child(self._elements[style], "basedOn"))
            if style is None:
                return


def _look(chain: Sequence[_Element]) -> Look:
    names = [(value(child(element, "name")) or "").lower() for element in chain]
    numbered = [(head, int(depth)) for head, _, depth in (name.rpartition(" ") for name in names) if depth.isascii() and depth.isdigit()]
    levels = [level for level in (number(child(element, "pPr", "outlineLvl")) for element in chain) if level is not None]
    outline = outline_level(levels[0]) if levels else next((depth for head, depth in numbered if head == words("styles", "heading")), 0)
    numbers = next((found for element in chain if (found := child(element, "pPr", "numPr")) is not None), None)
    first_rows = [part for element in chain for part in element.iterchildren(f"{_W}tblStylePr") if value(part, "type") == "firstRow"]
    return Look(
        title=words("styles", "title") in names,
        contents=any(name.split(" ")[0] == words("styles", "contents") for name in names),
        continues=any(name.startswith(words("styles", "continued")) for name in names),
        outline=outline,
        depth=next((depth for head, depth in numbered if head in words("styles", "list")), 0),
        bold=_first_on(chain, "rPr", "b"),
        bold_first_row=_first_on(first_rows, "rPr", "b"),
        numbering=value(child(numbers, "numId")),
        numbering_level=number(child(numbers, "ilvl")) or 0,
    )


def _first_on(elements: Iterable[_Element], *path: str) -> bool | None:
    return next((on for element in elements if (on := is_on(child(element, *path))) is not None), None)


def outline_level(stored: int) -> int:
    """The level of a heading from 1, 0 for body text, of what Word stores."""
    return 0 if stored >= _BODY_TEXT else stored + 1


class Numbering:
    """The numberings of a document, which count as its paragraphs go by."""

    def __init__(self, root: _Element | None) -> None:
        children = list(root) if root is not None else []
        abstract = {value(element, "abstractNumId"): element for element in children if local(element) == "abstractNum"}
        self._numbers = {value(element, "numId"): element for element in children if local(element) == "num"}
        self._levels: dict[str | None, dict[int | None, _Element]] = {}
        for name, element in self._numbers.items():
            plain = abstract.get(value(child(element, "abstractNumId")))
            self._levels[name] = {number(level, "ilvl"): level for level in (plain.iterchildren(f"{_W}lvl") if plain is not None else ())}
        self._counters: dict[str | None, dict[int, int]] = {}  # by abstract numbering: numberings of one kind count together
        self._begun: set[str | None] = set()

    def marker(self, numbering: str | None, level: int) -> str:
        """The sign of the next paragraph on this level (from 0) of a numbering: "*" for a bullet, else "1.", "2." and so on."""
        definition = self._levels.get(numbering, {}).get(level)
        kind = value(child(definition, "numFmt"))
        if definition is None or kind in ("bullet", "none"):
            return "*"
        counter = self._counters.setdefault(value(child(self._numbers[numbering], "abstractNumId")), {})
        if numbering not in self._begun:
            self._begun.add(numbering)
            for override in self._numbers[numbering].iterchildren(f"{_W}lvlOverride"):
                start = number(child(override, "startOverride"))
                if start is not None:
                    counter[number(override, "ilvl") or 0] = start - 1
        first = number(child(definition, "start"))
        counter[level] = counter[level] + 1 if level in counter else 1 if first is None else first
        for deeper in range(level + 1, _DEEPEST):
            counter.pop(deeper, None)
        return f"{counter[level]}."
