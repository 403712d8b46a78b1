"""Sources that are sound and say nothing that is understood: to compare them is an answer, not a failure."""

from __future__ import annotations

import os
from typing import Any

from policydiff.documents.models import Document
from policydiff.documents.reading import read
from policydiff.documents.sources import open_source
from policydiff.errors import ScannedSource, UnsupportedLanguage


class Unread(Document):
    """A source of which nothing was read; its text is empty. `reason` says why, in one line."""

    reason: str


def read_or_tell(source: os.PathLike[str] | str | bytes | Document, *, media_type: str | None = None, name: str | None = None) -> Document:
    """What `read` gives, and an `Unread` document for a scan without text and for a text in another language. Raises the rest of what `read` raises."""
    try:
        return read(source, media_type=media_type, name=name)
    except (ScannedSource, UnsupportedLanguage) as error:
        assert not isinstance(source, Document)  # a document comes back as it is
        raw = open_source(source, name)
        nothing: dict[str, Any] = {"media_type": "application/octet-stream", "title": None, "language": None, "effective_date": None, "text": ""}
        return Unread(source=raw.path, sha256=raw.sha256, reason=str(error), **nothing)
