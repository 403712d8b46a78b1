"""Every regular expression of the package, as it is compiled when policies are read, compared and reported.

    python -m tests.hostile.patterns        # one JSON list [pattern, flags] a line

Many are put together from TOML, so they are taken where Python compiles them and not from the source. It runs in a process of its own, to whose `re` it
listens.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOUSE = str(ROOT / "policydiff")


def listen() -> dict[tuple[str, int], str]:
    """The patterns that modules of the package compile from now on, with the module that does."""
    found: dict[tuple[str, int], str] = {}
    compiler: Any = re._compiler  # type: ignore[attr-defined]
    inner = compiler.compile

    def compile_(pattern: object, flags: int = 0) -> object:
        frame = sys._getframe(1)
        while frame is not None and not frame.f_code.co_filename.startswith(HOUSE):
            if "importlib" not in frame.f_code.co_filename and not frame.f_code.co_filename.endswith(("/re/__init__.py", "/functools.py")):
                return inner(pattern, flags)  # another library compiles it
            frame = frame.f_back  # type: ignore[assignment]
        if frame is not None and isinstance(pattern, str | bytes):
            text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
            found[text, int(flags)] = str(Path(frame.f_code.co_filename).relative_to(ROOT))
        return inner(pattern, flags)

    compiler.compile = compile_
    return found


def exercise() -> None:
    """Do everything once."""
    import importlib
    import pkgutil

    import policydiff

    for module in pkgutil.walk_packages(policydiff.__path__, "policydiff."):
        # What only trains the network reads no text of others, and needs what readers do without.
        if not module.name.endswith(("__main__", "encoder_network")):
            importlib.import_module(module.name)
    pair = ROOT / "corpora" / "whatsapp"
    report = policydiff.compare(pair / "2012.md", pair / "2016.md", notice=pair / "notice-2016.md")
    for form in ("text", "json", "markdown"):
        policydiff.render(report, form)
    policydiff.parse("<html><body><h1>Privacy</h1><table><tr><th>Data</th></tr><tr><td>We keep your name.</td></tr></table></body></html>")
    policydiff.parse("Privacy\n=======\n\nLast updated: 4 May 2021\n\n1. Scope\n\n(a) We keep your name for 30 days.\n")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "policy"
        place.mkdir()
        for day, text in (("2020-01-01", "We keep your name."), ("2021-01-01", "We sell your name to advertisers.")):
            (place / f"{day}.md").write_text(text, encoding="utf-8")
        policydiff.history(folder, "policy", cache=False)


if __name__ == "__main__":
    collected = listen()
    exercise()
    for (pattern_, flags_), module_ in sorted(collected.items()):
        print(json.dumps([pattern_, flags_, module_]))
