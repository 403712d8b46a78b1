"""Two outlines side by side: which passages are the same, reworded, moved, split, merged, added or removed, and which words only one version has."""

from policydiff.alignment.align import align
from policydiff.alignment.models import Alignment, Edits, Pair, Passage
from policydiff.alignment.renames import Renames
from policydiff.alignment.wording import content, is_empty, is_weighty

__all__ = ["Alignment", "Edits", "Pair", "Passage", "Renames", "align", "content", "is_empty", "is_weighty"]
