"""PDF, read through PDFium: its letters with their places, from which `paragraphs` tells what belongs together."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from itertools import pairwise

from policydiff.documents import pdfium
from policydiff.documents.apart import apart
from policydiff.documents.formats import Content, Reader
from policydiff.documents.layout import assemble, title_of
from policydiff.documents.paragraphs import pieces
from policydiff.errors import MissingReader, ScannedSource, TooMuchPacked
from policydiff.limits import LIMITS, check

_DICTIONARY = 1_000  # bytes before a stream in which it says what it holds
_STREAM = re.compile(rb"(?:end)?stream\r?\n?")


def read_pdf(data: bytes) -> Content:
    """The readable text of a PDF in reading order: headings, paragraphs, list items and ruled tables, without page numbers, running headers and footers.

    PDFium opens it in a process of its own, for what a PDF costs does not show in it: two kilobytes of forms in forms can stand for a billion letters.

    Raises DamagedSource, EncryptedSource where a password is needed, ScannedSource where pages are pictures without text, OverLimit, MissingReader without
    pypdfium2.
    """
    try:
        import pypdfium2  # noqa: F401
    except ImportError:
        raise MissingReader('is a PDF file, which is read with pypdfium2; run: pip install "policydiff[pdf]"') from None
    _check(data)
    check()
    found = apart(pdfium.opened, data)
    readable, blocks = assemble(pieces(pdfium.sheets(found)), "page")
    if not blocks:
        raise ScannedSource("holds no text that can be read (a scan?); run text recognition (OCR) on it first")
    return Content(readable, blocks, title_of(readable, blocks) or found["title"] or None)


def _check(data: bytes) -> None:
    """Unpack the streams of a file, no farther than the limit, before PDFium does so without one (it stops at a gigabyte for each)."""
    left = LIMITS.unpacked  # pictures not counted: these are not unpacked to read the text
    view = memoryview(data)
    marks = [(found.start(), found.end()) for found in _STREAM.finditer(data)]
    for (start, begin), (end, _) in pairwise([*marks, (len(data), len(data))]):
        if data.startswith(b"end", start) or b"/Image" in data[max(0, start - _DICTIONARY) : start].rpartition(b"obj")[2]:
            continue
        with suppress(zlib.error):  # packed in another way, or not at all
            left -= len(zlib.decompressobj().decompress(view[begin:end], left))
        if left <= 0:
            raise TooMuchPacked(f"unpacks to over {LIMITS.unpacked:,} bytes; give the policy alone")


READER = Reader("application/pdf", (".pdf",), read_bytes=read_pdf, magic=(b"%PDF-",))
