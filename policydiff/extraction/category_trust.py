"""Tells how far to trust the network of `encoder` beside the model of categories.

    python -m policydiff.extraction.category_trust --encoders DIR [--gold DIR]

Printed is, for each facet, the share of labelled mentions with the right category for several weights of the network beside the model, both blind to the
service of the clause; mentions that are a name in full are left out, for neither is asked about these.
`python -m policydiff.extraction.encoder_training --folds 2 --encoders DIR` writes such networks, such models are trained here. What is
chosen goes into the table `seen` of the settings of the vocabulary (settings/model.toml).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from policydiff.extraction import encoder
from policydiff.extraction.encoder_training import FOLDS, networks, part_of, placed_mentions
from policydiff.extraction.pipeline import language_model
from policydiff.extraction.training_data import Example, as_examples
from policydiff.vocabulary import load, training_command
from policydiff.vocabulary.categories import best, together
from policydiff.vocabulary.labels import Record, labelled
from policydiff.vocabulary.training import unseeing
from policydiff.vocabulary.training_data import SLOTS

WEIGHTS = (0.0, 0.3, 0.5, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0)
_BATCH = 500  # clauses that are parsed together


class Mention(NamedTuple):
    """A labelled mention: the part of the services it belongs to, its words and category, and what the network makes of it."""

    part: int
    facet: str
    text: str
    category: str
    seen: Mapping[str, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the table was printed, 2 when there are no labelled clauses or no networks."""
    parser = training_command.parser("policydiff.extraction.category_trust", "Tells how far to trust the network beside the model of categories.")
    parser.add_argument("--encoders", type=Path, required=True, help="a folder of networks that have not seen one part of the services each")
    options = parser.parse_args(arguments)
    return training_command.status(lambda: tell(options.gold, options.encoders))


def tell(gold: Path | None, encoders: Path) -> None:
    """Prints the table. Raises UsageError where there are no labelled clauses, or networks missing."""
    gold = training_command.folder(gold)
    found = list(_mentions(list(labelled(gold)), networks(encoders)))
    sys.stdout.write("facet        mentions  " + "  ".join(f"{weight:5.2f}" for weight in WEIGHTS) + "\n")
    for facet in SLOTS:
        rights = _rights(gold, facet, [mention for mention in found if mention.facet == facet])
        shares = [sum(right) / max(1, len(right)) for right in zip(*rights, strict=True)]
        sys.stdout.write(f"{facet:12} {len(rights):8}  " + "  ".join(f"{share:.3f}" for share in shares) + "\n")


def _rights(gold: Path, facet: str, mentions: Sequence[Mention]) -> list[list[bool]]:
    """For each mention that is no name in full, whether its category is right at each of the weights."""
    vocabulary = load()
    found = []
    for part in sorted({mention.part for mention in mentions}):
        model = unseeing(gold, facet, part, FOLDS)
        for mention in (mention for mention in mentions if mention.part == part):
            weighed = vocabulary.weigh(mention.text, facet)
            if weighed.exact is None:
                likely = model.likely(vocabulary.features(weighed, facet))
                found.append([best(together(likely, mention.seen, weight))[0] == mention.category for weight in WEIGHTS])
    return found


def _mentions(clauses: Sequence[Record], blind: Mapping[int, encoder.Encoder]) -> Iterator[Mention]:
    """The mentions of the clauses for which there is a network that has not seen their service."""
    held = [record for record in clauses if part_of(record["service"], FOLDS) in blind]
    for start in range(0, len(held), _BATCH):
        batch = held[start : start + _BATCH]
        for record, example in zip(batch, as_examples(batch, language_model()), strict=True):
            part = part_of(record["service"], FOLDS)
            yield from _seen(part, record, example, blind[part](example.reading))


def _seen(part: int, record: Record, example: Example, view: encoder.View) -> Iterator[Mention]:
    for facet, slot in zip(SLOTS, ("data", "purpose", "recipient"), strict=True):
        for place in placed_mentions(record, example.reading.doc):
            if place.slot == slot:
                yield Mention(part, facet, example.reading.doc[place.start : place.end].text, place.category, view.categories(slot, place.start, place.end))


if __name__ == "__main__":
    sys.exit(main())
