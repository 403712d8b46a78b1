"""HTML pages out of templates: one file that loads nothing, in which text from outside is nothing but text."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

# Before anything is laid out: what is shown only on demand need not be laid out at first.
_START = 'document.documentElement.classList.add("script");'
_HYPHENATED = re.compile(r"((?<!\w)\w+(?:[-\u2010.]\w+)+)")  # ids of rules and regimes, dates, numbers of articles
_SPACE = re.compile(r"[ \t\n\r\u00a0]")
_SOFT_HYPHEN = "\u00ad"  # where a word may break: it is all over web pages and shows only at the end of a line


def page(template: str, **values: object) -> str:
    """The template filled in, with its style and script inside and a policy that allows these two alone, by their digests."""
    from markupsafe import Markup

    style, script = _own("page.css"), _own("page.js")
    scripts = " ".join(f"'{_digest(text)}'" for text in (_START, script))
    security = f"default-src 'none'; style-src '{_digest(style)}'; script-src {scripts}; base-uri 'none'; form-action 'none'"
    own = {"style": Markup(style), "start": Markup(_START), "script": Markup(script), "security": security}
    return _environment().get_template(template).render(**own, **values).rstrip() + "\n"


def neutral(text: str) -> str:
    """`text` with every character that is not seen, but obeyed, spelled out: U+202E becomes \u27e8U+202E\u27e9. White space stays, soft hyphens go."""
    return text if _seen(text) else "".join(_spelled(c) if _unseen(c) else c for c in text if c != _SOFT_HYPHEN)


def glyphs(text: str) -> Markup:
    """The same as markup, in which what was spelled out is marked as not the text's own words."""
    from markupsafe import Markup, escape

    if _seen(text):
        return escape(text)
    mark = Markup('<span class="unseen" title="{}">{}</span>')
    return Markup("").join(mark.format(unicodedata.name(c, "control character"), _spelled(c)) if _unseen(c) else c for c in text if c != _SOFT_HYPHEN)


def unbroken(text: str) -> Markup:
    """The same as markup, in which no line breaks at a hyphen or point within a word: ids and dates stay whole."""
    from markupsafe import Markup

    mark = Markup('<span class="unbroken">{}</span>')
    pieces = _HYPHENATED.split(text)  # every second one is a match
    return Markup("").join(mark.format(glyphs(piece)) if place % 2 else glyphs(piece) for place, piece in enumerate(pieces))


def _seen(text: str) -> bool:
    """Whether all of a text is seen: nearly every text, so that no character needs to be looked at alone."""
    return _SPACE.sub(" ", text).isprintable()


def _unseen(character: str) -> bool:
    return character not in "\t\n\r" and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")


def _spelled(character: str) -> str:
    return f"\u27e8U+{ord(character):04X}\u27e9"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader("policydiff.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: neutral(value) if type(value) is str else value,  # whatever a template prints; markup is a type of its own
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"glyphs": glyphs, "unbroken": unbroken}
    return found


def _own(name: str) -> str:
    return resources.files("policydiff.reports").joinpath("templates", name).read_text("utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
