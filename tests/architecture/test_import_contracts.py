"""The walls between the rooms, as `pyproject.toml` draws them."""

from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True, no_logo=True))
"""


def test_every_import_contract_is_kept(repository):
    done = subprocess.run(
        [sys.executable, "-c", CHECK],
        cwd=repository,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
