"""The redline: both versions come out of it to the character, and its marks say what a reader expects."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

import policydiff
from policydiff.cli import main
from policydiff.documents import read
from policydiff.reports._redline import Redline, redline
from policydiff.reports._redline.units import printable

ROOT = Path(__file__).resolve().parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WHEN = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
PAIRS = [
    ("whatsapp/2012.md", "whatsapp/2016.md"),
    ("fitness-tracker/old.md", "fitness-tracker/new.md"),
    ("bank-app-notice/old.html", "bank-app-notice/new.html"),
]


def marked(old: str | Path, new: str | Path) -> Redline:
    return redline(read(old), read(new))


def lines(source: str | Path) -> str:
    """The blocks of a document, a line each, with the numbers of list items."""
    document = read(source)
    found = []
    for block in document.blocks:
        number = f"{printable(block.marker)}\t" if block.kind == "list_item" and any(map(str.isalnum, block.marker)) else ""
        if text := printable(document.text[block.start : block.end]):
            found.append(number + text)
    return "\n".join(found)


def settled(docx: bytes, *, accept: bool) -> str:
    """What a Word document says, a line a paragraph, once all its tracked changes are accepted or rejected: read from its XML as Word would.

    The last paragraph of a cell always keeps its end; a cell or a part of one that is left empty says nothing.
    """
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml")).find(f"{W}body")
    gone = {f"{W}{name}" for name in (("del", "moveFrom") if accept else ("ins", "moveTo"))}
    for row in body.iter(f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and any(mark.tag in gone for mark in properties):
            for paragraph in row.iter(f"{W}p"):
                paragraph.set("gone", "1")
    found, line = [], ""
    for paragraph in body.iter(f"{W}p"):
        if paragraph.get("gone"):
            continue
        for element in paragraph.iter(f"{W}t", f"{W}delText", f"{W}tab"):
            if not any(above.tag in gone for above in element.iterancestors()):
                line += "\t" if element.tag == f"{W}tab" else element.text or ""
        ends = paragraph.find(f"{W}pPr/{W}rPr")
        last = (cell := paragraph.getparent()).tag == f"{W}tc" and paragraph.getnext() is None
        if last or ends is None or not any(mark.tag in gone for mark in ends):
            found += [line] if line or cell.tag != f"{W}tc" else []
            line = ""
    return "\n".join([*found, line] if line else found)


def told(found: Redline) -> list[str]:
    """Each block in one line: [-deleted-], {+inserted+}, <moved away<, >moved here>; / and + where only one version has the end of the paragraph."""
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}", "moved_from": "<{}<", "moved_to": ">{}>"}
    ends = {"same": "", "deleted": " -", "inserted": " +"}
    return ["".join(marks[run.kind].format(run.text) for run in block.runs) + ends[block.end] for block in found.blocks]


@pytest.mark.parametrize(("old", "new"), [*PAIRS, *((b, a) for a, b in PAIRS)])
def test_accepting_gives_the_new_text_and_rejecting_the_old_one(old: str, new: str) -> None:
    before, after = ROOT / "corpora" / old, ROOT / "corpora" / new
    found = marked(before, after)
    assert (found.text("old"), found.text("new")) == (lines(before), lines(after))
    docx = found.to_docx(date=WHEN)
    assert (settled(docx, accept=False), settled(docx, accept=True)) == (lines(before), lines(after))


@pytest.mark.parametrize("path", sorted({path for pair in PAIRS for path in pair}))
def test_a_text_against_itself_has_no_mark(path: str) -> None:
    found = marked(ROOT / "corpora" / path, ROOT / "corpora" / path)
    assert {run.kind for block in found.blocks for run in block.runs} == {"same"}
    assert {block.end for block in found.blocks} == {"same"}
    assert found.moves == 0


SENTENCES = st.sampled_from(
    """We collect your name and your email address.
    We share your name with partners in the group.
    You may ask us to delete your account at any time.
    We keep records of payments for seven years.
    We keep records of purchases for ten years.
    Short one.
    We never sell data; nobody can buy them.""".split("\n    ")
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join)
BLOCKS = st.one_of(
    PARAGRAPHS,
    SENTENCES.map(lambda text: f"## {text.rstrip('.')}"),
    st.lists(SENTENCES, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(SENTENCES, min_size=1, max_size=3).map(lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))),
    st.lists(st.tuples(SENTENCES, SENTENCES), min_size=1, max_size=3).map(
        lambda rows: "\n".join(["| Data | Purpose |", "|---|---|", *(f"| {a} | {b} |" for a, b in rows)])
    ),
)
POLICIES = st.lists(BLOCKS, min_size=1, max_size=6).map("\n\n".join)


@settings(max_examples=40, deadline=None)
@given(POLICIES, POLICIES)
def test_both_versions_of_any_texts_come_back_out_of_the_word_file(old: str, new: str) -> None:
    a, b = read(old, media_type="text/markdown"), read(new, media_type="text/markdown")
    found = redline(a, b)
    docx = found.to_docx(date=WHEN)
    for text, document, accept in ((found.text("old"), a, False), (found.text("new"), b, True)):
        assert text == "\n".join(
            (f"{block.marker}\t" if block.marker[:1].isdigit() else "") + printable(document.text[block.start : block.end]) for block in document.blocks
        )
        assert settled(docx, accept=accept) == text


CHARACTERS = st.text(st.characters(exclude_categories=["Cc"]), max_size=40)  # a text with controls is taken for binary data


@settings(max_examples=20, deadline=None)
@given(CHARACTERS, CHARACTERS)
def test_any_characters_survive_as_reports_print_them(old: str, new: str) -> None:
    a, b = (f"We collect your name. {text}x" for text in (old, new))
    found = redline(read(a, media_type="text/plain"), read(b, media_type="text/plain"))
    docx = found.to_docx(date=WHEN)
    assert settled(docx, accept=True).split() == printable(b).split()
    assert settled(docx, accept=False).split() == printable(a).split()
    html.fromstring(found.to_html())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We keep it for 12 months.", "We keep it for 36 months.", ["We keep it for [-12-]{+36+} months."]),
        ("One thing stays as it is.", "One thing stays as it is.\n\nAnother thing comes.", ["One thing stays as it is.", "{+Another thing comes.+} +"]),
        # What little stays between larger edits is marked with them: single words in common are no help to a reader.
        (
            "We ask the members of the club for their names.",
            "We ask every guest, at the door, for their names.",
            ["We ask [-the members of the club-]{+every guest, at the door,+} for their names."],
        ),
        # A passage that stands elsewhere.
        (
            "We collect your name and address.\n\nWe keep records for ten years after that.\n\nYou may write to us at any time.",
            "We keep records for ten years after that.\n\nWe collect your name and address.\n\nYou may write to us at any time.",
            [
                "<We collect your name and address.< -",
                "We keep records for ten years after that.",
                ">We collect your name and address.> +",
                "You may write to us at any time.",
            ],
        ),
        # A paragraph that is split has a new end, and its words stay unmarked; joined, the other way round.
        (
            "We collect your name and address. We keep records for ten years after that.",
            "We collect your name and address.\n\nWe keep records for ten years after that.",
            ["We collect your name and address.[- -] +", "We keep records for ten years after that."],
        ),
        (
            "We collect your name and address.\n\nWe keep records for ten years after that.",
            "We collect your name and address. We keep records for ten years after that.",
            ["We collect your name and address. -", "{+ +}We keep records for ten years after that."],
        ),
        ("# What we gather\n\nWe gather names.", "# What we collect\n\nWe gather names.", ["What we [-gather-]{+collect+}", "We gather names."]),
        (
            "1. We collect your name and address.\n2. We keep your records for ten years.",
            "1. You may write to us at any time.\n2. We collect your name and address.\n3. We keep your records for ten years.",
            [
                "{+1.\tYou may write to us at any time.+} +",
                "[-1.-]{+2.+}\tWe collect your name and address.",
                "[-2.-]{+3.+}\tWe keep your records for ten years.",
            ],
        ),
    ],
)
def test_what_is_marked(old: str, new: str, expected: list[str]) -> None:
    assert told(redline(read(old, media_type="text/markdown"), read(new, media_type="text/markdown"))) == expected


def test_rows_of_tables_are_tracked_as_rows() -> None:
    head = "| Data | Purpose |\n|---|---|\n"
    old = read(head + "| your name | to run your account |\n| your calendar | to plan your week with you |", media_type="text/markdown")
    new = read(head + "| your name | to run your account |\n| your precise location | to show you the shops nearby |", media_type="text/markdown")
    found = redline(old, new)
    assert [(block.table, block.row, block.column, block.end) for block in found.blocks] == [
        (0, 0, 0, "same"), (0, 0, 1, "same"), (0, 1, 0, "same"), (0, 1, 1, "same"),
        (0, 2, 0, "deleted"), (0, 2, 1, "deleted"), (0, 3, 0, "inserted"), (0, 3, 1, "inserted"),
    ]  # fmt: skip
    xml = zipfile.ZipFile(io.BytesIO(found.to_docx(date=WHEN))).read("word/document.xml")
    rows = [[mark.tag.removeprefix(W) for mark in row.iterfind(f"{W}trPr/*")] for row in etree.fromstring(xml).iter(f"{W}tr")]
    assert rows == [[], [], ["del"], ["ins"]]


def test_a_word_file_tracks_who_and_when_with_an_id_for_every_mark() -> None:
    old = "## Data\n\nWe collect your name and address.\n\n- We keep records for ten years after that.\n- We keep it safe."
    new = "## Data\n\n- We keep it safe.\n- We keep records for ten years after that.\n\nWe collect your name and your post address."
    found = redline(read(old, media_type="text/markdown"), read(new, media_type="text/markdown"))
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(found.to_docx(author="A. Lawyer", date=WHEN))).read("word/document.xml"))
    marks = [element for element in root.iter() if element.get(f"{W}author")]
    assert {(mark.get(f"{W}author"), mark.get(f"{W}date")) for mark in marks} == {("A. Lawyer", "2024-05-01T12:00:00Z")}
    ids = [mark.get(f"{W}id") for mark in marks]
    assert len(ids) == len(set(ids))
    names = {kind: [mark.get(f"{W}name") for mark in root.iter(f"{W}{kind}RangeStart")] for kind in ("moveFrom", "moveTo")}
    assert names["moveFrom"] == names["moveTo"] == ["move1"]
    assert next(root.iter(f"{W}pStyle")).get(f"{W}val") == "Heading2"


def test_hostile_text_stays_text() -> None:
    evil = "<script>alert(1)</script> \"onload='x' </style> \u202eevil\u202c & ]]> \x1b[31m"
    found = redline(read("We collect your name.", media_type="text/plain"), read(f"We collect your name. {evil}", media_type="text/plain"))
    page = html.fromstring(found.to_html())
    assert page.xpath("//script|//@onload|//@style") == []
    assert "<script>alert(1)</script>" in page.text_content()
    assert "\\u202eevil\\u202c" in page.text_content()
    assert "\\x1b[31m" in page.text_content()
    assert not re.search("[\u202a-\u202e\x1b]", found.to_html() + found._repr_html_())


def test_the_page_asks_for_nothing_and_links_the_ends_of_a_move() -> None:
    found = marked(ROOT / "corpora/fitness-tracker/old.md", ROOT / "corpora/fitness-tracker/new.md")
    page = html.fromstring(found.to_html())
    assert page.xpath("//link|//script|//img|//@src|//@style") == []
    assert page.xpath("//meta[@http-equiv]/@content")[0].startswith("default-src 'none'; style-src 'sha256-")
    assert found.moves == 1
    assert page.xpath("//main//a/@href") == ["#move-1-from", "#move-1-to"]
    assert set(page.xpath("//*[@id]/@id")) == {"move-1-to", "move-1-from", "show-marked", "show-old", "show-new"}


def test_long_texts_without_paragraphs_are_marked_in_time() -> None:
    old = " ".join(f"We keep item {number} for {number % 7} years." for number in range(1500))
    new = old.replace("item 700 for", "item 700, and more, for")
    found = redline(read(old, media_type="text/plain"), read(new, media_type="text/plain"))
    assert [run.text for block in found.blocks for run in block.runs if run.kind == "inserted"] == [", and more,"]
    assert (found.text("old"), found.text("new")) == (old, new)


def test_the_command_writes_both_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.md").write_text("We keep it for 12 months.")
    Path("new.md").write_text("We keep it for 36 months.")
    assert main(["redline", "old.md", "new.md"]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>\n<html")
    assert main(["redline", "old.md", "new.md", "--output", "x.docx", "--author", "A. Lawyer"]) == 0
    data = Path("x.docx").read_bytes()
    assert (settled(data, accept=False), settled(data, accept=True)) == ("We keep it for 12 months.", "We keep it for 36 months.")
    assert main(["redline", "old.md", "new.md", "--format", "docx"]) == 2
    assert capsys.readouterr().err == "policydiff: error: --format docx writes a file; name it with --output\n"
    assert policydiff.redline("We keep it for 12 months.", Path("new.md")).text("new") == "We keep it for 36 months."
