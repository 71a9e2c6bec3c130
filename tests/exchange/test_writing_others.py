"""Reports of quick wins and of pledges in bulk: as the pages store them."""

from datetime import date

import pytest
from django.urls import reverse

from masterplan.models.commitments import Pledge
from monev.monitoring.models.progress import MilestoneProgress, PledgeReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag, Transition
from tests.exchange.conftest import errors_of, send
from tests.factories.masterplan import CommitmentFactory, PledgeFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick_win(case, agency):
    return QuickWinFactory(region=agency.region, agency=agency, year=2026)


@pytest.fixture
def pledge(case, agency):
    return PledgeFactory(commitment=CommitmentFactory(region=agency.region, agency=agency))


def stored(model, *columns):
    rows = model.objects.order_by("pk").values_list(
        *("period", "state", "physical_percent", "narrative", "nil_reason", "is_late", "version", *columns)
    )
    moves = Transition.objects.order_by("pk").values_list("from_state", "to_state", "by")
    flags = QualityFlag.objects.order_by("code", "about").values_list("code", "about", "severity", "params")
    return [list(rows), list(moves), list(flags), list(MilestoneProgress.objects.values_list("milestone", "done_on"))]


def emptied():
    for model in (QualityFlag, Transition, QuickWinReport, PledgeReport):
        model.objects.all().delete()


def test_a_quick_win_is_reported_as_on_its_page(case, cast, system, as_, quick_win):
    milestone = MilestoneFactory(quick_win=quick_win)
    form = {
        "action": "submit",
        "seen_version": "0",
        "physical_percent": "80",
        "narrative": "Dibuka",
        f"milestone_{milestone.pk}": "2026-09-15",
    }
    address = reverse("monitoring:quick-win-entry", args=[quick_win.pk, case.period.pk])
    assert as_(cast.staff).post(address, form).status_code == 302
    by_page = stored(QuickWinReport)
    assert by_page[0][0][1] == "submitted"
    emptied()
    row = {
        "quick_win": str(quick_win.uid),
        "physical_percent": 80,
        "narrative": "Dibuka",
        "milestones": [{"milestone": str(milestone.uid), "done_on": "2026-09-15"}],
        "submit": True,
    }
    answer = send(system(cast.staff), "quick-win-reports", row)
    assert answer.status_code == 200, answer.json()
    assert stored(QuickWinReport) == by_page
    told = answer.json()["rows"][0]
    assert (told["state"], told["uid"]) == ("created", str(QuickWinReport.objects.get().uid))
    assert {each["code"] for each in told["flags"]} == {flag.code for flag in QualityFlag.objects.all()}


def test_a_pledge_is_reported_as_on_its_page(case, cast, system, as_, pledge):
    form = {"action": "submit", "seen_version": "0", "pledge_state": Pledge.State.KEPT, "narrative": "Selesai"}
    address = reverse("monitoring:pledge-entry", args=[pledge.pk, case.period.pk])
    assert as_(cast.staff).post(address, form).status_code == 302
    by_page = stored(PledgeReport, "pledge_state")
    assert by_page[0][0][1] == "submitted"
    emptied()
    row = {"pledge": str(pledge.uid), "pledge_state": "kept", "narrative": "Selesai", "submit": True}
    answer = send(system(cast.staff), "pledge-reports", row)
    assert answer.status_code == 200, answer.json()
    assert stored(PledgeReport, "pledge_state") == by_page


def test_nothing_new_of_a_quick_win_is_carried_on_and_sent(case, cast, system, quick_win):
    answer = send(
        system(cast.staff),
        "quick-win-reports",
        {"quick_win": str(quick_win.uid), "nil": True, "nil_reason": "Menunggu"},
    )
    assert answer.status_code == 200, answer.json()
    report = QuickWinReport.objects.get()
    assert (report.state, report.physical_percent, report.nil_reason) == ("submitted", 0, "Menunggu")


def test_a_pledge_without_a_state_stays_a_draft_and_is_told_what_is_missing(case, cast, system, pledge):
    row = {"pledge": str(pledge.uid), "narrative": "Dibahas"}
    drafted = send(system(cast.staff), "pledge-reports", row).json()["rows"][0]
    assert (drafted["report"]["state"], [each["attr"] for each in drafted["warnings"]]) == (
        "draft", ["rows[0].pledge_state"],
    )  # fmt: skip
    answer = send(system(cast.staff), "pledge-reports", row | {"submit": True})
    assert (answer.status_code, errors_of(answer)) == (422, [("missing", "rows[0].pledge_state")])


def test_what_does_not_belong_to_the_row_or_the_person_is_refused_at_its_field(case, cast, system, quick_win, pledge):
    other = MilestoneFactory()
    foreign = QuickWinFactory(region=case.period.region, agency=case.foreign.lead_agency, year=2026)
    future = MilestoneFactory(quick_win=quick_win)
    milestones = [{"milestone": str(other.uid), "done_on": "2026-09-15"}]
    late = [{"milestone": str(future.uid), "done_on": str(date(2026, 12, 1))}]
    rows = [
        {"quick_win": str(quick_win.uid), "milestones": [*milestones, *late]},
        {"quick_win": str(foreign.uid), "physical_percent": 5},
        {"quick_win": str(pledge.uid), "physical_percent": 5},
        {"physical_percent": 5},
        {"quick_win": str(quick_win.uid), "spending": []},
    ]
    answer = send(system(cast.staff), "quick-win-reports", *rows)
    assert answer.status_code == 422
    assert errors_of(answer) == [
        ("unknown_milestone", "rows[0].milestones[0].milestone"),
        ("invalid", "rows[0].milestones[1].done_on"),
        ("permission_denied", "rows[1].quick_win"),
        ("unknown_subject", "rows[2].quick_win"),
        ("required", "rows[3].quick_win"),
        ("unknown_field", "rows[4].spending"),
    ]
    assert not QuickWinReport.objects.exists()
