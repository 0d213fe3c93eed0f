"""ELAN annotations (.eaf): one tier a speaker, every annotation with its times; dependent tiers are set aside."""

from __future__ import annotations

from math import inf
from operator import itemgetter
from pathlib import Path

from ..errors import ReadingError
from .archive import parsed
from .source import NAN, Aside, Line, Source, normalised

__all__ = ["read_elan"]


def read_elan(raw: bytes, path: Path) -> Source:
    """Read .eaf; raise `ReadingError` if no tier has timed annotations."""
    root = parsed(raw, path)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise ReadingError(path, expected="an ELAN file", found=f"XML of another kind ({str(root.tag)[:60]})")
    times = {slot.get("TIME_SLOT_ID", ""): _seconds(slot.get("TIME_VALUE", "")) for slot in root.iter("TIME_SLOT")}
    order = _order(times)
    lines: list[tuple[float, Line]] = []
    asides: list[Aside] = []
    for tier in root.iter("TIER"):
        speaker = tier.get("PARTICIPANT") or tier.get("TIER_ID") or ""
        for annotation in tier.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            text = normalised("".join(annotation.itertext()))
            if annotation.tag == "REF_ANNOTATION" or tier.get("PARENT_REF"):
                asides.append(Aside("dependent tiers", text))
                continue
            start = times.get(annotation.get("TIME_SLOT_REF1", ""), NAN)
            end = times.get(annotation.get("TIME_SLOT_REF2", ""), NAN)
            line = Line(text, f"annotation {annotation.get('ANNOTATION_ID', '?')}", start, end, normalised(speaker))
            lines.append((order.get(annotation.get("TIME_SLOT_REF1", ""), inf), line))
    if not any(line.text.strip() for _, line in lines):
        raise ReadingError(
            path, expected="a tier with timed annotations", found="none", todo="Export the transcript as text."
        )
    lines.sort(key=itemgetter(0))
    values = ["".join(value.itertext()) for value in root.iter("ANNOTATION_VALUE")]
    ordered = tuple(line for _, line in lines)
    read, left = (sum(len(part.text.split()) for part in parts) for parts in (ordered, asides))
    notes = (f"{path.name}: {left:,} words stand in dependent tiers and were left out, more than the {read:,} that "
             "were read. If they are the talk, export those tiers as text.",) if left > read else ()  # fmt: skip
    return Source(path.name, "ELAN annotations", normalised("\n".join(values)), ordered, tuple(asides), notes)


def _order(times: dict[str, float]) -> dict[str, float]:
    """Return when each slot was, for one without a time that of the slot before: they stand in their order."""
    order, last = {}, 0.0
    for slot, time in times.items():
        last = order[slot] = time if time == time else last
    return order


def _seconds(milliseconds: str) -> float:
    return int(milliseconds) / 1000 if milliseconds.isdigit() and len(milliseconds) < 16 else NAN
