"""What PDFium sees on the pages of a PDF: letters with their places, as runs; ruled lines and boxes."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from itertools import islice
from math import hypot
from typing import Any, NamedTuple

from policydiff.documents.pages import Run, Sheet, words
from policydiff.errors import DamagedSource, EncryptedSource, ScannedSource, TooLong
from policydiff.limits import LIMITS, check

_MOST_DRAWN = 20_000  # objects on a page; where there are more, it is a drawing
_SLANT = 0.1  # how far a line of letters may run up or down; what is steeper is a stamp across the page or a note in the margin
_WORD_GAP = 0.3  # of the letter size: farther apart, letters are runs of their own
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\x02": "-", "\ufffe": "-", "\u00a0": " "})

_Box = tuple[float, float, float, float]

_lock = threading.Lock()  # PDFium works for one thread at a time


class _Letter(NamedTuple):
    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


def opened(data: bytes) -> dict[str, Any]:
    """The pages of a file as plain values, for `sheets`, and the title that its maker gave it.

    Raises DamagedSource, EncryptedSource where a password is needed, ScannedSource where pages are pictures without text, TooLong.
    """
    import pypdfium2

    with _lock:
        try:
            found, title = _pages(pypdfium2, data)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise EncryptedSource("asks for a password; save it without one") from None
            raise DamagedSource(f"is a broken PDF file ({error}); save it anew") from None
    return {"title": title, "sheets": [(sheet.number, sheet.width, sheet.height, [astuple(run) for run in sheet.runs], sheet.boxes) for sheet in found]}


def sheets(found: dict[str, Any]) -> list[Sheet]:
    """The pages out of what `opened` gives."""
    return [
        Sheet(number, width, height, tuple(Run(*run) for run in runs), tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in boxes))
        for number, width, height, runs, boxes in found["sheets"]
    ]


def _pages(pdfium: Any, data: bytes) -> tuple[list[Sheet], str]:
    document = pdfium.PdfDocument(data)
    try:
        if len(document) > LIMITS.pages:
            raise TooLong(f"has {len(document):,} pages, over the limit of {LIMITS.pages}; give the policy alone")
        sheets: list[Sheet] = []
        pictures = letters = 0
        for index in range(len(document)):
            check()
            page = document[index]
            text = page.get_textpage()
            letters += text.count_chars()
            if letters > LIMITS.characters:
                raise TooLong(f"holds over {LIMITS.characters:,} letters; give the policy alone")
            place, runs = _upright(pdfium.raw, page, text)
            text.close()
            boxes, picture = _drawn(pdfium.raw, page, place)
            sheets.append(Sheet(index + 1, place.width, place.height, runs, tuple(boxes)))
            pictures += picture and not runs
            page.close()
        if 2 * pictures > len(sheets):
            raise ScannedSource(f"holds pictures without text on {pictures} of {len(sheets)} pages (a scan); run text recognition (OCR) on it first")
        return sheets, " ".join(document.get_metadata_value("Title").split())
    finally:
        document.close()


def _upright(raw: Any, page: Any, text: Any) -> tuple[_Place, tuple[Run, ...]]:
    """The runs of a page, and how it must be held to read them: as it is shown, or turned where all of its lines run up, down or upside down."""
    shown = _Place(page.get_bbox(), page.get_rotation(), *page.get_size())
    places = [shown, *(shown.turned(turn) for turn in (90, 270, 180))] if text.count_chars() else [shown]
    for place in places:
        runs = tuple(_runs(_letters(raw, text, place)))
        if runs:
            return place, runs
    return shown, ()


def _drawn(raw: Any, page: Any, place: _Place) -> tuple[list[_Box], bool]:
    """The lines and boxes that are drawn on a page, and whether it holds a picture; nothing of a page that is a drawing."""
    if raw.FPDFPage_CountObjects(page) > _MOST_DRAWN:
        return [], False
    boxes: list[_Box] = []
    picture = False
    for drawn in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), _MOST_DRAWN):
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE:
            picture = True
            continue
        x0, y0, x1, y1 = drawn.get_bounds()
        (one_x, one_y), (other_x, other_y) = place(x0, y0), place(x1, y1)
        boxes.append((min(one_x, other_x), min(one_y, other_y), max(one_x, other_x), max(one_y, other_y)))
    return boxes, picture


@dataclass(frozen=True, slots=True)
class _Place:
    """From the coordinates of a PDF page, which run upwards, to places on the sheet as it is shown, measured from its top left corner."""

    box: _Box
    turn: int
    width: float
    height: float

    def turned(self, turn: int) -> _Place:
        """The page as it is seen when it is turned clockwise, once more than it is."""
        width, height = (self.width, self.height) if turn == 180 else (self.height, self.width)
        return _Place(self.box, (self.turn + turn) % 360, width, height)

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.box
        match self.turn:
            case 90:
                return y - bottom, x - left
            case 180:
                return right - x, y - bottom
            case 270:
                return top - y, right - x
            case _:
                return x - left, top - y


def _letters(raw: Any, text: Any, place: _Place) -> Iterator[_Letter | None]:
    """The letters of a page in the order in which they are drawn, None where a line ends; letters outside the page and steep lines are left out."""
    count, text = text.count_chars(), text.raw
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF(), raw.FS_MATRIX()
    looks: dict[int | None, tuple[float, bool, bool]] = {}  # by text object: letter size, whether bold, whether upright
    pending = ""
    last: _Letter | None = None
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if raw.FPDFText_IsGenerated(text, index) == 1:
            if code in (10, 13):
                yield None
            elif last:  # a space that the page shows by a gap alone
                yield last._replace(text=" ", x0=last.x1)
            continue
        character = chr(code) if code < 0x110000 else "\ufffd"
        if 0xD800 <= code < 0xDC00:  # PDFium gives signs beyond 16 bits in two halves
            pending = character
            continue
        if pending or 0xDC00 <= code < 0xE000:
            character, pending = (pending + character).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
        drawn = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value if drawn else None
        if key not in looks:
            looks[key] = _look(raw, text, index, drawn, matrix, place.turn)
        size, bold, upright = looks[key]
        if not upright or not size:
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetLooseCharBox(text, index, box)
        ends = sorted((place(box.left, box.bottom)[0], place(box.right, box.top)[0]))
        base = place(x.value, y.value)[1]
        if ends[1] > 0 and ends[0] < place.width and 0 < base < place.height + size:
            last = _Letter(character.translate(_LIGATURES), ends[0], ends[1], base, size, bold)
            yield last


def _look(raw: Any, text: Any, index: int, drawn: Any, matrix: Any, turn: int) -> tuple[float, bool, bool]:
    raw.FPDFText_GetMatrix(text, index, matrix)
    along, down = {90: (matrix.b, matrix.a), 180: (-matrix.a, matrix.b), 270: (-matrix.b, -matrix.a)}.get(turn, (matrix.a, -matrix.b))
    size = round(raw.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d), 1)
    if size < 0:  # letters of a negative size stand on their heads, and a matrix may have put them upright again
        size, along, down = -size, -along, -down
    buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text, index, buffer, 256, flags)
    name = buffer.value.decode("utf-8", "replace").lower() if 0 < length <= 256 else ""
    drawn_twice = drawn is not None and bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
    bold = drawn_twice or any(mark in name for mark in words("bold_fonts"))
    return size, bold, along > 0 and abs(down) <= _SLANT * along


def _runs(letters: Iterator[_Letter | None]) -> Iterator[Run]:
    """Letters that follow each other on one line in one style, as runs."""
    part: list[_Letter] = []
    for letter in letters:
        last = part[-1] if part else None
        if last and (letter is None or not _follows(last, letter)):
            yield from _run(part)
            part = []
        if letter is not None:
            part.append(letter)
    yield from _run(part)


def _follows(last: _Letter, letter: _Letter) -> bool:
    same = (last.size, last.bold) == (letter.size, letter.bold) and abs(last.y - letter.y) < 0.1 * last.size
    return same and -0.5 * last.size < letter.x0 - last.x1 < _WORD_GAP * last.size


def _run(part: list[_Letter]) -> Iterator[Run]:
    text = "".join(letter.text for letter in part)
    filled = [letter for letter in part if letter.text.strip()]
    text = "".join(character for character in text if character.isprintable() or character == "\u00ad")
    if filled and text.strip():
        yield Run(text, filled[0].x0, filled[-1].x1, part[0].y, part[0].size, part[0].bold)
