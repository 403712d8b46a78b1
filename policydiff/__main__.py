"""`python -m policydiff` is the command line."""

from __future__ import annotations

import sys

from policydiff.cli import main

if __name__ == "__main__":
    sys.exit(main())
