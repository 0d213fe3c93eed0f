"""A dialogue over time: one row for each statement, the number of people beside each figure."""

from inspired_analysis.lab import compare_participation, compare_positions, compare_verdicts, draw_over_time, show


def test_an_assumption_is_one_row_whatever_its_number(analyses):
    table = compare_verdicts(analyses)
    assert list(table.index) == ["Farmers will accept meters."]
    assert list(table.columns) == ["2024-04-01 spring", "2024-10-01 autumn"]
    assert table.map(lambda cell: "(n = " in cell).all(axis=None)


def test_positions_are_by_statement_and_group_over_time(analyses):
    table = compare_positions(analyses)
    assert table[["group", "date"]].to_numpy().tolist() == [
        ["citizens", "2024-04-01"], ["citizens", "2024-10-01"],
        ["farmers", "2024-04-01"], ["farmers", "2024-10-01"],
    ]  # fmt: skip
    assert (table["of"] == 1).all()


def test_shares_have_their_people_beside_them_and_who_leads_stands_apart(analyses):
    table = compare_participation(analyses)
    assert list(table.index) == ["(facilitator)", "citizens", "farmers"]
    assert table.map(lambda cell: "% (n = 1)" in cell).all(axis=None)


def test_the_figure_is_the_same_every_time_and_has_words(analyses):
    first, second = draw_over_time(analyses), draw_over_time(analyses)
    assert first is not None
    assert first.svg == second.svg
    assert "Farmers will accept meters. autumn, farmers:" in first.alt
    assert 'alt="Positions' in show(first).data
    assert "<svg" not in show(first).data


def test_one_workshop_has_nothing_to_compare(analyses):
    assert draw_over_time(analyses[:1]) is None
    assert "Nothing to draw" in show(None).data
