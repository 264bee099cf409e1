"""What must not be imported, by whom."""

from __future__ import annotations

import json

import pytest

IMPORT_ENGINE_WITHOUT_QT = """
import sys

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PyQt6", "pyqtgraph", "qtawesome", "convviz"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Wall())
import importlib, pkgutil
import engine
names = [m.name for m in pkgutil.walk_packages(engine.__path__, "engine.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""

QT_AFTER_SESSION = """
import sys
import convviz.session
print(*sorted(name for name in sys.modules if name.startswith("PyQt6.Qt")))
"""

LOADED_AFTER = """
import json, sys
{code}
heavy = {{"numpy", "PyQt6", "pyqtgraph", "qtawesome", "pooch", "sklearn"}}
print()
print(json.dumps(sorted(heavy & set(sys.modules))))
"""


def loaded_after(code: str, run_python) -> list[str]:
    return json.loads(run_python(LOADED_AFTER.format(code=code)).splitlines()[-1])


def test_every_module_of_the_engine_is_imported_without_qt(run_python):
    assert int(run_python(IMPORT_ENGINE_WITHOUT_QT)) > 50


def test_the_session_needs_no_more_of_qt_than_its_core(run_python):
    assert run_python(QT_AFTER_SESSION).split() == ["PyQt6.QtCore"]


def test_the_package_itself_loads_nothing_heavy(run_python):
    assert loaded_after("import convviz", run_python) == []


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_neither_numpy_nor_qt(run_python, option):
    code = f"from convviz.__main__ import main\nassert main([{option!r}]) == 0"
    assert loaded_after(code, run_python) == []


def test_the_check_sees_what_is_loaded(run_python):
    assert loaded_after("import numpy", run_python) == ["numpy"]
