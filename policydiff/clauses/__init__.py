"""From a document to its outline: one clause for each paragraph, list item and table cell, each with the context under which it must be read."""

from __future__ import annotations

from policydiff.clauses.models import Clause, Outline
from policydiff.clauses.noise import Noise, is_noise
from policydiff.clauses.outlining import outline

__all__ = ["Clause", "Noise", "Outline", "is_noise", "outline"]
