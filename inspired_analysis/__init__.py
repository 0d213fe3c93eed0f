"""From transcripts of policy-dialogue workshops to findings, with the exact words behind each of them.

>>> import inspired_analysis as ia
>>> workshop = ia.Workshop.load("data/raw/sarna-water-1")  # doctest: +SKIP
>>> analysis = ia.analyse(workshop)  # doctest: +SKIP
>>> analysis.assumptions[["text", "verdict"]]  # doctest: +SKIP
>>> ia.write_brief(analysis, "reports/sarna-water-1")  # doctest: +SKIP
"""

from __future__ import annotations

import os
from importlib import import_module

__version__ = "0.1.0"

# onnxruntime reports its use to its maker unless this is set before it is imported. Nothing leaves the machine.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# Loaded when first used: `import inspired_analysis` and `inspired --help` stay fast.
_HOMES = {
    "Analysis": "pipeline",
    "Edits": "briefing.edits",
    "InspiredError": "errors",
    "Stages": "stages",
    "Transcript": "transcript",
    "Workshop": "workshop",
    "analyse": "pipeline",
    "ask": "asking.answer",
    "code": "coding",
    "compose": "briefing.compose",
    "find": "finding",
    "load_codes": "codes",
    "load_edits": "briefing.edits",
    "load_theme": "briefing.theme",
    "query": "running.store",
    "read": "reading",
    "read_session": "dialogue",
    "save_edits": "briefing.edits",
    "synthesise": "dialogue",
    "write_brief": "pipeline",
    "write_synthesis": "dialogue",
}
__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
