"""What changed between two policies: differences of statements, told as changes with their evidence. Nothing is judged here."""

from policydiff.changes.compare import changes
from policydiff.changes.models import Change, CommitmentStatus, Comparison, Context, Delta, Evidence, Quote
from policydiff.changes.understanding import understood

__all__ = ["Change", "CommitmentStatus", "Comparison", "Context", "Delta", "Evidence", "Quote", "changes", "understood"]
