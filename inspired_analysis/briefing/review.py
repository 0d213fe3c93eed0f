"""How much people reviewed, in the brief's language."""

from __future__ import annotations

__all__ = ["review_warnings", "reviewed"]

SHARE_FROM = 20  # proposals: of fewer, a percentage says too much


def reviewed(review, say) -> str:
    """Say how much was reviewed and by whom; "" where nothing was."""
    if not review.people:
        return ""
    who = say.listed(review.people) if all(review.people) else say.people(len(review.people))
    given = {name: say.number(getattr(review, name))
             for name in ("judged", "proposed", "accepted", "changed", "rejected", "added")}  # fmt: skip
    if review.proposed >= SHARE_FROM:
        said = say("{people} checked {judged} of {proposed} proposed codings ({share}): {accepted} accepted, {changed} "
                   "changed, {rejected} rejected; {added} added.", people=who,
                   share=say.percent(review.judged / review.proposed), **given)  # fmt: skip
    else:
        said = say("{people} checked {judged} of {proposed} proposed codings: {accepted} accepted, {changed} changed, "
                   "{rejected} rejected; {added} added.", people=who, **given)  # fmt: skip
    if len(review.disputed):
        said += " " + say("On {n} they disagree, and the last word stands until somebody adjudicates.",
                          n=say.number(len(review.disputed)))  # fmt: skip
    return said


def review_warnings(review, say) -> list[str]:
    """Say which decisions lost their place, and what could not be read."""
    if review.lost.empty:
        return list(review.notes)
    lost = say.plural("{n} decision of the review found its words no longer in the transcript: the command “inspired "
                      "decisions” lists what was lost.",
                      "{n} decisions of the review found their words no longer in the transcript: the command "
                      "“inspired decisions” lists what was lost.", len(review.lost))  # fmt: skip
    return [lost, *review.notes]
