"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# How long one example takes says how busy the machine is, or that it was the one that loaded a model.
settings.register_profile("policydiff", deadline=None)
settings.load_profile("policydiff")
