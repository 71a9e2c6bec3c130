"""Systems of a region write in bulk: the same rows, rules, texts and rights as on the pages of entry."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from monev.monitoring.models.trail import QualityFlag, Transition
from monev.monitoring.services.entry import open_report
from organizations.models import AuditEntry
from tests.exchange.conftest import errors_of, send
from tests.factories.monitoring import PeriodFactory

pytestmark = pytest.mark.django_db
FORM = {"action": "save", "seen_version": "0"}


def spent(case, amount=1_000_000, **more):
    return {"program": case.program.code, "source_of_funds": case.pad.code, "amount": amount} | more


def stored():
    """Everything that reports hold, without identifiers and times."""
    reports = ProgressReport.objects.order_by("program").values_list(
        *("program", "period", "state", "physical_percent", "narrative", "nil_reason", "is_late", "entered_by"),
        *("submitted_by", "version", "revision", "is_example"),
    )
    spending = Spending.objects.order_by("report__program", "source_of_funds").values_list(
        "report__program", "source_of_funds", "amount", "version", "is_example"
    )
    values = IndicatorValue.objects.order_by("report__program").values_list("indicator", "value", "version")
    moves = Transition.objects.order_by("pk").values_list("from_state", "to_state", "by")
    flags = QualityFlag.objects.order_by("code", "about").values_list("code", "about", "severity", "params")
    return [list(each) for each in (reports, spending, values, moves, flags)]


def emptied():
    for model in (QualityFlag, Transition, ProgressReport):
        model.objects.all().delete()


def test_a_report_is_stored_as_the_page_stores_it(case, cast, system, as_):
    page = FORM | {
        "action": "submit",
        "physical_percent": "40",
        "narrative": "Sensor dipasang.\nKader dilatih.",
        f"spending_{case.pad.pk}": "250 juta",
        f"value_{case.indicator.pk}": "57,5",
    }
    address = reverse("monitoring:progress-entry", args=[case.program.pk, case.period.pk])
    assert as_(cast.staff).post(address, page).status_code == 302
    by_page = stored()
    emptied()
    row = {
        "program": case.program.code,
        "version": 0,
        "physical_percent": 40,
        "narrative": "Sensor dipasang.\r\nKader dilatih.",
        "spending": [{"source_of_funds": case.pad.code, "amount": "250000000.00"}],
        "indicator_values": [{"indicator": "Cakupan desa", "value": 57.5}],
        "submit": True,
    }
    answer = send(system(cast.staff), "progress-reports", row)
    assert answer.status_code == 200, answer.json()
    assert stored() == by_page
    told = answer.json()["rows"][0]
    assert (told["state"], told["report"]["state"]) == ("created", "submitted")
    assert {each["code"] for each in told["flags"]} == {flag.code for flag in QualityFlag.objects.all()}


def test_nothing_changed_is_reported_as_by_the_page(case, cast, system, as_):
    address = reverse("monitoring:progress-nil", args=[case.program.pk, case.period.pk])
    as_(cast.staff).post(address, {"action": "nil", "nil_words": "Menunggu transfer"})
    by_page = stored()
    emptied()
    row = {"program": case.program.code, "nil": True, "nil_reason": "Menunggu transfer"}
    answer = send(system(cast.staff), "progress-reports", row)
    assert answer.status_code == 200, answer.json()
    assert by_page[0]
    assert stored() == by_page


def test_nihil_without_a_reason_is_refused_at_its_field(case, cast, system):
    answer = send(system(cast.staff), "progress-reports", {"program": case.program.code, "nil": True})
    assert (answer.status_code, errors_of(answer)) == (422, [("refused", "rows[0].nil_reason")])


def test_spending_opens_a_draft_and_says_what_is_still_missing(case, cast, system):
    answer = send(system(cast.staff), "spending", spent(case, "1500000.50"))
    row = answer.json()["rows"][0]
    assert (answer.status_code, row["state"], row["key"]) == (
        200, "created", f"52.07 2026-3 {case.program.code} {case.pad.code}",
    )  # fmt: skip
    saved = Spending.objects.get()
    assert (saved.amount, saved.report.state, str(saved.uid)) == (Decimal("1500000.50"), "draft", row["uid"])
    assert (row["version"], row["report"]["id"]) == (saved.report.version, saved.report_id)
    assert [each["code"] for each in row["warnings"]] == ["missing"]
    assert answer.json()["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "refused": 0, "skipped": 0}


def test_what_is_sent_again_is_unchanged_and_another_amount_updates(case, cast, system):
    client = system(cast.staff)
    send(client, "spending", spent(case))
    version = ProgressReport.objects.get().version
    assert send(client, "spending", spent(case)).json()["rows"][0]["state"] == "unchanged"
    assert ProgressReport.objects.get().version == version
    assert send(client, "spending", spent(case, 2_000_000)).json()["rows"][0]["state"] == "updated"
    assert Spending.objects.get().amount == 2_000_000
    assert send(client, "spending", spent(case, None)).json()["rows"][0]["state"] == "updated"
    assert not Spending.objects.exists()


def test_values_of_indicators_by_name_and_by_identifier(case, cast, system):
    rows = [
        {"program_uid": str(case.program.lineage), "indicator": str(case.indicator.uid), "value": 12.25},
        {"program_uid": str(case.programs[1].uid), "indicator": "cakupan  DESA", "value": "30"},
    ]
    answer = send(system(cast.staff), "indicator-values", *rows)
    assert answer.status_code == 200, answer.json()
    assert sorted(IndicatorValue.objects.values_list("value", flat=True)) == [Decimal("12.25"), 30]


def test_all_errors_of_all_rows_are_told_and_nothing_is_stored(case, cast, system):
    rows = [
        spent(case),
        spent(case, -5),
        spent(case, "1.500.000"),
        spent(case, source_of_funds="9.9"),
        spent(case, amount=800_000_000, program=case.programs[1].code),
        spent(case, program="tidak ada"),
        {"amount": 1, "sumber": "PAD"},
        "bukan baris",
    ]
    answer = send(system(cast.staff), "spending", *rows)
    assert answer.status_code == 422
    assert errors_of(answer) == [
        ("negative", "rows[1].amount"),
        ("not_a_number", "rows[2].amount"),
        ("unknown_source_of_funds", "rows[3].source_of_funds"),
        ("invalid", "rows[4].amount"),
        ("unknown_program", "rows[5].program"),
        ("unknown_field", "rows[6].sumber"),
        ("invalid", "rows[7]"),
    ]
    assert [each["attr"] for each in answer.json()["errors"]] == [attr for _code, attr in errors_of(answer)]
    assert answer.json()["rows"][0]["state"] == "skipped"
    assert not ProgressReport.objects.exists()


def test_row_by_row_the_good_reports_are_stored(case, cast, system):
    rows = [spent(case), spent(case, amount=900_000_000, program=case.programs[1].code)]
    answer = send(system(cast.staff), "spending", *rows, query="?mode=rows")
    assert answer.status_code == 200
    assert [row["state"] for row in answer.json()["rows"]] == ["created", "refused"]
    assert answer.json()["counts"]["refused"] == 1
    assert Spending.objects.get().report.program == case.program
    assert "750" in answer.json()["rows"][1]["errors"][0]["detail"], "the ceiling, in the words of the page"


def test_a_report_is_stored_as_a_whole_or_not_at_all(case, cast, system):
    rows = [spent(case), spent(case, source_of_funds=case.dak.code)]
    answer = send(system(cast.staff), "spending", *rows, query="?mode=rows")
    assert errors_of(answer) == [("report_refused", "rows[0]"), ("invalid", "rows[1].amount")]
    assert not Spending.objects.exists()


def test_the_same_figure_twice_is_refused(case, cast, system):
    answer = send(system(cast.staff), "spending", spent(case, 1), spent(case, 2))
    assert errors_of(answer) == [("twice", "rows[1].amount")]


@pytest.mark.parametrize("query", ["?dry_run=true", "?dry_run=true&mode=rows"])
def test_a_dry_run_tells_the_same_and_stores_nothing(case, cast, system, query):
    client = system(cast.staff)
    before = AuditEntry.objects.count()
    tried = send(client, "spending", spent(case), query=query).json()
    assert (tried["dry_run"], tried["rows"][0]["state"], tried["rows"][0]["uid"]) == (True, "created", None)
    assert (ProgressReport.objects.count(), AuditEntry.objects.count()) == (0, before)
    done = send(client, "spending", spent(case)).json()
    assert done["rows"][0]["warnings"] == tried["rows"][0]["warnings"]


def test_a_dry_run_finds_what_only_the_services_know(case, cast, system):
    row = {"program": case.program.code, "physical_percent": 10, "submit": True}
    answer = send(system(cast.staff), "progress-reports", row, query="?dry_run=true")
    assert (answer.status_code, errors_of(answer)) == (422, [("missing", "rows[0]")])


def test_an_older_version_is_a_conflict_at_its_row(case, cast, system):
    client = system(cast.staff)
    send(client, "spending", spent(case))
    answer = send(client, "spending", spent(case, 5, version=0))
    assert (answer.status_code, errors_of(answer)) == (409, [("conflict", "rows[0].version")])
    assert Spending.objects.get().amount == 1_000_000
    version = ProgressReport.objects.get().version
    assert send(client, "spending", spent(case, 5, version=version)).status_code == 200


@pytest.mark.parametrize("day", ["locked", "not open yet"])
def test_nothing_is_entered_into_a_closed_period(case, cast, system, day):
    if day == "locked":
        case.period.locked_at = case.period.created_at
        case.period.save()
        answer = send(system(cast.staff), "spending", spent(case))
    else:
        with time_machine.travel("2026-01-02 02:00:00+00:00", tick=True):
            answer = send(system(cast.staff), "spending", spent(case))
    assert (answer.status_code, errors_of(answer)) == (422, [("period_closed", "rows[0].period")])
    assert not ProgressReport.objects.exists()


def test_a_report_that_was_sent_is_not_changed(case, cast, system):
    client = system(cast.staff)
    send(client, "progress-reports", {"program": case.program.code, "nil": True, "nil_reason": "Belum dijadwalkan"})
    answer = send(client, "spending", spent(case))
    assert (answer.status_code, errors_of(answer)) == (422, [("report_sent", "rows[0]")])


def test_programs_of_another_opd_are_refused_and_those_of_another_region_unknown(case, cast, system, other_region):
    PeriodFactory(region=other_region)
    client = system(cast.staff)
    rows = [spent(case, program=case.foreign.code, program_uid=str(case.foreign.uid)), spent(case, region="52.04")]
    answer = send(client, "spending", *rows)
    assert errors_of(answer) == [("permission_denied", "rows[0].program"), ("unknown_region", "rows[1].region")]
    answer = send(system(cast.foreign_agency_staff), "spending", spent(case), region="52.04")
    assert errors_of(answer) == [("unknown_program", "rows[0].program")]


@pytest.mark.parametrize(
    "who", ["verifier", "council", "secretary", "admin", "assessor", "national", "nobody", "foreign_verifier"]
)
@pytest.mark.parametrize("table", ["spending", "indicator-values", "progress-reports"])
def test_only_those_who_enter_for_an_opd_write(case, cast, system, who, table):
    assert send(system(getattr(cast, who)), table, spent(case)).status_code == 403
    assert not ProgressReport.objects.exists()


def test_history_and_audit_say_through_which_key_it_came(case, cast, system):
    send(system(cast.staff), "spending", spent(case))
    entry = AuditEntry.objects.get(verb="report.saved")
    assert (entry.by, entry.details["through"]) == (cast.staff, "REST: SIPD")
    reasons = Spending.objects.get().history.values_list("history_change_reason", flat=True)
    assert list(reasons) == ["entry · REST: SIPD"]
    open_report(case.programs[1], case.period, by=cast.staff)
    assert "through" not in AuditEntry.objects.filter(verb="report.opened").latest("pk").details


def test_too_many_rows_and_too_many_bytes(case, cast, system, settings):
    client = system(cast.staff)
    settings.REST_WRITE_MAX_ROWS = 1
    answer = send(client, "spending", spent(case), spent(case, 2))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_many_rows")
    settings.REST_WRITE_MAX_BYTES = 10
    answer = send(client, "spending", spent(case))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("query", "above", "attr"),
    [
        ("?mode=some", {}, "mode"),
        ("?dry_run=perhaps", {}, "dry_run"),
        ("?page=1", {}, "page"),
        ("", {"rows": []}, "rows"),
        ("", {"rows": {"a": 1}}, "rows"),
        ("", {"kode": 1}, "kode"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(case, cast, system, query, above, attr):
    answer = send(system(cast.staff), "spending", spent(case), query=query, **above)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
