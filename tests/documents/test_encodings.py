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
