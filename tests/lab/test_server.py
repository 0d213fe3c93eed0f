"""JupyterLab: on this machine only, with the notebooks; and the host's notebook in a real browser."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from inspired_analysis.errors import RunError
from inspired_analysis.lab.server import arguments, fetch_notebooks, serve
from inspired_analysis.running.notebook import notebook_file


def test_it_listens_here_only_and_calls_nobody():
    given = arguments(Path("/somewhere"), browser=False, port=9999)
    assert "--ServerApp.ip=127.0.0.1" in given
    assert {"--LabApp.news_url=None", "--LabApp.extension_manager=readonly"} <= set(given)
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in given


def test_notebooks_are_copied_once_and_never_over_ones_own(tmp_path):
    fetch_notebooks(tmp_path)
    mine = tmp_path / "notebooks" / "explore.ipynb"
    assert mine.read_bytes() == notebook_file("explore").read_bytes()
    mine.write_text("changed")
    fetch_notebooks(tmp_path)
    assert mine.read_text() == "changed"


def test_without_a_token_it_does_not_start(tmp_path, monkeypatch):
    labapp = pytest.importorskip("jupyterlab.labapp")

    class OpenToAll:
        identity_provider = SimpleNamespace(auth_enabled=False)

    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", "")  # put back afterwards
    monkeypatch.setattr(labapp.LabApp, "initialize_server", lambda argv: OpenToAll())
    with pytest.raises(RunError, match="a token or a password"):
        serve(tmp_path)


@pytest.mark.slow
def test_the_explorer_works_in_jupyterlab(jupyter, tmp_path):
    page = jupyter.run("explore")
    page.get_by_text("6 of 6 turns").wait_for()
    page.get_by_label("Group").select_option("farmers")
    page.get_by_text("2 of 6 turns").wait_for()
    assert page.locator(".inspired article").count() == 2
    assert page.locator(".inspired b", has_text="Really").count() == 0
    assert page.get_by_text("Jupyter news").count() == 0
    page.screenshot(path=os.environ.get("INSPIRED_SHOT", tmp_path / "explore.png"))
    page.close()
    assert page.abroad == []
