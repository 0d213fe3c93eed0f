"""Kills and full disks, a few of them; the long campaign is `python benchmarks/faults/campaign.py`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspired_analysis.running import warm

pytest.importorskip("psutil", reason="psutil finds the processes to kill")
CAMPAIGN = Path(__file__).resolve().parents[2] / "benchmarks" / "faults" / "campaign.py"


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux") or bool(warm.why_not()), reason="Linux only")
@pytest.mark.parametrize("faults", [("--kills", "5", "--failures", "0"), ("--kills", "0", "--failures", "8")])
def test_nothing_is_corrupt_lost_duplicated_or_falsely_done(faults):
    command = [sys.executable, str(CAMPAIGN), *faults, "--workshops", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "corrupt: 0, lost: 0, duplicated: 0, false done: 0, other: 0" in done.stdout
