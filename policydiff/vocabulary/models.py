"""What the vocabulary is made of: terms, the places where they match, and the settings by which a phrase is read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Term:
    """A node of a facet's tree.

    `id` is unique in its facet ("contact.phone"); `category` is the coarse name under which changes are reported ("contact"); `dpv` the matching concept of
    the W3C Data Privacy Vocabulary, or None; `flags` say how regimes treat it ("eu-gdpr:art9", "us-ca:sensitive") and whether it is "vague"; `parent` is the id
    of the next wider term, None for the root. `phrases` are the names of the term, in base form, one spelling each.
    """

    id: str
    facet: str
    label: str
    category: str
    dpv: str | None = None
    flags: frozenset[str] = frozenset()
    parent: str | None = None
    phrases: tuple[str, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Match:
    """A term named by the words `start` to `end` (end exclusive) of the sequence that was searched."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True, slots=True)
class Cue:
    """Evidence for a term that is no name of it: elements to be found in order, each a set of alternative symbols, with gaps between some.

    `gaps[i]` says whether words may stand between element i - 1 and element i; `anchored`, whether the first element must open the phrase.
    """

    term: str
    elements: tuple[tuple[str, ...], ...]
    gaps: tuple[bool, ...]
    weight: float
    anchored: bool


@dataclass(frozen=True, slots=True)
class Zones:
    """How the words of a phrase of one facet count, by where they stand.

    A `boundary` word opens a zone that counts by its factor, never by more than the zone before it; `head` is added to a name that closes the first zone,
    `lead` to evidence at the beginning of the phrase, after the `openers` that say nothing.
    """

    boundaries: dict[str, float]
    openers: frozenset[str]
    head: float
    lead: float
