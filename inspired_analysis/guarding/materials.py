"""A list of all that runs with this program: packages with versions, licences and needs, and model files with hashes.

The form is CycloneDX 1.5 (JSON), which tools for known weaknesses read. It holds no time and no serial number: the same
environment gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from importlib import resources
from importlib.metadata import Distribution, PackageNotFoundError, distribution

__all__ = ["bill_of_materials"]

ROOT = "inspired_analysis"


def bill_of_materials() -> str:
    """Return the bill of materials of the installed package and of what it needs, as far as that is installed."""
    found: dict[str, Distribution] = {}
    needs: dict[str, list[str]] = {}
    waiting = [ROOT]
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
        wanted = [re.match(r"[\w.-]+", line)[0] for line in found[name].requires or ()]
        needs[name] = sorted({_plain(w) for w in wanted})
        waiting += needs[name]
    components = [_component(found[name]) for name in sorted(found) if name != _plain(ROOT)]
    root = _component(found[_plain(ROOT)])
    refs = {name: _ref(dist) for name, dist in found.items()}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**root, "type": "application"}},
        "components": [*components, *_models()],
        "dependencies": [
            {"ref": refs[name], "dependsOn": [refs[n] for n in needs[name] if n in refs]} for name in sorted(found)
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _component(dist: Distribution) -> dict:
    name, licence = _plain(dist.metadata["Name"]), dist.metadata.get("License-Expression")
    component = {"type": "library", "bom-ref": _ref(dist), "name": name, "version": dist.version, "purl": _ref(dist)}
    return {**component, "licenses": [{"expression": licence}]} if licence else component


def _ref(dist: Distribution) -> str:
    return f"pkg:pypi/{_plain(dist.metadata['Name'])}@{dist.version}"


def _models() -> list[dict]:
    """Return the model files that come with the package."""
    models = resources.files(ROOT) / "models"
    return [
        {"type": "machine-learning-model", "bom-ref": f"model:{name}", "name": name,
         "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}]}
        for name, file in sorted(_files(models, "")) if name.endswith((".npz", ".onnx", ".json"))
    ]  # fmt: skip


def _files(folder, before: str):
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{before}{entry.name}/")
        else:
            yield before + entry.name, entry


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
