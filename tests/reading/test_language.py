"""The language of a turn: known, or said to be unknown; marks are no words."""

import pytest

from inspired_analysis.coding import code
from inspired_analysis.finding import find
from inspired_analysis.language import foreign, language_of
from inspired_analysis.reading import read
from inspired_analysis.tables import table
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


@pytest.mark.parametrize(("statement", "language"), [
    ("Les agriculteurs doivent payer pour l'eau.", "fr"),
    ("Die Bauern müssen für das Wasser zahlen.", "de"),
    ("Los agricultores deben pagar por el agua.", "es"),
    ("Селяни мають платити за воду, і це так.", "uk"),
    ("على المزارعين دفع ثمن الماء", "und-Arab"),
    ("Farmers must pay for water.", ""),
    ("Costs per household come down.", ""),
    ("No van, no son, no man: die sooner.", ""),
    ("Meters", ""),
    ("80 %", ""),
])  # fmt: skip
def test_a_statement_in_another_language(statement, language):
    assert foreign(statement, "en") == language


def test_a_statement_in_the_talk_s_own_language_is_not_foreign():
    assert foreign("Les agriculteurs doivent payer pour l'eau.", "fr") == ""
    assert foreign("Die Bauern zahlen.", "xx") == ""


WATER = "We think that the water meters are a good idea, and we want them in our village by the end of the year."


def test_a_statement_that_the_coders_cannot_read_is_said_and_not_coded(write):
    talk = "".join(f"Anna: {WATER}\nBen: {SAID['en']} {WATER}\n" for _ in range(6))
    long = "Meters are a good idea and " * 6 + "we want them."
    plan = Plan(assumptions=["Water meters are a good idea.", "Les meters sont une good idea pour les village.", long])
    transcript = read(write(talk), plan=plan)
    notes = " ".join(transcript.notes)
    assert "Statement A2 is in French, the talk in English: no turn is coded for it." in notes
    assert "Statement A3 has 39 words" in notes
    codings = code(transcript, Workshop("w", plan, ()))
    assert "A1" in set(codings["statement"])
    assert "A2" not in set(codings["statement"])


class Anybody:
    """A coder that says nothing of the languages it knows."""

    name = "anybody"

    def code(self, transcript, workshop):
        turn = transcript.turns.iloc[0]
        row = {"coding": "", "transcript": "t", "turn": turn["turn"], "start": turn["start"], "end": turn["end"],
               "code": "interest", "statement": "", "value": "", "target": "", "confidence": 1.0, "coder": "anybody"}
        return table("codings", [row])  # fmt: skip


def test_talk_in_a_language_that_the_shipped_coders_do_not_know_is_said_and_left_to_others(write):
    plan = Plan(language="fr", assumptions=["Nous allons payer deux fois."])
    transcript = read(write("".join(f"Anna: {SAID['fr']}\nBen: {SAID['fr']}\n" for _ in range(6))), plan=plan)
    assert transcript.covered
    assert any(note.startswith("The talk is in French. The coders") for note in transcript.notes)
    workshop = Workshop("w", plan, ())
    codings = code(transcript, workshop)
    assert codings.empty
    assert depth(transcript, codings, workshop) == "12 of 12 (100%)"
    assert len(code(transcript, workshop, coders=[Anybody()])) == 1


def depth(transcript, codings, workshop) -> str:
    found = find(transcript, codings, workshop).depth.set_index("measure")["value"]
    return found.get("turns not coded for their language", "")


def test_depth_says_how_many_turns_were_not_coded(write):
    talk = "".join(f"Anna: {SAID['en']}\nBen: {SAID['en']}\n" for _ in range(8)) + f"Chloé: {SAID['fr']}\nBen: No.\n"
    workshop = Workshop("w", Plan(), ())
    transcript = read(write(talk))
    assert depth(transcript, code(transcript, workshop), workshop) == "1 of 18 (6%)"
    english = read(write(talk.replace(SAID["fr"], "")))
    assert depth(english, code(english, workshop), workshop) == ""
    other = read(write(talk), plan=Plan(language="de"))
    assert not other.covered
    assert depth(other, code(other, workshop), workshop) == "18 of 18 (100%)"
