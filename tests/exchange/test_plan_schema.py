"""The published JSON Schema: valid, the same as the code, and of one opinion with the reader."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings

from exchange.interchange.belonging import belonging
from exchange.interchange.document import bytes_of
from exchange.interchange.schema import PATH, json_schema, tables
from tests.exchange.documents import document, read, schema
from tests.exchange.test_plan_reading import FIELDS

DOCS = Path(settings.BASE_DIR) / "docs"
OF_ONE_FIELD = {
    *("unknown_field", "required", "null", "not_text", "too_long", "not_whole", "too_small", "too_big", "not_choice"),
    *("not_flag", "number_not_text", "number_unreadable", "too_many_decimals", "not_list", "not_object", "not_uuid"),
    *("not_link", "not_sha256", "wrong_format"),
}
SAID_IN_WORDS = {
    ("too_small", "weight"),
    ("too_big", "weight"),
    ("too_big", "ceiling"),
    ("too_big", "physical_percent"),
}
"""How large a number in quotation marks is: no schema can say it."""


def is_said(row) -> bool:
    """Whether the schema can say it too (2025.0 is an integer to it)."""
    changes, code, pointer = row
    is_whole = any(isinstance(value, float) and value == int(value) for value in changes.values() if value != 1e999)
    return code in OF_ONE_FIELD and (code, pointer.rpartition("/")[2]) not in SAID_IN_WORDS and not is_whole


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return schema()


def test_the_schema_keeps_to_its_own_rules_and_knows_its_references(validator):
    assert validator.META_SCHEMA["$id"] == json_schema()["$schema"]
    text = json.dumps(json_schema())
    assert set(re.findall(r'"#/\$defs/(\w+)"', text)) == json_schema()["$defs"].keys()


def test_a_right_document_is_valid(validator):
    validator.validate(document())
    validator.validate(read().content)


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [row for row in FIELDS if is_said(row)],
)
def test_what_the_reader_refuses_the_schema_refuses(validator, changes, code, pointer):
    wrong = document(changes)
    assert not validator.is_valid(wrong)


def test_the_published_file_is_the_schema():
    published = (DOCS / "plan-1.0.schema.json").read_bytes()
    assert published == bytes_of(json_schema()), "version 1.0 is published: a changed form needs a new version"


def test_the_description_for_people_lists_every_field_as_it_is():
    text = (DOCS / "plan-format.md").read_text()
    assert "\n".join(tables()).strip() in text


def test_what_belongs_to_a_plan_and_what_does_not_stands_in_the_description():
    assert "\n".join(belonging()).strip() in (DOCS / "plan-format.md").read_text()


def test_the_example_of_the_description_is_a_right_document(validator):
    [example] = re.findall(r"```json\n(.*?)```", (DOCS / "plan-format.md").read_text(), flags=re.DOTALL)
    validator.validate(json.loads(example))
    assert read(example.encode()).problems == []


def test_the_schema_is_for_everybody_and_is_not_sent_twice(client, db):
    answer = client.get(PATH)
    assert answer.json() == json_schema()
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert client.get(PATH, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
