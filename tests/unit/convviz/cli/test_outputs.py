from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from convviz.cli.outputs import OutputError, require_folder, require_writable


def test_trying_leaves_nothing_behind(tmp_path):
    require_writable(tmp_path / "params.pkl")
    assert list(tmp_path.iterdir()) == []


def test_folder_in_place_of_the_file_is_refused(tmp_path):
    with pytest.raises(OutputError, match=re.escape(f"{tmp_path} cannot be written: it is a")):
        require_writable(tmp_path)


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(OutputError, match=re.escape(f"there is no folder {tmp_path / 'no'}")):
        require_writable(tmp_path / "no" / "params.pkl")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        require_writable(tmp_path / "params.pkl")


def test_wanted_folder_is_made_with_its_parents(tmp_path):
    require_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_file_in_the_way_of_a_folder_is_refused(tmp_path):
    (tmp_path / "a").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be made a folder"):
        require_folder(tmp_path / "a")


@pytest.mark.skipif(not Path(os.devnull).exists(), reason="the system has no such device")
def test_device_is_refused():
    with pytest.raises(OutputError, match="it is not a regular file"):
        require_writable(Path(os.devnull))


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_link_is_judged_by_what_it_leads_to(tmp_path):
    (tmp_path / "there").mkdir()
    for name, target in (("good", "there/p.pkl"), ("bad", "no/p.pkl"), ("loop", "loop")):
        (tmp_path / name).symlink_to(target)
    require_writable(tmp_path / "good")
    with pytest.raises(OutputError, match=re.escape(f"there is no folder {tmp_path / 'no'}")):
        require_writable(tmp_path / "bad")
    with pytest.raises(OutputError, match="loop cannot be written: it is a link to itself"):
        require_writable(tmp_path / "loop")
