"""Two outlines side by side: which passages are the same, reworded, moved, split, merged, added or removed, and which words only one version has."""

from policydiff.alignment.align import align
from policydiff.alignment.models import Alignment, Edits, Pair, Passage
from policydiff.alignment.wording import content

__all__ = ["Alignment", "Edits", "Pair", "Passage", "align", "content"]
