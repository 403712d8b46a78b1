"""Hostile input over every reader and the comparison: a short run in the suite, and every case that broke something once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policydiff.documents.formats import readers
from tests.fuzz.mutations import FORMATS, MARKDOWN, PLAIN, Text, any_bytes, hostile, versions
from tests.fuzz.oracles import comparing, reading
from tests.fuzz.run import main

CASES = sorted(path for path in (Path(__file__).resolve().parent / "cases").iterdir() if path.name != "README.md")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_broke_once_holds(case: Path) -> None:
    kind, _, number = case.name.partition("-")
    if kind == "compare":
        comparing(versions(int(number)))
    elif kind == "read":
        reading(hostile(int(number)))
    else:
        reading(any_bytes(case.read_bytes()))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 2**48))
def test_mutated_structure_is_read_or_refused(seed: int) -> None:
    reading(hostile(seed))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.binary(max_size=400),
    st.sampled_from([None, *sorted(reader.media_type for reader in readers())]),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xfe", b"<html>"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, media_type: str | None, head: bytes) -> None:
    reading(Text(head + data, media_type, "bytes", None))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.text(max_size=300), st.sampled_from([None, MARKDOWN, PLAIN, "text/html"]))
def test_any_text_is_read_or_refused(text: str, media_type: str | None) -> None:
    reading(Text(text.encode("utf-8", "surrogatepass"), media_type, "text", None))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.integers(0, 2**48))
def test_a_new_material_sentence_never_passes_for_nothing(seed: int) -> None:
    comparing(versions(seed))


def test_the_table_counts_every_input_by_its_format_and_its_mutations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("read", 60) == 0
    lines = capsys.readouterr().out.splitlines()
    tried = {line[6:26].strip(): int(line.split("tried")[1].split()[0]) for line in lines}
    assert tried["all"] == 60
    assert sum(tried.get(name, 0) for name in FORMATS.values()) == 60
    assert {kind: number for kind, number in tried.items() if kind != "all"} == Counter(kind for seed in range(60) for kind in {*hostile(seed).how.split("+")})
    assert all("hung 0  crashed 0  clean 0  lost 0" in line for line in lines)
