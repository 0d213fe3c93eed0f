"""What speech recognisers write: .json of Whisper, WhisperX, AssemblyAI, Deepgram, Otter and their like.

They all hold a list of segments with text, times and perhaps a speaker; only the names differ. The list with the
most talk is read, one that names speakers before one that does not; every other string is set aside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import ReadingError
from .decoding import decode
from .source import NAN, Aside, Line, Source, normalised, seconds

__all__ = ["read_recogniser"]

TEXT = ("text", "transcript", "utterance", "content", "sentence", "caption", "body", "words_text")
SPEAKER = (
    "speaker",
    "speaker_name",
    "speakerName",
    "speaker_label",
    "speaker_id",
    "participant",
    "name",
    "user",
    "who",
)
START = ("start", "start_time", "startTime", "start_offset", "begin", "from", "offset", "timestamp", "startMs")
END = ("end", "end_time", "endTime", "end_offset", "stop", "to", "endMs")
MAX_DEPTH = 60


def read_recogniser(raw: bytes, path: Path) -> Source:
    """Read .json of a recogniser; raise `ReadingError` for other JSON, and for what is none."""
    text, notes = decode(raw, path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadingError(
            path, expected="JSON", found=str(error)[:120] or type(error).__name__, todo="Export it again."
        ) from None
    best = max(_lists(data, 0), key=_score, default=[])
    if _score(best) == (False, 0):
        raise ReadingError(
            path, expected="a recogniser's segments with text, start, end and perhaps speaker",
            found="JSON without them", todo="Export the transcript as .vtt, .srt, .txt or .docx.",
        )  # fmt: skip
    used: set[int] = set()
    asides: list[Aside] = []
    scale = _scale(best)
    named = _score(best)[0]
    lines = [_line(i, entry, scale, named, asides, used) for i, entry in enumerate(best, 1)]
    strings = list(_strings(data, 0))
    asides += [Aside("other fields", s) for s, key in strings if key not in used]
    whole = "\n".join(s for s, _ in strings)
    return Source(path.name, "recogniser's JSON", normalised(whole), tuple(lines), tuple(asides), notes)


def _lists(data: object, depth: int) -> Iterator[list]:
    """Yield every list of mappings in *data*."""
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        if data and all(isinstance(entry, dict) for entry in data):
            yield data
        for entry in data:
            yield from _lists(entry, depth + 1)
    elif isinstance(data, dict):
        for value in data.values():
            yield from _lists(value, depth + 1)


def _score(entries: list) -> tuple[bool, int]:
    """Return whether most entries name a speaker, and how much text they hold; words alone do not count."""
    texts = [_text(e)[1] for e in entries if isinstance(e, dict)]
    filled = [t for t in texts if t.strip()]
    if len(filled) < 0.5 * len(entries) or not any(len(t.split()) > 1 for t in filled):
        return False, 0
    timed = sum(_first(e, START) is not None or _first(e, SPEAKER) is not None for e in entries)
    if timed < 0.5 * len(entries):
        return False, 0
    named = sum(_first(e, SPEAKER) is not None for e in entries) > 0.5 * len(entries)
    return named, sum(map(len, filled))


def _text(entry: dict) -> tuple[list[tuple[dict, str]], str]:
    """Return where an entry's text stands (its own key, or its sentences) and the text."""
    for key in TEXT:
        if isinstance(entry.get(key), str):
            return [(entry, key)], entry[key]
    sentences = entry.get("sentences")
    if (
        isinstance(sentences, list)
        and sentences
        and all(isinstance(s, dict) and isinstance(s.get("text"), str) for s in sentences)
    ):
        return [(s, "text") for s in sentences], " ".join(s["text"] for s in sentences)
    return [], ""


def _line(number: int, entry: dict, scale: float, named: bool, asides: list[Aside], used: set[int]) -> Line:
    places, text = _text(entry)
    used |= {_key(holder, key) for holder, key in places}
    speaker = _first(entry, SPEAKER)
    label = "" if named else None
    if speaker is not None:
        label = normalised(str(speaker))
        if isinstance(speaker, str):
            used.add(_key(entry, next(k for k in SPEAKER if entry.get(k) == speaker)))
            asides.append(Aside("speaker labels", label, f"segment {number}"))
        if re.fullmatch(r"\d{1,2}|[A-Za-z]", label):  # recognisers number people: 0, 1 or A, B
            label = f"Speaker {label}"
    times = [_number(_first(entry, keys)) * scale for keys in (START, END)]
    return Line(normalised(text), f"segment {number}", *times, speaker=label, glue=" ")


def _first(entry: dict, keys: tuple[str, ...]) -> object:
    """Return the first plain value that *entry* has under one of *keys*."""
    for key in keys:
        value = entry.get(key)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return value
    inside = entry.get("offsets")  # where whisper.cpp has the times of a segment, in milliseconds
    return _first(inside, keys) if isinstance(inside, dict) else None


def _number(value: object) -> float:
    if isinstance(value, str) and ":" in value:
        return seconds(value)
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return NAN


def _scale(entries: list[dict]) -> float:
    """Return 0.001 where times are whole numbers so far apart that they must be milliseconds."""
    starts = [_first(e, START) for e in entries]
    whole = [s for s in starts if isinstance(s, int)]
    return 0.001 if len(whole) == len(starts) and len(whole) > 1 and (whole[-1] - whole[0]) / len(whole) > 300 else 1.0


def _strings(data: object, depth: int) -> Iterator[tuple[str, int]]:
    """Yield every string value with the key of its place: the account's own count."""
    if depth > MAX_DEPTH:
        return
    if isinstance(data, str):
        yield normalised(data), 0
    elif isinstance(data, list):
        for entry in data:
            yield from _strings(entry, depth + 1)
    elif isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str):
                yield normalised(value), _key(data, key)
            else:
                yield from _strings(value, depth + 1)


def _key(holder: dict, key: str) -> int:
    return hash((id(holder), key))
