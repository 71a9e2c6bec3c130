"""What happens in the portal is told: each act brings one signed message, with a content that fits its schema, to a
receiver that listens."""

from types import SimpleNamespace

import jsonschema
import pytest
import time_machine
from celery import current_app

from core.errors import Refused
from monev.monitoring.models.periods import Period
from monev.monitoring.services.periods import lock_period
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import Step
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from tests.factories.organizations import RegionFactory
from tests.factories.webhooks import SECRET, WebhookFactory
from tests.monev.evaluation.stage_case import close, give, make_stage, publish, take_part
from tests.monev.monitoring.entry_case import NOW, make_case
from tests.monev.monitoring.test_steps import whole_report
from tests.monev.reports.conftest import plan, samples  # noqa: F401 -- fixtures
from tests.webhooks.receiver import messages
from webhooks import tasks
from webhooks.catalogue import EXAMPLES, example_of, schema_of
from webhooks.kinds import CHOSEN, Kind
from webhooks.models import WebhookDelivery, WebhookEvent
from webhooks.services.sending import send_waiting

pytestmark = pytest.mark.django_db
EVERYTHING = [each.value for each in CHOSEN]


@pytest.fixture
def hook(region, receiver):
    return WebhookFactory(region=region, events=EVERYTHING, url=receiver.url)


@pytest.fixture
def told(receiver):
    """`told()`: the events, oldest first. What was sent of them arrived, is signed, and fits the published schema."""

    def tell() -> list[WebhookEvent]:
        send_waiting()
        arrived = messages(receiver, SECRET)
        assert len(arrived) == WebhookDelivery.objects.filter(state="sent").count() > 0
        for each in arrived:
            jsonschema.validate(each, schema_of(each["type"]), format_checker=jsonschema.FormatChecker())
        events = list(WebhookEvent.objects.order_by("pk"))
        assert [headers["webhook-id"] for _path, headers, _body in receiver.got] == [
            str(each.event.uid) for each in WebhookDelivery.objects.filter(state="sent").order_by("pk")
        ]
        return events

    return tell


@pytest.mark.parametrize("kind", Kind)
def test_the_example_of_a_message_fits_its_schema(kind):
    jsonschema.validate(example_of(kind), schema_of(kind))
    assert set(EXAMPLES) == set(Kind)


def test_a_report_is_told_when_it_is_submitted_returned_and_verified(hook, told, region, agency, other_agency, cast):
    with time_machine.travel(NOW, tick=True):
        case = make_case(region, agency, other_agency)
        report = whole_report(case, cast.staff)
        sent = take_step(report, Step.SUBMIT, by=cast.staff)
        back = take_step(sent, Step.RETURN, by=cast.verifier, reason="Lengkapi bukti.")
        sent = take_step(back, Step.SUBMIT, by=cast.staff)
        take_step(sent, Step.VERIFY, by=cast.verifier)
    events = told()
    assert [each.kind for each in events] == [
        "report.submitted",
        "report.returned",
        "report.submitted",
        "report.verified",
    ]
    last = events[-1].payload
    assert last["region"]["code"] == "52.07"
    assert last["record"] == {"uid": str(report.uid), "id": report.pk, "url": f"/api/v1/progress-reports/{report.pk}/"}
    assert (last["previous_state"], last["state"], last["agency"]["code"]) == ("submitted", "verified", "DINKES")
    assert last["subject"]["url"] == f"/api/v1/programs/{report.program_id}/"
    assert "Lengkapi" not in str([each.payload for each in events]), "the reason is read by who may, not sent"
    assert WebhookDelivery.objects.filter(webhook=hook).count() == 4


def test_a_withdrawn_report_is_told_to_nobody(hook, told, region, agency, other_agency, cast):
    with time_machine.travel(NOW, tick=True):
        case = make_case(region, agency, other_agency)
        sent = take_step(whole_report(case, cast.staff), Step.SUBMIT, by=cast.staff)
        take_step(sent, Step.WITHDRAW, by=cast.staff)
    assert [each.kind for each in told()] == ["report.submitted"]


def test_a_step_that_is_refused_is_not_told(hook, told, region, agency, other_agency, cast):
    with time_machine.travel(NOW, tick=True):
        case = make_case(region, agency, other_agency)
        sent = take_step(whole_report(case, cast.staff), Step.SUBMIT, by=cast.staff)
        with pytest.raises(Refused):
            take_step(sent, Step.RETURN, by=cast.verifier)
    assert [each.kind for each in told()] == ["report.submitted"]


def test_a_locked_period_is_told(hook, told, region, agency, other_agency, cast):
    with time_machine.travel(NOW, tick=True):
        period = make_case(region, agency, other_agency).period
    with time_machine.travel(period.locks_on, tick=True):
        lock_period(Period.objects.get(pk=period.pk), by=cast.verifier)
    [event] = told()
    assert (event.kind, event.subject_uid) == ("period.locked", period.uid)


@pytest.mark.usefixtures("samples")
def test_a_ready_report_is_told_with_its_files(hook, told, plan, region, cast, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    asked = request_report("sample-sheet", Wish(region, "id", program=plan.silent, period=plan.period), by=cast.staff)
    report = fill_report(asked.pk)
    [event] = told()
    assert (event.kind, event.subject_uid) == ("compiled_report.ready", report.uid)
    assert event.payload["snapshot"] == report.snapshot.sha256
    file = report.files.get()
    assert event.payload["files"] == [
        {"format": file.format, "part": 1, "size": file.size, "sha256": file.sha256}
        | {"url": f"/api/v1/report-files/{file.pk}/file/"}
    ]


def test_a_worker_is_woken_when_the_change_is_committed(
    hook, region, agency, other_agency, cast, receiver, monkeypatch, django_capture_on_commit_callbacks
):
    """Nobody waits for the sweep."""
    woken = []
    monkeypatch.setattr(
        current_app, "signature", lambda name, **_more: SimpleNamespace(apply_async=lambda: woken.append(name))
    )
    with time_machine.travel(NOW, tick=True):
        case = make_case(region, agency, other_agency)
        report = whole_report(case, cast.staff)
        with django_capture_on_commit_callbacks(execute=True):
            take_step(report, Step.SUBMIT, by=cast.staff)
    assert tasks.send_waiting.name in woken
    tasks.send_waiting()
    assert [each["type"] for each in messages(receiver, SECRET)] == ["report.submitted"]


def test_a_published_result_is_told_once_to_the_region_and_the_nation(
    hook, told, region, cast, receiver, django_capture_on_commit_callbacks
):
    nation = WebhookFactory(region=None, events=["assessment.published"], url=receiver.url)
    elsewhere = RegionFactory(code="52.01")
    WebhookFactory(region=RegionFactory(code="52.02"), events=EVERYTHING)
    stage = make_stage({"a": 60, "b": 40}, {"a": 1, "b": 2})
    for place in (region, elsewhere):
        give(stage, take_part(stage, place), [3, 2, 4])
    close(stage, by=cast.national)
    publish(stage, by=cast.national)
    events = told()
    assert {each.kind for each in events} == {"assessment.published"}
    assert sorted(each.region.code for each in events) == ["52.01", "52.07"]
    assert [each.event.region for each in hook.deliveries.all()] == [region]
    assert nation.deliveries.count() == 2
    assert len(receiver.got) == 3
    assert events[0].payload["takes_part"] is True
