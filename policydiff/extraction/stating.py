"""Whether a clause states a practice at all, or only names data in an explanation, a definition, a piece of advice: a logistic model over what stands in it.

The rules of `predicates.silent` set sentences aside by their shape; this weighs all signs of a clause together, once its mentions are found. The weights lie
in `weights/stating.json`; `python -m policydiff.extraction.stating_training` rebuilds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from policydiff.extraction.encoder import PRACTICE
from policydiff.extraction.predicates.roles import SUBJECTS
from policydiff.extraction.statement import SLOTS, Statement
from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.extraction.contexts import Frame
    from policydiff.extraction.parse import Span
    from policydiff.extraction.reading import Reading

_MANY, _LONGEST, _STEP = 8, 6, 8
# Log-odds of the encoder.
_STEPS = (-4.0, -3.0, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """The weight of each feature; empty where no model was trained. Scores above nought speak for a practice."""
    try:
        stored = (files("policydiff.extraction") / "weights" / "stating.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    found: dict[str, float] = json.loads(stored)["weights"]
    return found


def states(reading: Reading, context: Frame | None, statements: Iterable[Statement]) -> bool:
    """Whether a clause with these statements, under that heading and lead-in, states a practice."""
    known = weights()
    return not known or sum(known.get(name, 0.0) for name in features(reading, context, statements)) >= 0


def features(reading: Reading, context: Frame | None, statements: Iterable[Statement]) -> set[str]:
    """What holds of a clause: its place, its verbs and mentions, and the words of the sentences in which they stand. Empty where no mention was found."""
    doc = reading.doc
    found: set[str] = set()
    sentences: dict[int, Span] = {}
    certain = total = 0
    for statement in statements:
        predicate = statement.predicate
        verb = [f"{predicate.action} {predicate.actor}", f"{predicate.polarity} {predicate.actor}", predicate.action]
        if predicate.token >= 0:
            token = doc[predicate.token]
            verb += [f"lemma {token.lemma_.lower()}", f"dep {token.dep_}", f"tag {token.tag_}"]
        else:
            verb.append("lent")
        verb += [name for name in ("passive", "handed_over", "given_away", "condition", "enabling") if getattr(predicate, name)]
        for slot in SLOTS:
            for candidate in statement.slot(slot):
                root = doc[candidate.root]
                sentence = root.sent
                sentences[sentence.start] = sentence
                certain, total = certain + candidate.certain, total + 1
                found.update(f"{slot} {name}" for name in (*verb, root.dep_, f"certain {candidate.certain}"))
    if not total:
        return found
    found |= {"all", f"certain {min(certain, _MANY)}", f"mentions {min(total, _MANY)}", f"kind {reading.kind}"}
    found.add("no frame" if context is None else f"frame {context.slot} {context.action}")
    found.update(f"heading {word}" for word in (reading.heading[-1].lower().split() if reading.heading else ()))
    for sentence in sentences.values():
        found.update(_of(sentence))
    found.update(_seen(reading, sentences.values()))
    return found


def _seen(reading: Reading, sentences: Iterable[Span]) -> Iterator[str]:
    """How sure the encoder is that the sentences with mentions state a practice: all steps of its log-odds that the surest of them reaches."""
    from policydiff.extraction.encoder import view

    seen = reading.view or view(reading)
    if seen is None:
        return
    odds = max((seen.statements(sentence.start, sentence.end).get(PRACTICE, 0.0) for sentence in sentences), default=0.0)
    yield from (f"seen {step}" for step in _STEPS if odds >= step)


def _of(sentence: Span) -> Iterator[str]:
    """What holds of a sentence with mentions: its words, its root, its size, who is spoken of."""
    spoken = [token.lower_ for token in sentence]
    yield from (f"word {word}" for word in spoken)
    root = sentence.root
    yield f"root {root.lemma_.lower()}"
    yield f"root {root.tag_}"
    yield f"opens {spoken[0]}"
    yield f"ends {spoken[-1]}"
    yield f"size {min(len(spoken) // _STEP, _LONGEST)}"
    yield from (f"subject {child.lower_}" for child in root.children if child.dep_ in SUBJECTS)
    said = set(spoken)
    yield f"who {bool(said & words('roles', 'first_person'))} {bool(said & words('roles', 'user'))}"
