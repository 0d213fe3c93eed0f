"""The language of a turn: known, or said to be unknown; marks are no words."""

import pytest

from inspired_analysis.coding import code
from inspired_analysis.reading import read
from inspired_analysis.reading.language import language_of
from inspired_analysis.workshop import Plan, Workshop

SAID = {
    "en": "I think that we are not able to pay for it twice, and so it is.",
    "fr": "Je ne suis pas sûr que nous ayons les moyens pour payer deux fois dans cette ville, mais c'est comme ça.",
    "de": "Ich denke, dass wir das nicht zweimal bezahlen können, weil es für uns zu teuer ist und auch bleibt.",
    "es": "Yo creo que no podemos pagar dos veces por el agua, porque es muy cara y los precios suben más.",
    "uk": "Я не знаю, що це за проєкт, але ми не були там і для нас це так само важливо, як і для вас.",
    "und-Arab": "أعتقد أننا لا نستطيع أن ندفع ثمن الماء مرتين لأن السعر مرتفع جدا بالنسبة إلى القرية",
    "ka": "მე ვფიქრობ რომ ჩვენ არ შეგვიძლია წყლის საფასურის ორჯერ გადახდა რადგან ეს ძალიან ძვირია",
}


@pytest.mark.parametrize("code", SAID)
def test_the_language_of_a_turn(code):
    assert language_of(SAID[code], "en") == code


def test_a_script_that_the_plan_s_language_uses_is_taken_for_it():
    assert language_of(SAID["und-Arab"], "ar") == "ar"
    assert language_of(SAID["und-Arab"], "fa-AF") == "fa"


@pytest.mark.parametrize(
    "text", ["", "Oui, d'accord.", "No serious person has said the opposite. No serious person.", "17:30 – 18:00", "🙂"]
)
def test_what_tells_too_little_has_no_language(text):
    assert language_of(text, "en") == ""


def test_turns_in_another_language_are_marked_and_said(write):
    talk = "".join(f"Anna: {SAID['en']}\nBen: {SAID['en']}\n" for _ in range(8)) + f"Chloé: {SAID['fr']}\nBen: No.\n"
    transcript = read(write(talk))
    assert transcript.covered
    assert list(transcript.turns["language"])[-4:] == ["en", "en", "fr", ""]
    assert any(note.startswith("1 turn is not in English (1 in French; ") for note in transcript.notes)
    french = read(write(talk), plan=Plan(language="fr"))
    assert not french.covered


def test_a_turn_in_another_language_is_not_coded(write):
    english = "We need to be sure that the water is safe for our children, and that is what matters to us."
    spanish = "Yo creo que no podemos pagar dos veces por el agua, porque es muy cara. We need to be sure."
    talk = "".join(f"Anna: {english}\nBen: {SAID['en']}\n" for _ in range(8)) + f"Chus: {spanish} {SAID['es']}\n"
    transcript = read(write(talk))
    codings = code(transcript, Workshop("w", Plan(), ()))
    assert transcript.turns["language"].iloc[-1] == "es"
    assert len(codings)
    assert transcript.turns["turn"].iloc[-1] not in set(codings["turn"])


def test_marks_are_kept_and_are_no_words(write):
    said = ["So [laughter] (.) yes.", "[inaudible]", "(unintelligible) [overlapping] no …"]
    transcript = read(write(f"Anna: {said[0]}\nBen: {said[1]}\nAnna: {said[2]}\n"))
    assert list(transcript.turns["text"]) == said
    assert list(transcript.turns["words"]) == [2, 0, 1]
