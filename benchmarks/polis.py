"""Common ground and group positions against group-informed consensus, on real votes.

    python benchmarks/polis.py [FOLDER] [--people N] [--statements N] [--draws N] [--peer PYTHON]

FOLDER holds Polis exports (`participants-votes.csv`: real votes, and the opinion groups that Polis found). A workshop
is made of N people per group, drawn with a seed from those who voted on most of the statements that most people
voted on; each vote goes in as one coding (agree supports, disagree opposes, pass mixed), so that coders play no part.

- *positions*: the greatest difference between our mean of a group and the mean of its votes. It must be 0.
- *ours*: statements that we call common ground; *AUROC*: how well group-informed consensus of the same people
  (the product over groups of the smoothed share that agrees, or that disagrees) ranks these above the others;
  *top k*: the share of ours among as many statements as have the highest consensus.
- *hold*: the share of ours for which more than half of every group, of all voters, stand on that side; beside it,
  the same share of all statements, in either direction.

With --peer, an interpreter that has red-dwarf (PyPI) computes the consensus too, and the greatest difference from the
computation here is printed; ours is then ranked by the peer's. Prints numbers only.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from inspired_analysis.finding.ground import find_common_ground
from inspired_analysis.finding.positions import find_positions
from inspired_analysis.tables import table
from inspired_analysis.workshop import Plan, Workshop

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "polis"
SEED = 20240314
VALUES = {1: "supports", -1: "opposes", 0: "mixed"}
PEER = """
import json, sys
import pandas as pd
from reddwarf.utils.stats import calculate_comment_statistics_dataframes
told = []
for votes, groups in json.load(sys.stdin):
    found = calculate_comment_statistics_dataframes(pd.DataFrame(votes, dtype=float), groups)[1]
    told.append([found["group-aware-consensus-agree"].tolist(), found["group-aware-consensus-disagree"].tolist()])
json.dump(told, sys.stdout)
"""


def main() -> None:
    """Print consultations × measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--people", type=int, default=8, help="per group")
    parser.add_argument("--statements", type=int, default=30, help="those that most people voted on")
    parser.add_argument("--draws", type=int, default=3, help="workshops per consultation")
    parser.add_argument("--peer", type=Path, help="a Python interpreter that has red-dwarf")
    args = parser.parse_args()
    columns = ("consultation", "voters", "groups", "workshops × people", "positions", "ours", "AUROC", "top k", "hold",
               "of all", "peer")  # fmt: skip
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    rows = []
    for path in sorted(args.folder.glob("*/participants-votes.csv")):
        votes, groups = read_votes(path, args.statements)
        chance = np.random.default_rng(SEED)
        workshops = [draw(votes, groups, args.people, chance) for _ in range(args.draws)]
        peers = peer_consensus([(votes.loc[w], groups.loc[w]) for w in workshops], args.peer)
        rows += [{"name": path.parent.name, "voters": len(votes), "groups": len(set(groups)),
                  **measure(votes, groups, drawn, theirs)} for drawn, theirs in zip(workshops, peers, strict=True)]
        print(_line(path.parent.name, [r for r in rows if r["name"] == path.parent.name]), flush=True)
    print(_line("all", rows))


def read_votes(path: Path, n_statements: int) -> tuple[pd.DataFrame, pd.Series]:
    """Return people × statements (1, -1, 0, NaN) and each person's group, of those in a group."""
    export = pd.read_csv(path).dropna(subset="group-id")
    votes = export[[c for c in export.columns if c.isdigit()]].astype(float)
    most = votes.notna().sum().sort_values(ascending=False, kind="stable").index[:n_statements]
    return votes[most].reset_index(drop=True), export["group-id"].astype(int).reset_index(drop=True)


def draw(votes: pd.DataFrame, groups: pd.Series, per_group: int, chance: np.random.Generator) -> list[int]:
    """Return the rows of so many people per group, drawn from the half that voted most."""
    rows: list[int] = []
    for group in sorted(set(groups)):
        own = votes[groups == group].notna().sum(axis=1).sort_values(ascending=False, kind="stable").index
        pool = sorted(own[: max(per_group, len(own) // 2)])
        rows += sorted(chance.choice(pool, size=min(per_group, len(pool)), replace=False).tolist())
    return rows


def consensus(votes: pd.DataFrame, groups: pd.Series) -> np.ndarray:
    """Return group-informed consensus: side (agree, disagree) × statement."""
    sides = []
    for side in (1, -1):
        shares = [((own == side).sum() + 1) / (own.notna().sum() + 2) for _, own in votes.groupby(groups)]
        sides.append(np.prod(shares, axis=0))
    return np.array(sides)


def measure(votes: pd.DataFrame, groups: pd.Series, drawn: list[int], theirs: np.ndarray | None) -> dict:
    """Return the figures of one workshop of the *drawn* people; *theirs* is the peer's consensus, if it was asked."""
    few, their = votes.loc[drawn], groups.loc[drawn]
    codings, turns, speakers, workshop = as_workshop(few, their)
    positions = find_positions(codings, turns, speakers, workshop)
    ground = find_common_ground(codings, turns, speakers, workshop)
    ours = np.zeros((2, votes.shape[1]), dtype=bool)
    for row in ground.itertuples():
        ours[0 if row.direction == "for" else 1, int(row.statement[1:])] = True
    ranked = consensus(few, their)
    apart = float("nan")
    if theirs is not None:
        apart, ranked = float(np.abs(theirs - ranked).max()), theirs
    hold = np.array([_majority(votes, groups, side) for side in (1, -1)])
    top = np.zeros_like(ours).ravel()
    top[np.argsort(-ranked.ravel(), kind="stable")[: ours.sum()]] = True
    both = ours.any() and not ours.all()
    return {
        "people": len(drawn), "apart": _apart(positions, few, their), "ours": int(ours.sum()), "peer": apart,
        "auroc": roc_auc_score(ours.ravel(), ranked.ravel()) if both else float("nan"),
        "top": int((ours.ravel() & top).sum()), "hold": int((ours & hold).sum()),
        "all": float(hold.any(axis=0).mean()),
    }  # fmt: skip


def as_workshop(votes: pd.DataFrame, groups: pd.Series):
    """Return votes as codings, turns, speakers and a workshop: a turn per vote."""
    ids = {column: f"A{at}" for at, column in enumerate(votes.columns)}
    cast = [(f"P{row}", f"group {groups[row]}", ids[column], VALUES[int(vote)])
            for row, own in votes.iterrows() for column, vote in own.items() if not np.isnan(vote)]  # fmt: skip
    turns = table("turns", [
        {"turn": at, "speaker": who, "label": who, "role": "participant", "group": group, "text": "vote", "words": 1,
         "start": 5 * at - 5, "end": 5 * at - 1, "time_start": float("nan"), "time_end": float("nan"), "source": ""}
        for at, (who, group, _, _) in enumerate(cast, 1)
    ])  # fmt: skip
    codings = table("codings", [
        {"coding": f"c{at}", "transcript": "votes", "turn": at, "start": 5 * at - 5, "end": 5 * at - 1,
         "code": "stance", "statement": statement, "value": value, "target": "", "confidence": 1.0, "coder": "votes"}
        for at, (_, _, statement, value) in enumerate(cast, 1)
    ])  # fmt: skip
    people = {who: group for who, group, _, _ in cast}
    counts = turns["speaker"].value_counts()
    speakers = table("speakers", [
        {"speaker": who, "label": who, "role": "participant", "group": group, "turns": int(counts[who]),
         "words": int(counts[who]), "known": True} for who, group in people.items()
    ])  # fmt: skip
    plan = Plan(assumptions=[{"id": i, "text": f"Statement {i}."} for i in ids.values()],
                participants=[{"label": who, "group": group} for who, group in people.items()])  # fmt: skip
    return codings, turns, speakers, Workshop("votes", plan, (), True)


def peer_consensus(workshops: list[tuple[pd.DataFrame, pd.Series]], python: Path | None) -> list[np.ndarray | None]:
    """Return what red-dwarf computes for the votes and groups of each workshop; None where there is no *python*."""
    if python is None:
        return [None] * len(workshops)
    given = []
    for votes, groups in workshops:
        numbers = {group: at for at, group in enumerate(sorted(set(groups)))}
        rows = [[None if np.isnan(v) else v for v in row] for row in votes.to_numpy().tolist()]
        given.append([rows, [numbers[g] for g in groups]])
    done = subprocess.run([python, "-c", PEER], input=json.dumps(given), capture_output=True, text=True, check=True)
    return [np.array(told) for told in json.loads(done.stdout)]


def _apart(positions: pd.DataFrame, votes: pd.DataFrame, groups: pd.Series) -> float:
    """Return the greatest difference between our group means and the means of the votes."""
    own = positions[(positions["level"] == "group") & (positions["n"] > 0)]
    true = {(f"A{at}", f"group {g}"): votes.loc[groups == g, column].mean()
            for at, column in enumerate(votes.columns) for g in set(groups)}  # fmt: skip
    return max(abs(row.mean - true[row.statement, row.who]) for row in own.itertuples())


def _majority(votes: pd.DataFrame, groups: pd.Series, side: int) -> np.ndarray:
    """Return for which statements more than half of every group's voters stand on *side*."""
    shares = [(votes[groups == g] == side).sum() / votes[groups == g].notna().sum() for g in set(groups)]
    return np.all(np.array(shares) > 0.5, axis=0)


def _line(name: str, rows: list[dict]) -> str:
    """Return a line of the table: one consultation's workshops, or all."""
    frame = pd.DataFrame(rows)
    once = frame.drop_duplicates("name")
    sizes = sorted(set(frame["people"]))
    n = int(frame["ours"].sum())
    cells = [
        name, f"{once['voters'].sum():,}", once["groups"].iloc[0] if len(once) == 1 else "–",
        f"{len(frame)} × {'–'.join(map(str, dict.fromkeys((sizes[0], sizes[-1]))))}", f"{frame['apart'].max():.0e}", n,
        "–" if frame["auroc"].isna().all() else f"{frame['auroc'].mean():.2f}", _share(frame["top"].sum(), n),
        _share(frame["hold"].sum(), n), f"{frame['all'].mean():.2f}",
        "–" if frame["peer"].isna().all() else f"{frame['peer'].max():.0e}",
    ]  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({part}/{whole})" if whole else "– (0)"


if __name__ == "__main__":
    main()
