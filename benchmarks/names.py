"""How many names are replaced at the door, and what else is.

    python benchmarks/names.py                                 # generated variants, and proposals on made-up talk
    python benchmarks/names.py --talk TRANSCRIPTS              # and false alarms in real talk

Recall: of the names in generated sentences (`tests/identities.py`: fifty people of each origin; case, diacritics,
transliteration, inflection, one or two wrong letters, torn or run together),
    how many are replaced to the last letter by
the right person's pseudonym, alone or beside another's of the same name. The interval is Wilson's, 95 %. Precision: of
all replacements in those sentences, how many touch a name. False alarms: replacements per 1,000 words of real talk,
with a list of people who are not in it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from identities import CARRIERS, ORIGINS, people, variants

from inspired_analysis.guarding.masking import Mask
from inspired_analysis.guarding.matching import Named
from inspired_analysis.guarding.proposing import propose

PEOPLE = 50
Z = 1.96


@dataclass
class Count:
    """Names said, names replaced, replacements made, replacements beside any name, and what was missed."""

    said: int = 0
    replaced: int = 0
    made: int = 0
    beside: int = 0
    missed: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        low = lower_bound(self.replaced, self.said)
        precision = 1 - self.beside / self.made if self.made else float("nan")
        return f"{name:<16} {self.said:>7,} {self.replaced / self.said:>8.4f} {low:>8.4f} {precision:>10.4f}"


def lower_bound(hits: int, n: int) -> float:
    """Return the lower end of Wilson's 95 % interval of a share."""
    share = hits / n
    middle, spread = share + Z * Z / (2 * n), Z * ((share * (1 - share) + Z * Z / (4 * n)) / n) ** 0.5
    return (middle - spread) / (1 + Z * Z / n)


def measure(origin: str, rounds: int, seed: int, *, lowered: bool = False) -> dict[str, Count]:
    """Return kind of variant → counts, for one origin; *lowered* writes all talk without capitals."""
    draw = random.Random(seed)
    names = people(origin, PEOPLE, draw)
    talk = []
    for _ in range(rounds):
        for who, name in enumerate(names):
            for v in variants(name, origin, draw):
                before, after = draw.choice(CARRIERS[v.talk]).split("{}")
                sentence = (before, v.words, after)
                talk.append((who, v, *(part.lower() if lowered else part for part in sentence)))
    mask = Mask.made(Named(f"P{i:02}", "person", (name,)) for i, name in enumerate(names))
    mask = mask.over(before + words + after for _, _, before, words, after in talk)
    counts: dict[str, Count] = {}
    for who, variant, before, words, after in talk:
        start, end = len(before), len(before + words)
        hits = mask.hits(before + words + after)
        count = counts.setdefault(variant.kind, Count())
        count.said += 1
        count.made += len(hits)
        count.beside += sum(h.end <= start or end <= h.start for h in hits)
        own = [h for h in hits if h.start < end and start < h.end and f"P{who:02}" in h.replacement.split(" or ")]
        bare = re.sub(r"['’]\w{0,3}$", "", words)  # what is put behind an apostrophe may stay
        if own and min(h.start for h in own) <= start and max(h.end for h in own) >= start + len(bare):
            count.replaced += 1
        else:
            count.missed.append(f"{names[who]} → {words}")
    return counts


def added(counts: list[Count]) -> Count:
    """Return the sum of *counts*."""
    total = Count()
    for c in counts:
        total.said, total.replaced = total.said + c.said, total.replaced + c.replaced
        total.made, total.beside = total.made + c.made, total.beside + c.beside
        total.missed += c.missed
    return total


def report(rounds: int, seed: int, *, lowered: bool, show: int) -> None:
    """Print recall and precision by origin and by kind."""
    found = {o: measure(o, rounds, seed, lowered=lowered) for o in tqdm(ORIGINS, file=sys.stderr, disable=None)}
    print(f"\n{'talk without capitals' if lowered else 'written talk':<16} {'names':>7}   recall    lower  precision")
    for origin, counts in found.items():
        print(added(list(counts.values())).line(origin))
    print(added([c for counts in found.values() for c in counts.values()]).line("all"))
    print("\nby kind")
    kinds: dict[str, list[Count]] = {}
    for counts in found.values():
        for kind, count in counts.items():
            kinds.setdefault(kind, []).append(count)
    for kind, counts in kinds.items():
        print(added(counts).line(kind))
    for origin, counts in found.items() if show else ():
        missed = Counter(m for c in counts.values() for m in c.missed)
        print(origin, "missed:", "; ".join(m for m, _ in missed.most_common(show)))


def false_alarms(folder: Path, seed: int, show: int) -> None:
    """Print replacements per 1,000 words of real talk, by origin of a list of people who are not in it."""
    from inspired_analysis.errors import InspiredError
    from inspired_analysis.reading import read

    inside = folder.rglob("*") if folder.is_dir() else [folder]
    files = sorted(f for f in inside if f.suffix in (".txt", ".vtt", ".srt", ".csv", ".docx", ".jsonl"))
    talks = []
    for file in tqdm(files, file=sys.stderr, disable=None):
        if file.suffix == ".jsonl":
            talks.append([json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()])
            continue
        try:
            talks.append(list(read(file).turns["text"]))
        except InspiredError:
            continue
    words = sum(len(t.split()) for talk in talks for t in talk)
    print(f"\nfalse alarms in {len(talks)} real transcripts, {words:,} words, per 1,000 words")
    for origin in ORIGINS:
        mask = Mask.made(
            Named(f"P{i:02}", "person", (n,)) for i, n in enumerate(people(origin, 12, random.Random(seed)))
        )
        how: Counter[str] = Counter()
        said: Counter[str] = Counter()
        for talk in talks:
            over = mask.over(talk)
            found = [(t, h) for t in talk for h in over.hits(t)]
            how.update(h.how for _, h in found)
            said.update(t[h.start : h.end] for t, h in found)
        told = ", ".join(f"{k} {n}" for k, n in how.most_common())
        print(f"{origin:<16} {1_000 * how.total() / words:>6.3f}   ({told})")
        if show:
            print("   ", "; ".join(f"{words} {n}" for words, n in said.most_common(show)))


OPEN = (
    ("person", "I spoke with {} at the clinic."), ("person", "Then {} called me about the permit."),
    ("person", "My name is {} and I farm here."), ("person", "It was Mrs {} who signed."),
    ("place", "They closed the school in {} last year."), ("organisation", "We wrote to {} twice."),
    ("contact", "Write to {} and we will see."), ("contact", "You can reach me under {} in the morning."),
)  # fmt: skip
NOT_OPEN = ("We paid 250,000 for it between 2014 and 2018.", "At 10:30 we stopped, and in May we went on.",
            "The English text says that the Monday meeting is off.", "I think we should wait, and You know why.",
            "The law of 2019 has 14 articles and a budget of 1 200 000.")  # fmt: skip
PLACES = ("Upper Trellin", "Kovarna", "Ostrevo", "Bramfield Moor", "Zelenica", "Tarnóvo", "Halvek")
BODIES = ("the Trellin Growers Guild", "Kovarna Waterworks", "Initiative Ostrevo", "Green Bramfield")
CONTACTS = ("m.tarnova@trellin.example", "+995 555 123 456", "0176-4471-8830", "www.trellin.example/ana",
    "ID 4402-7719-03",
            "@trellin_growers", "AB1234567")  # fmt: skip


def proposals(rounds: int, seed: int) -> None:
    """Print how much of what tells who somebody is gets proposed, and how many of the proposals do not."""
    draw = random.Random(seed)
    texts, wanted = [], []
    for _ in range(rounds):
        kind, carrier = draw.choice(OPEN)
        origin = draw.choice([o for o in ORIGINS if o in ("western", "slavic, latin", "turkish")])
        words = {"person": lambda o=origin: people(o, 1, draw)[0], "place": lambda: draw.choice(PLACES),
                 "organisation": lambda: draw.choice(BODIES),
                 "contact": lambda: draw.choice(CONTACTS)}[kind]()  # fmt: skip
        wanted.append((len(texts), kind, carrier.index("{}"), carrier.index("{}") + len(words)))
        texts += [carrier.replace("{}", words), draw.choice(NOT_OPEN)]
    found = [place for p in propose(texts, Mask.made(())) for place in p.places]
    print("\nopen text: what is proposed for a person to decide")
    for kind in ("person", "place", "organisation", "contact"):
        said = [w for w in wanted if w[1] == kind]
        hit = sum(any(i == t and s < end and start < e for t, s, e in found) for i, _, start, end in said)
        print(f"{kind:<16} {len(said):>7,} {hit / len(said):>8.4f} {lower_bound(hit, len(said)):>8.4f}")
    right = sum(any(i == t and s < end and start < e for i, _, start, end in wanted) for t, s, e in found)
    print(f"of {len(found):,} proposals {right / len(found):.4f} touch one")


def main() -> None:
    """Run what was asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=6, help="times that each person is varied")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--talk", type=Path, help="real transcripts: folder or file; .jsonl: each line's text")
    arguments.add_argument("--show", type=int, default=0, help="so many misses of each origin")
    given = arguments.parse_args()
    report(given.rounds, given.seed, lowered=False, show=given.show)
    report(given.rounds, given.seed, lowered=True, show=given.show)
    proposals(100 * given.rounds, given.seed)
    if given.talk:
        false_alarms(given.talk, given.seed, given.show)


if __name__ == "__main__":
    main()
