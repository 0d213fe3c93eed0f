"""Themes: found in the talk, the same every time, none where there is too little."""

import pandas as pd

from inspired_analysis.finding.themes import find_themes
from inspired_analysis.finding.words import content_stems

from .conftest import talk

TOPICS = {
    "ferry": "The ferry leaves the harbour late whenever {} the captain waits for passengers, cargo, fuel and papers.",
    "orchard": "Our orchard lost apples, pears and cherries when {} the frost killed blossoms near the greenhouse.",
    "clinic": "The clinic closes before patients arrive, {} the nurse, doctor and pharmacy leave without medicine.",
}
WORDS = ("yesterday", "sometimes", "again", "secretly", "officially", "suddenly", "early", "mostly")


def session():
    return talk([(f"P{i % 5}", "shops" if i % 2 else "drivers", text.format(word), {})
                 for i, (word, text) in enumerate((w, t) for w in WORDS for t in TOPICS.values())])  # fmt: skip


def test_topics_are_found_and_named_by_their_own_words():
    made = session()
    named = {next(t for t in TOPICS if t in theme) for theme in made.themes["theme"]
             if any(t in theme for t in TOPICS)}  # fmt: skip
    assert len(named) >= 2
    for row in made.themes.itertuples():
        texts = " ".join(made.turns.set_index("turn")["text"][list(row.turns)])
        assert all(word in texts.lower() for word in row.theme.split(", "))
        assert row.groups == ("drivers", "shops")


def test_the_same_talk_has_the_same_themes():
    pd.testing.assert_frame_equal(find_themes(session().transcript), find_themes(session().transcript))


def test_a_turn_has_one_theme():
    turns = [t for turns in session().themes["turns"] for t in turns]
    assert len(turns) == len(set(turns))


def test_too_little_talk_or_a_foreign_language_has_none():
    said = [("Ana", "", TOPICS["ferry"].format(w), {}) for w in WORDS]
    assert talk(said).themes.empty
    assert talk(said * 3, covered=False).themes.empty


def test_a_few_long_passages_have_themes_too_and_quotes_in_their_place():
    passages = [" ".join(text.format(word) for word in WORDS for _ in range(2)) for text in TOPICS.values()]
    made = talk([("", "", passage, {}) for passage in passages])
    assert len(made.themes) >= 2
    texts = {t.start: t.text for t in made.turns.itertuples()}
    for row in made.themes.itertuples():
        assert len(set(row.turns)) == len(row.turns) == row.n_turns
        for start, end in row.quotes:
            turn = max(s for s in texts if s <= start)
            assert any(word in texts[turn][start - turn : end - turn].lower() for word in row.theme.split(", "))


def test_a_theme_is_named_by_three_words_not_by_one_in_its_forms():
    forms = ("year", "years", "yearly", "money", "harbour")
    said = [("Ana", "", " ".join(f"{f} {w}" for f in forms) + " ferries docking", {}) for w in WORDS * 2]
    for theme in talk(said).themes["theme"]:
        assert len({content_stems(word) for word in theme.split(", ")}) == len(theme.split(", "))


def test_what_is_said_together_is_one_name_as_it_is_mostly_said():
    foods = ("plant-based burgers", "plant based sausages", "plant-based milk", "burgers or milk, plant-based")
    buses = ("the night bus for workers", "a night bus and its driver", "workers of the night bus", "night bus fares")
    told = "Yesterday we spoke {} of {}; she counted money, paper and {} tickets."
    said = [told.format(w, what, w) for w in WORDS for what in (*foods, *buses)]
    themes = talk([("Ana", "", text, {}) for text in said]).themes["theme"]
    named = {name for theme in themes for name in theme.split(", ")}
    assert {"plant-based", "night bus"} <= named
    assert {"plant", "based", "night", "bus"}.isdisjoint(named)
    assert all(len(theme.split(", ")) <= 3 for theme in themes)


def test_the_same_sentence_over_and_over_does_not_break():
    assert len(talk([("Ana", "", TOPICS["ferry"], {})] * 30).themes) <= 1


def test_who_raised_a_theme_and_who_took_it_up():
    made = session()
    speaker = dict(zip(made.turns["turn"], made.turns["speaker"], strict=True))
    for row in made.themes.itertuples():
        assert speaker[row.raised_in] == row.raised_by
        assert row.raised_by in row.speakers
        assert len(row.speakers) == sum(int(group.rpartition(": ")[2]) for group in row.by_group)
        assert row.n_turns >= len(row.turns)
