"""Looking things up: words in context, codes and their combinations, and what there is not is said."""

from dataclasses import replace

import pytest
from deciding.conftest import PLAN, PROPOSED, TALK, folder, workshop  # noqa: F401  # fixtures

import inspired_analysis as ia
from inspired_analysis.errors import RunError
from inspired_analysis.lab import search


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    home = tmp_path_factory.mktemp("meters")
    (home / "talk.txt").write_text(TALK)
    (home / "workshop.yaml").write_text(PLAN + "questions: ['Will the farmers accept meters on their wells?']\n")
    said = (*PROPOSED.said, ("we need help", "reason", "assertion"))
    return ia.analyse(ia.Workshop.load(home), coders=[replace(PROPOSED, said=said)])


def _found(found) -> list[tuple]:
    return list(found[["turn", "match"]].itertuples(index=False, name=None))


def test_words_are_found_in_their_context(analysis):
    found = search(analysis, words="COST*")
    assert _found(found) == [(2, "costs"), (5, "costs")]
    assert found["left"].iloc[0].endswith("Our ")
    assert found["right"].iloc[0].startswith(" have doubled")
    assert (found["codes"].iloc[0], found["link"].iloc[0]) == ("interest livelihood", "brief.html#t2")
    assert _found(search(analysis, words="cost")) == []
    assert _found(search(analysis, words="we  would")) == [(4, "We would")]
    assert _found(search(analysis, words=".*")) == []


def test_an_apostrophe_is_one_whichever_a_keyboard_has(tmp_path):
    (tmp_path / "talk.txt").write_text("Anna: They don’t pay.\nBen: We don't either.\n")
    analysis = ia.analyse(ia.Workshop.load(tmp_path), coders=[])
    for typed in ("don't", "don’t"):
        assert _found(search(analysis, words=typed)) == [(1, "don’t"), (2, "don't")]


def test_every_match_is_a_slice(analysis):
    for row in search(analysis, words="*e*").itertuples():
        assert analysis.transcript.quote(row.start, row.end) == row.match


def test_conditions_add_up(analysis):
    assert _found(search(analysis, words="costs", group="villages")) == [(5, "costs")]
    assert _found(search(analysis, codes=["stance@A1=supports"], speaker="Ben")) == [(3, "I am against them.")]
    assert _found(search(analysis, codes=["interest"], without=["stance"])) == [(5, "the costs are hard on you")]
    assert set(search(analysis, question="Q1")["turn"]) <= {2, 3, 4, 5}
    assert search(analysis, after=0.0).empty  # this talk has no times


def test_codes_combine_by_turn_or_by_words(analysis):
    by_turn = search(analysis, codes=["stance", "reason"])
    assert _found(by_turn) == [(2, "farmers will accept meters"), (2, "we need help")]
    assert _found(search(analysis, codes=["interest", "reason"], together="words")) == [(2, "we need help")]
    assert search(analysis, codes=["stance", "reason"], together="words").empty


@pytest.mark.parametrize("wrong", [
    {"group": "nobody"}, {"speaker": "X"}, {"question": "Q9"}, {"together": "never"}, {"codes": ["interst"]},
    {"codes": ["stance@A9"]}, {"codes": ["interest=livlihood"]}, {"without": ["interst"]},
])  # fmt: skip
def test_what_there_is_not_is_said(analysis, wrong):
    with pytest.raises(RunError, match="expected"):
        search(analysis, **wrong)


def test_what_there_could_be_and_is_not_is_found_nowhere(analysis):
    assert search(analysis, codes=["ownership"]).empty
    assert search(analysis, codes=["interest = voice"]).empty
