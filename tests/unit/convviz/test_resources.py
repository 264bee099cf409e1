from __future__ import annotations

import pytest

from convviz.resources import resource, resource_text


def test_a_resource_is_read_wherever_the_program_lies() -> None:
    assert resource("styles").is_dir()
    assert resource_text("styles/check.svg").startswith("<svg ")


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"styles/none\.qss must be a file that ships"):
        resource("styles/none.qss")
