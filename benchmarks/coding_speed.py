"""How fast is coding? Beside a cross-encoder of DeBERTa-base's size in transformers, in one run.

    python benchmarks/coding_speed.py [--stance-model FOLDER] [--torch PYTHON] [--turns 400] [--statements 12]

Codes a generated workshop; every part runs in a process of its own, so that its peak memory is its own. Pairs per
second compare like with like: windows of talk beside statements, each pair read. Turns × statements per second are
the whole coding of stance in the workshop, in which a cheap stage may leave pairs unread; "every code" is that and all
other shipped coders after it. The cross-encoder has random weights, which cost the same time as trained ones; its words
are random ids, so tokenising is not counted against it. PYTHON is an interpreter with torch and transformers (this one
by default); without them its row is left out, with a word.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import resource
import subprocess
import sys
import time

PAIRS, PEER_PAIRS = 2048, 96
SUBJECTS = ("the ferry", "the night bus", "the school roof", "the water meter", "the market hall", "the clinic",
            "the road tax", "the fishing quota", "the landfill", "the youth centre", "the rent cap",
            "the harbour")  # fmt: skip
CLAIMS = ("should be paid for by the region", "costs more than it brings", "is needed by those who work late",
          "was promised years ago", "cannot be run by volunteers", "would be safer with more staff",
          "is something we never talk about at home", "has to wait until the spring")  # fmt: skip
# So that hardly a sentence comes twice: coders remember what they have read.
ASIDES = ("my sister", "forty people", "the council", "in the rain", "on a Monday", "with two jobs", "behind the mill",
          "twice", "at noon", "nobody", "the old plan", "by letter", "for nothing", "a neighbour", "last winter",
          "without asking", "the new desk", "three forms", "at the meeting", "next to us", "a long queue")  # fmt: skip
OPENINGS = ("Well,", "I mean,", "To be honest", "Yes, but", "My neighbour says", "What I see is that", "No,",
            "If they asked us,")  # fmt: skip


def talk(turns: int, seed: int = 0) -> list[str]:
    """Return invented turns of one to eight sentences."""
    draw = random.Random(seed)
    return [" ".join(f"{draw.choice(OPENINGS)} {draw.choice(SUBJECTS)} {draw.choice(CLAIMS)}, "
                     f"{' and '.join(draw.sample(ASIDES, 3))}."
                     for _ in range(draw.choice((1, 1, 2, 3, 4, 8)))) for _ in range(turns)]  # fmt: skip


def statements(n: int, seed: int = 1) -> list[str]:
    """Return n statements."""
    draw = random.Random(seed)
    return [f"{SUBJECTS[i % len(SUBJECTS)].capitalize()} {draw.choice(CLAIMS)}." for i in range(n)]


def measure_ours(options: argparse.Namespace) -> dict:
    """Return pairs per second, turns × statements per second, seconds for the workshop and peak memory."""
    from pathlib import Path

    from inspired_analysis.coding import default_coders
    from inspired_analysis.coding.turn_scores import windows
    from inspired_analysis.tables import empty, table
    from inspired_analysis.transcript import Transcript
    from inspired_analysis.workshop import Plan, Workshop

    rows, at = [], 0
    for i, text in enumerate(talk(options.turns)):
        rows.append({"turn": i + 1, "speaker": f"P{i % 9}", "label": f"P{i % 9}", "role": "participant", "group": "",
                     "text": text, "start": at, "end": at + len(text), "words": len(text.split()), "source": "",
                     "time_start": float("nan"), "time_end": float("nan")})  # fmt: skip
        at += len(text) + 1
    session = Transcript("speed", "\n".join(r["text"] for r in rows), table("turns", rows), empty("speakers"), ())
    said = statements(options.statements)
    began = time.perf_counter()
    stance, *others = default_coders(Path(options.stance_model) if options.stance_model else None)
    reader = stance.reader
    reader.relate(["The sea is blue."], ["The sea is cold."], ["Is it?"])
    ready = time.perf_counter() - began
    began = time.perf_counter()
    workshop = Workshop(id="speed", plan=Plan(assumptions=said), files=())
    stance.code(session, workshop)
    seconds = time.perf_counter() - began
    for coder in others:
        coder.code(session, workshop)
    every = time.perf_counter() - began
    pairs = [(w.text, s, w.before) for w in windows(session.turns) for s in said]
    pairs = random.Random(2).sample(pairs, min(PAIRS, len(pairs)))
    began = time.perf_counter()
    reader.relate(*map(list, zip(*pairs, strict=True)))
    each = time.perf_counter() - began
    return {"name": reader.name, "pairs_per_second": len(pairs) / each, "seconds": seconds, "every": every,
            "ready": ready, "turns_statements_per_second": options.turns * options.statements / seconds,
            "peak_mb": peak()}  # fmt: skip


def measure_peer(options: argparse.Namespace) -> dict:
    """Return the same of a cross-encoder of DeBERTa-v3-base's size; the workshop's seconds are worked out."""
    import torch
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

    torch.set_num_threads(options.threads)
    config = DebertaV2Config(
        vocab_size=128_100, hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072,
        relative_attention=True, pos_att_type=["p2c", "c2p"], position_buckets=256, norm_rel_ebd="layer_norm",
        share_att_key=True, position_biased_input=False, max_position_embeddings=512, type_vocab_size=0, num_labels=3,
    )  # fmt: skip
    began = time.perf_counter()
    model = DebertaV2ForSequenceClassification(config).eval()
    ready = time.perf_counter() - began
    # A turn and a statement, about 1.3 pieces a word, cut where the relation model cuts.
    draw, said = random.Random(3), statements(options.statements)
    lengths = sorted(int(1.3 * (len(t.split()) + len(draw.choice(said).split()))) + 3
                     for t in draw.choices(talk(options.turns), k=PEER_PAIRS))  # fmt: skip
    lengths = [min(n, 140) for n in lengths]

    def read(batch: list[int]) -> None:
        ids = torch.zeros((len(batch), max(batch)), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for i, n in enumerate(batch):
            ids[i, :n], mask[i, :n] = torch.randint(5, 128_000, (n,)), 1
        model(input_ids=ids, attention_mask=mask)

    with torch.inference_mode():
        read(lengths[:2])
        began = time.perf_counter()
        for at in range(0, len(lengths), 16):
            read(lengths[at : at + 16])
        rate = len(lengths) / (time.perf_counter() - began)
    pairs = options.turns * options.statements
    return {"name": "DeBERTa-base-sized cross-encoder", "pairs_per_second": rate, "seconds": pairs / rate,
            "every": None, "ready": ready, "turns_statements_per_second": rate, "peak_mb": peak()}  # fmt: skip


def peak() -> float:
    """Return this process's highest resident memory in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> int:
    """Run both, each in its own process, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stance-model", help="folder with the weights of a relation model; else the shipped coder")
    parser.add_argument("--torch", default=sys.executable, metavar="PYTHON", help="interpreter that has torch")
    parser.add_argument("--turns", type=int, default=400)
    parser.add_argument("--statements", type=int, default=12)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="of the cross-encoder")
    parser.add_argument("--part", choices=("ours", "peer"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        if options.part == "peer" and not all(map(importlib.util.find_spec, ("torch", "transformers"))):
            return 3
        print(json.dumps((measure_ours if options.part == "ours" else measure_peer)(options)))
        return 0
    rows = [row for part, python in (("ours", sys.executable), ("peer", options.torch))
            if (row := run(part, python, sys.argv[1:]))]  # fmt: skip
    print(f"{options.turns} turns, {options.statements} statements, {os.cpu_count()} cores\n")
    print("| | pairs/s | turns × statements/s | stance, s | every code, s | loading, s | peak memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for r in rows:
        print(f"| {r['name']} | {r['pairs_per_second']:,.0f} | {r['turns_statements_per_second']:,.0f} | "
              f"{r['seconds']:,.1f} | {'–' if r['every'] is None else format(r['every'], '.1f')} | {r['ready']:.1f} | "
              f"{r['peak_mb']:,.0f} |")  # fmt: skip
    if len(rows) == 2:
        ours, peer = rows
        print(f"\nratio of pairs/s {ours['pairs_per_second'] / peer['pairs_per_second']:.1f}, of "
              f"turns × statements/s {ours['turns_statements_per_second'] / peer['turns_statements_per_second']:.1f}")
    return 0


def run(part: str, python: str, arguments: list[str]) -> dict | None:
    """Return what *part* prints, run by *python*; None where torch is missing."""
    command = [python, __file__, *arguments, "--part", part]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 3:
        print(f"Left out the cross-encoder: {python} has no torch and transformers. Name one that has with --torch.",
              file=sys.stderr)  # fmt: skip
        return None
    if done.returncode:
        raise SystemExit(f"{part} failed with exit code {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
