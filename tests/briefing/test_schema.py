"""The published schema of findings.json: made of the tables, and true of what is written."""

import json

import jsonschema
import pytest

from inspired_analysis.briefing import schema
from inspired_analysis.finding import Findings

AGAIN = "run: python -m inspired_analysis.briefing.schema"


@pytest.fixture(scope="module")
def published() -> jsonschema.Draft202012Validator:
    document = json.loads(schema.SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


def test_schema_and_reference_are_those_of_the_tables(published):
    assert published.schema == schema.findings_schema(), AGAIN
    assert schema.REFERENCE_FILE.read_text(encoding="utf-8") == schema.reference(), AGAIN
    assert tuple(Findings.__dataclass_fields__) == schema.FINDINGS


def test_a_column_called_about_has_a_meaning_of_its_own(published):
    conflicts = published.schema["properties"]["findings"]["properties"]["conflicts"]
    assert conflicts["items"]["properties"]["about"]["description"] != conflicts["description"]


def test_every_brief_keeps_to_it(brief, published):
    document = json.loads(brief.text("findings.json"))
    assert [f"{e.json_path}: {e.message}" for e in published.iter_errors(document)] == []


@pytest.mark.parametrize("break_it", [
    lambda d: d.pop("notes"),
    lambda d: d.update(more=1),
    lambda d: d["findings"].pop("depth"),
    lambda d: d["findings"]["assumptions"][0].update(verdict="likely"),
    lambda d: d["findings"]["assumptions"][0].update(n_speakers="two"),
    lambda d: d["findings"]["assumptions"][0]["evidence"][0].pop("turn"),
])  # fmt: skip
def test_it_tells_what_is_no_findings_file(published, village, break_it):
    from inspired_analysis.briefing.data import findings_json

    from .conftest import analysis_of

    document = json.loads(findings_json(analysis_of(village)))
    assert published.is_valid(document)
    break_it(document)
    assert not published.is_valid(document)
