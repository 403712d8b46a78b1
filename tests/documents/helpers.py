from __future__ import annotations

from policydiff.documents import Document


def shape(document: Document) -> list[tuple[str, int, str]]:
    """Kind, level and squeezed text of each block."""
    return [(block.kind, block.level, " ".join(document.text[block.start : block.end].split())) for block in document.blocks]


def lines(document: Document) -> list[tuple[int | None, int | None, str]]:
    return [(block.line, block.end_line, " ".join(document.text[block.start : block.end].split())) for block in document.blocks]
