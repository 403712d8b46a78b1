"""Files that only the system can bound: they end the process in which they are opened, and nothing else."""

from __future__ import annotations

import os
import signal
import sys
import threading
import zlib
from dataclasses import replace
from typing import Any

import pytest

from policydiff.documents import apart as rooms
from policydiff.documents import read
from policydiff.documents.apart import apart
from policydiff.errors import DamagedSource, MissingReader, PolicydiffError, TooMuchMemory, TooSlow
from policydiff.limits import LIMITS
from tests.fuzz.mutations import as_pdf

TEXT = "We collect your name and your email address."
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %s /Resources << /Font << /F 3 0 R >> /XObject << /X 6 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
ROOM = 250 << 20  # bytes: enough for the process and an ordinary file
WORDS = b"BT /F 9 Tf 40 800 Td (a) Tj ET "


def pdf(*objects: bytes) -> bytes:
    """A PDF of a catalog, one page and these objects, numbered from 3; its reader mends what else it lacks."""
    heads = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>")
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate((*heads, *objects), 1)) + b"trailer << /Root 1 0 R >>\n"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def forms_in_forms(levels: int, width: int) -> bytes:
    """Each form draws the next one so many times; the last one has a letter."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> /XObject << /X %d 0 R >> >>"
    forms = [stream(WORDS if level == levels - 1 else b"/X Do " * width, form % (7 + level)) for level in range(levels)]
    return pdf(FONT, PAGE % b"5 0 R", stream(b"/X Do " * width), *forms)


def one_stream_many_times(times: int) -> bytes:
    """A page whose contents are 60 megabytes of spaces, over and over."""
    return pdf(FONT, PAGE % (b"[%s]" % (b"5 0 R " * times)), stream(zlib.compress(WORDS + b" " * 60_000_000, 1), b"/Filter /FlateDecode"))


def packed_twice(size: int) -> bytes:
    packed = zlib.compress(zlib.compress(WORDS + b" " * size, 1), 9)
    return pdf(FONT, PAGE % b"5 0 R", stream(packed, b"/Filter [/FlateDecode /FlateDecode]"))


@pytest.mark.parametrize(
    "data, limits, error",
    [
        (forms_in_forms(9, 10), {"reading": 1.0}, TooSlow),
        (forms_in_forms(9, 10), {"memory": ROOM}, TooMuchMemory),
        (one_stream_many_times(100), {"memory": ROOM}, TooMuchMemory),
        (packed_twice(200_000_000), {"memory": ROOM}, TooMuchMemory),
    ],
    ids=["forms_and_time", "forms_and_memory", "one_stream_many_times", "packed_twice"],
)
def test_a_small_pdf_that_stands_for_a_huge_one_is_refused(
    data: bytes, limits: dict[str, Any], error: type[PolicydiffError], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(data) < 1_000_000
    monkeypatch.setattr(rooms, "LIMITS", replace(LIMITS, **limits))
    assert read(as_pdf([TEXT])).text == TEXT
    with pytest.raises(error) as caught:
        read(data)
    assert type(caught.value) is error
    assert str(caught.value).startswith("the bytes: takes over ")
    monkeypatch.undo()
    assert read(as_pdf([TEXT])).text == TEXT  # the next file finds a process again


def test_it_is_the_same_with_and_without_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [as_pdf([TEXT, "We keep it for 30 days."]), forms_in_forms(2, 3), b"%PDF-1.4\nnothing"]

    def answers() -> list[object]:
        found: list[object] = []
        for data in files:
            try:
                found.append(read(data))
            except PolicydiffError as error:
                found.append(repr(error))
        return found

    apart_, _ = answers(), monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert answers() == apart_


def killed(_: bytes) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def crashed(_: bytes) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def chatty(data: bytes) -> dict[str, Any]:
    os.write(1, b"a library that prints")
    return {"length": len(data), "process": os.getpid()}


def mistaken(_: bytes) -> dict[str, Any]:
    raise ZeroDivisionError("a mistake of ours")


def writing(data: bytes) -> dict[str, Any]:
    with open(data.decode(), "wb") as file:
        file.write(b"x")
    return {}


def test_how_it_ends_is_told() -> None:
    with pytest.raises(TooMuchMemory):
        apart(killed, b"")
    with pytest.raises(DamagedSource, match="so broken that the library that opens it fails"):
        apart(crashed, b"")
    with pytest.raises(RuntimeError, match="ZeroDivisionError: a mistake of ours"):
        apart(mistaken, b"")


def test_what_is_printed_is_no_answer_and_one_process_does_all_files() -> None:
    found = [apart(chatty, b"x" * size) for size in (0, 10, 3_000_000)]
    assert [one["length"] for one in found] == [0, 10, 3_000_000]
    assert len({one["process"] for one in found} - {os.getpid()}) == 1


def test_threads_wait_for_each_other() -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda size=size: found.append(apart(chatty, b"x" * size)["length"])) for size in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 9))


def test_nothing_is_written(tmp_path: Any) -> None:
    with pytest.raises((RuntimeError, DamagedSource)):
        apart(writing, str(tmp_path / "file").encode())
    assert not (tmp_path / "file").exists() or (tmp_path / "file").read_bytes() == b""


def test_a_process_that_cannot_be_started_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for executable, why in (("/nowhere/python", "No such file or directory"), ("/bin/false", "it ends at once")):
        monkeypatch.setattr(rooms, "_helper", rooms._Helper())
        monkeypatch.setattr(sys, "executable", executable)
        with pytest.raises(MissingReader, match=rf"^the bytes: is opened in a process of its own, which cannot be started \({why}\)$"):
            read(as_pdf([TEXT]))
