"""Words that carry content, and the sentences that show them best."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

import pandas as pd
from nltk.stem import SnowballStemmer
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

__all__ = ["capitals", "content_stems", "content_words", "name_words", "said_together", "sentences", "spelled",
           "telling_sentences"]  # fmt: skip

FILLERS = frozenset(  # words that carry no content in talk
    """
    um uh mm hmm yeah yes okay ok know like mean just think really kind sort thing things going want need
    needs lot say said right well actually bit people maybe gonna got get gets make way good point question
    obviously quite sure guess probably definitely concerned worried concern worry afraid thank thanks sorry
    exactly alright kinda stuff ones yep nah called
    let look come came put tell talk talking something anything everything somebody everybody did does
    """.split()  # noqa: SIM905
)
# Of "aren't" it takes "are".
WORD = re.compile(r"[^\W\d_]{3,}(?!'t\b)")
NOISE = re.compile(r"\[[^\]\n]{0,40}\]")
# "(.)" marks a pause, not the end of a sentence.
SENTENCE = re.compile(r"(?:\([.…]+\)|[^.!?\n])+[.!?]*")
GOOD_LENGTH = (8, 40)
MAX_QUOTES = 3
TOGETHER = 0.5  # of the rarer word's uses
_STEMMER = SnowballStemmer("english")


def content_words(text: str) -> list[str]:
    """Return the words of *text* that carry content, in lower case; a transcriber's "[laughter]" is none."""
    words = WORD.findall(NOISE.sub(" ", text.lower().replace("’", "'")))
    return [w for w in words if w not in ENGLISH_STOP_WORDS and w not in FILLERS]


def content_stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of *text*."""
    return frozenset(_stem(word) for word in content_words(text))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return _STEMMER.stem(word)


def capitals(texts: Iterable[str]) -> dict[str, str]:
    """Return lower-case word → its spelling, for the words that *texts* never write without a capital."""
    forms = Counter(word for text in texts if not text.isupper() for word in WORD.findall(text))
    return {word.lower(): word for word in sorted(forms) if not word.islower() and word.lower() not in forms}


def spelled(name: str, capital: Mapping[str, str]) -> str:
    """Return *name* with its words as the talk spells them (`capitals`)."""
    return WORD.sub(lambda word: capital.get(word[0], word[0]), name)


def said_together(words: Collection[str], texts: Iterable[str]) -> dict[str, str]:
    """Return those of *words* that are mostly said right beside another → both, as they are mostly said."""
    said: Counter[str] = Counter()
    forms: dict[tuple[str, str], Counter[str]] = {}
    for text in texts:
        found = [(m[0], m.start(), m.end()) for m in WORD.finditer(text) if m[0] in words]
        said.update(word for word, _, _ in found)
        for (one, start, end), (other, after, stop) in itertools.pairwise(found):
            if text[end:after] in (" ", "-"):
                forms.setdefault((one, other), Counter())[text[start:stop]] += 1
    whole: dict[str, str] = {}
    for pair, how in sorted(forms.items(), key=lambda item: (-item[1].total(), item[0])):
        mostly = how.total() > 1 and how.total() >= TOGETHER * min(said[word] for word in pair)
        if mostly and not whole.keys() & set(pair):
            whole |= dict.fromkeys(pair, how.most_common(1)[0][0])
    return whole


def sentences(text: str, offset: int = 0) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and words of each sentence of *text*, which begins at *offset*."""
    for found in SENTENCE.finditer(text):
        said = found.group().strip()
        if said:
            start = offset + found.start() + len(found.group()) - len(found.group().lstrip())
            yield start, start + len(said), said


def name_words(speakers: pd.DataFrame) -> frozenset[str]:
    """Return the words of the speakers' labels, which must name no interest and no theme."""
    return frozenset(word for label in speakers["label"] for word in re.findall(r"[^\W\d_]{3,}", label.lower()))


def telling_sentences(turns: Iterable, words: Collection[str]) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of up to three sentences of *turns*, by different speakers, that hold most of *words*.

    *turns* are `records` with ``text, start, speaker``.
    """
    ranked = []
    for turn in turns:
        for start, end, said in sentences(turn.text, turn.start):
            n = len(said.split())
            if GOOD_LENGTH[0] <= n <= GOOD_LENGTH[1]:
                hits = len(set(content_words(said)) & set(words))
                ranked.append((-hits, n, start, end, turn.speaker))
    chosen, heard = [], set()
    for hits, _, start, end, speaker in sorted(ranked):
        if hits and speaker not in heard:
            heard.add(speaker)
            chosen.append((start, end))
    return tuple(chosen[:MAX_QUOTES])
