"""What a document may cost: each limit with its error, in bounded time, without a network, without a path that nobody named."""

from __future__ import annotations

import builtins
import io
import os
import random
import re
import socket
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from time import thread_time
from typing import Any

import pytest

import policydiff
from policydiff.documents import read
from policydiff.errors import (
    BinarySource,
    DamagedSource,
    OverLimit,
    PolicydiffError,
    TooDeep,
    TooLarge,
    TooLong,
    TooMuchMemory,
    TooMuchPacked,
    TooSlow,
    TooWide,
)
from policydiff.limits import LIMITS, check, metered
from tests.fuzz.mutations import DOCX, HTML, MARKDOWN, PDF, PLAIN, as_docx, as_pdf

ROOT = Path(__file__).resolve().parents[2]
TEXT = "We collect your name and your email address."


def package(body: str, head: str = "") -> bytes:
    """A Word file with this body."""
    whole = io.BytesIO(as_docx([TEXT], random.Random(1), "word/document.xml"))
    out = io.BytesIO()
    xml = f'{head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml.encode() if name == "word/document.xml" else old.read(name))
    return out.getvalue()


def bomb(levels: int) -> str:
    """Entities that stand for ten of the one before: a billion laughs."""
    return "<!DOCTYPE x [<!ENTITY e0 'ha'>" + "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, levels)) + "]>"


ROW = "<tr>" + "<td>name</td>" * 100 + "</tr>"


@pytest.mark.parametrize(
    "media_type, data, error",
    [
        (PLAIN, b"a " * (LIMITS.bytes // 2 + 1), TooLarge),
        (PLAIN, b"We keep it. " * (LIMITS.characters // 12 + 1), TooLong),
        (HTML, b"<div>" * 100_000 + b"a", TooDeep),
        (HTML, b"<table>" * 100_000 + b"a", TooDeep),
        (MARKDOWN, b"> " * 5_000 + b"a", TooDeep),
        (MARKDOWN, b"\n".join(b"  " * depth + b"* a" for depth in range(300)), TooDeep),
        (HTML, f"<table>{ROW * 1_001}</table>".encode(), TooWide),
        (HTML, b"<table>" + b"<tr><td colspan=100 rowspan=100>a<td>b</tr>" * 20 + b"</table>", TooWide),
        (DOCX, package("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 100 + "</w:tr>") * 1_001 + "</w:tbl>"), TooWide),
        (DOCX, package("<w:p><w:r><w:t>" + " " * LIMITS.unpacked + "</w:t></w:r></w:p>"), TooMuchPacked),
        (PDF, b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + zlib.compress(b" " * (LIMITS.unpacked + 1)) + b"\nendstream", TooMuchPacked),
        (DOCX, package("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), DamagedSource),
        (DOCX, package("<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", bomb(10)), DamagedSource),
    ],
)
def test_what_is_over_a_limit_is_refused_by_name_and_soon(media_type: str, data: bytes, error: type[PolicydiffError]) -> None:
    start = thread_time()
    with pytest.raises(error) as caught:
        read(data, media_type=media_type)
    assert type(caught.value) is error
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("the bytes: ")
    assert thread_time() - start < 30


@pytest.mark.parametrize("media_type", [HTML, MARKDOWN, PLAIN])
def test_entities_of_html_stand_for_themselves(media_type: str) -> None:
    start = thread_time()
    assert "ha" * 100 not in read(f"{bomb(10)}<p>{TEXT} &e9;</p>", media_type=media_type).text
    assert thread_time() - start < 5


def test_the_clock_is_looked_at_while_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policydiff.documents.reading.LIMITS", replace(LIMITS, reading=0.0))
    word = package(f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>")
    sources: dict[str, str | bytes] = {HTML: f"<p>{TEXT}", MARKDOWN: f"# {TEXT}", PDF: as_pdf([TEXT]), DOCX: word}
    for media_type, source in sources.items():
        with pytest.raises(TooSlow, match=r"takes over 0 seconds of processor time"):
            read(source, media_type=media_type)


def test_the_clock_is_looked_at_while_a_text_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policydiff.extraction.pipeline.LIMITS", replace(LIMITS, understanding=0.0))
    with pytest.raises(TooSlow, match=r"^the text: takes over 0 seconds"):
        policydiff.parse("We keep the colour of your umbrella.")


def test_memory_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policydiff.limits._peak", iter([0, LIMITS.memory + 1]).__next__)
    with metered(100), pytest.raises(TooMuchMemory, match=r"4,294,967,296 bytes of memory"):
        check()


def test_outside_of_a_metered_step_nothing_is_limited() -> None:
    check()


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """No sockets, no commands; the files that are opened meanwhile. (A PDF is opened in a process of our own: tests/documents/test_apart.py.)"""
    opened: list[str] = []

    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("a reader reaches out")

    inner = builtins.open

    def listening(file: Any, *args: Any, **kwargs: Any) -> Any:
        opened.append(os.fspath(file) if not isinstance(file, int) else "")
        return inner(file, *args, **kwargs)

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    for name in ("system", "popen", "posix_spawn", "execv"):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setattr(builtins, "open", listening)
    monkeypatch.setattr(io, "open", listening)
    return opened


OUTSIDE = (
    "<base href='http://127.0.0.1:9/'><link rel=stylesheet href=//a.example/x.css><script src=http://a.example/x.js></script><img src='file:///etc/passwd'>"
    "<iframe src='file:///etc/passwd'></iframe><object data='file:///etc/passwd'></object><?xml-stylesheet href='file:///etc/passwd'?>"
)
XINCLUDE = "<html xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd' parse='text'/>"
ENTITY = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;]>"


@pytest.mark.parametrize(
    "media_type, data",
    [
        (HTML, f"{OUTSIDE}<p>{TEXT}".encode()),
        (
            HTML,
            f"<?xml version='1.0'?>{ENTITY}{XINCLUDE}<p>{TEXT} &f;</p></html>".encode(),
        ),
        (MARKDOWN, f"{TEXT}\n\n![x](file:///etc/passwd) [y](http://127.0.0.1:9/)\n\n{OUTSIDE}\n".encode()),
        (PLAIN, f"{TEXT}\n\n/etc/passwd file:///etc/passwd @/etc/passwd $(cat /etc/passwd) `cat /etc/passwd`".encode()),
        (DOCX, package(f"<w:p><w:r><w:t>{TEXT}&f;</w:t></w:r></w:p><w:altChunk/>", "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>")),
        (PDF, as_pdf([TEXT])),
    ],
)
def test_nothing_is_fetched_run_or_opened_that_nobody_named(media_type: str, data: bytes, sealed: list[str]) -> None:
    document = read(data, media_type=media_type)
    assert TEXT in document.text
    assert "root:" not in document.text
    allowed = ("/site-packages/", str(ROOT / "policydiff"), "/lib/python")
    assert [name for name in sealed if name and not any(part in name for part in allowed)] == []


def test_a_relation_of_a_word_file_leads_nowhere_outside(sealed: list[str]) -> None:
    for seed in range(60):
        data = as_docx([TEXT], random.Random(seed))
        with suppress(BinarySource, DamagedSource):
            assert read(data).text == TEXT
    assert [name for name in sealed if "passwd" in name] == []


def test_the_readme_states_every_limit() -> None:
    """The table of limits in the README is that of the code: value and error."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", readme, re.MULTILINE))
    for field in fields(LIMITS):
        value = getattr(LIMITS, field.name)
        assert f"{value:,.0f}" == rows[field.name].split()[0], field.name
    errors = {error.__name__ for error in OverLimit.__subclasses__()}
    assert {name for name in errors if f"`{name}`" in readme} == errors
