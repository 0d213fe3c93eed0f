"""How well are transcripts read? Turns, speakers, losses, hostile files, speed.

    python benchmarks/reading.py [SHARED] [--only PART ...]

SHARED is the folder with ``transcripts/``, ``bad-inputs/`` and ``corpora/`` (by default ``shared`` beside the
checkout); without it only what the repository itself holds is measured.

Parts: *references* compares turns with those that people found, in transcripts written by hand for every layout
and in real ones: F1 of turn boundaries (a boundary is right if the turn begins with the same six words), and the
share of the reference's turns that are found with their speaker. *transcripts* reads every real transcript.
*bad* reads every hostile or damaged file in a process of its own and reports how it ended, how long it took and
the most memory that it or its child held. *word* counts Word files in which text nodes of the raw XML are neither
in turns nor reported, and beside it files whose body bare python-docx does not return whole. *speed* reads three
hours of invented talk in each text format, beside the shortest call of a library that yields the same words.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "reading")]

import measures  # noqa: E402

from inspired_analysis.errors import ReadingError  # noqa: E402
from inspired_analysis.reading import read  # noqa: E402

PARTS = ("references", "transcripts", "bad", "word", "speed")
PATIENCE = 60  # seconds until a reader counts as hanging


def main(argv: list[str] | None = None) -> int:
    """Print the figures of the parts asked for; 1 if one of them misses its mark."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shared", nargs="?", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args(argv)
    shared = options.shared if options.shared.is_dir() else None
    if shared is None:
        print("no folder of real inputs: only what the repository holds is measured")
    run = {"references": _references, "transcripts": _transcripts, "bad": _bad, "word": _word, "speed": _speed}
    results = []
    for part in options.only:
        if shared or part in ("references", "speed"):
            print(f"\n{part}")
            results.append(run[part](shared))
    return 0 if all(results) else 1


def _references(shared: Path | None) -> bool:
    made = [(path, measures.read_reference(expected)) for path, expected in measures.references()]
    real = measures.real_references(shared) if shared else []
    good = True
    for kind, pairs in (("written by hand", made), ("real", real)):
        found = []
        for path, reference in pairs:
            measured = measures.agreement(measures.turns_of(read(path)), reference)
            found.append(measured)
            if measured.f1 < 1 or measured.attribution < 1:
                print(f"  {path.name}: boundaries {measured.f1:.4f}, speakers {measured.attribution:.4f}")
        if found:
            f1 = 2 * sum(m.both for m in found) / sum(m.found + m.reference for m in found)
            share = sum(m.speakers for m in found) / sum(m.reference for m in found)
            turns = sum(m.reference for m in found)
            print(f"  {kind}: {len(found)} files, {turns:,} turns: boundaries F1 {f1:.4f}, speakers {share:.4f}")
            good = good and min(min(m.f1, m.attribution) for m in found) >= 0.99
    return good


def _transcripts(shared: Path) -> bool:
    outcomes: Counter[str] = Counter()
    lost = 0
    for path in _files(shared / "transcripts"):
        try:
            lost += sum(account.lost for account in read(path).accounts)
            outcomes["read"] += 1
        except ReadingError as refusal:
            outcomes["refused"] += 1
            print(f"  refused: {refusal}")
    print(f"  {outcomes['read']} read, {outcomes['refused']} refused, {lost} characters lost")
    return not lost and not outcomes["refused"]


def _bad(shared: Path) -> bool:
    """Read every file in a forked process, which may die."""
    import inspired_analysis.reading.reader  # noqa: F401 - loaded once, before the forks

    outcomes: Counter[str] = Counter()
    slowest, largest = (0.0, ""), (0.0, "")
    for path in _files(shared / "bad-inputs"):
        outcome, seconds, megabytes = _apart(path)
        outcomes[outcome] += 1
        if outcome not in ("text", "refusal"):
            print(f"  {path.name}: {outcome}")
        slowest, largest = max(slowest, (seconds, path.name)), max(largest, (megabytes, path.name))
    print(f"  {outcomes.total()} files: " + ", ".join(f"{n} {outcome}" for outcome, n in outcomes.most_common()))
    print(f"  slowest {slowest[0]:.1f} s ({slowest[1]}), most memory {largest[0]:.0f} MB ({largest[1]})")
    return set(outcomes) <= {"text", "refusal"} and slowest[0] <= 20 and largest[0] <= 500


def _apart(path: Path) -> tuple[str, float, float]:
    """Return how reading *path* ends, its seconds, and the most megabytes that it or its child held."""
    began = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        signal.alarm(PATIENCE)
        os._exit(_ending(path))
    _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    endings = {0: "text", 1: "refusal", 2: "untyped exception", 3: "loss", -signal.SIGALRM: "hang"}
    return endings.get(code, f"died ({code})"), time.perf_counter() - began, usage.ru_maxrss / 1000


def _ending(path: Path) -> int:
    try:
        return 3 if any(account.lost for account in read(path).accounts) else 0
    except ReadingError as refusal:
        return 3 if "every character" in refusal.expected else 1
    except BaseException:
        return 2


def _word(shared: Path) -> bool:
    import docx

    ours: list[str] = []
    outcomes: Counter[str] = Counter()
    for path in _files(shared):
        if path.suffix not in (".docx", ".docm", ".dotx"):
            continue
        try:
            account = read(path).accounts[0]
            reported = sum(measures.visible(trace.text) for trace in account.trail)
        except ReadingError:
            outcomes["refused"] += 1
            continue
        outcomes["read"] += 1
        if account.lost or measures.word_nodes(path) > reported:
            ours.append(path.name)
        try:
            bare = docx.Document(str(path))
        except Exception:
            outcomes["python-docx fails"] += 1
            continue
        texts = [p.text for p in bare.paragraphs]
        texts += [cell.text for table in bare.tables for row in table.rows for cell in row.cells]
        body = measures.word_nodes(path, parts=r"word/document\.xml", deleted=False)
        outcomes["python-docx loses"] += measures.visible("".join(texts)) < body
    print(f"  {outcomes['read']} files read, {outcomes['refused']} refused: {len(ours)} with unreported loss", *ours)
    print(f"  bare python-docx on the {outcomes['read']} read: {outcomes['python-docx loses']} with text of the body "
          f"missing, {outcomes['python-docx fails']} not opened")  # fmt: skip
    return not ours


def _speed(shared: Path | None) -> bool:
    import tempfile

    read(next(path for path, _ in measures.references()))  # imports are not what is measured
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, path, bare in _three_hours(Path(folder)):
            (wall, ours), (_, theirs) = _median(lambda path=path: read(path)), _median(bare)
            in_process = name not in ("docx", "json")
            slowest = max(slowest, ours) if in_process else slowest
            child = "" if in_process else " (a child more, in the wall time only)"
            print(f"  {name:<5} {ours:6.3f} s of processor, {wall:6.3f} s by the clock; bare library {theirs:7.4f} s; "
                  f"ratio {ours / theirs:,.0f}{child}")  # fmt: skip
    return slowest <= 0.3


def _median(call: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Return the median seconds by the clock and of the processor; the latter also count on a busy machine."""
    taken = []
    for _ in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        call()
        taken.append((time.perf_counter() - wall, time.process_time() - processor))
    return tuple(statistics.median(values) for values in zip(*taken, strict=True))


def _three_hours(folder: Path) -> Iterator[tuple[str, Path, Callable[[], object]]]:
    """Yield (format, file, bare call) of three hours of invented talk: 1,400 turns, 27,000 words."""
    import csv
    import json

    import docx
    from strategies import stamp

    said = "We have walked that road for years, and nobody has told us why the bridge is closed in summer."
    talk = [(f"P{i % 7 + 1}", stamp(int(i * 7.7)), f"{said} Number {i}.") for i in range(1_400)]

    def file(name: str, text: str) -> Path:
        path = folder / f"talk.{name}"
        path.write_text(text, encoding="utf-8")
        return path

    blocks = [f"{time}.000 --> {time}.900\n{who}: {words}" for who, time, words in talk]
    texts = {
        "txt": "\n\n".join(f"[{time}] {who}: {words}" for who, time, words in talk),
        "md": "\n\n".join(f"**{who}:** {words}" for who, _, words in talk),
        "vtt": "WEBVTT\n\n" + "\n\n".join(blocks),
        "srt": "\n\n".join(f"{i}\n{block}" for i, block in enumerate(blocks, 1)).replace(".000", ",000"),
    }
    for name, text in texts.items():
        path = file(name, text)
        yield name, path, lambda path=path: path.read_text(encoding="utf-8").splitlines()
    table = file("csv", "time,speaker,text\n" + "".join(f'{time},{who},"{words}"\n' for who, time, words in talk))
    yield "csv", table, lambda: list(csv.reader(table.open(encoding="utf-8", newline="")))
    segments = {"segments": [{"start": 7.7 * i, "speaker": who, "text": t} for i, (who, _, t) in enumerate(talk)]}
    recognised = file("json", json.dumps(segments))
    yield "json", recognised, lambda: json.loads(recognised.read_text(encoding="utf-8"))
    document = docx.Document()
    for who, _, words in talk:
        document.add_paragraph(f"{who}: {words}")
    document.save(str(folder / "talk.docx"))
    yield "docx", folder / "talk.docx", lambda: [p.text for p in docx.Document(str(folder / "talk.docx")).paragraphs]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    sys.exit(main())
