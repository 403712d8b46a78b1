"""The JSON schema of a report: what other programs rely on. A change of it is a change of the contract and shows in review."""

from __future__ import annotations

import json
from pathlib import Path

from policydiff.law.models import Report

GOLDEN = Path(__file__).with_name("report.schema.json")


def test_the_schema_of_a_report_is_the_golden_one() -> None:
    """To change the contract on purpose: write `json.dumps(Report.model_json_schema(mode="serialization"), indent=1, sort_keys=True)` to the file."""
    assert Report.model_json_schema(mode="serialization") == json.loads(GOLDEN.read_text(encoding="utf-8"))
