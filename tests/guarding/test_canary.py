"""Fifty planted people, through everything: none of their names comes out, and nothing goes anywhere.

All that writes runs in one process (`through_everything.py`), in a network namespace without interfaces and under
strace where the system lets us, with a home and a temporary folder of its own; then every byte of it all is searched.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from identities import CARRIERS, people, variants

from inspired_analysis.guarding.masking import Mask
from inspired_analysis.guarding.searching import search
from inspired_analysis.workshop import Workshop

ORIGINS = {"western": 13, "cyrillic": 13, "arabic": 12, "georgian": 12}
WITHOUT_NETWORK = ("unshare", "-rn")
TRACED = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg", "-o")
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
    """Run Python with *arguments*, with folders of its own; where that can be without a network, and traced."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for variable, name in {"HOME": "home", "TMPDIR": "tmp"}.items():
        (tmp_path / name).mkdir(exist_ok=True)
        env[variable] = str(tmp_path / name)
    env["IPYTHONDIR"] = str(tmp_path / "home" / ".ipython")
    command = [sys.executable, *arguments]
    for tool in (WITHOUT_NETWORK, (*TRACED, str(tmp_path / "trace"))):
        if shutil.which(tool[0]) and subprocess.run([*tool, "true"], capture_output=True).returncode == 0:
            command = [*tool, *command]
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
    assert _dated(tmp_path / "paper") == []
    assert _called_away(tmp_path / "trace") == []


def _dated(folder: Path) -> list[str]:
    """Return the members of documents in *folder* that say when they were made."""
    found = []
    for file in sorted(f for f in folder.iterdir() if f.suffix in (".docx", ".xlsx", ".qdpx")):
        with zipfile.ZipFile(file) as archive:
            found += [f"{file.name}!{m.filename}" for m in archive.infolist()
                      if m.date_time[0] != 1980 or f"{date.today():%Y-%m-%d}T".encode() in archive.read(m)]  # fmt: skip
    return found


def _called_away(trace: Path) -> list[str]:
    """Return the connections and datagrams to addresses that are not loopback; where nothing was traced, none."""
    lines = trace.read_text(errors="replace").splitlines() if trace.exists() else []
    return [line for line in lines if "sa_family=AF_INET" in line and not re.search(r'"127\.|"::1"', line)]


def _shortest(needles: list[str]) -> list[str]:
    """Leave out those that hold another: where they are, that one is."""
    folded = sorted({" ".join(n.casefold().split()) for n in needles}, key=len)
    return [n for i, n in enumerate(folded) if not any(other in n for other in folded[:i])]
