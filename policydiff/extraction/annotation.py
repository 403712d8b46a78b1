"""Parts of speech and lemmas from memory: what the model's rules said of a word with its tag and label once, they say of it always.

The rules are a third of the time that a parse takes, and a policy uses the same few words again and again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from policydiff.extraction.parse import CODES, Doc, Strings, codes

if TYPE_CHECKING:
    import spacy.tokens
    from spacy.language import Language

# The components that are remembered. They must run after those that set tags and labels.
COMPONENTS = ("attribute_ruler", "lemmatizer")
_KEY: list[int | str] = ["ORTH", "TAG", "DEP"]
# What the components set, besides morphological features, which nothing here reads; the rules for white space change its tag and label too.
_SET: list[int | str] = ["POS", "LEMMA", "TAG", "DEP"]
_KEY_ROWS, _SET_ROWS = ([CODES.index(str(name)) for name in names] for names in (_KEY, _SET))
# What follows from the key. A rule that looks at anything else, or at more than one token, is asked every time.
_FOLLOWS = frozenset({"ORTH", "LOWER", "TAG", "DEP", "IS_SPACE"})
_MOST = 10_000  # keys, and strings; a long policy has some thousands

_Key = tuple[int, ...]


class Annotator:
    """Sees part of speech and lemma of every token as the components of `model` would set them. Not for use by two threads at a time."""

    def __init__(self, model: Language) -> None:
        from spacy.matcher import Matcher

        self._vocab = model.vocab
        self._strings = Strings(model.vocab)
        self._components = [model.get_pipe(name) for name in COMPONENTS]
        self._known: dict[_Key, int] = {}
        self._answers: NDArray[np.uint64] = np.zeros((0, len(_SET)), dtype=np.uint64)
        self._wider, self._first = Matcher(model.vocab, validate=False), Matcher(model.vocab, validate=False)
        # The keys with which a match of a wider rule may begin.
        self._beginning: set[_Key] = set()
        rules: Any = self._components[0]
        for number, rule in enumerate(rules.patterns):
            wider = [pattern for pattern in rule["patterns"] if len(pattern) > 1 or not _FOLLOWS.issuperset(pattern[0])]
            if wider:
                self._wider.add(str(number), wider)
                self._first.add(str(number), [[{name: value for name, value in pattern[0].items() if name in _FOLLOWS}] for pattern in wider])

    def __call__(self, parsed: Sequence[spacy.tokens.Doc]) -> list[Doc]:
        """What has been parsed as far as tags and labels, with parts of speech and lemmas."""
        arrays = [codes(doc) for doc in parsed]
        keys = [list(zip(*array[_KEY_ROWS].tolist(), strict=True)) for array in arrays]
        if len(self._known) > _MOST or len(self._strings) > _MOST:
            self._forget()
        self._learn(sorted({key for row in keys for key in row if key not in self._known}))
        for doc, array, row in zip(parsed, arrays, keys, strict=True):
            found = [self._known.get(key, -1) for key in row]
            if -1 in found or (not self._beginning.isdisjoint(row) and self._wider(doc, allow_missing=True)):
                self._run(doc)
                array[:] = codes(doc)
            else:
                array[_SET_ROWS] = self._answers[found].T
        return [Doc(doc.text, array, self._strings) for doc, array in zip(parsed, arrays, strict=True)]

    def _forget(self) -> None:
        """Begin anew, with answers and strings together: an answer names a lemma by a number that the vocabulary itself soon cannot spell any more."""
        self._known.clear()
        self._beginning.clear()
        self._answers = self._answers[:0]
        self._strings = Strings(self._vocab)
        lemmatizer: Any = self._components[COMPONENTS.index("lemmatizer")]
        lemmatizer.cache.clear()

    def _learn(self, keys: Sequence[_Key]) -> None:
        """Ask the components about words out of context, where their order gives no rule a reason to look at more than one."""
        from spacy.tokens import Doc as Parsed

        if not keys:
            return
        doc = Parsed(self._vocab, words=[self._vocab.strings[key[0]] for key in keys])
        values: Any = np.array([key[1:] for key in keys], dtype=np.uint64)
        doc.from_array(_KEY[1:], values)
        self._beginning |= {keys[start] for _, start, _ in self._first(doc, allow_missing=True)}
        if not self._wider(doc, allow_missing=True):
            self._run(doc)
            first = len(self._answers)
            answers = codes(doc)[_SET_ROWS].T
            self._strings.spell(answers.ravel().tolist())
            # The answers before the keys that point to them: whoever interrupts this leaves no key without its answer.
            self._answers = np.concatenate([self._answers, answers])
            self._known |= {key: first + number for number, key in enumerate(keys)}

    def _run(self, doc: spacy.tokens.Doc) -> None:
        for component in self._components:
            component(doc)
