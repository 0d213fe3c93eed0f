"""What limits what is said of statements: for the depth of the evidence, also of what a person left of it."""

from __future__ import annotations

import pandas as pd

__all__ = ["LIKELY", "of_statements"]

SURE = 0.8
LIKELY = 0.6  # a verdict that fewer of the draws come to (`finding.uncertainty`) is said to be unsure


def of_statements(codings: pd.DataFrame, assumptions: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the rows about statements: how many are too thin, and what the coder's own confidence limits."""
    untested = int((assumptions["verdict"] == "untested").sum())
    stances = codings.loc[codings["code"] == "stance", "confidence"]
    firm = assumptions[assumptions["verdict"] != "untested"]
    shaky = firm.loc[firm["stability"] < SURE, "statement"]
    rows = []
    if len(assumptions):
        rows.append(("statements too thin for a verdict", f"{untested} of {len(assumptions)}",
                     "Silence on a statement is not consent to it." if untested else ""))  # fmt: skip
    if len(stances):
        right = stances.sum()
        rows.append(("stance codings that should be right", f"about {right:.0f} of {len(stances)}",
                     "Read the quotes before you count on them." if right < SURE * len(stances) else ""))  # fmt: skip
    if len(firm):
        rows.append(("verdicts that a miscoding could change", f"{len(shaky)} of {len(firm)}",
                     f"Check the quotes of {', '.join(shaky)} first." if len(shaky) else ""))  # fmt: skip
    return rows
