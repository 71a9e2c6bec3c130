"""The messages as other systems read them: each event with its schema and an example, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiWebhook

from webhooks.kinds import Kind

Schema = dict[str, Any]
UID = "0b9f6a52-4d0e-4a53-9c39-0c0f5d3b8a11"
REGION = {"code": "52.07", "name": "Kabupaten Sumbawa Barat"}
PERIOD = {"uid": "6f1c2f0e-8f64-4f0c-9f55-8d7b3d1f2a44", "kind": "quarter", "year": 2026, "number": 3}
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
YES_NO: Schema = {"type": "boolean"}
IDENTIFIER: Schema = {"type": "string", "format": "uuid"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


def _object(description: str = "", **properties: Schema) -> Schema:
    """An object with these properties, all of them there; more may be added with time."""
    said = {"description": description} if description else {}
    return {"type": "object", **said, "properties": properties, "required": list(properties)}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


PLACE = _object("Official code, such as 52.07, and name.", code=TEXT, name=TEXT)
RECORD = _object("The row: its identifier, and its path in REST.", uid=IDENTIFIER, id=NUMBER, url=TEXT)
SUBJECT = _object(
    "What the report is about.",
    uid=IDENTIFIER,
    id=NUMBER,
    url=TEXT,
    kind={"type": "string", "enum": ["progress", "quick-win", "pledge"]},
    code=TEXT,
)
PERIOD_FIELD = _object(uid=IDENTIFIER, kind=TEXT, year=NUMBER, number=NUMBER)
REPORT = _object(
    "A progress report that was submitted, verified or returned; `revision` 2 and more is a correction.",
    region=PLACE,
    record=RECORD,
    subject=SUBJECT,
    agency=_object("The OPD.", code=TEXT, name=TEXT),
    period=PERIOD_FIELD,
    state=TEXT,
    previous_state=TEXT,
    revision=NUMBER,
    version=NUMBER,
)
FILE = _object(format=TEXT, part=NUMBER, size=NUMBER, sha256=TEXT, url=TEXT)
DATA: dict[str, Schema] = {
    Kind.REPORT_SUBMITTED: REPORT,
    Kind.REPORT_VERIFIED: REPORT,
    Kind.REPORT_RETURNED: REPORT,
    Kind.PERIOD_LOCKED: _object("A period whose figures are final.", region=PLACE, record=RECORD, period=PERIOD_FIELD),
    Kind.COMPILED_REPORT_READY: _object(
        "A monev report whose files are there; `snapshot` is the SHA-256 of the frozen data.",
        region=_or_null(PLACE),
        record=RECORD,
        kind=TEXT,
        edition=NUMBER,
        state=TEXT,
        include_preliminary=YES_NO,
        snapshot=_or_null(TEXT),
        files={"type": "array", "items": FILE},
    ),
    Kind.ASSESSMENT_PUBLISHED: _object(
        "The result of a region in a stage of the national evaluation; the scores are read through REST.",
        region=PLACE,
        record=RECORD,
        round=_object(uid=IDENTIFIER, year=NUMBER, name=TEXT),
        stage=_object(uid=IDENTIFIER, kind=TEXT, published_at=_or_null(MOMENT)),
        takes_part=YES_NO,
    ),
    Kind.PING: _object(
        "A test message to one webhook.", region=_or_null(PLACE), webhook=_object(uid=IDENTIFIER, name=TEXT)
    ),
}


def _record(table: str) -> dict[str, Any]:
    return {"uid": UID, "id": 812, "url": f"/api/v1/{table}/812/"}


def _report(state: str, before: str) -> dict[str, Any]:
    subject = {"uid": "9d1f3f2c-5b1e-4f0a-8f0c-2d6b8c9e7f10", "id": 41, "url": "/api/v1/programs/41/"}
    return {
        "region": REGION,
        "record": _record("progress-reports"),
        "subject": subject | {"kind": "progress", "code": "SG-01"},
        "agency": {"code": "DINKES", "name": "Dinas Kesehatan"},
        "period": PERIOD,
        "state": state,
        "previous_state": before,
        "revision": 1,
        "version": 3,
    }


EXAMPLES: dict[str, dict[str, Any]] = {
    Kind.REPORT_SUBMITTED: _report("submitted", "draft"),
    Kind.REPORT_VERIFIED: _report("verified", "submitted"),
    Kind.REPORT_RETURNED: _report("returned", "submitted"),
    Kind.PERIOD_LOCKED: {"region": REGION, "record": _record("periods"), "period": PERIOD},
    Kind.COMPILED_REPORT_READY: {
        "region": REGION,
        "record": _record("compiled-reports"),
        "kind": "quarterly",
        "edition": 1,
        "state": "done",
        "include_preliminary": False,
        "snapshot": "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
        "files": [
            {
                "format": "pdf",
                "part": 1,
                "size": 184220,
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "url": "/api/v1/report-files/77/file/",
            }
        ],
    },
    Kind.ASSESSMENT_PUBLISHED: {
        "region": REGION,
        "record": _record("assessments"),
        "round": {"uid": PERIOD["uid"], "year": 2026, "name": "Evaluasi 2026 (contoh)"},
        "stage": {"uid": UID, "kind": "II", "published_at": "2026-11-20T02:00:00+00:00"},
        "takes_part": True,
    },
    Kind.PING: {"region": REGION, "webhook": {"uid": UID, "name": "Dasbor Diskominfo"}},
}
HEADERS = {
    "webhook-id": (IDENTIFIER, "Identifier of the message, the same at every try: drop what you have seen."),
    "webhook-timestamp": (NUMBER, "Unix time of this try: refuse what is older than five minutes."),
    "webhook-signature": (
        TEXT,
        "`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64; two, parted by a space, while secrets change.",
    ),
}


def example_of(kind: str) -> dict[str, Any]:
    """A whole message as it is sent."""
    return {"type": str(kind), "timestamp": "2026-10-09T03:15:27.123456+00:00", "data": EXAMPLES[kind]}


def schema_of(kind: str) -> Schema:
    """The JSON Schema of a message."""
    return _object(type={"type": "string", "const": str(kind)}, timestamp=MOMENT, data=DATA[kind])


def _documented(kind: Kind) -> OpenApiWebhook:
    """The message as the OpenAPI document tells of it."""
    content = {"schema": schema_of(kind), "examples": {"example": {"value": example_of(kind)}}}
    operation: dict[str, Any] = {
        "summary": kind.value,
        "description": f"{DATA[kind]['description']} Answer 2xx within ten seconds; anything else is tried again.",
        "tags": ["webhooks"],
        "parameters": [
            {"in": "header", "name": name, "required": True, "schema": schema, "description": words}
            for name, (schema, words) in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {"2XX": {"description": "It has arrived; the content of the answer does not matter."}},
    }
    return OpenApiWebhook(name=kind.value, decorator={"post": operation})


REPORT_SUBMITTED, REPORT_VERIFIED, REPORT_RETURNED, PERIOD_LOCKED, COMPILED_REPORT_READY, ASSESSMENT_PUBLISHED, PING = (
    _documented(each) for each in Kind
)
