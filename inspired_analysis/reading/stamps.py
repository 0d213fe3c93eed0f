"""What a time looks like in a transcript: as clocks have it, as chats in several countries do, or in words."""

from __future__ import annotations

__all__ = ["ANY_TIME", "BRACKETED", "CLOCK", "DATED", "DAY", "HALF", "TIME"]

HALF = r"(?:\s?[AaPp](?:\.\s?)?[Mm]\b\.?|\s[صم](?!\w))"
_COLONS = rf"\d{{1,3}}:(?:\d{{2}}(?::\d{{2}}(?:[:;]\d{{2}}\b)?)?|\d{{1,2}}:\d{{1,2}})(?:[.,]\d{{1,3}})?{HALF}?"
# As Teams reads it out: 0 minutes 5 seconds0:05, 1 Stunde 2 Minuten 3 Sekunden
_WORDED = (
    r"(?:\d{1,2} (?:h|H|S|час|год)[^\W\d_]{0,6},? )?\d{1,2} (?:[Mm]in|мин|хв)[^\W\d_]{0,7},? "
    r"\d{1,2} (?:[Ss]e[cgk]|сек)[^\W\d_]{0,7}(?:\d{1,2}(?::\d{2}){1,2})?"
)
TIME = rf"(?:{_COLONS}|\d{{1,3}}h\d{{2}}m(?:\d{{2}}s)?\b|{_WORDED})"
# Chats stamp the day too, with marks of direction in Arabic: 3. 5. 2023 klo 10.07, 3/5/23, 10:07 p. m.
_AT = r"(?:(?:à|at|klo|kl\.?|um|в|às|a las)\s)?"
DAY = rf"\d{{1,4}}\u200f?[./-]\s?\d{{1,2}}\u200f?[./-]\s?\d{{1,4}}\.?(?:\s?г\.)?[,،]?\s+{_AT}"
CLOCK = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2}(?:,\d{1,3})?\b)?"
DATED = rf"[\u200e\u200f]?{DAY}{CLOCK}(?:{HALF}|\sUhr\b)?"
_STAMP = rf"(?:{DATED}|{TIME})"
BRACKETED = rf"[\[(<{{#]\s*+{_STAMP}(?:-\d{{1,3}}(?=#)|\s*+(?:-->|[-–—])\s*+{TIME})?\s*+[\])>}}#]"
ANY_TIME = rf"(?:{BRACKETED}|{_STAMP}(?:\s*+(?:-->|[-–—])\s*+{TIME})?)"
