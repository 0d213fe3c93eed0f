"""A dialogue of two workshops as it lies in the raw store, with names in every place where people write them."""

from pathlib import Path

import pytest

FIRST = """Moderator: Welcome, Davor. Petra, would you begin?
Davor Kralj: Thank you. I am Davor, and Petra knows my farm. We cannot pay for the meters twice over in one year.
Petra Novak: I understand Davor. But our street pays more every winter, and Mrs Kostrova told us it stays so.
Davor: Then write to me at d.kralj@farm.example, or call 0176 4471 8830. Tobyas from Halvek said the same in spring.
Petra Novak: We agree with Da vor on the price, and our children need the bus to Halvek in the morning.
"""
SECOND = """Petra: In spring Davor said that meters are a trap. I have thought about that since.
Ylva Strand: I came late. What did Kralj say about the wells?
Petra: That his well is nobody's business but his, and we all laughed about it together then.
Ylva Strand: I would have laughed with you, but somebody has to pay for the water of our town.
"""
PLAN = """# who is who
id: spring
title: Who pays for Davor's meters?
dialogue: water
assumptions:
  - {text: "Davor's neighbours will accept meters.", held_by: Petra Novak}
participants:
  - {label: Davor Kralj, aliases: [Davor], pseudonym: P01, group: farmers}
  - {label: Petra Novak, aliases: [Petra], pseudonym: P02, group: citizens}
  - {label: Tobias Lind, group: citizens}
names:
  - {name: Halvek, kind: place, replacement: town A}
"""
SECRETS = ("davor", "kralj", "petra", "novak", "tobias", "tobyas", "lind", "halvek", "ylva", "strand")


@pytest.fixture(autouse=True)
def in_process(monkeypatch):
    """Parse documents in this process: the child under limits has tests of its own."""
    from inspired_analysis.reading import formats, reader

    monkeypatch.setattr(reader, "load_guarded", formats.load)


LOCKS: dict[str, object] = {}


def quickly_locked(patch: pytest.MonkeyPatch) -> None:
    """Let age encrypt to a key for each passphrase instead of by it: what guessing costs, tests need not pay."""
    pyrage = pytest.importorskip("pyrage")
    from inspired_analysis.guarding import key

    def of(passphrase: str):
        return LOCKS.setdefault(passphrase, pyrage.x25519.Identity.generate())

    patch.setattr(key, "_encrypted", lambda content, words: pyrage.encrypt(content, [of(words).to_public()]))
    patch.setattr(key, "_decrypted", lambda sealed, words: pyrage.decrypt(sealed, [of(words)]))


@pytest.fixture
def quick_lock(monkeypatch):
    """Keys that open at once; the slow lock has a test of its own."""
    quickly_locked(monkeypatch)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return write_raw(tmp_path / "raw")


def write_raw(folder: Path) -> Path:
    """Write the two workshops into *folder*."""
    for name, talk, plan in (
        ("spring", FIRST, PLAN),
        ("autumn", SECOND, "id: autumn\ndialogue: water\nparticipants:\n  - {label: Petra, group: citizens}\n"),
    ):
        (folder / name).mkdir(parents=True)
        (folder / name / "talk.txt").write_text(talk, encoding="utf-8")
        (folder / name / "workshop.yaml").write_text(plan, encoding="utf-8")
    return folder


@pytest.fixture
def nowhere():
    """Assert that no secret is in any file below a folder, nor in its name."""
    from inspired_analysis.guarding.searching import search

    def _nowhere(*places: Path, secrets: tuple[str, ...] = SECRETS) -> None:
        searched = search(places, secrets)
        assert searched.files
        assert not searched.unsearched
        assert [(f.file, secrets[f.needle]) for f in searched.found] == []

    return _nowhere
