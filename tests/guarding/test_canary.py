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


def _apart(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run Python with *arguments*, without a network where that can be, with folders of its own."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for variable, name in {"HOME": "home", "TMPDIR": "tmp"}.items():
        (tmp_path / name).mkdir(exist_ok=True)
        env[variable] = str(tmp_path / name)
    env["IPYTHONDIR"] = str(tmp_path / "home" / ".ipython")
    command = [sys.executable, *arguments]
    if shutil.which("unshare") and subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True).returncode == 0:
        command = [*WITHOUT_NETWORK, *command]
    return subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_no_name_comes_out_anywhere(tmp_path):
    told = _identities()
    raw = tmp_path / "raw"
    said = _workshop(raw / "canary", told)
    plan = (raw / "canary" / "workshop.yaml").read_text(encoding="utf-8")
    for name, old, new in (("wrong", "pseudonym: P02", "pseudonym: P01"), ("empty", "id: canary", "id: empty")):
        shutil.copytree(raw / "canary", raw / name)
        own = plan.replace("id: canary", f"id: {name}").replace(old, new)
        (raw / name / "workshop.yaml").write_text(own, encoding="utf-8")
    next((raw / "empty").glob("*.txt")).write_text("")
    mask = Mask.of(Workshop.load(raw / "canary").plan)
    caught = [v for v in dict.fromkeys(said) if v not in mask.text(f"Then {v} said so. And we agreed.")]
    assert len(caught) > 0.97 * len(set(said))

    ran = _apart(tmp_path, str(Path(__file__).with_name("through_everything.py")), "raw", "out", "paper")
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "1 of 3 done" in ran.stdout
    (tmp_path / "said.txt").write_text(ran.stdout + ran.stderr, encoding="utf-8")
    places = [tmp_path / name for name in ("out", "broken", "paper", "said.txt", "home", "tmp")]
    needles = _shortest([w for w in (*(w for name in told for w in name.split()), *told, *caught)
                         if len(w) >= (SHORTEST if w.isascii() else 4)])  # fmt: skip
    searched = search(places, needles)
    assert searched.files > 30
    assert searched.unsearched == ()
    assert {(f.file, needles[f.needle]) for f in searched.found} == set()
    for made in ("out/canary/brief.html", "out/wrong/failed.ipynb", "broken/canary/failed.ipynb", "paper/brief.docx",
                 "paper/codings.qdpx", "paper/codings.xlsx", "paper/check.html"):  # fmt: skip
        assert (tmp_path / made).exists()
    assert list((tmp_path / "tmp").iterdir()) == []


def _shortest(needles: list[str]) -> list[str]:
    """Leave out those that hold another: where they are, that one is."""
    folded = sorted({" ".join(n.casefold().split()) for n in needles}, key=len)
    return [n for i, n in enumerate(folded) if not any(other in n for other in folded[:i])]


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
