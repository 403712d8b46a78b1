"""The Python examples of the README, each as a program of its own, for the type checker to read as it reads a stranger's code.

python .ci/examples.py README.md FOLDER         # writes FOLDER/example_1.py, ...
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Write the examples; 1 where the page has none."""
    page, folder = map(Path, arguments)
    found = [block for block in _BLOCK.findall(page.read_text(encoding="utf-8")) if "import policydiff" in block]
    folder.mkdir(parents=True, exist_ok=True)
    for number, block in enumerate(found, start=1):
        (folder / f"example_{number}.py").write_text(block, encoding="utf-8")
    print(f"{len(found)} examples")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
