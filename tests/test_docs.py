"""The documents lead somewhere: every link to a file of the repository is to one that git holds."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


@pytest.fixture(scope="module")
def tracked() -> set[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return {ROOT / name for name in listed.stdout.split("\0") if name}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files_that_are_there(document, tracked):
    targets = [(document.parent / link).resolve() for link in LINK.findall(document.read_text(encoding="utf-8"))]
    assert [t for t in targets if t not in tracked] == []


def test_the_readme_says_every_command():
    from inspired_analysis.cli import main

    said = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert [name for name in main.commands if f"inspired {name}" not in said] == []
