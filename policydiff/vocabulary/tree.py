"""The vocabulary itself: terms by facet, which covers which, and the two readings, `match` for running words and `classify` for one phrase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from policydiff.vocabulary import categories, evidence, trees
from policydiff.vocabulary.features import NOWHERE, Context, Weighed, features
from policydiff.vocabulary.matching import Cues, Trie
from policydiff.vocabulary.models import Cue, Match, Term, Zones
from policydiff.vocabulary.words import Folder, words_of

_REMEMBERED = 2048  # phrases
# Runs of words: a clause and its phrases are asked about several times in a row, and by several facets.
_ASKED, _SPELLED = 4096, 8


class Vocabulary:
    """Terms of every facet ("data", "purposes", "recipients", "actions", ...), and what words name them. Get it from `load()`."""

    def __init__(self) -> None:
        spelling = trees.settings("spelling")
        self._folder = Folder(spelling["spellings"], spelling["joins"], spelling["irregular"])
        self._coarse: dict[str, dict[str, str]] = trees.settings("coarse")
        self._zones = {facet: _zones(table) for facet, table in trees.settings("zones").items()}
        model = trees.settings("model")
        self._surest: dict[str, float] = model["surest"]
        self._trusted: dict[str, float] = model["seen"]
        self._empty = frozenset(model["empty"].split())
        self._matched = lru_cache(maxsize=_ASKED)(self._match)
        self._spelled = lru_cache(maxsize=_SPELLED)(self._folder.fold)
        self._judged = lru_cache(maxsize=_REMEMBERED)(self._judge)
        self._surroundings = lru_cache(maxsize=1)(self._words_around)
        self._terms: dict[str, dict[str, Term]] = {}
        self._evidence: dict[str, list[Cue]] = {}
        self._weights: dict[str, dict[str, float]] = {}
        self._lines: dict[tuple[str, str], frozenset[str]] = {}
        self._names: dict[str, Trie] = {}
        self._cues: dict[str, Cues] = {}
        for facet, nodes in trees.facets().items():
            self._terms[facet], self._evidence[facet] = trees.grow(facet, nodes)
            self._weights[facet] = {node["id"]: node.get("weight", 1.0) for node in nodes}
        self._categories = {facet: {term.id: term.category for term in terms.values()} for facet, terms in self._terms.items()}
        self._folder.learn(word for terms in self._terms.values() for term in terms.values() for phrase in term.phrases for word in phrase.split())

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of the facets."""
        return tuple(self._terms)

    def terms(self, facet: str) -> Mapping[str, Term]:
        """The terms of a facet by id, in file order. Raises KeyError for a facet that does not exist."""
        return self._terms[facet]

    def term(self, id_: str, facet: str) -> Term:
        """The term of that id. Raises KeyError where the facet or the id does not exist."""
        return self._terms[facet][id_]

    def categories(self, facet: str) -> tuple[str, ...]:
        """The coarse names of a facet, in file order."""
        return tuple(dict.fromkeys(term.category for term in self._terms[facet].values()))

    def coarse(self, slot: str, name: str) -> str:
        """The change-level name for a clause-level name of a slot ("choice", "rights", "commitment"); the name itself where both are one."""
        return self._coarse.get(slot, {}).get(name, name)

    def is_vague(self, id_: str, facet: str = "data") -> bool:
        """Whether the term says nothing specific ("information", "third parties", "business purposes")."""
        return "vague" in self._terms[facet][id_].flags

    def covers(self, wide: str, narrow: str, facet: str = "data") -> bool:
        """Whether what falls under `narrow` falls under `wide` too: the same term or one below it. The vague root of a facet covers all of it."""
        return wide in self._line(narrow, facet)

    def fold(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words in the form in which names are compared: lower case, one spelling, singular where the plural is that of a known word."""
        return tuple(self._folder.fold(words)[0])

    def match(self, words: Sequence[str], facet: str) -> list[Match]:
        """The names of terms in running words, from left to right, the longest at each place.

        `words` are tokens as they stand ("E-mail", "third", "-", "party"); `start` and `end` of a match index them. Linear in their number.
        """
        return list(self._matched(tuple(words), facet))

    def _match(self, words: tuple[str, ...], facet: str) -> list[Match]:
        folded, origins = self._spelled(words)
        terms = self._terms[facet]
        return [Match(origins[start][0], origins[end - 1][1], terms[term]) for start, end, term in self._trie(facet).scan(folded)]

    def classify(self, phrase: str | Sequence[str], facet: str, context: Context = NOWHERE, seen: Mapping[str, float] | None = None) -> Term | None:
        """The term that a whole phrase names, such as "your mobile phone number" or "to show you relevant ads"; None where nothing fits.

        A name in full is its term. Otherwise names and cues are weighed (`weigh`), a trained model decides the category from them and from the words, and the
        term is the one of that category with the most evidence, or the topmost. The context speaks louder where the phrase itself is vague.

        `seen` is what another judge makes of the phrase, who read it where it stands: the logarithm of the probability of each category. It is heard beside the
        model; a name in full is its term for both.
        """
        weighed, likely = self._judged(phrase if isinstance(phrase, str) else tuple(phrase), facet, context)
        terms = self._terms[facet]
        clear = weighed.exact is not None and (context == NOWHERE or not self.is_vague(weighed.exact, facet))
        if clear or not likely:
            return terms[weighed.best] if weighed.best else None
        category, probability = categories.best(likely if seen is None else categories.together(likely, seen, self._trusted[facet]))
        if weighed.best is None and probability < self._surest[facet]:
            return None
        of_category = [term for term in weighed.scores if terms[term].category == category]
        if weighed.best in of_category:
            return terms[weighed.best]
        return terms[max(of_category, key=lambda term: (weighed.scores[term], term)) if of_category else self._topmost(category, facet)]

    def weigh(self, phrase: str | Sequence[str], facet: str) -> Weighed:
        """The words of a phrase and the evidence in them.

        What stands before "such as" or a relative clause beats what stands in it, the head of the phrase beats its modifiers, a specific term a vague one.
        """
        folded, _ = self._folder.fold(words_of(phrase) if isinstance(phrase, str) else phrase)
        zones = self._zones[facet]
        words = folded[evidence.lead(folded, zones.openers) :]
        factors, head = evidence.factors(words, zones)
        weights = self._weights[facet]
        found, exact = evidence.Evidence(), None
        for start, end, term in self._trie(facet).overlapping(words):
            score = evidence.strength(end - start) * factors[start] + (zones.head if end == head else 0) + (zones.lead if start == 0 else 0)
            found.add(term, score * weights[term], start)
            exact = term if end - start == len(words) else exact
        for start, _, cue in self._clues(facet).scan(words):
            found.add(cue.term, cue.weight * (evidence.strength(len(cue.elements)) + (zones.lead if start == 0 else 0)), start)
        return Weighed(words, head, found.totals(), found.best(), exact)

    def features(self, phrase: Weighed, facet: str, context: Context = NOWHERE) -> dict[str, float]:
        """What the model of categories sees of a weighed phrase in its context."""
        vague = phrase.best is None or self.is_vague(phrase.best, facet)
        return features(phrase, self._categories[facet], self._zones[facet].boundaries, self._surroundings(context), vague=vague)

    def _judge(self, phrase: str | tuple[str, ...], facet: str, context: Context) -> tuple[Weighed, Mapping[str, float]]:
        """A phrase with its evidence, and what the model makes of it; nothing where there is no model, or no word."""
        weighed = self.weigh(phrase, facet)
        model = categories.load().get(facet)
        return weighed, model.likely(self.features(weighed, facet, context)) if model is not None and weighed.words else {}

    def _topmost(self, category: str, facet: str) -> str:
        """The term of a category that has the fewest others above it, of equals the first."""
        return min((term.id for term in self._terms[facet].values() if term.category == category), key=lambda id_: len(self._line(id_, facet)))

    def _words_around(self, context: Context) -> dict[str, list[str]]:
        """The words of the context that may say something, by kind."""
        return {kind: sorted(set(self.fold(words_of(text))) - self._empty) for kind, text in context._asdict().items() if text}

    def _trie(self, facet: str) -> Trie:
        """The names of a facet, compiled at first use."""
        if facet not in self._names:
            self._names[facet] = Trie((self._folded(phrase), term.id) for term in self._terms[facet].values() for phrase in term.phrases)
        return self._names[facet]

    def _clues(self, facet: str) -> Cues:
        """The cues of a facet, compiled at first use."""
        if facet not in self._cues:
            cues = (replace(cue, elements=tuple(tuple(map(self._symbol, element)) for element in cue.elements)) for cue in self._evidence[facet])
            self._cues[facet] = Cues(cues)
        return self._cues[facet]

    def _folded(self, phrase: str) -> tuple[str, ...]:
        return self.fold(phrase.split())

    def _symbol(self, symbol: str) -> str:
        return symbol if symbol.endswith("*") else " ".join(self._folded(symbol))

    def _line(self, id_: str, facet: str) -> frozenset[str]:
        key = (facet, id_)
        if key not in self._lines:
            parent = self._terms[facet][id_].parent
            self._lines[key] = frozenset((id_,)) | (self._line(parent, facet) if parent else frozenset())
        return self._lines[key]


@cache
def load() -> Vocabulary:
    """The vocabulary, read once per process."""
    return Vocabulary()


def _zones(table: dict[str, dict[str, float] | list[str] | float]) -> Zones:
    boundaries, openers = table.get("boundaries", {}), table.get("openers", [])
    head, lead = table.get("head", 0.0), table.get("lead", 0.0)
    if not (isinstance(boundaries, dict) and isinstance(openers, list) and isinstance(head, (int, float)) and isinstance(lead, (int, float))):
        raise TypeError("settings/zones.toml: a facet has a table of boundaries, a list of openers, and numbers for head and lead")
    return Zones(boundaries, frozenset(openers), head, lead)
