"""For whom a brief is: what each audience is shown, and what is left out, which the brief says.

A view works on the analysis, before anything is worded or drawn: what it leaves out is in no sentence, figure,
filter or annex, because it is not there any more. The words of the talk stay exact, also where they name somebody;
whoever hands a brief on has to know that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePath

import pandas as pd

from ..errors import RunError
from ..guarding.masking import ON_NAMES, Mask
from ..guarding.matching import Named
from ..guarding.personal import personal
from ..tables import empty, table

__all__ = ["HOST", "OTHERS", "VIEWS", "View", "view"]

OTHERS = "others"
LONE = "groups with one voice"


@dataclass(frozen=True)
class View:
    """A declared audience.

    Attributes
    ----------
    people
        Whether anybody is told apart: names and pseudonyms, individual positions, who said a quote.
    least
        How many people a group must have to be named, and how many of it must have spoken for a position.
    annex
        ``"all"`` of the transcript, or the ``"quoted"`` turns only.
    framework
        Whether rows for the Integrated Support Framework, and indicators, are part of it.
    data
        Whether ``findings.json``, ``turns.csv`` and ``codings.csv``, which hold everything, may go with it.
    """

    name: str
    people: bool = True
    least: int = 1
    annex: str = "all"
    framework: bool = False
    data: bool = True

    def seen(self, analysis):
        """Return *analysis* without what this audience is not shown."""
        return analysis if self.people and self.least == 1 else _Reduced(analysis, self).analysis()

    def left_out(self, say) -> tuple[str, ...]:
        """Say what is not in it."""
        parts = []
        if not self.people:
            parts.append(say("who said what: names, individual positions and shares of the talk"))
        if self.least > 1:
            parts.append(say.plural("groups of which fewer than {n} person was there, or spoke to a statement",
                                    "groups of which fewer than {n} people were there, or spoke to a statement",
                                    self.least))  # fmt: skip
        if self.annex == "quoted":
            parts.append(say("the turns that are not quoted"))
        return tuple(parts)

    def names(self, text: str, analysis) -> bool:
        """Whether *text*, which a person wrote, names somebody whom this audience is not to know."""
        if self.people:
            return False
        people = analysis.workshop.plan.participants
        labels = {*analysis.speakers["label"], *analysis.speakers["speaker"],
                  *(n for p in people for n in (p.label, p.name, *p.aliases))} - {""}  # fmt: skip
        if any(re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text, re.IGNORECASE) for label in labels):
            return True
        own = tuple(sorted({name for label in labels for name in personal(label)}))
        return bool(Mask.made([Named("somebody", "person", own)]).hits(text))  # also Anna, of Anna Berg


HOST = View("host")
VIEWS = {v.name: v for v in (
    HOST,
    View("participants", people=False, least=3, data=False),
    View("donor", people=False, least=3, annex="quoted", framework=True, data=False),
)}  # fmt: skip


def view(name: str) -> View:
    """Return the view *name*; raise `RunError` for one that there is not."""
    if name not in VIEWS:
        raise RunError("view", expected=f"one of {', '.join(VIEWS)}", found=repr(name))
    return VIEWS[name]


class _Reduced:
    """An analysis in which nobody is told apart, and small groups are "others"."""

    def __init__(self, analysis, view: View) -> None:
        self._analysis, self._view, self._least = analysis, view, view.least
        least = view.least
        speakers = analysis.speakers
        present = speakers[(speakers["role"] == "participant") & (speakers["group"] != "")]
        sizes = present.groupby("group")["speaker"].nunique()
        self._large = frozenset(sizes[sizes >= least].index)
        groups = analysis.positions[analysis.positions["level"] == "group"]
        enough = groups[groups["who"].isin(self._large) & ((groups["n"] >= least) | (groups["n"] == 0))]
        self._placed = enough
        self._numbers = {speaker: n for n, speaker in enumerate(speakers["speaker"], 1)}
        self._spoke = frozenset(enough.loc[enough["n"] > 0, ["statement", "who"]].itertuples(index=False, name=None))

    def analysis(self):
        whole = self._analysis
        found = whole.findings
        findings = replace(
            found, positions=table("positions", self._placed), assumptions=self._ledger(found.assumptions),
            interests=self._interests(found.interests), incentives=self._anyone(found.incentives, addressee=""),
            common_ground=self._ground(found.common_ground), conflicts=self._conflicts(found.conflicts),
            criteria=self._criteria(found.criteria), participation=self._participation(found.participation),
            learning=self._anyone(found.learning, of="", of_group=self._group(found.learning["of_group"])),
            missing=self._missing(found.missing),
            themes=self._blank(found.themes, "groups", "speakers", "by_group").assign(raised_by=""),
            answers=self._blank(found.answers, "speakers", "silent", "groups", "silent_groups"),
            depth=found.depth[found.depth["measure"] != LONE].reset_index(drop=True),
            surfaced=self._blank(found.surfaced, "groups"), goal=self._blank(found.goal, "groups", "unspoken"),
            **{name: empty(name) for name in ("chains", "responses", "voices", "leads")},
        )  # fmt: skip
        plan = whole.workshop.plan.model_copy(update={"participants": ()})
        return replace(whole, workshop=replace(whole.workshop, plan=plan), transcript=self._transcript(),
                       codings=whole.codings.assign(target=""), findings=findings, proposed=None,
                       decided=type(whole.decided)(), review=_nameless(whole.review))  # fmt: skip

    def _group(self, groups: pd.Series) -> pd.Series:
        return groups.where(groups.isin(self._large) | (groups == ""), OTHERS)

    def _told(self, statement: str, groups: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of *groups* that may be named, which are not all; () where none may."""
        named = tuple(g for g in groups if (statement, g) in self._spoke)
        return (*named, OTHERS) if 0 < len(named) < len(groups) else named

    def _anyone(self, rows: pd.DataFrame, **blank: str) -> pd.DataFrame:
        """Return *rows* with groups as far as they may be told, and nobody named."""
        rows = rows.assign(group=self._group(rows["group"]), **blank)
        return rows.assign(speaker="") if "speaker" in rows else rows

    def _missing(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return those whom somebody named; a name with a capital may be a person's, and is left to the quote."""
        named = [who if who.islower() and not self._view.names(who, self._analysis) else "" for who in rows["who"]]
        return self._blank(rows.assign(who=named)[rows["codings"].map(len) > 0], "named_by")

    def _blank(self, rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
        return rows.assign(**{column: [()] * len(rows) for column in columns})

    def _transcript(self):
        transcript = self._analysis.transcript
        turns = transcript.turns
        who = turns["role"].where(turns["speaker"] != "", "")
        turns = turns.assign(speaker=who, label=who, group=self._group(turns["group"]))
        speakers = self._anyone(transcript.speakers).assign(label="")
        # Notes may name people, and so may files, which often hold one speaker each; what the cover says of names does
        # not.
        accounts = tuple(replace(account, file=f"{n}{PurePath(account.file).suffix}")
                         for n, account in enumerate(transcript.accounts, 1))  # fmt: skip
        notes = tuple(note for note in transcript.notes[:1] if note.startswith(ON_NAMES))
        return replace(transcript, turns=turns, speakers=speakers, accounts=accounts, notes=notes)

    def _ledger(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Only a group that may be named is the one that believes it; nobody is told to have held it beforehand."""
        only = [g if (s, g) in self._spoke else ""
                for s, g in zip(rows["statement"], rows["only_group"], strict=True)]  # fmt: skip
        held = ["" if self._view.names(who, self._analysis) else who for who in rows["held_by"]]
        return self._blank(rows.assign(only_group=only, held_by=held), "by_group")

    def _interests(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Put the interests of small groups, and of people without one, together, kind by kind."""
        rows = self._blank(self._anyone(rows), "words")
        if OTHERS in set(rows["group"]):
            rows = rows.assign(group=rows["group"].replace("", OTHERS))
        merged = []
        for (_, _), own in rows.groupby(["group", "kind"], sort=False):
            first = own.iloc[0].to_dict()
            if len(own) > 1:
                first |= {"interest": "", "reason": "",
                          "codings": tuple(c for codings in own["codings"] for c in codings)}  # fmt: skip
            people = tuple(sorted({self._numbers.get(s, 0) for speakers in own["speakers"] for s in speakers}))
            merged.append({**first, "acknowledged_by": (), "speakers": people, "n_speakers": len(people)})
        return pd.DataFrame(merged, columns=rows.columns) if merged else rows

    def _ground(self, rows: pd.DataFrame) -> pd.DataFrame:
        rows = rows[rows["statement"] != ""].reset_index(drop=True)  # the others name two people
        groups = [self._told(s, own) for s, own in zip(rows["statement"], rows["groups"], strict=True)]
        silent = [tuple(g for g in own if g in self._large) for own in rows["silent"]]
        return rows.assign(groups=groups, silent=silent)

    def _conflicts(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Keep those over statements; those between two people are about them."""
        rows = rows[rows["statement"] != ""]
        parties = [self._told(s, own) for s, own in zip(rows["statement"], rows["parties"], strict=True)]
        return self._blank(rows.assign(parties=parties), "sides").reset_index(drop=True)

    def _criteria(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Put together what small groups said of an option on a criterion, and fewer than the least of a large one."""
        few = (rows["n_speakers"] < self._least) & (rows["group"] != "")
        rows = rows.assign(group=self._group(rows["group"]).mask(few, OTHERS))
        merged = []
        for _, own in rows.groupby(["statement", "criterion", "group"], sort=False):
            row, counts = own.iloc[0].to_dict(), own[["n_speakers", "n_favourable", "n_unfavourable"]].sum()
            if len(own) > 1:
                lead = counts["n_favourable"] - counts["n_unfavourable"]
                even = "divided" if counts["n_favourable"] else "unclear"
                row |= {**counts, "direction": "favourable" if lead > 0 else "unfavourable" if lead < 0 else even,
                        "codings": tuple(c for codings in own["codings"] for c in codings)}  # fmt: skip
            merged.append(row)
        return table("criteria", merged)

    def _participation(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return one row per group, and one for those who led; those who were not there are left out."""
        rows = rows[rows["turns"] > 0]
        who = self._group(rows["group"]).where(rows["role"] == "participant", rows["role"])
        sums = {"turns": "sum", "words": "sum", "share": "sum", "proposals": "sum", "commitments": "sum",
                "codings": lambda own: tuple(c for codings in own for c in codings)}  # fmt: skip
        made = rows.assign(speaker=who.replace("", "participant")).groupby("speaker", as_index=False).agg(sums)
        roles = [s if s in set(rows["role"]) else "participant" for s in made["speaker"]]
        made = made.assign(group="", role=roles, responds_to=[()] * len(made))
        return made[list(rows.columns.intersection(made.columns))].sort_values(
            ["words", "speaker"], ascending=[False, True], ignore_index=True)  # fmt: skip


def _nameless(review):
    """Return *review* without who reviewed, and what they wrote; how many, and how much, stays."""
    return replace(review, people=("",) * len(review.people), memos=review.memos.iloc[:0], lost=review.lost.iloc[:0],
                   disputed=review.disputed.assign(holds="", rejects=""), notes=())  # fmt: skip
