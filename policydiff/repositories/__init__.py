"""Versions of policies in git repositories and in folders: the history of one policy, the scan of an archive.

`history` follows one policy, `scan` all of an archive. Captures that are no new text (re-renders, flips, broken captures, two versions on one page, other
languages) are recognised by `hygiene`; the steps between the real versions are compared like any two versions. Work is cut into tasks (`work`) that any process
does with the same result (`engines`), and kept by content (`cache`).
"""

from __future__ import annotations

from policydiff.repositories.revisions import is_revision, read_revision

__all__ = ["is_revision", "read_revision"]
