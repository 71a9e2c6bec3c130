"""REST: what makes the schema readable: a summary, a description and an example for every operation, every error shown.

A postprocessing hook of drf-spectacular, so it reaches operations of every app. What a view says itself is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.translation import override

from core.rest.examples import example_of
from core.rest.problems import KINDS, MEDIA_TYPE, problem

METHODS = ("get", "post", "put", "patch", "delete")
JSON, LINES = "application/json", "application/x-ndjson"
SAME = {"description": "Not changed since the answer whose ETag `If-None-Match` names; no body."}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that the caller has: 304 without a body while it is the same.",
    "schema": {"type": "string", "maxLength": 200},
}
ACCEPT_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "`id` (as without it) or `en`: the language of messages and labels.",
    "schema": {"type": "string", "enum": ["id", "en"]},
}
HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {"description": "Names these bytes; send it in `If-None-Match`.", "schema": {"type": "string"}},
    "Content-Language": {"description": "The language of messages and labels.", "schema": {"type": "string"}},
}
RETRY = {"Retry-After": {"description": "Seconds to wait before asking again.", "schema": {"type": "integer"}}}
WORDS: dict[str, str] = {
    "format": "The format of the answer; the header `Accept` does the same.",
    "id": "The number of the row in this portal. To recognise a row for good, use `uid`.",
    "code": "The code of the row.",
    "page": "The number of the page, counted from 1.",
    "page_size": "How many rows a page holds.",
    "search": "Words that must all occur in the searched columns of a row.",
    "agency": "The OPD that answers for the row, by its id (see `agencies`).",
    "region": "Official code of the region, such as 52.07.",
    "year": "The budget year.",
    "number": "The number of the period within its year.",
    "lineage": "What is the same in all versions of a plan, by its UUID.",
    "state": "The state of the row.",
    "is_example": "Whether rows are made-up example data.",
    "current": "Only the rows that count: a verified correction instead of what it corrects.",
}
ENDINGS: tuple[tuple[str, str], ...] = (
    ("_from", "Only rows whose {words} is this or later."),
    ("_until", "Only rows whose {words} is this or earlier."),
    ("_to", "Only rows whose {words} is this or earlier."),
    ("_since", "Only rows whose {words} is this moment or later."),
    ("_starts_with", "Only rows whose {words} begins like this."),
    ("_lineage", "Only rows of this {words}, in all versions of the plan (UUID)."),
    ("lineage", "The UUID that is the same in all versions of the plan."),
)


def describe(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The hook: fills in what an operation does not say itself, in English as the docstrings are."""
    with override("en"):
        return _described(result)


def _described(result: dict[str, Any]) -> dict[str, Any]:
    schemas = result.get("components", {}).get("schemas", {})
    result.setdefault("components", {})["examples"] = dict(_problem_examples())
    result["tags"] = _tags(result)
    rows = _rows()
    for schema in schemas.values():
        _empty_or_formatted(schema)
    for path, method, operation in operations(result):
        _words(operation)
        for parameter in operation.get("parameters", []):
            if not parameter.get("description"):
                parameter["description"] = parameter_words(parameter["name"])
        if method == "get":
            _reading(operation)
        _examples(path, operation, schemas, rows)
    return result


def _empty_or_formatted(schema: dict[str, Any]) -> None:
    """An address or nothing: `anyOf`, since a format forbids nothing and nothing would be both of `oneOf`."""
    for each in schema.get("properties", {}).values():
        if {"type": "string", "maxLength": 0} in each.get("oneOf", []):
            each["anyOf"] = each.pop("oneOf")


def operations(result: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of everything that can be asked."""
    for path, item in result["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _tags(result: dict[str, Any]) -> list[dict[str, str]]:
    """The subjects in use, in the order of the map, each with what it holds."""
    subjects: dict[str, str] = import_module(settings.REST_SUBJECTS).SUBJECTS
    used = {tag for _path, _method, operation in operations(result) for tag in operation.get("tags", [])}
    return [{"name": name, "description": text} for name, text in subjects.items() if name in used]


def _rows() -> dict[str, Any]:
    """Example rows by the name of their list; none where the site has no file of them."""
    read = getattr(import_module(settings.REST_SUBJECTS), "example_rows", dict)
    return dict(read())


def _words(operation: dict[str, Any]) -> None:
    """A description from the docstring, and a summary that is its first sentence."""
    name = re.sub(r"[_-]+", " ", operation["operationId"])
    text = operation.setdefault("description", "") or f"{name[:1].upper()}{name[1:]}."
    one = operation["operationId"].endswith("_retrieve") and "{" not in text
    operation["description"] = text
    first = re.split(r"(?<=[.;:])\s", " ".join(text.split()), maxsplit=1)[0].rstrip(".;:")
    operation.setdefault("summary", f"One row: {first[:1].lower()}{first[1:]}"[:120] if one else first[:120])


def parameter_words(name: str) -> str:
    """What a filter does, from its name.

    >>> parameter_words("due_until"), parameter_words("source_of_funds")
    ('Only rows whose due is this or earlier.', 'Only rows with this source of funds.')
    """
    if name in WORDS:
        return WORDS[name]
    for ending, text in ENDINGS:
        if name.endswith(ending):
            return text.format(words=name.removesuffix(ending).replace("_", " ").strip())
    words = name.replace("_", " ")
    if name.startswith(("is_", "not_", "without_", "has_", "takes_")):
        return f"`true`: only rows that are so ({words}); `false`: only the others."
    return f"Only rows with this {words}."


def _reading(operation: dict[str, Any]) -> None:
    """What is read can be compared first, and is told in a language."""
    given = operation.setdefault("parameters", [])
    known = {parameter["name"] for parameter in given}
    given += [dict(each) for each in (IF_NONE_MATCH, ACCEPT_LANGUAGE) if each["name"] not in known]
    operation["responses"].setdefault("304", dict(SAME))
    for code, answer in operation["responses"].items():
        if code == "200" and JSON in answer.get("content", {}):
            answer["headers"] = {**HEADERS, **answer.get("headers", {})}


def _examples(path: str, operation: dict[str, Any], schemas: dict[str, Any], rows: dict[str, Any]) -> None:
    """One example for what is sent and for each answer."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        _unless_given(content, lambda each: example_of(each["schema"], schemas))
    for code, answer in operation["responses"].items():
        if code in ("429", "503"):
            answer["headers"] = {**RETRY, **answer.get("headers", {})}
        for media_type, content in answer.get("content", {}).items():
            if media_type == MEDIA_TYPE:
                content["examples"] = _shown(code)
            elif media_type == JSON:
                _unless_given(content, lambda each: _answer(path, each["schema"], schemas, rows))
        _lines(answer.get("content", {}))
        answer["description"] = answer.get("description") or _what(code)


def _lines(contents: dict[str, Any]) -> None:
    """The example of lines of JSON: the rows of the JSON answer beside them."""
    shown = contents.get(JSON, {}).get("example")
    if LINES in contents and isinstance(shown, dict):
        rows = shown.get("results", [shown])
        contents[LINES]["example"] = "".join(f"{json.dumps(row, ensure_ascii=False, default=str)}\n" for row in rows)


def _unless_given(content: dict[str, Any], make: Callable[[dict[str, Any]], Any]) -> None:
    """An example, where the view gave none."""
    if "schema" in content and not {"example", "examples"} & set(content):
        content["example"] = make(content)


def _answer(path: str, schema: dict[str, Any], schemas: dict[str, Any], rows: dict[str, Any]) -> Any:
    """The example of an answer: around or as the example row of the list."""
    name = path.removeprefix("/api/v1/").split("/")[0]
    made = example_of(schema, schemas)
    row = rows.get(name)
    target = schema.get("$ref", "").rpartition("/")[2]
    if row is None or not isinstance(made, dict):
        return made
    if "results" in made and path.count("/") == 4:
        return {**made, "results": [row]}
    return row if set(row) == set(made) and target else made


def _what(code: str) -> str:
    """The description of an answer that has none."""
    kind = next((each for each in KINDS if str(each.status) == code), None)
    return f"{kind.title}." if kind else "It is made." if code == "201" else "What was asked for."


def _shown(code: str) -> dict[str, Any]:
    """References to the examples of one status."""
    found = [each.code for each in KINDS if str(each.status) == code]
    return {name: {"$ref": f"#/components/examples/{name}"} for name in found}


DETAILS: dict[str, tuple[str, str, str]] = {
    "validation_error": ("required", "Give a whole number from 1 to 500.", "/api/v1/programs/"),
    "not_found": ("not_found", "Not found.", "/api/v1/programs/999999/"),
    "throttled": ("throttled", "Request was throttled. Expected available in 30 seconds.", "/api/v1/progress-reports/"),
    "method_not_allowed": ("method_not_allowed", 'Method "DELETE" not allowed.', "/api/v1/programs/"),
    "permission_denied": (
        "permission_denied",
        "You do not have permission to perform this action.",
        "/api/v1/programs/",
    ),
    "not_authenticated": ("not_authenticated", "Authentication credentials were not provided.", "/api/v1/regions/"),
    "refused": ("refused", "This report is finished already.", "/api/v1/compiled-reports/41/cancel/"),
}


def _problem_examples() -> Iterator[tuple[str, Any]]:
    """One whole example for each kind of problem."""
    for kind in KINDS:
        _code, detail, instance = DETAILS.get(kind.code, (kind.code, str(kind.advice), "/api/v1/programs/"))
        errors = (
            [{"code": "invalid", "detail": detail, "attr": "page_size"}] if kind.code == "validation_error" else None
        )
        made = problem(kind.code, kind.status, detail, instance, errors)
        yield kind.code, {"summary": str(kind.title), "value": made}
