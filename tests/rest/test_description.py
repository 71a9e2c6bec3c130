"""The schema explains itself: everything has words and an example, and every example is what its schema says."""

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator

from core.rest.describing import operations
from exchange.example_rows import example_rows
from exchange.tables import TABLES

MAIN = (
    *("regions", "agencies", "legal-documents", "plans", "programs", "action-items", "budget-lines", "indicators"),
    *("progress-reports", "quick-wins", "commitments", "instruments", "national-results"),
)
"""Lists of which the documentation shows a row of the demonstration."""


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator(api_version="v1").get_schema(request=None, public=True)


def examples(schema, content):
    """What is shown for one body, references followed."""
    if "example" in content:
        return [content["example"]]
    shown = content.get("examples", {}).values()
    known = schema["components"]["examples"]
    return [known[each["$ref"].rpartition("/")[2]]["value"] if "$ref" in each else each["value"] for each in shown]


def bodies(schema):
    """Every JSON body of every operation: a name, the status (or `sent`), its content."""
    for path, method, operation in operations(schema):
        found = [("sent", operation.get("requestBody", {})), *operation["responses"].items()]
        for status, answer in found:
            for media_type, content in answer.get("content", {}).items():
                if media_type.endswith(("/json", "+json")):
                    yield f"{method} {path}", status, content


def test_every_operation_and_parameter_has_words(schema):
    silent = []
    for path, method, operation in operations(schema):
        lacks = [name for name in ("summary", "description", "tags") if not operation.get(name)]
        lacks += [each["name"] for each in operation.get("parameters", []) if not each.get("description")]
        lacks += [status for status, answer in operation["responses"].items() if not answer.get("description")]
        silent += [(method, path, lacks)] if lacks else []
    assert not silent


def test_every_subject_says_what_it_holds(schema):
    told = {each["name"] for each in schema["tags"] if each["description"]}
    assert {tag for _path, _method, operation in operations(schema) for tag in operation["tags"]} == told


def test_every_answer_and_every_refusal_has_an_example(schema):
    assert not [(name, status) for name, status, content in bodies(schema) if not examples(schema, content)]
    for path, method, operation in operations(schema):
        assert any(status.startswith("2") for status in operation["responses"]), (method, path)


def test_every_example_is_what_its_schema_says(schema):
    wrong, seen = [], set()
    for name, status, content in bodies(schema):
        for example in examples(schema, content):
            key = (repr(content.get("schema")), repr(example))
            if "schema" not in content or key in seen:
                continue
            seen.add(key)
            whole = {**content["schema"], "components": {"schemas": schema["components"]["schemas"]}}
            fault = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(whole).iter_errors(example))
            wrong += [f"{name} {status}: {fault.json_path} {fault.message[:200]}"] if fault else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", MAIN)
def test_the_main_lists_show_a_row_of_the_demonstration(schema, name):
    content = schema["paths"][f"/api/v1/{name}/"]["get"]["responses"]["200"]["content"]["application/json"]
    row = content["example"]["results"][0]
    assert row == example_rows()[name]
    assert set(example_rows()) <= set(TABLES)


def test_made_up_rows_say_so():
    rows = example_rows()
    assert rows["progress-reports"]["is_example"] is True
    assert rows["regions"]["code"] == "52.07"


def test_figures_and_conditions_are_in_the_schema(schema):
    answers = schema["paths"]["/api/v1/progress-reports/"]["get"]["responses"]
    assert {"ETag", "Data-As-Of", "Data-Status", "Content-Language"} <= set(answers["200"]["headers"])
    assert "304" in answers
    assert "Retry-After" in answers["429"]["headers"]
    assert "Data-As-Of" not in schema["paths"]["/api/v1/partners/"]["get"]["responses"]["200"]["headers"]
