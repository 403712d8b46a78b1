"""How records show themselves where they stand at the end of a notebook's cell: as a page, as a table, as a picture.

`Report`, `Policy`, `History` and `Change` are made by stages, and a stage imports nothing from `reports`, the last one, where all words and pictures are made.
So the dependency is turned round: a record asks `shown` for a form of itself, and `policydiff/__init__.py`, which stands above all stages and runs before any
of them is imported, has said by `provide` which module makes the form. That module is imported when a form is first asked for, and `import policydiff` stays
lean. A form is a function of the record and of keyword arguments, named after it: `html(record)`, `frame(record)`, `plot(record)`.
"""

from __future__ import annotations

import importlib
from typing import Any

_makers: dict[str, str] = {}


def provide(makers: dict[str, str]) -> None:
    """Say which modules make the forms: the name of a form to the dotted name of a module that has a function of that name."""
    _makers.update(makers)


def shown(form: str, record: object, **options: Any) -> Any:
    """A form of a record. Raises what its maker raises: MissingLibrary where a library is not installed."""
    return getattr(importlib.import_module(_makers[form]), form)(record, **options)
