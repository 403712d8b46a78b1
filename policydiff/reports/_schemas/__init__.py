"""The JSON schemas of what the program writes: what other programs may rely on, packed beside this module and printed by `policydiff schema`.

`schema_version` is a whole number. It rises when a field goes, is renamed, changes its type or its meaning, or an enumerated value is added or goes: a program
that knew the version before could then be wrong. A new field does not raise it, which is why the schemas allow further fields: readers pass over those that
they do not know, and validate against the schema of the version that they were written for.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

NAMES = ("report", "check", "policy", "history", "scan")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def text(name: str) -> str:
    """The schema of this name, as JSON."""
    return (files(__name__) / f"{name}.schema.json").read_text(encoding="utf-8")


def made(name: str) -> dict[str, Any]:
    """The schema of this name, made of the model. What is packed is this; a test compares the two."""
    from policydiff.contract import Model
    from policydiff.extraction.models import Policy
    from policydiff.gates.models import Check
    from policydiff.law.models import Report
    from policydiff.repositories.models import History
    from policydiff.repositories.summaries import Summary

    models: dict[str, type[Model]] = {"report": Report, "check": Check, "policy": Policy, "history": History, "scan": Summary}
    schema = _open(models[name].model_json_schema(mode="serialization"))
    versions = schema["properties"].get("schema_version", {})
    return {"$schema": _DIALECT, "$id": f"urn:policydiff:{name}:{versions.get('default', '1')}", **schema}


def _open(value: Any) -> Any:
    """A schema without the ban on further fields: the models are closed against mistakes of the program, the contract is open to new fields."""
    if isinstance(value, dict):
        return {key: _open(item) for key, item in value.items() if not (key == "additionalProperties" and item is False)}
    return [_open(item) for item in value] if isinstance(value, list) else value
