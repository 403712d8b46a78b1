"""Hostile texts made of real structure: the policies in `corpora/`, cut, mixed, disguised and wrapped.

Everything hangs on one `random.Random`, so that a number stands for a text.
"""

from __future__ import annotations

import random
import tomllib
import zipfile
from collections.abc import Callable
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
PLAIN, MARKDOWN, HTML, PDF, DOCX = (
    "text/plain",
    "text/markdown",
    "text/html",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
TYPES = (None, HTML, MARKDOWN, PLAIN, PDF)
FORMATS = {PLAIN: "plain text", MARKDOWN: "Markdown", HTML: "HTML", PDF: "PDF", DOCX: "DOCX", None: "no format named"}
OFFICE, SCHEMAS = "application/vnd.openxmlformats-package", "http://schemas.openxmlformats.org/package/2006"
ELSEWHERE = (
    "Wir verarbeiten Ihre Daten nur, soweit dies für den Betrieb nötig ist, und löschen sie danach wieder.",
    "Nous conservons vos données pendant la durée nécessaire au service, puis nous les effaçons.",
    "我们收集您的姓名和电子邮件地址，以便为您提供服务。",
    "نحن نجمع اسمك وعنوان بريدك الإلكتروني لنقدم لك الخدمة.",
    "Мы храним ваши данные столько, сколько это необходимо.",
)
MATERIAL = "We sell your health data to advertisers."
CONTROLS = "\x01\x02\x07\x08\x0b\x0c\x0e\x1b\x1c\x1f\x7f\x85\u2028\u2029"
HIDDEN = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\U000e0041\ufe0f\u0336"
LOOKALIKE = str.maketrans("aeopcxyisABEKMHOPCTX", "аеорсхуіѕАВЕКМНОРСТХ")


@cache
def _pieces() -> dict[str, list[str]]:
    return tomllib.loads((Path(__file__).resolve().parent / "pieces.toml").read_text(encoding="utf-8"))


class Text(NamedTuple):
    """A text, how it was made (its format and what was done to it, joined by "+"), and the words that a reader of it must find (None: not known)."""

    data: bytes
    media_type: str | None
    how: str
    words: tuple[str, ...] | None


class Versions(NamedTuple):
    """A text, the same with `MATERIAL` somewhere in it, the type that both are said to be of, and how they were made."""

    old: str
    new: str
    media_type: str | None
    how: str


@cache
def blocks() -> tuple[str, ...]:
    """The blocks of all policies of our own, without the marks of Markdown."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPORA.rglob("*.md"))]
    return tuple(dict.fromkeys(block.strip("#*- \n").replace("*", "") for text in texts for block in text.split("\n\n") if block.strip("#*- \n")))


def some_blocks(dice: random.Random, most: int) -> list[str]:
    """Neighbouring blocks of a policy."""
    count = dice.randint(1, most)
    start = dice.randrange(len(blocks()) - count)
    return list(blocks()[start : start + count])


def truncated(parts: list[str], dice: random.Random) -> list[str]:
    whole = "\n\n".join(parts)
    return [whole[: dice.randint(1, len(whole))]]


def interleaved(parts: list[str], dice: random.Random) -> list[str]:
    return [part for block in parts for part in ((block, dice.choice(ELSEWHERE)) if dice.random() < 0.5 else (block,))]


def shuffled(parts: list[str], dice: random.Random) -> list[str]:
    return dice.sample(parts, len(parts))


def repeated(parts: list[str], dice: random.Random) -> list[str]:
    return parts * dice.randint(2, 4)


def squeezed(parts: list[str], dice: random.Random) -> list[str]:
    return [dice.choice([" ", "", "\t", "\n", "; "]).join(parts)]


def _sprinkled(parts: list[str], dice: random.Random, what: str | list[str]) -> list[str]:
    text = "\n\n".join(parts)
    for _ in range(dice.randint(1, 12)):
        place = dice.randint(0, len(text))
        text = text[:place] + dice.choice(what) + text[place:]
    return text.split("\n\n")


def controls(parts: list[str], dice: random.Random) -> list[str]:
    return _sprinkled(parts, dice, CONTROLS)


def invisible(parts: list[str], dice: random.Random) -> list[str]:
    return _sprinkled(parts, dice, HIDDEN)


def marked(parts: list[str], dice: random.Random) -> list[str]:
    return _sprinkled(parts, dice, _pieces()["marks"])


def tagged(parts: list[str], dice: random.Random) -> list[str]:
    return _sprinkled(parts, dice, _pieces()["tags"])


def lookalike(parts: list[str], dice: random.Random) -> list[str]:
    return [block.translate(LOOKALIKE) if dice.random() < 0.4 else block for block in parts]


def wide(parts: list[str], dice: random.Random) -> list[str]:
    return ["".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and dice.random() < 0.3 else c for c in block) for block in parts]


def odd_lines(parts: list[str], dice: random.Random) -> list[str]:
    return ["".join(dice.choice(["\r", "\r\n", "\n", " "]) if c == " " and dice.random() < 0.2 else c for c in block) for block in parts]


def numbered(parts: list[str], dice: random.Random) -> list[str]:
    return [f"{dice.choice(['1.', '(a)', 'IV.', '2.1', '•', '-', '*', '1)', '#'])} {block}" for block in parts]


Mutation = Callable[[list[str], random.Random], list[str]]
WORDY: tuple[Mutation, ...] = (truncated, interleaved, shuffled, repeated, squeezed, controls, invisible, lookalike, wide, odd_lines, numbered)
MARKING: tuple[Mutation, ...] = (marked, tagged)


def mutated(dice: random.Random, most: int = 10, *, marking: bool = True) -> tuple[list[str], str]:
    """The blocks of a hostile text, and the names of what was done to them."""
    parts, done = some_blocks(dice, most), []
    for mutation in dice.choices((*WORDY, *MARKING) if marking else WORDY, k=dice.randint(0, 3)):
        parts = mutation(parts, dice)
        done.append(mutation.__name__)
    return parts, "+".join(done) or "as it is"


def as_html(parts: list[str], dice: random.Random) -> str:
    """A page of the blocks, each in an element that shows it, some of them nested or left open."""
    shapes = _pieces()["html"]
    return "<!doctype html><html><body>" + "".join(dice.choice(shapes) % escape(part) for part in parts)


def as_markdown(parts: list[str], dice: random.Random) -> str:
    return "\n\n".join(dice.choice(_pieces()["markdown"]) % " ".join(part.split()) for part in parts)


def as_docx(parts: list[str], dice: random.Random, target: str | None = None) -> bytes:
    """A Word file written by hand: paragraphs, tables, text boxes, tracked changes, in a package that may be broken a little."""
    shapes = _pieces()["docx"]
    legal = ["".join(c for c in part if c in "\t\n\r" or (ord(c) >= 32 and not 0xFFFE <= ord(c) <= 0xFFFF)) for part in parts]
    body = "".join(dice.choice(shapes) % escape(part) for part in legal)
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    kind = f"{DOCX}.main+xml"
    chosen = dice.choice(["word/document.xml"] * 8 + ["../word/document.xml", "file:///etc/passwd", "http://localhost/x"])
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    out = BytesIO()
    types = f'<Default Extension="rels" ContentType="{OFFICE}.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/>'
    related = f'<Relationship Id="r1" Type="{relation}" Target="{target or chosen}"/>'
    contents = {
        "[Content_Types].xml": f'<Types xmlns="{SCHEMAS}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{SCHEMAS}/relationships">{related}</Relationships>',
        "word/document.xml": xml,
    }
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in contents.items():
            # Of no time: else the number of a text would stand for other bytes every two seconds.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def as_pdf(parts: list[str]) -> bytes:
    """A PDF written by hand: one page of lines in Helvetica, with a table of objects that may be wrong, which readers mend."""
    lines = [line for part in parts for line in _wrapped(part.encode("latin-1", "replace").decode("latin-1"))][:60]
    shown = " T* ".join("(" + line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ") Tj" for line in lines)
    content = f"BT /F1 9 Tf 11 TL 40 800 Td {shown} ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _wrapped(text: str, width: int = 90) -> list[str]:
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Bytes with some of them changed, cut out or put twice."""
    raw = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        place, length = dice.randrange(len(raw) + 1), dice.randint(1, 40)
        match dice.randrange(4):
            case 0:
                raw[place : place + length] = dice.randbytes(length)
            case 1:
                del raw[place : place + length]
            case 2:
                raw[place:place] = raw[place : place + length] * dice.randint(1, 20)
            case _:
                raw[place : place + 1] = bytes([dice.randrange(256)])
    return bytes(raw)


def encoded(text: str, dice: random.Random) -> tuple[bytes, str]:
    """The text in some encoding, or half of it in one and half in another, and what that is called."""
    first, second = dice.choice(["utf-8"] * 6 + ["cp1252", "utf-16", "latin-1", "utf-8-sig"]), dice.choice(["utf-8"] * 6 + ["cp1252", "utf-16-le"])
    rest = second if dice.random() < 0.2 else first.replace("utf-16", "utf-16-le").replace("-sig", "")
    half = dice.randint(0, len(text))
    data = text[:half].encode(first, "replace") + text[half:].encode(rest, "replace")
    return data, "UTF-8" if data == text.encode() else "one other encoding" if data == text.encode(first, "replace") else "mixed encodings"


def hostile(seed: int) -> Text:
    """The hostile text of a number, in any format."""
    dice = random.Random(seed)
    parts, how = mutated(dice)
    media_type = dice.choice([PLAIN, MARKDOWN, HTML, HTML, DOCX, PDF])
    known: tuple[str, ...] | None = None
    if media_type == DOCX:
        data = as_docx(parts, dice)
    elif media_type == PDF:
        data = as_pdf(parts)
    else:
        text = {PLAIN: "\n\n".join, MARKDOWN: lambda parts: as_markdown(parts, dice), HTML: lambda parts: as_html(parts, dice)}[media_type](parts)
        data, encoding = encoded(text, dice)
        clean = not {"marked", "tagged", "controls", "invisible"} & set(how.split("+"))
        how += f"+{encoding}"
        if media_type != MARKDOWN and (clean or media_type == HTML) and data == text.encode() and "controls" not in how and "invisible" not in how:
            known = tuple(word for part in parts for word in part.split() if word.isascii() and word.isalpha() and len(word) > 3)
    if dice.random() < 0.35:
        data, known, how = damaged(data, dice), None, how + "+damaged"
    return Text(data, media_type if dice.random() < 0.8 else None, f"{FORMATS[media_type]}+{how}", known)


def any_bytes(data: bytes) -> Text:
    """Bytes as they come; the first chooses the format."""
    media_type = TYPES[sum(data[:1]) % len(TYPES)]
    return Text(data[1:], media_type, f"{FORMATS[media_type]}+any bytes", None)


def versions(seed: int) -> Versions:
    """The two hostile versions of a number."""
    dice = random.Random(seed)
    parts, how = mutated(dice, 3, marking=False)
    place = dice.randint(0, len(parts))
    media_type = PLAIN if dice.random() < 0.6 else None
    return Versions("\n\n".join(parts), "\n\n".join([*parts[:place], MATERIAL, *parts[place:]]), media_type, f"{FORMATS[media_type]}+{how}")
