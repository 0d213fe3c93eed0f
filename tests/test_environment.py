"""The house rules that no single module can see: pinned environments, separate rooms, thin notebooks."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("reading", "coding", "deciding", "finding", "briefing")
ABOVE = ("pipeline", "running", "lab", "exchange", "asking", "evaluating", "cli")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for line in (*project["dependencies"], *(line for extra in extras for line in extra))]


def _locked(**python: str) -> dict[str, str]:
    """Return package → version in requirements.lock, for an interpreter."""
    lines = re.findall(r"^[a-z0-9][^\\\n]*", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    wanted = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in wanted
            if r.marker is None or r.marker.evaluate(python)}  # fmt: skip


def _conda() -> dict[str, str]:
    """Return package → version in environment.yml, those from pip among them."""
    found = {}
    for entry in yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]:
        for line in entry["pip"] if isinstance(entry, dict) else [entry]:
            name, _, version = line.partition("==" if "==" in line else "=")
            found[canonicalize_name(name)] = version
    return found


def test_conda_users_get_the_versions_of_the_lock():
    locked, conda = _locked(python_version="3.11", python_full_version="3.11.9"), _conda()
    assert {n: locked[n] for n in (canonicalize_name(r.name) for r in _declared())} == {
        name: version for name, version in conda.items() if name not in ("python>", "python", "pip")
    }


def test_the_lock_meets_what_is_declared():
    locked = _locked(python_version="3.11", python_full_version="3.11.9")
    for requirement in _declared():
        assert locked[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def test_the_lock_has_a_hash_for_everything_and_names_no_place():
    text = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=[^\s#])", text.strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert not re.search(r"://|--(extra-)?index|--find-links|@ ", text)


def test_the_lock_has_what_builds_the_editable_install():
    assert {"hatchling", "editables"} <= set(_locked(python_version="3.11", python_full_version="3.11.9"))


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_do_not_import_one_another(room):
    for module in sorted((ROOT / "inspired_analysis" / room).rglob("*.py")):
        for name in _imports(module):
            other = name.split(".")[1] if name.startswith("inspired_analysis.") else name
            assert other == room or other not in (*ROOMS, *ABOVE), f"{module}: {name}"
            assert name != "inspired_analysis", f"{module} imports the whole house"


def _imports(module: Path) -> set[str]:
    """Return the full names of what *module* imports, also inside functions."""
    package = list(module.relative_to(ROOT).with_suffix("").parts)
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # `from ..tables import x` in a/b/c.py is a.tables; in a/b/__init__.py too.
            base = package[: len(package) - node.level] if node.level else []
            name = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found.update([name] if node.module else [f"{name}.{alias.name}" for alias in node.names])
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_thin_and_hold_nobodys_words(path):
    node = nbformat.read(path, as_version=4)
    nbformat.validate(node)
    tagged = [cell for cell in node.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    for line in tagged[0].source.splitlines():
        assert re.fullmatch(r"\w+: \w+ = .+  # .+", line), f"not `name: type = default  # help`: {line}"
    for before, cell in zip([None, *node.cells], node.cells, strict=False):
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None
            assert before is not None, "a code cell opens the notebook"
            assert before.cell_type == "markdown", f"no sentence before: {cell.source}"
            nodes = ast.walk(ast.parse(cell.source))
            assert not [n for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While))]


def test_there_are_the_notebooks_that_the_lab_offers():
    assert {"brief", "explore", "compare"} <= {path.stem for path in NOTEBOOKS}


def test_the_library_that_runs_models_reports_to_nobody(tmp_path):
    """It keeps what it means to send in a file under the user's home, and sends it from a thread."""
    pytest.importorskip("onnxruntime")
    code = "import inspired_analysis, onnxruntime"
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    assert list(tmp_path.rglob("*")) == []
