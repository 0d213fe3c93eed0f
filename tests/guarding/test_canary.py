"""Fifty planted people, through everything: none of their names comes out, and nothing goes anywhere.

The batch runs as people run it, in a network namespace without interfaces where the system lets us make one, with a
home and a temporary folder of its own; then every byte of it all is searched.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from identities import CARRIERS, people, variants

from inspired_analysis.guarding.masking import Mask
from inspired_analysis.guarding.searching import search
from inspired_analysis.workshop import Workshop

ORIGINS = {"western": 13, "cyrillic": 13, "arabic": 12, "georgian": 12}
WITHOUT_NETWORK = ("unshare", "-rn")
SHORTEST = 6  # letters of a Latin needle: shorter ones stand in base64 by chance


def _identities() -> dict[str, str]:
    """Return name → origin."""
    draw = random.Random(11)
    return {name: origin for origin, count in ORIGINS.items() for name in people(origin, count, draw)}


def _workshop(folder: Path, told: dict[str, str]) -> list[str]:
    """Write a workshop in which everybody speaks, and is spoken of in every way; return those ways."""
    draw, said, turns = random.Random(3), [], []
    for name, origin in told.items():
        ways = variants(name, origin, draw)
        said += [v.words for v in ways]
        turns.append((name, " ".join(draw.choice(CARRIERS[v.talk]).replace("{}", v.words) for v in ways)))
    plan = {
        "id": folder.name, "title": f"What {next(iter(told))} wants", "assumptions": [f"{list(told)[1]} will pay."],
        "participants": [{"label": n, "pseudonym": f"P{i:02}", "group": "citizens"} for i, n in enumerate(told, 1)],
    }  # fmt: skip
    folder.mkdir(parents=True)
    (folder / "workshop.yaml").write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
    own = re.sub(r"\W", "_", next(iter(told)))
    talk = "".join(f"{name}: {text}\n\n" for name, text in (*turns, *turns[:20]))
    (folder / f"{own}.txt").write_text(talk, encoding="utf-8")
    return said


def _run(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess:
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    for folder in (home, temporary):
        folder.mkdir(exist_ok=True)
    env = {**os.environ, "HOME": str(home), "TMPDIR": str(temporary), "IPYTHONDIR": str(home / ".ipython")}
    command = [sys.executable, "-m", "inspired_analysis", *arguments]
    if shutil.which("unshare") and subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True).returncode == 0:
        command = [*WITHOUT_NETWORK, *command]
    return subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_no_name_comes_out_anywhere(tmp_path):
    told = _identities()
    raw, out = tmp_path / "raw", tmp_path / "out"
    said = _workshop(raw / "canary", told)
    wrong = raw / "wrong"
    shutil.copytree(raw / "canary", wrong)
    plan = (wrong / "workshop.yaml").read_text(encoding="utf-8")
    (wrong / "workshop.yaml").write_text(plan.replace("id: canary", "id: wrong").replace("pseudonym: P02",
        "pseudonym: P01"))
    shutil.copytree(raw / "canary", raw / "empty")
    (raw / "empty" / "workshop.yaml").write_text(plan.replace("id: canary", "id: empty"), encoding="utf-8")
    next((raw / "empty").glob("*.txt")).write_text("")
    batch = _run(tmp_path, "batch", "raw", "--out", "out", "--jobs", "1")
    assert batch.returncode == 1, batch.stderr[-2000:]
    assert "1 of 3 done" in batch.stdout
    formats = ["--format", "docx", *(["--format", "pdf"] if _typst() else [])]
    brief = _run(tmp_path, "brief", "raw/canary", "--out", "paper", *formats)
    check = _run(tmp_path, "check", "raw/canary", "--html", "paper/check.html")
    assert brief.returncode == check.returncode == 0, brief.stderr + check.stderr
    (tmp_path / "said.txt").write_text("".join(r.stdout + r.stderr for r in (batch, brief, check)), encoding="utf-8")
    places = [out, *(tmp_path / n for n in ("paper", "said.txt", "home", "tmp"))]
    mask = Mask.of(Workshop.load(raw / "canary").plan)
    caught = [v for v in said if v not in mask.text(f"Then {v} said so. And we agreed.")]
    assert len(caught) > 0.97 * len(said)
    needles = [w for v in dict.fromkeys((*told, *(w for n in told for w in n.split()), *caught)) for w in [v]
               if len(w) >= (SHORTEST if w.isascii() else 4)]  # fmt: skip
    searched = search(places, needles)
    assert searched.files > 20
    assert searched.unsearched == ()
    assert {(f.file, needles[f.needle]) for f in searched.found} == set()
    assert (out / "canary" / "brief.html").exists()
    assert list((tmp_path / "tmp").iterdir()) == []


def _typst() -> bool:
    from importlib.util import find_spec

    return find_spec("typst") is not None


@pytest.mark.long
def test_no_connection_is_opened(tmp_path):
    strace = shutil.which("strace")
    trace = tmp_path / "trace"
    if not strace or subprocess.run([strace, "-o", str(trace), "true"], capture_output=True).returncode:
        pytest.skip("needs strace")
    (tmp_path / "talk.txt").write_text("Anna: We would pay if it were fair.\nBen: I agree with that.\n" * 4)
    command = [strace, "-f", "-e", "trace=connect,sendto,bind", "-o", str(trace), sys.executable, "-m",
        "inspired_analysis",
               "batch", str(tmp_path), "--out", str(tmp_path / "out")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in trace.read_text(errors="replace").splitlines() if "AF_INET" in line]
    away = [line for line in lines if not re.search(r'"127\.|"::1"|"0\.0\.0\.0"\).*= -1', line)]
    assert away == []
