"""What the styles and numberings of a Word document say about its paragraphs (ECMA-376 part 1, 17.7 and 17.9)."""

from __future__ import annotations

from collections.abc import Iterator
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
class _Style:
    name: str
    based_on: str | None
    element: _Element


class Styles:
    """The styles of a document. A property that a style does not give is that of the style on which it is based."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str | None, _Style] = {}
        for element in root.iterchildren(f"{_W}style") if root is not None else ():
            style = _Style((value(child(element, "name")) or "").lower(), value(child(element, "basedOn")), element)
            self._styles[value(element, "styleId")] = style
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true", "on"):
                self._styles[None] = style

    def _chain(self, style: str | None) -> Iterator[_Style]:
        seen: set[str | None] = set()
        while style not in seen and style in self._styles:
            seen.add(style)
            yield self._styles[style]
            style = self._styles[style].based_on
            if style is None:
                return

    def _first(self, style: str | None, *path: str) -> _Element | None:
        return next((found for one in self._chain(style) if (found := child(one.element, *path)) is not None), None)

    def is_title(self, style: str | None) -> bool:
        """Whether a paragraph of this style is the title of the document."""
        return any(one.name == words("styles", "title") for one in self._chain(style))

    def is_contents(self, style: str | None) -> bool:
        """Whether a paragraph of this style stands in a table of contents."""
        return any(one.name.split(" ")[0] == words("styles", "contents") for one in self._chain(style))

    def outline(self, style: str | None) -> int:
        """The level of a heading of this style, from 1; 0 for other text."""
        for one in self._chain(style):
            level = number(child(one.element, "pPr", "outlineLvl"))
            if level is not None:
                return outline_level(level)
            name, _, depth = one.name.rpartition(" ")
            if name == words("styles", "heading") and depth.isdecimal():
                return int(depth)
        return 0

    def bold(self, *styles: str | None) -> bool:
        """Whether text is bold by the first of these styles that says."""
        return any(is_on(self._first(style, "rPr", "b")) for style in styles)

    def numbering(self, style: str | None) -> tuple[str | None, int]:
        """The numbering that a style gives to its paragraphs, and the level in it from 0."""
        numbers = self._first(style, "pPr", "numPr")
        return value(child(numbers, "numId")), number(child(numbers, "ilvl")) or 0

    def depth(self, style: str | None) -> int:
        """How deep a list nests by the name of its style, from 1; 0 where the name does not say."""
        for one in self._chain(style):
            name, _, depth = one.name.rpartition(" ")
            if name in words("styles", "list") and depth.isdecimal():
                return int(depth)
        return 0

    def continues(self, style: str | None) -> bool:
        """Whether a paragraph of this style goes on with the list item above it."""
        return any(one.name.startswith(words("styles", "continued")) for one in self._chain(style))

    def bold_first_row(self, style: str | None) -> bool:
        """Whether a table of this style sets its first row in bold."""
        for one in self._chain(style):
            for part in one.element.iterchildren(f"{_W}tblStylePr"):
                if value(part, "type") == "firstRow" and is_on(child(part, "rPr", "b")):
                    return True
        return False


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
