"""From a document to a policy: what it says is done with data, what it promises, and which choices and rights it names."""

from __future__ import annotations

from policydiff.extraction.models import Policy
from policydiff.extraction.pipeline import extract

__all__ = ["Policy", "extract"]
