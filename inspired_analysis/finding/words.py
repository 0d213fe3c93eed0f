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
# And such words of other languages in which briefs are written: of talk in them, themes and questions are told.
FUNCTION_WORDS = {
    "fr": frozenset(
        """
        les des est une que qui dans pour pas vous nous sur elle elles ils mais avec sont ont par aux ces ses mes
        tes nos vos son leur leurs cette celui celle ceux cela comme tout tous toute toutes plus moins très trop peu
        bien aussi même être était étaient suis sommes êtes sera serait seraient avoir avait avaient avons avez aura
        aurait auront fait faire font faut fallait faudrait peut peuvent pouvait pouvons pourrait veut veux dire dit
        disent donc alors puis car quand comment pourquoi parce dont chez entre sans sous vers depuis pendant avant
        après encore déjà jamais toujours rien aucun aucune autre autres chaque chacun chacune quel quelle quels
        quelles quelque quelques quelqu aujourd hui jusqu lorsqu puisqu lui moi toi eux soi ici voilà oui non merci
        ainsi ensuite enfin aller vais vont ait soit bonjour personne chose choses
        """.split()  # noqa: SIM905
    ),
    "es": frozenset(
        """
        que los las una unos unas con por para como más pero muy son está están esta este esto estos estas eso esa
        ese esos esas porque nosotros ellos ellas ella usted ustedes hay ser fue fueron era eran sea siendo sido
        tiene tienen tenemos tener había han hemos hace hacer hacen puede pueden poder debe deben decir dice dicen
        también todo todos toda todas sin sobre entre desde hasta cuando donde quien quienes cual cuales qué cómo
        aquí ahí allí así entonces pues solo sólo nada nadie algo alguien otro otra otros otras cada mucho mucha
        muchos muchas poco mismo misma nos les sus mis gracias bueno claro vamos voy van
        """.split()  # noqa: SIM905
    ),
    "ru": frozenset(
        """
        что это как для так было есть вот его она они мне нас нам вас вам вы был была были быть будет если или когда
        где кто чтобы потому поэтому тоже также только уже ещё еще очень все всё всех этого этот эта эти том того
        тут там мой наш ваш свой себя без под над при про через после перед надо нужно можно нельзя может могут
        просто сейчас потом спасибо значит который которые которая которое даже ничего никто чем тем
        """.split()  # noqa: SIM905
    ),
    "ar": frozenset(
        """
        هذا هذه ذلك تلك التي الذي الذين إلى على عند عندما لكن كان كانت يكون نحن أنا أنت أنتم هم هي هو كل كما لأن حتى
        بعد قبل بين غير ليس لا يجب يمكن هناك هنا أيضا أيضاً شكرا شكراً نعم ماذا لماذا كيف أين متى
        """.split()  # noqa: SIM905
    ),
}  # fmt: skip
# Of "aren't" it takes "are".
WORD = re.compile(r"[^\W\d_]{3,}(?!'t\b)")
NOISE = re.compile(r"\[[^\]\n]{0,40}\]")
# "(.)" marks a pause, not the end of a sentence.
SENTENCE = re.compile(r"(?:\([.…]+\)|[^.!?\n])+[.!?]*")
GOOD_LENGTH = (8, 40)
MAX_QUOTES = 3
TOGETHER = 0.5  # of the rarer word's uses
_STEMMER = SnowballStemmer("english")


def content_words(text: str, language: str = "en") -> list[str]:
    """Return the words of *text* that carry content, in lower case; a transcriber's "[laughter]" is none.

    English words that carry none are left out of any talk, which may have some English in it.
    """
    also = FUNCTION_WORDS.get(language.split("-")[0].lower(), frozenset())
    words = WORD.findall(NOISE.sub(" ", text.lower().replace("’", "'")))
    return [w for w in words if w not in ENGLISH_STOP_WORDS and w not in FILLERS and w not in also]


def content_stems(text: str, language: str = "en") -> frozenset[str]:
    """Return the stems of the content words of *text*."""
    return frozenset(_stem(word) for word in content_words(text, language))


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
