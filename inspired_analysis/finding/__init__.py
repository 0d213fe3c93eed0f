"""Finding: from codings to findings, one module per finding.

Every module opens with what counts as evidence, what does not, and how ties go. Every row of a finding carries
the ids of the codings it rests on, strongest first, or in the order of the talk where none is chosen among them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..transcript import Transcript
from ..workshop import Workshop

__all__ = ["Findings", "find"]


@dataclass(frozen=True)
class Findings:
    """The findings of one workshop, a table each; columns in `inspired_analysis.tables`."""

    assumptions: pd.DataFrame
    positions: pd.DataFrame
    interests: pd.DataFrame
    incentives: pd.DataFrame
    criteria: pd.DataFrame
    common_ground: pd.DataFrame
    conflicts: pd.DataFrame
    participation: pd.DataFrame
    learning: pd.DataFrame
    missing: pd.DataFrame
    themes: pd.DataFrame
    answers: pd.DataFrame
    depth: pd.DataFrame
    surfaced: pd.DataFrame
    goal: pd.DataFrame
    chains: pd.DataFrame
    responses: pd.DataFrame
    voices: pd.DataFrame
    leads: pd.DataFrame


def find(transcript: Transcript, codings: pd.DataFrame, workshop: Workshop) -> Findings:
    """Return every finding that *codings* of *transcript* support, given the plan of *workshop*."""
    from .answers import find_answers
    from .conflicts import find_conflicts
    from .criteria import find_criteria
    from .depth import find_depth
    from .evidence import coded, likely
    from .goal import find_goal
    from .ground import find_common_ground
    from .incentives import find_chains, find_incentives
    from .interests import find_interests
    from .leads import find_leads
    from .learning import find_learning, find_missing
    from .ledger import find_assumptions
    from .participation import find_participation, find_responses, find_voices
    from .positions import find_positions
    from .surfaced import find_surfaced
    from .themes import find_themes

    turns, speakers, every = transcript.turns, transcript.speakers, codings
    said = coded(every, turns)
    codings = likely(said)
    assumptions = find_assumptions(codings, turns, workshop)
    interests, incentives = find_interests(codings, transcript, workshop), find_incentives(codings, transcript)
    participation = find_participation(codings, turns, speakers, workshop)
    return Findings(
        assumptions=assumptions,
        positions=find_positions(codings, turns, speakers, workshop),
        interests=interests,
        incentives=incentives,
        criteria=find_criteria(codings, turns, workshop),
        common_ground=find_common_ground(said, turns, speakers, workshop),
        conflicts=find_conflicts(codings, turns, assumptions, workshop),
        participation=participation,
        learning=find_learning(codings, turns),
        missing=find_missing(every, transcript, workshop),
        themes=find_themes(transcript),
        answers=find_answers(transcript, workshop),
        depth=find_depth(every, transcript, assumptions),
        surfaced=find_surfaced(transcript, workshop),
        goal=find_goal(codings, transcript, workshop),
        chains=find_chains(codings, turns),
        responses=find_responses(codings, turns),
        voices=find_voices(codings, turns, speakers, workshop),
        leads=find_leads(said, interests, incentives, participation),
    )
