"""The public verb of this package: `read`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from policydiff.documents.dates import effective_date
from policydiff.documents.formats import Content, Reader, readers
from policydiff.documents.language import detect
from policydiff.documents.models import Document
from policydiff.documents.sources import Raw, decode, open_source
from policydiff.errors import EmptySource, SourceError, TooLong, UnsupportedLanguage, UsageError
from policydiff.limits import LIMITS, metered


def read(source: os.PathLike[str] | str | bytes | Document, *, media_type: str | None = None, name: str | None = None) -> Document:
    """The source as a `Document`: readable text, blocks with their lines (pages in a PDF, paragraphs in a DOCX), title, language, effective date.

    `source` is a path object (a file), a `str` (always the text itself, never a path), bytes, or a Document, which is returned as it is.
    `media_type` is one of text/html, text/markdown, text/plain, application/pdf and the media type of DOCX; without it the first bytes of a binary format
    decide, then the file's suffix, then the text itself.
    `name` says where bytes come from ("HEAD:privacy.md"): it becomes the document's `source`, and its suffix decides as a file's does.

    Raises MissingSource, EmptySource, BinarySource, DamagedSource, EncryptedSource, ScannedSource, UndecodableSource and OverLimit where there is nothing to
    read, MissingReader for PDF and DOCX without the extra that reads them, UnsupportedLanguage for a text of 50 words or more that is not English, and
    UsageError for a media type that no reader knows.
    """
    if isinstance(source, Document):
        return source
    wanted = _named(media_type) if media_type else None
    raw = open_source(source, name)
    with metered(LIMITS.reading):
        reader, content = _content(raw, wanted)
    if len(content.text) > LIMITS.characters:
        raise TooLong(f"{raw.name}: holds {len(content.text):,} characters of text, over the limit of {LIMITS.characters:,}; give the policy alone")
    if not content.blocks:
        raise EmptySource(f"{raw.name}: holds markup but no words; give a policy to read")
    language = detect([content.text[block.start : block.end] for block in content.blocks])
    if language is not None and language.code != "en":
        raise UnsupportedLanguage(f"{raw.name}: the text is in {language.name}; policydiff reads English policies", language=language.code)
    return Document(
        source=raw.path,
        media_type=reader.media_type,
        sha256=raw.sha256,
        title=content.title,
        language=language.code if language else None,
        effective_date=effective_date([content.text[block.start : block.end] for block in content.blocks]),
        text=content.text,
        blocks=content.blocks,
    )


def _named(media_type: str) -> Reader:
    name = media_type.partition(";")[0].strip().lower()
    for reader in readers():
        if reader.media_type == name:
            return reader
    known = ", ".join(sorted(reader.media_type for reader in readers()))
    raise UsageError(f"no reader for the media type {media_type!r}; use one of {known}")


def _content(raw: Raw, wanted: Reader | None) -> tuple[Reader, Content]:
    reader = wanted or _by_magic(raw) or _by_suffix(raw)
    if reader and reader.read_bytes:
        with _naming(raw):
            return reader, reader.read_bytes(raw.data)
    text = decode(raw)
    reader = reader or max((candidate for candidate in readers() if candidate.read), key=lambda candidate: candidate.sniff(text))
    assert reader.read is not None  # every reader reads text or bytes
    with _naming(raw):
        return reader, reader.read(text)


@contextmanager
def _naming(raw: Raw) -> Iterator[None]:
    """Readers do not know what they read; their errors get its name here."""
    try:
        yield
    except SourceError as error:
        raise type(error)(f"{raw.name}: {error}") from None


def _by_magic(raw: Raw) -> Reader | None:
    if raw.text is not None:  # a `str` is always text
        return None
    return next((reader for reader in readers() if reader.magic and raw.data.startswith(reader.magic)), None)


def _by_suffix(raw: Raw) -> Reader | None:
    suffix = PurePath(raw.path).suffix.lower() if raw.path else ""
    return next((reader for reader in readers() if suffix and suffix in reader.suffixes), None)
