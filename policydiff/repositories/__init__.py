"""Versions of policies in git repositories."""

from __future__ import annotations

from policydiff.repositories.revisions import is_revision, read_revision

__all__ = ["is_revision", "read_revision"]
