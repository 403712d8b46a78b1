"""A headless Chromium of the system, which opens pages and writes down whatever they ask the network for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 120_000  # milliseconds: a busy machine is slow, not wrong
LISTEN = "window.refused = []; document.addEventListener('securitypolicyviolation', event => window.refused.push(event.effectiveDirective));"


class Tab:
    """A tab with what the page in it asked for (`requests`) and what went wrong in it (`errors`); everything else is the driver's page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.url = ""
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def open(self, file: Path, fragment: str) -> None:
        self.url = file.as_uri()
        self.requests.clear()
        self.errors.clear()
        self.page.goto(self.url + fragment)

    @property
    def refused(self) -> set[str]:
        """The directives of the page's security policy that something ran into."""
        return set(self.page.evaluate("window.refused"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium with an empty profile of its own; where there is none, the tests that need it are skipped."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no browser driver: pip install playwright")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine: none of {', '.join(NAMES)} is on PATH")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=path, args=list(FLAGS), timeout=PATIENCE)
        yield found
        found.close()


@pytest.fixture(scope="package")
def tabs() -> dict[str, Tab]:
    """Tabs by the settings of their contexts: a new one takes longer than all that is done in it."""
    return {}


@pytest.fixture
def visit(browser: Any, tabs: dict[str, Tab], tmp_path: Path) -> Callable[..., Tab]:
    """Opens the text of a page as a file; keywords are those of a browser context (colour scheme, size, script or none)."""

    def open_(text: str, fragment: str = "", **settings: Any) -> Tab:
        key = repr(sorted(settings.items()))
        if key not in tabs:
            context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **settings})
            context.set_default_timeout(PATIENCE)
            if settings.get("java_script_enabled", True):
                context.add_init_script(LISTEN)
            tabs[key] = Tab(context.new_page())
        file = tmp_path / f"report-{len(list(tmp_path.iterdir()))}.html"
        file.write_text(text, encoding="utf-8")
        tabs[key].open(file, fragment)
        return tabs[key]

    return open_
