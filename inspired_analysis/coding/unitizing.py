"""Krippendorff's alpha for unitising: do coders mark the same stretches of text?

For one category at a time, after Krippendorff (2004, Content Analysis, 2nd ed., section 12.4; and Measuring the
reliability of qualitative text analysis data, Quality & Quantity 38:787-800): each coder cuts the continuum into
units and the gaps between; where units of two coders overlap, their disagreement is the sum of the squared distances
of their ends; where a unit lies within a gap, the square of its length. Expected is what chance would make of units
of these lengths anywhere in the continuum. 1 is perfect, 0 is chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

__all__ = ["expected_disagreement", "merged_spans", "observed_disagreement", "unitizing_alpha"]

Span = tuple[int, int]


def unitizing_alpha(units: Sequence[Sequence[Span]], length: int) -> float:
    """Return alpha for the units (start, end; end exclusive) of each coder in a continuum from 0 to *length*.

    NaN where nobody marked anything, since then nothing could have varied.
    """
    units = [merged_spans(own) for own in units]
    expected = expected_disagreement(units, length)
    return 1 - observed_disagreement(units, length) / expected if expected else float("nan")


def merged_spans(spans: Sequence[Span]) -> list[Span]:
    """Return *spans* in order, those that overlap or touch joined: one coder's units do not overlap."""
    joined: list[Span] = []
    for start, end in sorted(s for s in spans if s[1] > s[0]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def observed_disagreement(units: Sequence[Sequence[Span]], length: int) -> float:
    """Return the disagreement between the coders, over all their pairs."""
    m, total = len(units), 0
    for one, other in permutations(range(m), 2):
        gaps = _gaps(units[other], length)
        for start, end in units[one]:
            for s, e in units[other]:
                if start < e and s < end:
                    total += (start - s) ** 2 + (end - e) ** 2
            within = any(s <= start and end <= e for s, e in gaps)
            # Seen from both sides of the pair, as the definition sums it.
            total += 2 * (end - start) ** 2 if within else 0
    return total / (m * (m - 1) * length**2)


def expected_disagreement(units: Sequence[Sequence[Span]], length: int) -> float:
    """Return the disagreement that chance would produce with units and gaps of the same lengths."""
    m = len(units)
    lengths = [end - start for own in units for start, end in own]
    gaps = [end - start for own in units for start, end in _gaps(own, length)]
    n, possible = len(lengths), m * length
    total = 0.0
    for size in lengths:
        total += (n - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        total += size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
    below = possible * (possible - 1) - sum(size * (size - 1) for size in lengths)
    return 2 / length * total / below if n and below else 0.0


def _gaps(units: Sequence[Span], length: int) -> list[Span]:
    edges = [0, *(edge for unit in units for edge in unit), length]
    return [(s, e) for s, e in zip(edges[::2], edges[1::2], strict=True) if e > s]
