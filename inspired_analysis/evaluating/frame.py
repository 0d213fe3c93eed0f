"""What all measurements on a file of records share: what is asked for, the clock, and baselines beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..coding.records import Record, chosen
from .figures import RESAMPLES

__all__ = ["Asked"]


@dataclass(frozen=True)
class Asked:
    """What every measurement can be asked for, by these keywords.

    Attributes
    ----------
    split
        Only records of this split; by default all, or all but ``train`` where something is learned on it.
    limit
        Only the first so many of them.
    baseline
        Also what anybody would try first, learned on the file's own ``train`` split.
    resamples
        Draws for the 95 % intervals; none with 0.
    progress
        Show a progress bar on standard error.
    """

    split: str | None = None
    limit: int | None = None
    baseline: bool = False
    resamples: int = RESAMPLES
    progress: bool = False

    def of(self, records: list[Record], file: str | Path) -> list[Record]:
        """Return the records to measure; raise `CodingError` for a split that does not occur."""
        return chosen(records, file, self.split, self.limit)

    def measure(
        self,
        records: Sequence[Record],
        answer: Callable[[Sequence[Record]], Any],
        figures: Callable[[Any], dict],
        others: Callable[[], Mapping[str, Any]],
    ) -> dict:
        """Return the *figures* of *answer*, ``records_per_second`` and, if asked, ``baselines``.

        Parameters
        ----------
        records
            What is answered.
        answer
            records → answers.
        figures
            answers → figures.
        others
            Gives name → answers of the baselines.
        """
        # First, since they are quick: a file that leaves nothing to learn on is refused before the coder has worked.
        beside = others() if self.baseline else {}
        began = time.perf_counter()
        answers = answer(records)
        seconds = time.perf_counter() - began
        result = figures(answers)
        result["records_per_second"] = round(len(records) / max(seconds, 1e-9), 1)
        if self.baseline:
            result["baselines"] = {name: figures(said) for name, said in beside.items()}
        return result
