"""What axe-core says of a page."""

from __future__ import annotations

from typing import Any

import pytest

Problem = tuple[str, list[Any]]


def serious_problems(page: Any) -> list[Problem]:
    """The rules that a page breaks in a serious or critical way, each with the places where it does; skipped where axe-core is not installed.

    Of the rules of law at the end of a report, which are all laid out alike, the first few are looked at.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core: pip install axe-playwright-python")
    found = axe.Axe().run(page.page, context={"exclude": [["#rules .rule:nth-of-type(n + 5)"]]}).response
    assert len(found["passes"]) > 10  # it did look
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"] if one["impact"] in ("serious", "critical")]
