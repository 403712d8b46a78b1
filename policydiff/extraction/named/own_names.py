"""The names of whoever speaks: no name of the house is one of an outside company."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from policydiff.extraction.named.names import bare, everyday
from policydiff.extraction.wordlists import table, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc
    from policydiff.extraction.reading import Reading

_TITLE = re.compile(r"^(?:\W|the )*((?:[A-Z][\w.&-]*|[a-z]+[A-Z]\w*)(?: [A-Z][\w.&-]*){0,3})", re.IGNORECASE)
_MAIL = re.compile(r"@(?:[\w-]+\.){0,2}([\w-]{3,})\.[a-z]{2,3}\b", re.IGNORECASE)


def house(title: str | None, texts: Sequence[str]) -> frozenset[str]:
    """The names of whoever speaks, in lower case: of the title ("Acme Privacy Policy"), of its mail addresses, and what stands in very many of its clauses.

    `texts` are the clauses of a document.
    """
    table_ = table("named")["house"]
    often = Counter(word for text in texts for word in {bare(part) for part in text.split()[1:] if part[:1].isupper()})
    least = max(table_["least"], table_["share"] * len(texts))
    return signed(title, texts) | _worth_a_name(word for word, count in often.items() if count >= least)


def signed(title: str | None, texts: Sequence[str]) -> frozenset[str]:
    """The names under which a document is published, in lower case: of its title, and of its mail addresses. `texts` are its clauses."""
    names: set[str] = set()
    match = _TITLE.match(title or "")
    if match is not None:
        for word in match.group(1).split():
            if word.lower() in words("named", "house", "pages"):
                break
            names.add(bare(word))
    domains = Counter(found.group(1).lower() for text in texts if "@" in text for found in _MAIL.finditer(text))
    names |= {label for label, _ in domains.most_common(2) if label not in words("named", "house", "others")}
    return _worth_a_name(names)


def _worth_a_name(found: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in set(found) - words("named", "house", "empty") if len(name) > 2 and name not in everyday())


def is_house(doc: Doc, start: int, end: int, reading: Reading) -> bool:
    """Whether a run names the speaker itself, or a term that the document defines."""
    text = doc[start:end].text.lower()
    own = reading.names.house | {name.split()[0] for name in reading.names.first_party}
    before = [token for token in doc[max(0, start - 2) : start] if token.text[:1].isupper()]
    if any(bare(token.text) in own for token in (*before, *doc[start:end])) or (
        start and doc[start - 1].lower_ in words("roles", "controllers_own", "determiners")
    ):
        return True
    return any(text == term or text.rstrip("s") == term.rstrip("s") for term, _ in reading.names.definitions)
