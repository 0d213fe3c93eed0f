"""Does anything leave the machine? A batch, and tests if wanted, without a network and under strace.

    python benchmarks/offline.py [FOLDER]                            # `inspired batch` over data/raw, or FOLDER
    python benchmarks/offline.py --tests -m "not slow and not long"  # and each folder of tests, with these arguments

Everything runs in a network namespace in which there is loopback and nothing else (`unshare -rn`), with a home and a
temporary folder of its own. Printed for each: the exit code, connections and datagrams to addresses that are not
loopback (there must be none, not even tried), those to loopback, and for the batch the files that it made or changed
outside its output and temporary folders. Exit code 1 if one of these fails. Wants Linux, unshare, ip and strace.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from watched import Watched, loopback_only, watch

ROOT = Path(__file__).resolve().parents[1]
NEEDED = ("unshare", "ip", "strace")
NO_TESTS = 5  # pytest's exit code where the arguments leave none of a folder
PROBE = "2001:4860:4860::8888 by chromium"


def main() -> int:
    """Run and print; 1 if anything left, or failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "data" / "raw", help="workshops for the batch")
    parser.add_argument("--tests", nargs=argparse.REMAINDER, help="arguments for pytest, last on the line")
    given = parser.parse_args()
    if lacking := [name for name in NEEDED if not shutil.which(name)]:
        parser.error(f"not installed: {', '.join(lacking)}")
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        batch = ["-m", "inspired_analysis", "batch", str(given.folder.resolve()), "--out", str(own / "out")]
        good = _run("batch", batch, own)
        if given.tests is not None:
            for name, places in _parts():
                tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--basetemp", str(own / "tests"), *places]
                good &= _run(name, [*tests, *given.tests], own, writes=False)
    return 0 if good else 1


def _parts() -> list[tuple[str, list[str]]]:
    """Return a name and the places of tests for each room: one trace of them all is more than strace bears."""
    tests = ROOT / "tests"
    rooms = sorted({file.parent for file in tests.glob("*/**/test_*.py")})
    return [("tests", sorted(map(str, tests.glob("test_*.py")))), *((f"tests/{r.name}", [str(r)]) for r in rooms)]


def _run(name: str, arguments: list[str], own: Path, *, writes: bool = True) -> bool:
    home, temporary = own / "home", own / "tmp"
    for folder in (home, temporary):
        folder.mkdir(exist_ok=True)
    env = {**os.environ, "HOME": str(home), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT),
           "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    seen = watch(loopback_only([sys.executable, *arguments]), may_write=[own], env=env, cwd=ROOT)
    probes = seen.away.pop(PROBE, 0)
    print(f"{name}: exit code {seen.code}", flush=True)
    print(f"  to addresses that are not loopback  {seen.away.total():>6}{_told(seen.away)}")
    print(f"  to loopback                         {seen.loopback:>6}")
    if probes:
        print(f"  whether there is IPv6, by Chromium  {probes:>6}")
    if writes:
        print(f"  files outside                       {seen.outside.total():>6}{_told(seen.outside)}")
    return _good(seen, writes)


def _good(seen: Watched, writes: bool) -> bool:
    return not (seen.code not in (0, NO_TESTS) or seen.away or (writes and seen.outside))


def _told(counts) -> str:
    return "".join(f"\n    {n:>4} {what}" for what, n in counts.most_common(20))


if __name__ == "__main__":
    sys.exit(main())
