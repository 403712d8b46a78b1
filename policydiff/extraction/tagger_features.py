"""What the mention tagger sees of a clause: one column of hashed features a token, the same in training and in use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from policydiff.extraction.parse import CODES
from policydiff.extraction.wordlists import table
from policydiff.text import WORDS_KEPT

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc
    from policydiff.extraction.reading import Reading

Hashes = NDArray[np.uint64]
Classes = Mapping[str, tuple[int, int, int]]

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
_FAR = 4  # tokens
_FACTS = (
    "head_distance", "base_distance", "marker_edge", "first_marker_edge", "base_edge", "negated", "verb_direction",
    "marker_kind", "first_marker_kind", "conjunct",
)  # fmt: skip
_CONTEXT = ("led", "led_verb", "led_first_verb", "led_noun", "led_subject", "led_last", *(f"heading{index}" for index in range(_HEADING_WORDS)))
_OWN = (*_LEXICAL, *_SYNTAX, *_NAMES)
# Columns by pointer: "base.word" is the word of the token to which `base` points.
_POINTER = {pointer: row for row, pointer in enumerate((*_POINTED, "auxiliary"))}
_POINTS = [(pointer, attribute) for pointer, attributes in _POINTED.items() for attribute in attributes] + [("auxiliary", "word")]
_COLUMNS = (*_OWN, *(f"{pointer}.{attribute}" for pointer, attribute in _POINTS[:-1]), "auxiliary", *_FACTS, *_LISTS, *_CONTEXT)
_CUES = ("addressed", "speaker", "entitled")


def hashed(text: str) -> int:
    """A number for a text, the same on every machine."""
    return crc32(text.encode())


def stem(word: str) -> str:
    """A word without its inflection, roughly: "collects", "collected" and "collecting" give "collect"."""
    for ending, instead in table("tagger")["stem"]["endings"]:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


class Features:
    """Turns readings into columns of feature hashes.

    `classes` gives the distributional classes of a lower-cased word; `templates` are the features, in the notation of `lexicon/tagger.toml`.
    """

    def __init__(self, classes: Classes, templates: Sequence[str]) -> None:
        from policydiff.vocabulary import load

        spec = table("tagger")
        self._vocabulary = load()
        self._classes = classes
        self._lexeme = lru_cache(maxsize=WORDS_KEPT)(self._hashes_of)
        self._sets = {name: frozenset(value) for name, value in spec.items() if isinstance(value, list) and name != "templates"}
        self._cues: dict[str, int] = {}
        for bit, name in enumerate(_CUES):
            self._cues |= {word: self._cues.get(word, 0) | 1 << bit for word in self._sets[name]}
        self._shortest = int(spec["heading_word_length"])
        parts = [tuple(_part(part) for part in template.split()) for template in templates]
        # The longest templates first, so that those that have a further part are always the first so many.
        order = sorted(range(len(parts)), key=lambda index: -len(parts[index]))
        self._place = np.argsort(np.array(order))
        self._seeds = np.array([hashed(templates[index]) | (index << 33) for index in order], dtype=np.uint64)
        self._margin = max((abs(offset) for template in parts for _, offset in template), default=0)
        row = {name: index for index, name in enumerate(_COLUMNS)}
        self._targets = np.array([_POINTER[pointer] for pointer, _ in _POINTS])
        self._attributes = np.array([[row[attribute]] for _, attribute in _POINTS])
        self._steps = []
        for step in range(max(map(len, parts))):
            used = [parts[index][step] for index in order if len(parts[index]) > step]
            self._steps.append((np.array([[row[name]] for name, _ in used]), np.array([[offset] for _, offset in used])))

    def __call__(self, readings: Sequence[Reading]) -> Hashes:
        """One row a template, one column a token, the tokens of one reading after those of the other: 64-bit hashes."""
        sizes = [len(reading.doc) for reading in readings]
        # What lies beyond a clause stands on either side of it.
        tokens = np.arange(sum(sizes)) + np.repeat(np.arange(1, len(sizes) + 1) * self._margin, sizes)
        columns = np.full((len(_COLUMNS), sum(sizes) + (len(sizes) + 1) * self._margin), _OUTSIDE, dtype=np.uint64)
        columns[:, tokens] = self._columns(readings, sizes)
        flat, width = columns.ravel(), columns.shape[1]
        rows = np.repeat(self._seeds[:, None], len(tokens), axis=1)
        for row, offset in self._steps:
            mixed = (rows[: len(row)] ^ flat.take(row * width + offset + tokens)) * _GOLDEN
            rows[: len(row)] = mixed ^ (mixed >> _SHIFT)
        found: Hashes = rows[self._place]
        return found

    def _hashes_of(self, word: str) -> tuple[int, ...]:
        return (hashed(word), hashed(stem(word)), hashed(word[-3:]), hashed(word[-2:]), hashed(word[:4]), *self._classes.get(word, (0, 0, 0)))

    def _columns(self, readings: Sequence[Reading], sizes: Sequence[int]) -> Hashes:
        """Column x token, the columns in the order of `_COLUMNS`."""
        size = sum(sizes)
        clauses = [_Clause(reading.doc, self._sets) for reading in readings]
        columns = np.empty((len(_COLUMNS), size), dtype=np.uint64)
        at, end = len(_LEXICAL), len(_OWN)
        columns[:at] = np.array([self._lexeme(word) for clause in clauses for word in clause.lower], dtype=np.uint64).reshape(size, at).T
        columns[at : at + len(_SYNTAX)] = np.concatenate([reading.doc.codes[_CODED] for reading in readings], axis=1)
        columns[at + len(_SYNTAX) : end] = _joined([self._named(clause.lower) for clause in clauses])
        # One more token, to which a pointer to nowhere (-1) points.
        own = np.full((end, size + 1), _NOTHING, dtype=np.uint64)
        own[:, :size] = columns[:end]
        targets = np.array(_joined([clause.pointers for clause in clauses]), dtype=np.int64)
        targets = np.where(targets < 0, size, targets + np.repeat(np.cumsum(sizes) - sizes, sizes))
        at, end = end, end + len(_POINTS)
        columns[at:end] = own[self._attributes, targets[self._targets]]
        at, end = end, end + len(_FACTS)
        distances = np.clip(targets[[_POINTER["head"], _POINTER["base"]]] - np.arange(size), -_FAR, _FAR) + _FAR + 1
        columns[at : at + 2] = distances.astype(np.uint64)
        columns[at + 2 : end] = _joined([clause.facts for clause in clauses])
        at, end = end, end + len(_LISTS)
        columns[at:end] = _joined([self._lists(clause) for clause in clauses])
        columns[end:] = np.repeat(np.array([self._context(reading) for reading in readings], dtype=np.uint64).T, sizes, axis=1)
        return columns

    def _named(self, words: Sequence[str]) -> list[list[int]]:
        """The category of the term that the vocabulary finds at each token, by facet."""
        columns = []
        for facet in _NAMES.values():
            column = [0] * len(words)
            for match in self._vocabulary.match(words, facet):
                column[match.start : match.end] = [hashed(match.term.category)] * (match.end - match.start)
            columns.append(column)
        return columns

    def _lists(self, clause: _Clause) -> list[list[int]]:
        """Where a token stands in brackets, in a list of examples, after which mark, and in what kind of sentence: one list for each of `_LISTS`."""
        found: list[list[int]] = [[] for _ in _LISTS[:-1]]
        bracketed, listed, last_mark, since_mark, places = found
        depth = examples = mark = since = place = 0
        sentence = -1
        sentence_of: list[int] = []
        kinds: list[int] = []
        lower, pos, starts = clause.lower, clause.pos, clause.starts
        opening, joining, cues = self._sets["examples"], self._sets["joining"], self._cues
        for index, word in enumerate(lower):
            if starts[index] or index == 0:
                examples = mark = since = place = 0
                sentence += 1
                kinds.append(0)
            depth += word == "("
            if word in opening or (word == "as" and index and lower[index - 1] == "such"):
                examples = min(3, examples + 1)
            bracketed.append(depth if depth < 2 else 2)
            listed.append(examples)
            last_mark.append(mark)
            since_mark.append(since if since < 4 else 4)
            places.append(6 if sentence else place if place < 5 else 5)
            if word == ")" and depth:
                depth -= 1
            since += 1
            place += 1
            if pos[index] == "PUNCT" or word in joining:
                mark, since = self._lexeme(word)[0], 0
            if word in cues:
                kinds[-1] |= cues[word]
            if pos[index] == "VERB":
                kinds[-1] |= 1 << len(_CUES)
            sentence_of.append(sentence)
        return [*found, [kinds[number] for number in sentence_of]]

    def _context(self, reading: Reading) -> list[int]:
        """What the lead-in and the heading say, in the order of `_CONTEXT`: the same for every token of the clause."""
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
        return [context[label] for label in _CONTEXT]


class _Clause:
    """The parse of a clause as lists with an item a token.

    `pointers` lead from each token to the tokens that matter to it (-1: there is none), in the order of `_POINTER`; `facts` are small facts about these in the
    order of `_FACTS`, the distances left out.
    """

    def __init__(self, doc: Doc, sets: Mapping[str, frozenset[str]]) -> None:
        size = len(doc)
        self._sets = sets
        self.lower, self.pos = [token.lower_ for token in doc], [token.pos_ for token in doc]
        self._tag, self._dep = [token.tag_ for token in doc], [token.dep_ for token in doc]
        self._head = [token.head.i for token in doc]
        self.starts = [False] * size
        for sentence in doc.sents:
            self.starts[sentence.start] = True
        self._subject, self._auxiliary, self._negated, self._infinitive = [-1] * size, [-1] * size, [0] * size, [0] * size
        self._dependents()
        self.pointers, self.facts = self._related(doc)

    def _passed_down(self, doc: Doc) -> tuple[list[int], ...]:
        """What a token takes from its head, so that each is looked at once.

        For each token: the head of its noun phrase, its first conjunct, the head of its sentence, its verb and the verb above that, the nearest and the
        outermost marker of a purpose.
        """
        head, dep, pos, tokens = self._head, self._dep, self.pos, range(len(doc))
        auxiliaries, noun_phrase = self._sets["auxiliaries"], self._sets["noun_phrase"]
        base, climbed, root = list(tokens), list(tokens), list(tokens)
        verb, outer, marker, first_marker = ([-1] * len(doc) for _ in range(4))
        for index in doc.downwards:
            up = head[index]
            acts = pos[index] in ("VERB", "AUX") and dep[index] not in auxiliaries
            marks = index if self._marks(index) else -1
            if up == index:
                verb[index] = index if acts else -1
                marker[index] = first_marker[index] = marks
                continue
            if dep[index] in noun_phrase and pos[index] != "VERB":
                base[index] = base[up]
            if dep[index] == "conj":
                climbed[index] = climbed[up]
            root[index] = root[up]
            verb[index], outer[index] = (index, verb[up]) if acts else (verb[up], outer[up])
            marker[index] = marks if marks >= 0 else marker[up]
            first_marker[index] = first_marker[up] if first_marker[up] >= 0 else marks
        return base, climbed, root, verb, outer, marker, first_marker

    def _related(self, doc: Doc) -> tuple[list[list[int]], list[list[int]]]:
        """The pointers and the facts."""
        head, dep = self._head, self._dep
        base, climbed, root, verb, outer, marker, first_marker = self._passed_down(doc)
        phrase = [climbed[at] for at in base]
        governor = [self._above(at) for at in phrase]
        above = [self._above(climbed[at]) if at >= 0 else -1 for at in governor]
        subjects = {at: self._subject_of(at) for at in set(verb)}
        opening, first = [0] * len(doc), 0
        for index, opens in enumerate(self.starts):
            first = index if opens else first
            opening[index] = first
        left, right = [token.left_edge.i for token in doc], [token.right_edge.i for token in doc]

        def edges(targets: Sequence[int]) -> list[int]:
            """How each token stands in the phrase of the token that it points to: at its left or right edge, before its head or not."""
            return [0 if at < 0 else 1 + (left[at] == index) + 2 * (right[at] == index) + 4 * (index < at) for index, at in enumerate(targets)]

        pointers = {
            "head": head, "base": base, "phrase": phrase, "governor": governor, "above": above, "verb": verb, "outer": outer,
            "subject": [subjects[at] for at in verb], "marker": marker, "first_marker": first_marker,
            "marked": [head[at] if at >= 0 else -1 for at in marker], "first_marked": [head[at] if at >= 0 else -1 for at in first_marker],
            "root": root, "opening": opening, "auxiliary": [self._auxiliary[at] if at >= 0 else -1 for at in verb],
        }  # fmt: skip
        facts = {
            "marker_edge": edges(marker), "first_marker_edge": edges(first_marker), "base_edge": edges(base),
            "negated": [self._negated[at] + 1 if at >= 0 else 0 for at in verb],
            "verb_direction": [0 if at < 0 else 1 + (at > index) + 2 * (at == index) for index, at in enumerate(verb)],
            "marker_kind": [self._kind(at) for at in marker],
            "first_marker_kind": [self._kind(at) for at in first_marker],
            "conjunct": [1 + (dep[at] == "conj") for at in base],
        }  # fmt: skip
        return [pointers[name] for name in _POINTER], [facts[name] for name in _FACTS[2:]]

    def _dependents(self) -> None:
        """The subject, the auxiliary, the negation and the "to" of each token, from the tokens that hang on it."""
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
        if self._infinitive[index] and self.pos[index] in ("VERB", "AUX"):
            return True
        if self.lower[index] in self._sets["purpose_prepositions"] and self._dep[index] in ("prep", "dative"):
            return True
        return self._tag[index] == "VBG" and self._dep[index] in self._sets["purpose_gerunds"]

    def _above(self, index: int) -> int:
        return self._head[index] if self._head[index] != index else -1

    def _subject_of(self, verb: int) -> int:
        """The subject of a verb, its own or that of the verb from which it inherits it; -1 where there is none."""
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
        return 1 + self._infinitive[marker] + 2 * (self.lower[marker] == "for") + 4 * (self.lower[marker] == "to")


def _part(part: str) -> tuple[str, int]:
    name, _, offset = part.partition("@")
    return name, int(offset or 0)


def _joined(parts: Sequence[Sequence[Sequence[int]]]) -> list[list[int]]:
    """Rows of several clauses, one after the other."""
    return [list(chain.from_iterable(rows)) for rows in zip(*parts, strict=True)]
