"""nbformat, loaded without what no notebook needs; it has to be asked for here before anything else asks for it.

nbformat checks notebooks with jsonschema. Where JupyterLab is installed, that compiles a grammar of international
web addresses on import, which takes longer than everything else together; it does without if it finds none.
"""

from __future__ import annotations

import sys

__all__ = ["nbformat"]

GRAMMAR = "rfc3987_syntax"

_absent = GRAMMAR not in sys.modules
if _absent:
    sys.modules[GRAMMAR] = None  # reads as "not installed"
try:
    import nbformat
finally:
    if _absent:
        del sys.modules[GRAMMAR]
