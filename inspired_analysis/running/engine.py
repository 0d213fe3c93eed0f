"""Papermill's own engine, but for one thing: it saves the notebook now and then instead of twice a cell.

Saving checks and writes the whole notebook, which for a brief takes longer than running its cells.
"""

from __future__ import annotations

import time

from papermill.engines import NBClientEngine

__all__ = ["SeldomSaved"]

SECONDS = 5.0


class SeldomSaved(NBClientEngine):
    """Saves every five seconds at most, and at the end, however it comes."""

    name = "inspired"

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **options):
        """Run the notebook's cells, as the parent does."""
        save, last = nb_man.save, time.monotonic()

        def save_seldom(**_) -> None:
            nonlocal last
            if time.monotonic() - last >= SECONDS:
                save()
                last = time.monotonic()

        nb_man.save = save_seldom
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, **options)
        finally:
            nb_man.save = save
            save()
