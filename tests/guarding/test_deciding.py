"""What a person decided about names holds for every transcript beside the answers, with or without a plan."""

from inspired_analysis.guarding.deciding import decide, open_proposals
from inspired_analysis.guarding.door import pseudonymise
from inspired_analysis.reading import read_workshop
from inspired_analysis.workshop import Workshop


def test_answers_without_a_plan_are_read(tmp_path, quick_lock, nowhere):
    raw = tmp_path / "raw"
    raw.mkdir()
    talk = "Moderator: Welcome.\nFarmer 1: We met Oleksandra Kovalchuk at the office.\n" * 2
    for name in ("s1", "s2"):
        (raw / f"{name}.txt").write_text(talk)
    assert decide(raw / "s1.txt", lambda proposal, transcript: "p") == (1, 0)
    assert open_proposals(raw / "s2.txt")[2] == []
    assert "[person 1]" in read_workshop(Workshop.load(raw / "s1.txt")).text
    pseudonymise(raw, tmp_path / "out", tmp_path / "key", "four words nobody guesses")
    nowhere(tmp_path / "out", secrets=("oleksandra", "kovalchuk"))
