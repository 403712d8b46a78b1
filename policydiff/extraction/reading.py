"""A clause as every extractor sees it: parsed once, with the context under which it must be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policydiff.extraction.encoder import View
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.parse import Span as TokenSpan
    from policydiff.extraction.tagger import TaggedSpan


@dataclass(frozen=True, slots=True)
class Names:
    """What a document says about its own words, looked up before any clause is read.

    `first_party` holds the lower-case names by which the controller calls itself ("whatsapp", "whatsapp inc"). `definitions` maps a defined term in lower
    case ("usage data") to the words that define it ("information about how you use the services"). `house` holds the
    single lower-case words by which the house goes in its title and addresses, whether or not a definition says so.
    """

    first_party: frozenset[str] = frozenset()
    definitions: tuple[tuple[str, str], ...] = ()
    house: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """One clause, parsed.

    `doc` is the parse of the clause's text, so token offsets (`token.idx`) are offsets in the clause; extractors give records with offsets in the clause and
    an empty clause id, and the pipeline moves them to their place in the document. `lead_in` is the parse of the words that introduce the list in which the
    clause stands (None where there are none); `heading` the path of headings; `row` the other cells of the row, for a cell that may name a recipient.
    `view` is how the encoder sees the clause and `tagged` are the mentions that the tagger sees, where they have been asked already: that is faster for many
    clauses at once.
    """

    doc: Doc
    heading: tuple[str, ...] = ()
    lead_in: Doc | None = None
    kind: str = "paragraph"
    names: Names = Names()
    row: str = ""
    tagged: tuple[TaggedSpan, ...] | None = None
    view: View | None = None

    def words(self, tokens: TokenSpan | Token) -> tuple[str, int, int]:
        """The text of a token or token span with its start and end in the clause, without white space around it."""
        start = tokens.idx if hasattr(tokens, "idx") else tokens.start_char
        raw = tokens.text
        left = len(raw) - len(raw.lstrip())
        text = raw.strip()
        return text, start + left, start + left + len(text)
