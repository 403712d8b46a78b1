"""What the mention tagger sees of a clause: one row of hashed features a token, the same in training and in use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from policydiff.extraction.parse import CODES
from policydiff.extraction.wordlists import table

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading

Hashes = NDArray[np.uint64]
Classes = Mapping[str, tuple[int, int, int]]

# Steps up the parse: enough for any clause, and a bound on what a degenerate parse costs.
REACH = 24
_LEXICAL = ("word", "stem", "suffix3", "suffix2", "prefix4", "class60", "class250", "class800")
# What the vocabulary names, by facet.
_NAMES = {"data_name": "data", "recipient_name": "recipients"}
_POINTED = {
    "head": ("stem", "tag"),
    "base": ("word", "stem", "class60", "class250", "class800", "dep", *_NAMES),
    "phrase": ("dep",),
    "governor": ("stem", "pos", "class250"),
    "above": ("stem", "pos"),
    "verb": ("stem", "tag", "dep", "class250"),
    "outer": ("stem",),
    "subject": ("word",),
    "marker": ("stem", "tag", "dep"),
    "first_marker": ("stem",),
    "marked": ("stem", "pos"),
    "first_marked": ("stem",),
    "root": ("stem", "tag"),
    "opening": ("word",),
}
_OUTSIDE, _NOTHING, _ABSENT = 11, 7, 1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_HEADING_WORDS = 5
_SYNTAX = ("shape", "pos", "tag", "dep")
_CODED = [CODES.index(name.upper()) for name in _SYNTAX]
_LISTS = ("bracketed", "listed", "last_mark", "since_mark", "place", "sentence")
_FACTS = (
    "marker_edge", "first_marker_edge", "base_edge", "head_distance", "base_distance", "negated", "verb_direction",
    "marker_kind", "first_marker_kind", "conjunct",
)  # fmt: skip
_CONTEXT = ("led", "led_verb", "led_first_verb", "led_noun", "led_subject", "led_last", *(f"heading{index}" for index in range(_HEADING_WORDS)))
_OWN = (*_LEXICAL, *_SYNTAX, *_NAMES)
# Columns by pointer: "base.word" is the word of the token to which `base` points.
_POINTS = [(pointer, attribute) for pointer, attributes in _POINTED.items() for attribute in attributes] + [("auxiliary", "word")]
_COLUMNS = (*_OWN, *(f"{pointer}.{attribute}" for pointer, attribute in _POINTS[:-1]), "auxiliary", *_FACTS, *_LISTS, *_CONTEXT)
_CUES = ("addressed", "speaker", "entitled")


def hashed(text: str) -> int:
    """A number for a text, the same on every machine."""
    return crc32(text.encode())


def stem(word: str) -> str:
    """A word without its inflection, roughly: "collects", "collected" and "collecting" give "collect"."""
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


class Features:
    """Turns readings into rows of feature hashes.

    `classes` gives the distributional classes of a lower-cased word; `templates` are the features, in the notation of `lexicon/tagger.toml`.
    """

    def __init__(self, classes: Classes, templates: Sequence[str]) -> None:
        from policydiff.vocabulary import load

        spec = table("tagger")
        self._vocabulary = load()
        self._classes = classes
        self._words: dict[str, tuple[int, ...]] = {}
        self._sets = {name: frozenset(value) for name, value in spec.items() if isinstance(value, list) and name != "templates"}
        self._shortest = int(spec["heading_word_length"])
        parts = [tuple(_part(part) for part in template.split()) for template in templates]
        # The longest templates first, so that those that have a further part are always the first so many.
        order = sorted(range(len(parts)), key=lambda index: -len(parts[index]))
        self._place = np.argsort(np.array(order))
        self._seeds = np.array([hashed(templates[index]) | (index << 33) for index in order], dtype=np.uint64)
        self._margin = max((abs(offset) for template in parts for _, offset in template), default=0)
        row = {name: index for index, name in enumerate(_COLUMNS)}
        pointers = [*_POINTED, "auxiliary"]
        self._targets = np.array([pointers.index(pointer) for pointer, _ in _POINTS])
        self._attributes = np.array([[row[attribute]] for _, attribute in _POINTS])
        self._steps = []
        for step in range(max(map(len, parts))):
            used = [parts[index][step] for index in order if len(parts[index]) > step]
            self._steps.append((np.array([[row[name]] for name, _ in used]), np.array([[offset] for _, offset in used])))

    def __call__(self, reading: Reading) -> Hashes:
        """One row a token, one 64-bit hash a template."""
        size = len(reading.doc)
        # Template x token until the end: whole rows are faster to pick than columns. What lies beyond the clause stands on either side.
        columns = np.full((len(_COLUMNS), size + 2 * self._margin), _OUTSIDE, dtype=np.uint64)
        columns[:, self._margin : self._margin + size] = self._columns(reading)
        flat, width, tokens = columns.ravel(), columns.shape[1], np.arange(self._margin, self._margin + size)
        rows = np.repeat(self._seeds[:, None], size, axis=1)
        for row, offset in self._steps:
            mixed = (rows[: len(row)] ^ flat.take(row * width + offset + tokens)) * _GOLDEN
            rows[: len(row)] = mixed ^ (mixed >> _SHIFT)
        return rows[self._place].T

    def _lexeme(self, word: str) -> tuple[int, ...]:
        known = self._words.get(word)
        if known is None:
            known = (hashed(word), hashed(stem(word)), hashed(word[-3:]), hashed(word[-2:]), hashed(word[:4]), *self._classes.get(word, (0, 0, 0)))
            self._words[word] = known
        return known

    def _columns(self, reading: Reading) -> Hashes:
        """Column x token, the columns in the order of `_COLUMNS`."""
        doc = reading.doc
        size = len(doc)
        lower, pos = [token.lower_ for token in doc], [token.pos_ for token in doc]
        tag, dep = [token.tag_ for token in doc], [token.dep_ for token in doc]
        head = [token.head.i for token in doc]
        starts = [token.is_sent_start for token in doc]
        tree = _Tree(self._sets, lower, pos, tag, dep, head, starts)
        columns = np.empty((len(_COLUMNS), size), dtype=np.uint64)
        at, end = len(_LEXICAL), len(_OWN)
        columns[:at] = np.array([self._lexeme(word) for word in lower], dtype=np.uint64).reshape(size, at).T
        columns[at : at + len(_SYNTAX)] = doc.codes[_CODED]
        columns[at + len(_SYNTAX) : end] = self._named(lower)
        # One more token, to which a pointer to nowhere (-1) points.
        own = np.full((end, size + 1), _NOTHING, dtype=np.uint64)
        own[:, :size] = columns[:end]
        targets = np.array([*(tree.pointers[pointer] for pointer in _POINTED), tree.auxiliary], dtype=np.int64)
        at, end = end, end + len(_POINTS)
        columns[at:end] = own[self._attributes, targets[self._targets]]
        at, end = end, end + len(_FACTS)
        columns[at:end] = [tree.facts[label] for label in _FACTS]
        at, end = end, end + len(_LISTS)
        columns[at:end] = self._lists(lower, pos, starts, columns[0].tolist())
        context = self._context(reading)
        columns[end:] = np.array([context[label] for label in _CONTEXT], dtype=np.uint64)[:, None]
        return columns

    def _named(self, words: Sequence[str]) -> Hashes:
        """The category of the term that the vocabulary finds at each token, by facet."""
        columns = np.zeros((len(_NAMES), len(words)), dtype=np.uint64)
        for column, facet in zip(columns, _NAMES.values(), strict=True):
            for match in self._vocabulary.match(words, facet):
                column[match.start : match.end] = hashed(match.term.category)
        return columns

    def _lists(self, lower: Sequence[str], pos: Sequence[str], starts: Sequence[bool], words: Sequence[int]) -> list[list[int]]:
        """Where a token stands in brackets, in a list of examples, after which mark, and in what kind of sentence: one list for each of `_LISTS`."""
        found: list[list[int]] = [[] for _ in _LISTS[:-1]]
        bracketed, listed, last_mark, since_mark, places = found
        depth = examples = mark = since = place = 0
        sentence = -1
        sentence_of: list[int] = []
        kinds: list[int] = []
        opening, cues = self._sets["examples"], [(self._sets[name], 1 << bit) for bit, name in enumerate(_CUES)]
        for index, word in enumerate(lower):
            if starts[index] or index == 0:
                examples = mark = since = place = 0
                sentence += 1
                kinds.append(0)
            depth += word == "("
            if word in opening or (word == "as" and index and lower[index - 1] == "such"):
                examples = min(3, examples + 1)
            bracketed.append(min(depth, 2))
            listed.append(examples)
            last_mark.append(mark)
            since_mark.append(min(since, 4))
            places.append(min(place, 5) if sentence == 0 else 6)
            depth = max(0, depth - (word == ")"))
            since += 1
            place += 1
            if pos[index] == "PUNCT" or word in ("and", "or"):
                mark, since = words[index], 0
            for known, bit in cues:
                if word in known:
                    kinds[-1] |= bit
            if pos[index] == "VERB":
                kinds[-1] |= 1 << len(_CUES)
            sentence_of.append(sentence)
        return [*found, [kinds[number] for number in sentence_of]]

    def _context(self, reading: Reading) -> dict[str, int]:
        """What the lead-in and the heading say: the same for every token of the clause."""
        words = [] if reading.lead_in is None else [token for token in reading.lead_in if not token.is_space]
        verbs = [token.lower_ for token in words if token.pos_ == "VERB"]
        nouns = [token.lower_ for token in words if token.pos_ in ("NOUN", "PROPN")]
        subjects = [token.lower_ for token in words if token.pos_ == "PRON" or token.dep_ == "nsubj"]
        spoken = [token.lower_ for token in words if token.pos_ != "PUNCT"]
        context = {
            "led": 1 + bool(words) + 2 * bool(words and words[-1].text == ":"),
            "led_verb": hashed(stem(verbs[-1])) if verbs else _ABSENT,
            "led_first_verb": hashed(stem(verbs[0])) if verbs else _ABSENT,
            "led_noun": hashed(stem(nouns[-1])) if nouns else _ABSENT,
            "led_subject": hashed(subjects[0]) if subjects else _ABSENT,
            "led_last": hashed(spoken[-1]) if spoken else _ABSENT,
        }
        heading = reading.heading[-1].lower() if reading.heading else ""
        named = [stem(word) for word in re.findall(r"[a-z]+", heading) if len(word) >= self._shortest][-_HEADING_WORDS:]
        for index in range(_HEADING_WORDS):
            context[f"heading{index}"] = hashed(named[index]) if index < len(named) else _ABSENT
        return context


class _Tree:
    """The parse of a clause as pointers from each token to the tokens that matter to it (-1: there is none), and small facts about them."""

    def __init__(
        self,
        sets: Mapping[str, frozenset[str]],
        lower: Sequence[str],
        pos: Sequence[str],
        tag: Sequence[str],
        dep: Sequence[str],
        head: Sequence[int],
        starts: Sequence[bool],
    ) -> None:
        size = len(lower)
        self._sets, self._lower, self._pos, self._tag, self._dep, self._head = sets, lower, pos, tag, dep, head
        self._subject, self._auxiliary, self._negated, self._infinitive = [-1] * size, [-1] * size, [0] * size, [0] * size
        self._dependents()
        marks = [self._marks(index) for index in range(size)]
        acts = [pos[index] in ("VERB", "AUX") and dep[index] not in sets["auxiliaries"] for index in range(size)]
        left, right = list(range(size)), list(range(size))
        base, phrase, governor, above = [0] * size, [0] * size, [-1] * size, [-1] * size
        verb, outer, subject, marker, first_marker, root = ([-1] * size for _ in range(6))
        for index in range(size):
            base[index] = self._base(index)
            phrase[index] = self._climbed(base[index])
            governor[index] = self._above(phrase[index])
            above[index] = self._above(self._climbed(governor[index])) if governor[index] >= 0 else -1
            at = index
            for _ in range(REACH):
                if index < left[at]:
                    left[at] = index
                elif index > right[at]:
                    right[at] = index
                if acts[at]:
                    if verb[index] < 0:
                        verb[index] = at
                    elif outer[index] < 0:
                        outer[index] = at
                if marks[at]:
                    first_marker[index] = at
                    if marker[index] < 0:
                        marker[index] = at
                if head[at] == at:
                    break
                at = head[at]
            root[index] = at
            subject[index] = self._subject_of(verb[index])
        opening, first = [0] * size, 0
        for index in range(size):
            first = index if starts[index] else first
            opening[index] = first
        marked = [self._head[at] if at >= 0 else -1 for at in marker]
        first_marked = [self._head[at] if at >= 0 else -1 for at in first_marker]
        self.pointers: dict[str, Sequence[int]] = {
            "head": head, "base": base, "phrase": phrase, "governor": governor, "above": above, "verb": verb, "outer": outer, "subject": subject,
            "marker": marker, "first_marker": first_marker, "marked": marked, "first_marked": first_marked, "root": root, "opening": opening,
        }  # fmt: skip
        self.auxiliary = [self._auxiliary[at] if at >= 0 else -1 for at in verb]
        edges = {
            label: [0 if at < 0 else 1 + (left[at] == index) + 2 * (right[at] == index) + 4 * (index < at) for index, at in enumerate(targets)]
            for label, targets in (("marker_edge", marker), ("first_marker_edge", first_marker), ("base_edge", base))
        }
        self.facts: dict[str, list[int]] = edges | {
            "head_distance": [_clipped(head[index] - index) for index in range(size)],
            "base_distance": [_clipped(base[index] - index) for index in range(size)],
            "negated": [self._negated[at] + 1 if at >= 0 else 0 for at in verb],
            "verb_direction": [0 if at < 0 else 1 + (at > index) + 2 * (at == index) for index, at in enumerate(verb)],
            "marker_kind": [self._kind(at) for at in marker],
            "first_marker_kind": [self._kind(at) for at in first_marker],
            "conjunct": [1 + (dep[at] == "conj") for at in base],
        }

    def _dependents(self) -> None:
        for index, (label, head) in enumerate(zip(self._dep, self._head, strict=True)):
            if label in self._sets["subjects"]:
                if self._subject[head] < 0:
                    self._subject[head] = index
            elif label == "neg":
                self._negated[head] = 1
            elif label in self._sets["auxiliaries"]:
                if self._tag[index] == "TO":
                    self._infinitive[head] = 1
                elif self._auxiliary[head] < 0:
                    self._auxiliary[head] = index

    def _marks(self, index: int) -> bool:
        """Whether a token opens what may be a purpose: an infinitive with "to", a gerund, a preposition such as "for"."""
        if self._infinitive[index] and self._pos[index] in ("VERB", "AUX"):
            return True
        if self._lower[index] in self._sets["purpose_prepositions"] and self._dep[index] in ("prep", "dative"):
            return True
        return self._tag[index] == "VBG" and self._dep[index] in self._sets["purpose_gerunds"]

    def _base(self, index: int) -> int:
        for _ in range(REACH):
            if self._dep[index] not in self._sets["noun_phrase"] or self._pos[index] == "VERB" or self._head[index] == index:
                break
            index = self._head[index]
        return index

    def _climbed(self, index: int) -> int:
        for _ in range(REACH):
            if self._dep[index] != "conj" or self._head[index] == index:
                break
            index = self._head[index]
        return index

    def _above(self, index: int) -> int:
        return self._head[index] if self._head[index] != index else -1

    def _subject_of(self, verb: int) -> int:
        if verb < 0:
            return -1
        for _ in range(6):
            if self._subject[verb] >= 0 or self._dep[verb] not in self._sets["inherits_subject"] or self._head[verb] == verb:
                break
            verb = self._head[verb]
        return self._subject[verb]

    def _kind(self, marker: int) -> int:
        if marker < 0:
            return 0
        return 1 + self._infinitive[marker] + 2 * (self._lower[marker] == "for") + 4 * (self._lower[marker] == "to")


def _part(part: str) -> tuple[str, int]:
    name, _, offset = part.partition("@")
    return name, int(offset or 0)


def _clipped(distance: int) -> int:
    return max(-4, min(4, distance)) + 5
