"""What must hold of any input.

It is read or refused in time with an error of ours, nothing of it is lost, and a new material sentence never passes for nothing.
"""

from __future__ import annotations

from collections import Counter
from time import thread_time

import policydiff
from policydiff.errors import PolicydiffError
from tests.fuzz.mutations import Text, Versions

SLOW = 10.0  # seconds of processor time for a text of some kilobytes


class Broken(AssertionError):
    """An input for which something that must hold does not; the first word says what: hung, crashed, clean or lost."""


def timed(start: float) -> None:
    """Raise where the work since `start` took too long."""
    if thread_time() - start > SLOW:
        raise Broken(f"hung: took {thread_time() - start:.1f} s")


def reading(text: Text) -> str:
    """Read a hostile text; "read" or "refused"."""
    start = thread_time()
    try:
        document = policydiff.read(text.data, media_type=text.media_type)
    except PolicydiffError as error:
        timed(start)
        if "\n" in str(error) or not str(error):
            raise Broken(f"crashed: the error is not one line: {error!r}") from error
        return "refused"
    except Exception as error:
        raise Broken(f"crashed: {type(error).__name__}: {error}") from error
    timed(start)
    last = 0
    for block in document.blocks:
        if not last <= block.start < block.end <= len(document.text) or not document.text[block.start : block.end].strip():
            raise Broken(f"lost: block {block.start}:{block.end} is out of order or empty")
        last = block.end
    if text.words is not None:
        found = Counter("".join(c if c.isalnum() else " " for c in document.text).split())
        missing = Counter(text.words) - found
        if missing:
            raise Broken(f"lost: {sorted(missing)[:5]}")
    return "read"


def comparing(given: Versions) -> str:
    """Compare a hostile text with itself, and with itself and a material sentence more; "compared", "not_understood" or "refused"."""
    start = thread_time()
    try:
        before, after = (policydiff.read(text, media_type=given.media_type) for text in (given.old, given.new))
        same, report = policydiff.compare(before, before), policydiff.compare(before, after)
    except PolicydiffError:
        timed(start)
        return "refused"
    except Exception as error:
        raise Broken(f"crashed: {type(error).__name__}: {error}") from error
    timed(start)
    if same.changes:
        raise Broken(f"clean: a text against itself changes: {[change.summary for change in same.changes]}")
    for change in report.changes:
        for document, quotes in ((before, change.evidence.old), (after, change.evidence.new)):
            for quote in quotes:
                if quote.quote not in document.text[quote.start : quote.end] and document.text[quote.start : quote.end] not in quote.quote:
                    raise Broken(f"lost: a quote is not verbatim: {quote.quote!r}")
    if report.verdict.obligation == "not_understood":
        return "not_understood"
    if report.verdict.obligation == "none":
        raise Broken("clean: the new sentence on selling health data is answered with nothing")
    return "compared"
