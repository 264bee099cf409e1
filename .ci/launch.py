"""Open the app; where there is no display, say so and make pictures of it instead."""

from __future__ import annotations

import sys

from convviz.__main__ import main
from convviz.cli.display import missing_display

if __name__ == "__main__":
    problem = missing_display()
    if problem:
        print(f"{problem}: training offscreen instead, pictures in tour/", flush=True)
    sys.exit(main(["tour", "--out", "tour"] if problem else sys.argv[1:]))
