"""Read a file, a text or bytes as a document: readable text, with the place of each block in the source.

    from policydiff.documents import read

    document = read("Our policy\\n\\nWe collect your name.\\n")
    [block.kind for block in document.blocks]       # ['heading', 'paragraph']

One module in `formats` reads one format; a new format is a new module there.
"""

from __future__ import annotations

from policydiff.documents.models import Block, Document
from policydiff.documents.reading import read
from policydiff.documents.sources import LIMIT

__all__ = ["LIMIT", "Block", "Document", "read"]
