"""What many rows cost: queries of a bulk request stay the same however many rows it has."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from organizations.models import AuditEntry
from tests.exchange.conftest import send
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FEW, MANY = 2, 14
PER_ROW = 0.5
"""Queries that a row may add. There are none today, in drafts."""


@pytest.fixture
def wide(region, agency, other_agency):
    with time_machine.travel(NOW, tick=True):
        case = make_case(region, agency, other_agency, programs=2 * MANY + FEW + 1)
        case.unsent = [*case.programs]
        yield case


def spending(case, count, amount):
    return [
        {"program": program.code, "source_of_funds": source.code, "amount": amount}
        for program in case.programs[:count]
        for source in (case.pad, case.csr)
    ]


def values(case, count, amount):
    return [{"program": each.code, "indicator": "Cakupan desa", "value": amount} for each in case.programs[:count]]


def reports(case, count, amount):
    return [
        {
            "program": program.code,
            "physical_percent": amount,
            "narrative": f"Pekerjaan {amount}",
            "spending": [{"source_of_funds": case.pad.code, "amount": amount}],
            "indicator_values": [{"indicator": "Cakupan desa", "value": amount}],
        }
        for program in case.programs[:count]
    ]


def sent(case, count, amount):
    """The next programs each time: what was sent is not entered again."""
    programs = case.unsent[:count]
    del case.unsent[:count]
    each = {"narrative": "Pekerjaan", "submit": True, "physical_percent": amount}
    money = {"spending": [{"source_of_funds": case.pad.code, "amount": amount}]}
    return [{"program": program.code} | each | money for program in programs]


def nothing_new(case, count, amount):
    programs = case.unsent[:count]
    del case.unsent[:count]
    return [{"program": each.code, "nil": True, "nil_reason": f"Menunggu {amount}"} for each in programs]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("spending", spending),
        ("indicator-values", values),
        ("progress-reports", reports),
        ("progress-reports", sent),
        ("progress-reports", nothing_new),
    ],
)
@pytest.mark.parametrize("query", ["", "?mode=rows", "?dry_run=true"])
def test_queries_do_not_grow_with_rows(wide, cast, system, table, rows, query):
    client = system(cast.staff)

    def cost(count, amount):
        body = rows(wide, count, amount)
        with CaptureQueriesContext(connection) as seen:
            answer = send(client, table, *body, query=query)
        assert answer.status_code == 200, answer.json()
        assert answer.json()["counts"]["refused"] == 0
        return len(seen), len(body)

    cost(1, 1)  # what is read once for a process
    (few, least), (many, most) = cost(FEW, 2), cost(MANY, 3)
    assert many - few <= PER_ROW * (most - least)
    (again, _count) = cost(MANY, 4)
    assert again <= many


def test_what_is_stored_together_leaves_the_same_trail_as_one_by_one(wide, cast, system):
    client = system(cast.staff)
    send(client, "progress-reports", *reports(wide, 2, 10))
    send(client, "progress-reports", *reports(wide, 1, 20))
    first, second = (ProgressReport.objects.get(program=program) for program in wide.programs[:2])
    trail = first.history.order_by("pk").values_list("version", "history_type", "history_change_reason", "history_user")
    assert list(trail) == [
        (1, "+", "opened · REST: SIPD", cast.staff.pk),
        (2, "~", "entry · REST: SIPD", cast.staff.pk),
        (3, "~", "entry · REST: SIPD", cast.staff.pk),
    ]
    assert (first.version, second.version, second.history.count()) == (3, 2, 2)
    assert first.updated_at > second.updated_at
    assert list(first.history.order_by("pk").values_list("narrative", flat=True)) == [
        "",
        "Pekerjaan 10",
        "Pekerjaan 20",
    ]
    for model in (Spending, IndicatorValue):
        row = model.objects.get(report=first)
        assert list(row.history.order_by("pk").values_list("version", "history_type")) == [(1, "+"), (2, "~")]
        assert row.version == 2
    acts = AuditEntry.objects.filter(subject_uid=str(first.uid)).order_by("pk")
    assert all(each.details["request"] for each in acts)
    assert [(each.verb, each.by, each.region, each.details["through"]) for each in acts] == [
        (verb, cast.staff, wide.period.region, "REST: SIPD")
        for verb in ("report.opened", "report.saved", "report.saved")
    ]
