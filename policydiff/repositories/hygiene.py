"""Which captures of a policy are new text, and what the others are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from policydiff.documents.data import load
from policydiff.repositories.archives import Capture
from policydiff.repositories.contents import Content

Label = Literal[
    "first", "new_text", "same_words", "re_render", "flip", "broken", "two_versions", "other_language", "unreadable", "deleted"
]  # fmt: skip
LABELS: tuple[Label, ...] = get_args(Label)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What one capture is. `base` is the number of the capture against which it was weighed, the last real version; None where there was none."""

    label: Label
    base: int | None = None
    note: str = ""

    @property
    def real(self) -> bool:
        """Whether the capture is a version of the policy that differs from the one before."""
        return self.label in ("first", "new_text")


def sort(captures: Sequence[Capture], contents: Sequence[Content | None]) -> list[Sorted]:
    """What each capture of a timeline is, in order; `contents` has None where the file was deleted.

    A capture is weighed against the last real version, never against what was skipped, and with hindsight: whether a change was taken back, or a loss made
    good, is seen from the captures after it. Real versions are "first" and "new_text"; the rest is

    same_words      the same letters: marks, white space, links, menus
    re_render       the same pieces of text in another order or number, or the page of the same date extracted anew by the archive
    flip            words that a later capture soon takes back: variants of one page, another page for a day
    broken          hardly a text, or a large part missing and little said instead
    two_versions    the last real version beside another one
    other_language, unreadable, deleted
    """
    found: list[Sorted] = []
    base: int | None = None
    for index, (capture, content) in enumerate(zip(captures, contents, strict=True)):
        if content is None:
            found.append(Sorted("deleted", base))
        elif content.state != "read":
            found.append(Sorted(content.state, base, content.reason))
        else:
            known = None if base is None else contents[base]
            sorted_ = _read(index, capture, content, known, captures, contents)
            found.append(Sorted(sorted_.label, base, sorted_.note))
            if found[-1].real or (found[-1].label == "re_render" and capture.upgrade):
                base = index
    return found


def _read(index: int, capture: Capture, content: Content, base: Content | None, captures: Sequence[Capture], contents: Sequence[Content | None]) -> Sorted:
    if content.words < _limits("broken")["fewest_words"]:
        return Sorted("broken", note="1 word" if content.words == 1 else f"{content.words} words")
    if base is None:
        return Sorted("first")
    if content.letters == base.letters:
        return Sorted("same_words")
    if content.pieces == base.pieces:
        return Sorted("re_render", note="the same text in another order or number")
    later = [(captures[other].captured - capture.captured, one) for other, one in _later(index, contents)]
    edit = _Edit(base, content)
    for weigh in (_broken, _two_versions, _flip):
        label = weigh(edit, [(gap.days, one) for gap, one in later])
        if label is not None:
            return label
    if not capture.upgrade or _redated(base, content):
        return Sorted("new_text")
    if _reworded(edit):
        return Sorted("new_text", note="recorded as extracted anew, but sentences read otherwise")
    return Sorted("re_render", note="extracted anew by the archive")


def _reworded(edit: _Edit) -> bool:
    """Whether a sentence that went is there in other words.

    A new extraction of one page brings and drops blocks and cuts them otherwise; inside a sentence words are exchanged only where the text is another one, as
    when the archive follows the policy to a new address. What counts are words that the whole edit brings or takes, so that a cut in another place is none.
    """
    limits = _limits("reworded")
    gone = [edit.base.wording_of(key) for key in edit.gone]
    come = [edit.new.wording_of(key) for key in edit.come]
    all_gone, all_come = (Counter(word for words in side for word in words.elements()) for side in (gone, come))
    taken, brought = all_gone - all_come, all_come - all_gone
    losing = [words for words in gone if words & taken]
    where: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(losing):
        for word in words:
            where[word].append(number)
    for words in come:
        if words & brought:
            near = Counter(number for word in words for number in where[word][: limits["looked_at"]])
            if any(_exchanges(losing[number], words, taken, brought, limits["alike"]) for number, _ in near.most_common(limits["rivals"])):
                return True
    return False


def _exchanges(old: Counter[str], new: Counter[str], taken: Counter[str], brought: Counter[str], alike: float) -> bool:
    """Whether two pieces share most of their words, and have words that are taken in place of words that are brought."""
    common = (old & new).total()
    return 2 * common >= alike * (old.total() + new.total()) and bool((old - new) & taken) and bool((new - old) & brought)


def _redated(base: Content, new: Content) -> bool:
    """Whether two texts state different dates: then the page was not only extracted anew, but another version of it."""
    return None not in (base.effective_date, new.effective_date) and base.effective_date != new.effective_date


def _later(index: int, contents: Sequence[Content | None]) -> list[tuple[int, Content]]:
    """The first capture of each further text after one."""
    found: dict[str, tuple[int, Content]] = {}
    for other in range(index + 1, len(contents)):
        content = contents[other]
        if content is not None and content.state == "read":
            found.setdefault(content.letters, (other, content))
    return list(found.values())


class _Edit:
    """What stands between the last real version and a capture, in words."""

    def __init__(self, base: Content, new: Content) -> None:
        self.base, self.new = base, new
        self.gone = {key: size for key, size in base.pieces.items() if key not in new.pieces}
        self.come = {key: size for key, size in new.pieces.items() if key not in base.pieces}
        self.lost, self.said = sum(self.gone.values()), sum(self.come.values())
        self.all = sum(base.pieces.values()) or 1

    def restored(self, later: Content) -> int:
        """Lost words that stand in a later text."""
        return sum(size for key, size in self.gone.items() if key in later.pieces)

    def dropped(self, later: Content) -> int:
        """New words that do not stand in a later text."""
        return sum(size for key, size in self.come.items() if key not in later.pieces)

    def is_left_behind(self, later: Content, limits: dict[str, Any]) -> bool:
        """Whether a later text is what the new one adds, without most of the last version."""
        size = sum(later.pieces.values())
        held = sum(size for key, size in later.pieces.items() if key in self.new.pieces)
        old = sum(size for key, size in self.base.pieces.items() if key in later.pieces)
        return bool(size * limits["length"] <= sum(self.new.pieces.values()) and held >= limits["kept"] * size and old <= (1 - limits["kept"]) * self.all)


def _broken(edit: _Edit, later: Sequence[tuple[int, Content]]) -> Sorted | None:
    limits = _limits("broken")
    share = edit.lost / edit.all
    if share < limits["lost"] or edit.said > limits["said_beside"] * edit.lost:
        return None
    if any(days <= limits["days"] and edit.restored(one) >= limits["brought_back"] * edit.lost for days, one in later):
        return Sorted("broken", note=f"{share:.0%} of the text is missing and comes back later")
    left = edit.new.words
    if share >= limits["lost_for_good"] and (edit.said <= limits["said_instead"] * left or left <= limits["stub"] * edit.base.words):
        return Sorted("broken", note=f"{share:.0%} of the text is missing and hardly anything is new")
    return None


def _two_versions(edit: _Edit, later: Sequence[tuple[int, Content]]) -> Sorted | None:
    limits = _limits("two_versions")
    kept = 1 - edit.lost / edit.all
    longer = edit.new.words / max(1, edit.base.words)
    if kept < limits["kept"] or longer < limits["length"]:
        return None
    if edit.new.repeated - edit.base.repeated >= limits["repeated_more"]:
        return Sorted("two_versions", note=f"{longer:.1f} times as long, {kept:.0%} of the last version in it, and repeats itself")
    if any(edit.is_left_behind(one, limits) for _, one in later):
        return Sorted("two_versions", note=f"{longer:.1f} times as long, {kept:.0%} of the last version in it, which is left out later")
    return None


def _flip(edit: _Edit, later: Sequence[tuple[int, Content]]) -> Sorted | None:
    limits = _limits("flip")
    for days, one in later:
        if days <= limits["days"] and edit.restored(one) + edit.dropped(one) >= limits["undone"] * (edit.lost + edit.said):
            return Sorted("flip", note=f"taken back after {days} days")
    return None


@cache
def _limits(name: str) -> dict[str, Any]:
    return dict(load("policydiff.repositories", "hygiene.toml")[name])
