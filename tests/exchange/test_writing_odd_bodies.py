"""Bodies that no sane system sends: refused with a reason, never a server error."""

import pytest

from exchange.models import IdempotentRequest
from tests.exchange.conftest import KEYS, send

pytestmark = pytest.mark.django_db
DEEP = "[" * 100_000 + "]" * 100_000
ROW = '{{"region": "52.07", "period": "2026-3", "rows": [{}]}}'


@pytest.mark.parametrize(
    "body",
    [
        *("", "null", "[]", '"rows"', "{", "NaN", DEEP, '{"rows": {}}', '{"rows": null}', '{"rows": ' + DEEP + "}"),
        '{"rows": [{}], "region": 7, "period": []}',
        '{"rows": [{}], "region": "\\ud800", "period": "\\u0000"}',
        ROW.format("null"),
        ROW.format("[1]"),
        ROW.format('{"program": {"a": 1}, "source_of_funds": [], "amount": {}}'),
        *(
            ROW.format(f'{{"program": "x", "source_of_funds": "1.1", "amount": {amount}}}')
            for amount in ("1" * 4000, "1e400", "-1e-400", "true", '"1e5"', '"٣"', '"\\ud800"', "1e15")
        ),
        ROW.format('{"program_uid": "x", "version": 1e30, "source_of_funds": "\\u0000", "amount": 1}'),
        ROW.format('{"program": "\\ud800", "source_of_funds": "\\ud800", "amount": 1}'),
    ],
    ids=lambda body: body[:40],
)
@pytest.mark.parametrize("address", ["spending/bulk", "evidence/hand-in"])
def test_a_body_that_makes_no_sense_is_refused(case, cast, system, address, body):
    client = system(cast.staff)
    client.raise_request_exception = False
    headers = {"idempotency-key": f"odd {next(KEYS)}"}
    answer = client.post(f"/api/v1/{address}/", body, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422), answer.content[:300]
    assert answer.json()["errors"]
    assert not IdempotentRequest.objects.exists()


@pytest.mark.parametrize("sent", [0, 1e2, "3.50", 12.25])
def test_numbers_as_json_writes_them(case, cast, system, sent):
    row = {"program": case.program.code, "indicator": "Cakupan desa", "value": sent}
    assert send(system(cast.staff), "indicator-values", row).status_code == 200
