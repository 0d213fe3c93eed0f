"""Put finished files in place of the previous ones, so that a reader never meets a half-written brief."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from ..atomic import sync_file, sync_folder

__all__ = ["MARK", "aside", "outdated", "publish", "tidy"]

MARK = "~"  # stands in the names of folders to write in, and in no workshop's id


@contextmanager
def aside(final: Path) -> Iterator[Path]:
    """Give a new folder beside *final* to write in; it is gone afterwards.

    Beside, so that renaming is one step, and paths relative to *final* hold in it too. What an earlier run left
    there is removed: whoever is killed cannot tidy up.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    tidy(final.parent, final.name)
    folder = Path(tempfile.mkdtemp(prefix=f".{final.name}{MARK}", dir=final.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tidy(out: Path, name: str = "*") -> None:
    """Remove the folders that killed runs of workshop *name* left in *out*."""
    for left in out.glob(f".{name}{MARK}*"):
        shutil.rmtree(left, ignore_errors=True)


def outdated(final: Path, outputs: Collection[str]) -> list[str]:
    """Return the files in *final* that were made of what was there before, and are not among the new *outputs*.

    Of earlier data they would contradict the new ones, and tell names that have been replaced since.
    """
    from ..briefing.language import LANGUAGES
    from ..briefing.views import VIEWS

    views, languages = (("", *(f"-{name}" for name in names)) for names in (VIEWS, LANGUAGES))
    kinds = product(views, languages, (".html", ".md", ".pdf", ".docx"))
    made = ("check.html", *("brief" + "".join(kind) for kind in kinds))
    return [name for name in made if name not in outputs and (final / name).is_file()]


def publish(folder: Path, final: Path) -> None:
    """Move every file of *folder* into *final*, over files of the same name; others there stay."""
    files = sorted(folder.iterdir())
    for file in files:
        sync_file(file)
    final.mkdir(parents=True, exist_ok=True)
    for file in files:
        file.replace(final / file.name)
    sync_folder(final)
