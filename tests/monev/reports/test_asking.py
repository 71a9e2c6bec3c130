"""Asking for a report: who may ask for which, what can be chosen, what it will hold, what is there already."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from monev.reports.forms.requests import NOTHING
from monev.reports.models import CompiledReport
from monev.reports.parameters import Parameter
from monev.reports.services.compiling import fill_report
from monev.reports.services.requests import request_report
from monev.reports.wishes import Wish
from organizations import audit
from organizations.roles import Can
from tests.factories.masterplan import ProgramFactory
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.factories.preparation import MeetingFactory
from tests.factories.quickwins import QuickWinFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("samples")]
QUARTERLY = {"kind": "quarterly", "period": "2026-3", "language": "id"}
HTMX = {"HX-Request": "true"}
LAST = {
    "opens_on": date(2026, 10, 1),
    "warns_on": date(2026, 12, 1),
    "closes_on": date(2027, 1, 5),
    "locks_on": date(2027, 2, 1),
}
LATER = LAST | {"opens_on": date(2026, 12, 1)}


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 10, 6), tick=True):
        yield


def asked(region):
    return reverse("reports:report-request", args=[region.code])


def sheet(plan, **more):
    return {"kind": "sample-sheet", "program": str(plan.silent.lineage), "period": "2026-3", "language": "id"} | more


def page_of(report):
    return reverse("reports:report-detail", args=[report.pk])


def choices(page, name):
    return [value for value, _label in page.context["form"].fields[name].choices if value]


def test_a_clerk_is_offered_what_everybody_may_ask_for_and_nothing_else(plan, region, cast, as_):
    client = as_(cast.staff)
    offers = [each.report for each in client.get(asked(region)).context["offers"]]
    assert "sample-sheet" in [each.code for each in offers]
    assert {each.needs for each in offers} == {Can.VIEW}
    assert client.get(asked(region), {"kind": "sample-sheet"}).status_code == 200
    assert client.get(asked(region), {"kind": "quarterly"}).status_code == 403
    assert client.post(asked(region), QUARTERLY).status_code == 403
    assert not CompiledReport.objects.exists()


def test_a_clerk_has_a_sheet_compiled_from_another_page(plan, region, cast, as_):
    answer = as_(cast.staff).post(asked(region), sheet(plan))
    report = CompiledReport.objects.get()
    assert answer.url == page_of(report)
    assert (report.requested_by, report.params["program"]) == (cast.staff, str(plan.silent.lineage))
    assert report.period == plan.period


@pytest.mark.parametrize("kind", ["nonsense", "sample-nation"])
def test_what_the_region_does_not_have_is_not_found(region, cast, as_, kind):
    assert as_(cast.admin).get(asked(region), {"kind": kind}).status_code == 404
    assert as_(cast.admin).post(asked(region), {"kind": kind}).status_code == 404


def test_without_a_kind_the_catalogue_is_shown(region, cast, as_):
    page = as_(cast.verifier).get(asked(region))
    assert "quarterly" in [each.report.code for each in page.context["offers"]]
    assert as_(cast.verifier).post(asked(region)).status_code == 422


def test_the_period_that_closed_last_is_chosen_and_says_how_complete_it_is(plan, region, cast, as_):
    PeriodFactory(region=region, number=4, **LAST)
    ProgressReportFactory(program=plan.silent, period=plan.period, state="submitted")
    page = as_(cast.verifier).get(asked(region), {"kind": "quarterly"})
    form = page.context["form"]
    assert choices(page, "period") == ["2026-4", "2026-3"]
    assert form["period"].value() == "2026-3"
    assert "2 dari 3 program terverifikasi, 1 menunggu" in dict(form.fields["period"].choices)["2026-3"]


def test_an_address_fills_in_the_form_and_shows_what_the_report_will_hold(plan, region, cast, as_):
    page = as_(cast.verifier).get(asked(region), {"kind": "quarterly", "period": "2026-3", "language": "en"})
    assert page.context["form"]["language"].value() == "en"
    assert not page.context["form"].errors
    assert page.context["outlook"].preview.rows >= 3


def test_nothing_is_complained_of_before_anything_is_chosen(plan, region, cast, as_):
    page = as_(cast.staff).get(asked(region), {"kind": "sample-sheet"})
    assert not page.context["form"].errors
    assert page.context["outlook"] is None


def test_a_wrong_address_is_complained_of_at_its_field(plan, region, cast, as_):
    page = as_(cast.verifier).get(asked(region), {"kind": "quarterly", "period": "2031-1"})
    assert page.context["form"].errors.keys() == {"period"}


def test_a_wrong_choice_is_said_at_its_field_and_the_rest_stays(plan, region, cast, as_):
    data = QUARTERLY | {"period": "2031-1", "language": "en", "include_preliminary": "on", "number": "050/7"}
    answer = as_(cast.verifier).post(asked(region), data)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors.keys() == {"period"}
    assert (form["language"].value(), form["number"].value(), form["include_preliminary"].value()) == (
        "en",
        "050/7",
        True,
    )
    assert not CompiledReport.objects.exists()


def test_a_period_that_has_not_begun_cannot_be_chosen(plan, region, cast, as_):
    PeriodFactory(region=region, number=4, **LATER)
    assert as_(cast.verifier).post(asked(region), QUARTERLY | {"period": "2026-4"}).status_code == 422


def test_only_what_is_of_the_region_can_be_chosen(plan, region, other_region, agency, cast, as_):
    mine, meeting = QuickWinFactory(region=region, agency=agency), MeetingFactory(council__region=region)
    QuickWinFactory(region=other_region)
    MeetingFactory(council__region=other_region)
    page = as_(cast.admin).get(asked(region), {"kind": "sample-everything"})
    assert str(mine.uid) in choices(page, "quick_win")
    assert len(choices(page, "quick_win")) == region.quick_wins.count()
    assert choices(page, "meeting") == [str(meeting.uid)]
    assert choices(page, "year") == ["2026"]
    assert set(choices(page, "agency")) == {str(each.uid) for each in region.agencies.all()}
    page = as_(cast.staff).get(asked(region), {"kind": "sample-sheet"})
    found = [value for _group, within in page.context["form"].fields["program"].choices[1:] for value, _label in within]
    assert set(found) == {str(each.lineage) for each in plan.version.programs.all()}


def test_a_program_of_another_region_cannot_be_chosen(plan, region, cast, as_):
    foreign = ProgramFactory()
    answer = as_(cast.staff).post(asked(region), sheet(plan, program=str(foreign.lineage)))
    assert answer.context["form"].errors.keys() == {"program"}


def test_a_report_without_anything_to_choose_says_what_is_missing(region, cast, as_):
    page = as_(cast.verifier).get(asked(region), {"kind": "quarterly"})
    assert str(NOTHING[Parameter.PERIOD]) in page.content.decode()
    assert f'<form method="post" action="{asked(region)}"' not in page.content.decode()


def test_the_official_number_is_asked_for_where_a_report_is_sent_on(plan, region, cast, as_):
    as_(cast.verifier).post(asked(region), QUARTERLY | {"number": "050/12", "dated_on": "2026-10-05"})
    report = CompiledReport.objects.get()
    assert (report.number, report.dated_on) == ("050/12", date(2026, 10, 5))
    assert "number" not in as_(cast.staff).get(asked(region), {"kind": "sample-sheet"}).context["form"].fields


def test_what_is_chosen_shows_what_the_report_will_hold_at_once(plan, region, cast, as_):
    answer = as_(cast.staff).post(asked(region), sheet(plan, preview="1"), headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert "Belum ada bukti." in text
    assert plan.silent.name[:5] in answer.context["outlook"].preview.facts[0][1]
    assert not CompiledReport.objects.exists()


def test_the_same_without_scripts_on_the_whole_page(plan, region, cast, as_):
    answer = as_(cast.staff).post(asked(region), sheet(plan, preview="1"))
    assert answer.status_code == 200
    assert "<html" in answer.content.decode()
    assert "Belum ada bukti." in answer.content.decode()
    assert as_(cast.staff).post(asked(region), sheet(plan, preview="1", program="")).status_code == 422
    assert not CompiledReport.objects.exists()


def test_a_report_that_is_too_large_is_refused_with_what_to_do_instead(plan, region, agency, cast, as_):
    client, data = as_(cast.verifier), {"kind": "sample-large", "period": "2026-3", "language": "id"}
    seen = client.post(asked(region), data | {"preview": "1"}, headers=HTMX)
    assert "12.345" in seen.context["outlook"].excess
    assert "OPD" in seen.content.decode()
    answer = client.post(asked(region), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"agency"}
    assert not CompiledReport.objects.exists()
    assert client.post(asked(region), data | {"agency": str(agency.uid)}).status_code == 302


def test_the_same_report_is_not_asked_for_twice(plan, region, cast, as_):
    client = as_(cast.verifier)
    first = client.post(asked(region), QUARTERLY).url
    seen = client.post(asked(region), QUARTERLY | {"preview": "1"}, headers=HTMX)
    assert first in seen.content.decode()
    assert as_(cast.admin).post(asked(region), QUARTERLY).url == first
    assert CompiledReport.objects.count() == 1


@pytest.fixture
def edition(plan, region, cast) -> CompiledReport:
    """A finished edition, one second old."""
    report = request_report("quarterly", Wish(region, "id", period=plan.period), by=cast.verifier)
    return fill_report(report.pk)


def test_an_edition_from_the_same_data_is_shown_instead_of_a_new_one(edition, region, cast, as_):
    client = as_(cast.verifier)
    seen = client.post(asked(region), QUARTERLY | {"preview": "1"}, headers=HTMX)
    assert seen.context["outlook"].is_unchanged
    assert page_of(edition) in seen.content.decode()
    assert client.post(asked(region), QUARTERLY).url == page_of(edition)
    assert CompiledReport.objects.count() == 1


def test_a_new_edition_is_compiled_all_the_same_when_it_is_wished(edition, region, cast, as_):
    url = as_(cast.verifier).post(asked(region), QUARTERLY | {"again": "on"}).url
    assert url == page_of(CompiledReport.objects.get(edition=2))


def test_an_official_number_makes_a_new_edition(edition, region, cast, as_):
    as_(cast.verifier).post(asked(region), QUARTERLY | {"number": "050/12"})
    assert CompiledReport.objects.get(edition=2).number == "050/12"


@pytest.mark.parametrize("change", ["data", "software", "time"])
def test_a_new_edition_is_compiled_when_it_would_say_something_else(edition, plan, region, cast, as_, settings, change):
    if change == "data":
        audit.record(cast.staff, "report.submit", plan.silent, region=region)
    elif change == "software":
        settings.VERSION = "9.9.9"
    else:
        edition.snapshot.taken_at = timezone.now() - timedelta(hours=25)
        edition.snapshot.save()
    assert as_(cast.verifier).post(asked(region), QUARTERLY).url != page_of(edition)


def test_what_other_regions_do_leaves_an_edition_unchanged(edition, region, other_region, cast, as_):
    audit.record(None, "report.submit", other_region, region=other_region)
    assert as_(cast.verifier).post(asked(region), QUARTERLY).url == page_of(edition)


def test_the_ministry_asks_for_a_report_of_the_nation(cast, as_):
    client, url = as_(cast.national), reverse("reports:national-request")
    assert "sample-nation" in [each.report.code for each in client.get(url).context["offers"]]
    answer = client.post(url, {"kind": "sample-nation", "year": "2026", "language": "id"})
    report = CompiledReport.objects.get()
    assert answer.url == page_of(report)
    assert (report.region, report.params) == (None, {"year": 2026})
    assert as_(cast.verifier).get(url).status_code == 403


def test_more_to_choose_from_needs_no_more_queries(plan, region, agency, cast, as_, django_assert_max_num_queries):
    client = as_(cast.admin)

    def counted(most):
        with django_assert_max_num_queries(most) as queries:
            for kind in ("sample-sheet", "sample-everything", "quarterly"):
                assert client.get(asked(region), {"kind": kind}).status_code == 200
        return len(queries)

    counted(200)
    few = counted(200)
    for number in (1, 2):
        PeriodFactory(region=region, number=number)
        QuickWinFactory(region=region, agency=agency)
        MeetingFactory(council__region=region)
    counted(few)
