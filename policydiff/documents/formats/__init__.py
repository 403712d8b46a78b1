"""One module, one format. Each names its `READER`; all are found by looking into this folder, none is listed by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from policydiff.documents.models import Block


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader makes of a source: the readable text, its blocks in order, its title."""

    text: str
    blocks: tuple[Block, ...]
    title: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """How one format is recognised and read.

    `suffixes` are file name endings in lower case; `magic` holds the first bytes of a binary format. `sniff` says how sure it is that a text
    without a suffix is in this format (0 no, the highest wins). A text format sets `read`, a binary one `read_bytes`.
    """

    media_type: str
    suffixes: tuple[str, ...]
    sniff: Callable[[str], int] = lambda text: 0
    read: Callable[[str], Content] | None = None
    read_bytes: Callable[[bytes], Content] | None = None
    magic: tuple[bytes, ...] = ()


@cache
def readers() -> tuple[Reader, ...]:
    """All readers, in the order of their module names."""
    return tuple(import_module(f"{__name__}.{module.name}").READER for module in iter_modules(__path__))
