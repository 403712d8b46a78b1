"""Words for people: safe, wrapped, shortened, spoken."""

from __future__ import annotations

import pytest

from policydiff.reports._words import cells, choice_line, clean, focus_of, place, shorten, window, wrap
from tests.reports.builders import offered, quote


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("bell\x07 back\x08space", "bell\\x07 back\\x08space"),
        ("one\r\ntwo\tthree\u2028four", "one two three four"),
        ("\x9b31mC1", "\\x9b31mC1"),
        ("abc\u202edcba\u2066x\u2069", "abc\\u202edcba\\u2066x\\u2069"),
        ("zero\u200bwidth soft\u00adhyphen \ufeffmark", "zerowidth softhyphen mark"),
        ("half \ud800 pair", "half \\ud800 pair"),
        ("  spaced   out  ", "spaced out"),
        ("naïve “quotes” – 隐私", "naïve “quotes” – 隐私"),
    ],
)
def test_clean_leaves_nothing_that_a_terminal_obeys(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("隐私", 4), ("e\u0301", 1), ("🙂", 2), ("", 0)])
def test_cells_counts_terminal_columns(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, []),
        ("one two three", 7, ["one two", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("see abcdefghij now", 4, ["see", "abcd", "efgh", "ij", "now"]),
        ("我们收集您的数据", 6, ["我们收", "集您的", "数据"]),
    ],
)
def test_wrap_fills_lines_and_breaks_long_words(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


LONG = " ".join(f"word{number:02d}" for number in range(60))


@pytest.mark.parametrize(
    ("focus", "shown"),
    [
        ([], "word00 word01 word02 word03 word04 …"),
        (["nowhere"], "word00 word01 word02 word03 word04 …"),
        (["WORD30"], "… word28 word29 word30 word31 word32 …"),
        (["word59"], "… word55 word56 word57 word58 word59"),
        (["absent", "word02"], "word00 word01 word02 word03 word04 …"),
    ],
)
def test_shorten_keeps_the_words_that_matter(focus: list[str], shown: str) -> None:
    assert shorten(LONG, focus, 36) == shown


def test_shorten_leaves_a_short_text_alone() -> None:
    assert shorten("short enough", ["enough"], 12) == "short enough"


def test_focus_names_the_term_then_its_last_part_then_words_the_other_side_lacks() -> None:
    assert focus_of(["contact.phone_number"], "we keep fresh words here", "we keep here") == ["contact.phone_number", "phone number", "fresh", "words"]


@pytest.mark.parametrize(
    ("source", "words", "shown"),
    [
        ("old.md", quote("x", 12), "old.md:12"),
        ("old.md", quote("x", 12, 14), "old.md:12-14"),
        (None, quote("x", 12), "old:12"),
        ("a.pdf", quote("x", None, page=3), "a.pdf, page 3"),
        ("a.docx", quote("x", None, paragraph=7), "a.docx, paragraph 7"),
        ("a.txt", quote("x", None), "a.txt"),
        ("a\x1b.md", quote("x", 1), "a\\x1b.md:1"),
    ],
)
def test_place_is_written_as_editors_write_it(source: str | None, words, shown: str) -> None:
    assert place(source, words, "old") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("P30D", "within 30 days"),
        ("P1M", "within 1 month"),
        ("P1Y6M", "within 1 year 6 months"),
        ("P2W", "within 2 weeks"),
        ("PT48H", "within 48 hours"),
        ("2016-09-25", "until 2016-09-25"),
    ],
)
def test_window_is_told_in_words(value: str, shown: str) -> None:
    assert window(value) == shown


def test_choice_line_says_kind_window_scope_audience_and_way() -> None:
    assert choice_line(offered()) == "opt out; within 30 days of acceptance; covers advertising; for existing users; by Settings > Account"
