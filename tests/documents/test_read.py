from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from policydiff.documents import LIMIT, read
from policydiff.errors import BinarySource, EmptySource, MissingSource, SourceError, TooLarge, UndecodableSource, UnsupportedLanguage, UsageError


@pytest.mark.parametrize(
    "text, media_type",
    [
        ("We keep logs.", "text/plain"),
        ("# Shop\n\nWe keep logs.", "text/markdown"),
        ("See [here](https://a.example).", "text/markdown"),
        ("We keep:\n- logs\n- names", "text/plain"),
        ("<!doctype html><p>We keep logs.", "text/html"),
        ("<p>a</p><p>b</p>", "text/html"),
        ("a < b and c > d", "text/plain"),
    ],
)
def test_the_media_type_is_sniffed(text: str, media_type: str) -> None:
    assert read(text).media_type == media_type
    assert read(text.encode()).media_type == media_type


def test_a_suffix_wins_over_the_look(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("# Shop\n\nText", encoding="utf-8")
    document = read(path)
    assert (document.media_type, document.source, document.text) == ("text/plain", str(path), "# Shop\n\nText")


def test_a_str_is_a_text_and_never_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Hello", encoding="utf-8")
    assert read(str(path)).text == str(path)


def test_the_hash_is_that_of_the_bytes_and_a_document_is_returned_as_it_is() -> None:
    data = b"\xef\xbb\xbfWe keep logs.\r\n"
    document = read(data)
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.text == "We keep logs.\r\n"
    assert document.source is None
    assert read(document) is document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_decoded(encoding: str) -> None:
    assert read("Café logs".encode(encoding)).text == "Café logs"


@pytest.mark.parametrize(
    "source, error, message",
    [
        ("", EmptySource, "is empty"),
        (" \n\t", EmptySource, "is empty"),
        ("<script>x()</script><p></p><p></p><p></p>", EmptySource, "no words"),
        (b"\x89PNG\r\n\x1a\n", BinarySource, "PNG"),
        (b"\x1f\x8b\x08", BinarySource, "gzip"),
        (b"abc\x00def", BinarySource, "NUL byte at offset 3"),
        ("abc\x00def", BinarySource, "binary data"),
        (b"\xff\xfea\xd8", UndecodableSource, "UTF-16"),
        ("\ud800 logs", UndecodableSource, "surrogate"),
        ("a" * (LIMIT + 1), TooLarge, "over the limit"),
        (Path("/no/such/file.md"), MissingSource, "no such file"),
        (Path("/"), MissingSource, "directory"),
    ],
)
def test_bad_sources_are_refused_in_one_line(source: str | bytes | Path, error: type[SourceError], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        read(source)
    assert "\n" not in str(caught.value)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as stream:
        stream.truncate(LIMIT + 1)
    with pytest.raises(TooLarge, match=str(path)):
        read(path)


def test_an_unknown_media_type_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"use one of application/pdf, application/vnd.openxml.*, text/html, text/markdown, text/plain"):
        read("x", media_type="image/png")


GERMAN = "Wir verarbeiten Ihre Daten nur, soweit dies für den Betrieb unseres Ladens nötig ist, und löschen sie danach wieder. " * 4
ENGLISH = "We process your data only where that is needed to run our shop, and delete them when you close your account with us. " * 4


@pytest.mark.parametrize(
    "text, language",
    [
        ("We keep logs.", None),
        ("Wir speichern Ihre Daten.", None),
        (ENGLISH, "en"),
        (ENGLISH * 3 + "\n\n" + GERMAN, "en"),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert read(text).language == language


def test_a_long_text_in_another_language_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedLanguage, match="the text is in German; policydiff reads English policies") as caught:
        read(GERMAN)
    assert caught.value.language == "de"


def test_scripts_without_spaces_are_counted_by_the_character() -> None:
    with pytest.raises(UnsupportedLanguage, match="Chinese"):
        read("我们收集您的姓名和电子邮件地址，以便为您提供服务。" * 4)
