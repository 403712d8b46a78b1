"""The base of every model that leaves a stage: frozen, closed to unknown fields, comparable by value."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An immutable record. Collections are tuples, so that a record can be hashed, cached and shared between threads."""

    model_config = ConfigDict(frozen=True, extra="forbid")
