"""A redline as HTML: a page that loads nothing, and a piece for notebooks. Marks are colours and lines, for print and for colour-blind readers too."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING, Any

from lxml import html
from lxml.html.builder import E

if TYPE_CHECKING:
    from policydiff.reports._redline.models import Marked, Redline, Run, Text

_TAGS = {"deleted": "del", "moved_from": "del", "inserted": "ins", "moved_to": "ins"}
_VIEWS = (("marked", "both, marked"), ("old", "the old text"), ("new", "the new text"))
_LEGEND = (("ins", "", "inserted"), ("del", "", "deleted"), ("ins", "moved", "moved to here"), ("del", "moved", "moved away"))
_LIMITS = "Every edit is marked, of style like of substance; a report says which of them matter. No legal advice."
# A notebook has colours of its own, and may drop style sheets: these marks read on light and on dark.
_INLINE = {"del": "background:rgba(213,94,0,.25);text-decoration:line-through", "ins": "background:rgba(0,114,178,.25);text-decoration:underline"}
_BOX = "max-height:30em;overflow:auto;border:1px solid rgba(128,128,128,.4);border-radius:4px;padding:0 1em;text-align:left"


def as_html(redline: Redline) -> str:
    """The redline as a page, light and dark, printable, with the old and the new text on demand; it runs no script and asks for no other file."""
    style = _style()
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    views = [part for id_, label in _VIEWS for part in (_radio(id_), E("label", {"for": f"show-{id_}"}, label))]
    legend = [part for tag, name, label in _LEGEND for part in (E(tag, {"class": name}, label), " ")]
    page = E(
        "html",
        {"lang": "en"},
        E(
            "head",
            E("meta", {"charset": "utf-8"}),
            E(
                "meta",
                {"http-equiv": "Content-Security-Policy", "content": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"},
            ),
            E("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
            E("title", f"Redline: {redline.new.title or redline.new.source or 'privacy policy'}"),
            E("style", style),
        ),
        E(
            "body",
            E(
                "header",
                E("p", E("strong", "Redline"), f" from {_named(redline.old, 'old text')} to {_named(redline.new, 'new text')}"),
                E("p", {"class": "legend"}, *legend),
                E("fieldset", E("legend", "Show"), *views),
            ),
            E("main", *_flow(redline.blocks)),
            E("footer", E("p", _LIMITS)),
        ),
    )
    return "<!DOCTYPE html>\n" + str(html.tostring(page, encoding="unicode")) + "\n"


def as_piece(redline: Redline) -> str:
    """The redline as a piece of HTML for a page of somebody else: no style sheet, no ids, no links."""
    piece = E("div", {"style": _BOX}, *_flow(redline.blocks))
    for element in piece.iter("del", "ins"):
        element.set("style", _INLINE[element.tag])
    for element in piece.iter():
        element.attrib.pop("id", None)
    for link in piece.findall(".//a"):
        link.drop_tree()
    return str(html.tostring(piece, encoding="unicode"))


def _radio(view: str) -> Any:
    return E("input", {"type": "radio", "name": "show", "id": f"show-{view}", **({"checked": "checked"} if view == "marked" else {})})


def _named(text: Text, fallback: str) -> str:
    return ", ".join(part for part in (text.title and f"“{text.title}”", text.source) if part) or fallback


@cache
def _style() -> str:
    return resources.files("policydiff.reports._redline").joinpath("redline.css").read_text("utf-8")


def _flow(blocks: Sequence[Marked]) -> Iterator[Any]:
    """Headings, paragraphs, lists and tables in reading order."""
    for (kind, _), found in groupby(blocks, key=lambda block: (block.kind if block.kind in ("list_item", "table_cell") else "", block.table)):
        if kind == "list_item":
            yield _list(list(found))
        elif kind == "table_cell":
            rows = [E("tr", *_cells(list(row))) for _, row in groupby(found, key=lambda block: block.row)]
            yield E("table", E("tbody", *rows))
        else:
            for block in found:
                yield _filled(E(f"h{min(max(block.level, 1), 6)}" if block.kind == "heading" else "p"), block)


def _list(blocks: Sequence[Marked]) -> Any:
    """A list with the lists in it; what is deeper than the item before opens one level, however much deeper it is."""
    top = E("ul")
    open_lists: list[tuple[int, Any]] = [(blocks[0].level, top)]
    for block in blocks:
        while len(open_lists) > 1 and block.level < open_lists[-1][0]:
            open_lists.pop()
        if block.level > open_lists[-1][0] and len(open_lists[-1][1]):
            inner = E("ul")
            open_lists[-1][1][-1].append(inner)
            open_lists.append((block.level, inner))
        item = _filled(E("li"), block)
        if not block.bullet:
            item.classes.add("numbered")
        open_lists[-1][1].append(item)
    return top


def _cells(blocks: Sequence[Marked]) -> Iterator[Any]:
    """The cells of a row, those included that no version fills."""
    at = 0
    for column, parts in groupby(blocks, key=lambda block: block.column or 0):
        yield from (E("td") for _ in range(at, column))
        yield E("td", *(_filled(E("p"), block) for block in parts))
        at = column + 1


def _filled(element: Any, block: Marked) -> Any:
    """An element with the words of a block; a paragraph end that only one version has shows as a sign, unless the whole block is its."""
    kinds = {_TAGS.get(run.kind) for run in block.runs}
    if len(kinds) == 1 and block.end != "same":
        element.classes.add(f"only-{block.end}")
    for run in block.runs:
        _append(element, run)
    if len(kinds) > 1 and block.end != "same":
        element.append(E(_TAGS[block.end], {"class": "end"}, "¶"))
    return element


def _append(element: Any, run: Run) -> None:
    if run.kind == "same":
        last = element[-1] if len(element) else None
        if last is None:
            element.text = (element.text or "") + run.text
        else:
            last.tail = (last.tail or "") + run.text
        return
    mark = E(_TAGS[run.kind], run.text)
    if run.move is not None:
        here, there, where = ("from", "to", "where it went") if run.kind == "moved_from" else ("to", "from", "where it was")
        mark.set("id", f"move-{run.move}-{here}")
        mark.classes.add("moved")
        mark.append(E("a", {"href": f"#move-{run.move}-{there}", "aria-label": f"passage {run.move}: {where}"}, f"[{run.move}]"))
    element.append(mark)
