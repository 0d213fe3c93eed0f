"""Tables: their columns and types whatever they are made from, and their rows."""

import numpy as np
import pandas as pd
import pytest

from inspired_analysis.tables import COLUMNS, empty, records, table

VALUES = {"str": ["a", ""], "int64": [1, 2], "float64": [0.5, None], "bool": [True, False], "object": [(1, 2), (3, 4)]}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_has_its_columns_and_types_whatever_it_is_made_from(name):
    rows = [{c: VALUES[type_][i] for c, type_ in COLUMNS[name].items()} for i in (0, 1)]
    made = table(name, rows)
    typed = {c: pd.Series([row[c] for row in rows], dtype=type_) for c, type_ in COLUMNS[name].items()}
    pd.testing.assert_frame_equal(made, pd.DataFrame(typed))
    pd.testing.assert_frame_equal(table(name, made), made)
    pd.testing.assert_frame_equal(empty(name), made.iloc[:0])
    same = list(made.itertuples(index=False))  # as text, in which not-a-number is itself
    assert [str(row._asdict()) for row in records(made)] == [str(row._asdict()) for row in same]
    assert [tuple(map(type, row)) for row in records(made)] == [tuple(map(type, row)) for row in same]


def test_an_empty_table_is_nobody_elses():
    one = empty("codings")
    one["mine"] = 1
    assert "mine" not in empty("codings")


def test_a_number_that_is_none_is_refused_where_numbers_are_whole():
    rows = [{c: VALUES[type_][0] for c, type_ in COLUMNS["codings"].items()}]
    for wrong in (float("nan"), None):
        with pytest.raises((ValueError, TypeError)):
            table("codings", [rows[0] | {"turn": wrong}])
    with pytest.raises((ValueError, TypeError)):
        table("codings", table("codings", rows).assign(turn=np.nan))


def test_missing_and_unknown_columns_are_named():
    with pytest.raises(KeyError, match="unknown columns \\['x'\\]"):
        table("codings", [{"x": 1}])
