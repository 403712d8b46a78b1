"""Bytes to characters: what is read, and what is refused rather than guessed."""

from __future__ import annotations

import pytest

from policydiff.documents import read
from policydiff.errors import UndecodableSource

SENTENCE = "We collect your name – “as given” – when you order a coffee in our café."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_a_usual_encoding_is_read(encoding: str) -> None:
    assert read(SENTENCE.encode(encoding), media_type="text/plain").text == SENTENCE


@pytest.mark.parametrize(
    "label, text",
    [
        ("windows-1252", "café"),
        ("latin1", "“café”"),
        ("shift_jis", "テスト"),
        ("ISO-8859-9", "İstanbul"),
    ],
)
def test_a_declared_encoding_of_the_web_is_read(label: str, text: str) -> None:
    codec = {"latin1": "cp1252", "ISO-8859-9": "cp1254"}.get(label, label)
    sentence = f"We collect your name and your email address when you order a coffee at {text}."
    assert read(f'<meta charset="{label}"><p>{sentence}</p>'.encode(codec)).text == sentence


@pytest.mark.parametrize(
    "label", ["punycode", "undefined", "unicode_escape", "idna", "utf-7", "utf-16", "utf-32", "hex", "zlib", "cp037", "aliases", "x-user-defined"]
)
def test_what_is_no_encoding_of_the_web_is_read_as_utf_8(label: str) -> None:
    """Python has codecs that take quadratic time, raise what no other does, or run escapes."""
    sentence = "We collect your name \\u0041 +AEE- at the café xn--caf-dma."
    assert read(f'<meta charset="{label}"><p>{sentence}</p>'.encode()).text == sentence
    with pytest.raises(UndecodableSource, match=f"declares {label} and is not written in it, or not in an encoding of the web"):
        read(f'<meta charset="{label}"><p>{sentence}</p>'.encode("latin-1"))


@pytest.mark.parametrize(
    "data, reason",
    [
        (b'<meta charset="utf-8"><p>We collect your name \xff\xfe.</p>', "declares utf-8 and is not written in it"),
        (b"We collect your name. \x81\x8d\x8f\xff\xfe", "is text in no known encoding"),
    ],
)
def test_a_broken_encoding_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableSource, match=reason) as caught:
        read(data)
    assert "\n" not in str(caught.value)
