"""From whatever the caller has to text: the bytes, their hash, and the characters in them."""

from __future__ import annotations

import codecs
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from policydiff.documents.data import load
from policydiff.errors import BinarySource, EmptySource, MissingSource, TooLarge, UndecodableSource
from policydiff.limits import LIMITS

LIMIT = LIMITS.bytes
"""The most bytes that one source may have."""

_FOREIGN = 0.3  # least share of characters beyond ASCII in a text of another script
_DECLARED = re.compile(
    rb"""(?:<meta\b[^>]{0,200}?\bcharset\s{0,4}=\s{0,4}["']?|<\?xml\b[^>]{0,80}?\bencoding\s{0,4}=\s{0,4}["'])([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE
)
_DECLARED_WITHIN = 2048  # HTML asks for the declaration in the first 1024 bytes; real pages are late by a little
_BOMS = (  # UTF-32 first: its little-endian mark starts with that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.02


class Raw(NamedTuple):
    """A source before it is read. `name` is what messages call it; `path` is None for a text or bytes; `text` is set for a `str` only."""

    name: str
    path: str | None
    data: bytes
    text: str | None

    @property
    def sha256(self) -> str:
        """The hash of the bytes, in hexadecimal."""
        return sha256(self.data).hexdigest()


def open_source(source: os.PathLike[str] | str | bytes, name: str | None = None) -> Raw:
    """The bytes of a file, a text or bytes; `name` is what bytes are called in messages and what their suffix is read from.

    Raises MissingSource where the file cannot be opened, TooLarge over `LIMIT`.
    """
    if isinstance(source, str):
        raw = Raw("the text", None, source.encode("utf-8", "surrogatepass"), source)
    elif isinstance(source, bytes):
        raw = Raw(name or "the bytes", name, source, None)
    else:
        path = os.fspath(source)
        raw = Raw(path, path, _file(path), None)
    if len(raw.data) > LIMIT:
        raise _too_large(raw.name, len(raw.data))
    return raw


def _file(path: str) -> bytes:
    try:
        size = Path(path).stat().st_size
        if size > LIMIT:
            raise _too_large(path, size)
        with Path(path).open("rb") as stream:
            return stream.read(LIMIT + 1)
    except FileNotFoundError:
        raise MissingSource(f"{path}: no such file; check the path") from None
    except IsADirectoryError:
        raise MissingSource(f"{path}: is a directory; name a file in it") from None
    except PermissionError:
        raise MissingSource(f"{path}: permission denied; make the file readable") from None
    except (OSError, ValueError) as error:
        raise MissingSource(f"{path}: cannot be opened ({getattr(error, 'strerror', None) or error}); check the path") from None


def _too_large(name: str, size: int) -> TooLarge:
    return TooLarge(f"{name}: {size:,} bytes, over the limit of {LIMIT:,}; give the policy alone, without the rest of the site")


def binary_format(data: bytes) -> tuple[str, str] | None:
    """The name of the binary format whose magic number `data` starts with, and what to do about it, or None."""
    for entry in load("policydiff.documents", "binary.toml")["format"]:
        if data.startswith(bytes.fromhex(entry["magic"])):
            return entry["name"], entry["advice"]
    return None


def decode(raw: Raw) -> str:
    """The characters of a source; line ends are left as they are and a byte order mark is dropped.

    The encoding is that of the byte order mark, else the one that the first lines declare (HTML, XML), else UTF-8, else the best guess.
    Raises BinarySource for bytes that are no text, UndecodableSource where no encoding fits, EmptySource where nothing but white space is left.
    """
    known = binary_format(raw.data)
    if known:
        raise BinarySource(f"{raw.name}: is {known[0]}, which is no text; {known[1]}")
    text = raw.text if raw.text is not None else _decoded(raw)
    if "\x00" in text or len(_CONTROLS.findall(text)) > _CONTROL_SHARE * len(text):
        raise BinarySource(f"{raw.name}: holds binary data; give text, Markdown or HTML")
    if not text.strip() or not text.strip("\ufeff \t\r\n"):
        raise EmptySource(f"{raw.name}: is empty; give a policy to read")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UndecodableSource(f"{raw.name}: holds half a character (a lone surrogate) at offset {error.start}; decode it anew") from None
    return text


def _decoded(raw: Raw) -> str:
    data = raw.data
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(raw, encoding)
    if b"\x00" in data:
        raise BinarySource(f"{raw.name}: holds binary data (a NUL byte at offset {data.index(0)}); give text, Markdown or HTML")
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    label = declared[1].decode("ascii") if declared else None
    for encoding in (*([_encoding(label)] if label else []), "utf-8"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    if label:
        raise UndecodableSource(f"{raw.name}: declares {label} and is not written in it, or not in an encoding of the web; save it as UTF-8")
    return _guessed(raw)


def _strictly(raw: Raw, encoding: str) -> str:
    try:
        return raw.data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UndecodableSource(f"{raw.name}: starts as {encoding.upper()} but breaks it at byte {error.start}; save it as UTF-8") from None


def _encoding(label: str) -> str:
    """The codec meant by a declared label, UTF-8 where it is no encoding of the web."""
    encoding: str = load("policydiff.documents", "encodings.toml")["read_as"].get(_codec(label), "utf-8")
    return encoding


def _codec(label: str) -> str | None:
    """The name under which Python knows a label."""
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


def _guessed(raw: Raw) -> str:
    from charset_normalizer import from_bytes

    try:
        return raw.data.decode("cp1252")  # what English text that is not UTF-8 was nearly always written in
    except UnicodeDecodeError:
        best = from_bytes(raw.data).best()
    # A text of another script in its own encoding is foreign throughout; a few strange letters in ASCII text are a wrong guess.
    if best is None or sum(not character.isascii() for character in str(best)) < _FOREIGN * len(str(best)):
        raise UndecodableSource(f"{raw.name}: is text in no known encoding; save it as UTF-8")
    return str(best)
