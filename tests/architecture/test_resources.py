"""Resources are part of what is installed."""

from __future__ import annotations

import json
import subprocess
import tomllib

import pytest

LIST_RESOURCES = """
import json
from importlib import resources

def walk(folder, prefix=""):
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from walk(entry, f"{prefix}{entry.name}/")
        else:
            yield f"{prefix}{entry.name}"

print(json.dumps(sorted(walk(resources.files("resources")))))
"""


@pytest.fixture
def kept(repository, tracked_files) -> list[str]:
    """The resources that git keeps."""
    room = repository / "resources"
    return sorted(
        path.relative_to(room).as_posix() for path in tracked_files if room in path.parents
    )


def test_every_resource_is_found_through_the_package(kept, run_python):
    found = json.loads(run_python(LIST_RESOURCES))
    assert set(kept) <= set(found)
    assert "presets/conv-net.toml" in kept
    assert "styles/convviz.qss" in kept


def test_wheel_takes_all_three_packages(repository):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert sorted(wheel["packages"]) == ["convviz", "engine", "resources"]
    assert "exclude" not in wheel


def test_no_resource_is_ignored_by_git_and_so_left_out_of_the_wheel(repository, tracked_files):
    listing = subprocess.run(
        ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "resources"],
        cwd=repository,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.splitlines()
    assert [name for name in listing if "__pycache__" not in name] == []
