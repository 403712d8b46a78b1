"""The clause cache: what a clause says, kept under everything that its reading depends on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from policydiff.extraction.pipeline import ClauseKey, ClauseReading
from policydiff.repositories.cache import Cache, digest
from policydiff.repositories.pipeline_version import pipeline_version

_ADAPTER: TypeAdapter[ClauseReading] = TypeAdapter(ClauseReading)
_KIND = "clause"


class CachedReadings:
    """A `ReadingStore` on a cache. A reading depends on `ClauseKey` alone: the text, headings, lead-in and kind of the clause, the other cells of its row, and
    those names and definitions of the document that occur in its words."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def load(self, keys: Sequence[ClauseKey]) -> dict[ClauseKey, ClauseReading]:
        """The readings that are kept, for those of the keys that have one."""
        by_digest = {_digest(key): key for key in keys}
        return {by_digest[found]: _ADAPTER.validate_python(value) for found, value in self._cache.get(_KIND, list(by_digest)).items()}

    def save(self, readings: Mapping[ClauseKey, ClauseReading]) -> None:
        """Keep readings."""
        self._cache.put(_KIND, {_digest(key): _ADAPTER.dump_python(reading, mode="json", exclude_defaults=True) for key, reading in readings.items()})


def _digest(key: ClauseKey) -> bytes:
    names = key.names
    known = [sorted(names.first_party), names.definitions, sorted(names.house)]
    return digest(pipeline_version("clauses"), json.dumps([key.text, key.heading, key.lead_in, key.kind, key.row, key.answers, known], ensure_ascii=False))
