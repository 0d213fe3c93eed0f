"""What turns say of one another: what is on the table, the turns around, and what a person says elsewhere."""

import tracemalloc
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspired_analysis.coding.relation_turns import FADES, RECENT, _on_the_table
from inspired_analysis.coding.turn_reading import CHEAP, CLEAR, NOT_READ, READ_FEATURES, TurnReading

FOR, UNSURE, AGAINST = 6.0, 0.1, -6.0
BOTH = {name: READ_FEATURES.index(f"bears {name}") for name in ("before", "after")}


def reading(margins, speakers, read=None):
    """Return a reading of one statement, with what the relation stage makes of each turn's side."""
    n = len(margins)
    logits = np.array([[[[m, 0.0, 0.0]]] for m in margins])
    words = SimpleNamespace(supports=np.full((n, 1), 0.5))
    read = np.ones((n, 1), bool) if read is None else np.array(read)[:, None]
    return TurnReading(np.zeros((n, 1, CHEAP)), read, logits, np.zeros((n, 1, 1), int), np.arange(n),
                       np.array(speakers, dtype=object), words)  # fmt: skip


def supports(margins, speakers, evidence=0.9, read=None):
    made = reading(margins, speakers, read)
    return made.supports(np.full((len(margins), 1), evidence), 1.0)[:, 0]


def test_a_place_that_is_unclear_takes_what_the_person_says_elsewhere():
    alone, together = supports([UNSURE], ["Ana"])[0], supports([UNSURE, AGAINST], ["Ana", "Ana"])[0]
    assert alone > 0.5 > together


def test_a_place_that_is_clear_keeps_its_side():
    found = supports([FOR, *[AGAINST] * 5], ["Ana"] * 6)
    assert found[0] > 0.8
    assert (found[1:] < 0.1).all()


def test_others_and_unattributed_turns_say_nothing_of_a_persons_side():
    alone = supports([UNSURE], ["Ana"])[0]
    assert supports([UNSURE, AGAINST], ["Ana", "Ben"])[0] == alone
    assert supports([UNSURE, AGAINST], ["", ""])[0] == alone


def test_what_is_no_evidence_or_was_not_read_says_nothing_of_a_side():
    alone = supports([UNSURE], ["Ana"])[0]
    assert supports([UNSURE, AGAINST], ["Ana", "Ana"], evidence=0.0)[0] == alone
    assert supports([UNSURE, AGAINST], ["Ana", "Ana"], read=[True, False])[0] == alone


SAID = st.lists(st.tuples(st.floats(-9, 9), st.sampled_from(["Ana", "Ben", ""])), min_size=1, max_size=12)


@given(SAID, st.randoms())
def test_sides_do_not_hang_on_the_order_of_the_turns(said, chance):
    order = list(range(len(said)))
    chance.shuffle(order)
    found = supports(*zip(*said, strict=True))
    shuffled = supports(*zip(*[said[i] for i in order], strict=True))
    assert shuffled == pytest.approx(found[order])
    assert ((found > 0) & (found < 1)).all()
    assert (found[[m > CLEAR for m, _ in said]] > 0.5).all()


def test_the_turns_around_are_the_two_before_and_the_two_after():
    features = reading([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], ["Ana"] * 6).features[:, 0]
    bears = features[:, READ_FEATURES.index("bears")]
    assert features[3, BOTH["before"]] == max(bears[1], bears[2])
    assert features[3, BOTH["after"]] == bears[5]
    assert features[0, BOTH["before"]] == NOT_READ


def test_of_turns_that_were_not_read_nothing_is_made():
    features = reading([5.0, 1.0, 5.0], ["Ana"] * 3, read=[False, True, False]).features[:, 0]
    assert not features[[0, 2], CHEAP:].any()
    assert features[1, BOTH["before"]] == features[1, BOTH["after"]] == NOT_READ


class Same:
    """Stands in for a model: a sentence is similar to the statement if it is about boats."""

    def vectors(self, texts):
        return np.array([[float("boat" in text)] for text in texts])


def test_what_was_said_is_on_the_table_for_eight_turns_and_fades():
    turns = pd.DataFrame({"text": ["Good morning. The boat?", *["Yes."] * 10, ""]})
    before, found = (similarity[:, 0] for similarity in _on_the_table(turns, np.ones((1, 1)), Same()))
    assert before.tolist() == [0, 1, *[0] * 10]
    assert found[0] == 0, "a turn is not on the table before it was spoken"
    assert found[1 : RECENT + 1] == pytest.approx(FADES ** np.arange(1, RECENT + 1))
    assert not found[RECENT + 1 :].any()


def test_memory_does_not_grow_with_the_square_of_the_turns():
    n = 5000
    made = reading([UNSURE] * n, ["Ana"] * n)
    tracemalloc.start()
    made.supports(np.full((n, 1), 0.9), 1.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < n * n
