"""The demonstration: published facts with their source, everything else marked as example."""

from collections import Counter
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from citizens.models import Feedback
from core.models import Record
from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.plans import ActionItem, BudgetLine, Indicator, PlanVersion, Program
from masterplan.models.preparation import Council, LegalDocument, PreparationStage, SupportRequest
from monev.evaluation.models.surveys import Survey
from monev.evaluation.selectors.surveys import figures_of, statement_means
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import QualityFlag, Remark, Transition
from monev.monitoring.selectors.duties import vacant_duties
from monev.monitoring.selectors.figures import region_figures
from monev.monitoring.selectors.work import board_of
from notices.models import Notice
from organizations.demo import DEMO_USERS
from organizations.models import AuditEntry, Partner, Region, User
from organizations.roles import Can, Role
from pillars.models import SubDimension
from portal.demo import loader
from portal.demo.quarters import Quarter, calendars, open_quarter
from webhooks.models import Webhook
from webhooks.services.sending import due

TODAY = timezone.localdate()
"""The open quarter is filled by the services, and they know no other day."""
CATALOGUES = {"Region", "RuleVersion", "Dimension", "InstrumentIndicator", "InstrumentItem"}
"""Tables that load_reference fills; the parts of an instrument come from the source that the instrument names."""


def records() -> list[type[Record]]:
    return [model for model in apps.get_models() if issubclass(model, Record)]


def ksb() -> Region:
    return Region.objects.get(code="52.07")


def test_every_sub_dimension_has_at_least_two_programs(loaded):
    counts = Counter(
        Program.objects.filter(plan_version__plan__title=loader.TITLE).values_list("sub_dimension", flat=True)
    )
    assert len(counts) == SubDimension.objects.count() == 18
    assert min(counts.values()) >= 2


def test_every_row_is_marked_as_example_or_names_its_source(loaded):
    for model in records():
        if model.__name__ not in CATALOGUES:
            assert not model.objects.filter(is_example=False, source="").exists(), model.__name__


def test_nothing_with_a_figure_passes_for_real(loaded):
    for model in (BudgetLine, Indicator, ProgressReport, Evidence, Pledge, Commitment, ActionItem):
        assert model.objects.exists()
        assert not model.objects.filter(is_example=False).exists(), model.__name__


def test_the_example_webhook_sends_nothing(loaded):
    """It is paused, its name leads nowhere, it has no secret; what the others did while loading was told to nobody."""
    hook = Webhook.objects.get()
    assert (hook.state, hook.is_example) == ("paused", True)
    assert urlsplit(hook.url).hostname.endswith(".example")
    assert not hook.secrets.exists()
    assert Counter(hook.deliveries.values_list("state", flat=True)) == {"sent": 2, "given_up": 1, "waiting": 1}
    assert not due(timezone.now() + timedelta(days=30))


def test_the_published_steps_of_the_preparation_are_there(loaded):
    stages = {stage.kind: stage for stage in PreparationStage.objects.filter(region=ksb(), is_example=False)}
    assert stages["readiness"].period_text == "2021"
    assert stages["mou"].started_on == date(2022, 4, 21)
    assert [kind for kind in stages if kind.startswith("bimtek")] == ["bimtek_1", "bimtek_2", "bimtek_3", "bimtek_4"]
    assert all(stages[f"bimtek_{number}"].deliverable for number in (1, 2, 3, 4))
    assert "Oktober 2022" in stages["commitment"].period_text


def test_what_is_not_published_stays_empty_and_says_so(loaded):
    decree = LegalDocument.objects.get(region=ksb(), kind="decree")
    assert (decree.number, decree.dated_on, decree.year) == ("", None, 2022)
    assert "tidak dipublikasikan" in decree.note
    assert Council.objects.get(region=ksb()).decree == decree


def test_the_regional_plan_and_the_partners_are_as_published(loaded):
    assert LegalDocument.objects.get(region=ksb(), kind="regional_regulation").number == "7 Tahun 2021"
    real = Partner.objects.filter(region=ksb(), is_example=False)
    assert set(real.values_list("kind", flat=True)) == {"pdpgr", "company", "bank", "region"}


def test_the_published_innovations_wait_for_a_pillar_in_a_draft_of_their_own(loaded):
    found = Program.objects.filter(plan_version__plan__region=ksb(), is_example=False)
    assert found.count() == 12
    assert not found.exclude(sub_dimension=None).exists()
    assert set(found.values_list("plan_version__status", flat=True)) == {PlanVersion.Status.DRAFT}
    assert found.filter(name__startswith="KADOKU SEHATI").exists()


def test_the_environment_ministry_is_asked_for_help(loaded):
    assert SupportRequest.objects.filter(region=ksb(), ministry__code="KLH").exists()


def test_eight_quarters_of_which_the_last_is_open_and_closes_soon(loaded):
    periods = list(Period.objects.filter(region=ksb()).in_order())
    last = open_quarter(TODAY)
    assert [Quarter(period.year, period.number) for period in periods] == [
        last.back(count) for count in range(7, -1, -1)
    ]
    assert [period.is_locked for period in periods] == [True] * 7 + [False]
    assert 0 < (periods[-1].closes_on - TODAY).days <= 14
    assert periods[-1].warns_on <= TODAY


def test_the_open_period_shows_every_state(loaded):
    current = ProgressReport.objects.filter(period=Period.objects.filter(region=ksb()).in_order().last())
    states = Counter(current.values_list("state", flat=True))
    assert {"draft", "submitted", "verified", "returned"} <= set(states)
    assert current.exclude(nil_reason="").exists()
    programs = Program.objects.filter(plan_version__plan__title=loader.TITLE)
    assert current.count() < programs.running_in(open_quarter(TODAY).year).count()
    assert all(current.filter(state="returned").values_list("return_reason", flat=True))


def test_the_closed_periods_show_what_goes_wrong(loaded):
    figures = [
        figure
        for period in Period.objects.filter(region=ksb())
        for figure in region_figures(ksb(), period, preliminary=True).programs
    ]
    assert {"green", "amber", "red", None} <= {figure.light for figure in figures}
    assert any(figure.overspending for figure in figures)
    assert any(figure.actual == 100 for figure in figures)
    assert any(figure.entry is None for figure in figures)
    assert ProgressReport.objects.filter(is_late=True).exists()
    assert ProgressReport.objects.filter(physical_percent=100, evidence_uses=None).exists()


def test_the_trail_tells_how_each_report_came_to_its_state(loaded):
    report = ProgressReport.objects.filter(state="verified", period__locked_at__isnull=False).first()
    steps = list(Transition.objects.filter(progress_report=report).order_by("at").values_list("to_state", flat=True))
    assert steps == ["submitted", "verified"]
    assert Transition.objects.filter(progress_report=report).first().at.date() <= report.period.locks_on


def test_the_rules_of_data_quality_find_what_was_made_wrong(loaded):
    codes = set(QualityFlag.objects.values_list("code", flat=True))
    assert {"above_ceiling", "no_evidence", "implausible", "physical_fell", "shared_evidence", "jump"} <= codes
    settled = QualityFlag.objects.filter(progress_report__state="verified")
    assert settled.exists()
    assert not settled.filter(settled_at=None).exists()


def test_the_open_period_was_filled_by_its_people(loaded):
    current = ProgressReport.objects.filter(period__region=ksb(), period__locked_at=None)
    assert not current.filter(entered_by=None).exists()
    assert all(report.entered_by.access.reach(Can.ENTER).agencies for report in current.select_related("entered_by"))
    assert AuditEntry.objects.filter(verb="report.submit", region=ksb()).exists()


def test_evidence_is_small_and_says_that_it_is_an_example(loaded):
    files = Evidence.objects.exclude(stored_file=None).select_related("stored_file")
    assert {"application/pdf", "image/png"} == {row.stored_file.content_type for row in files}
    assert max(row.stored_file.size for row in files) < 5_000
    assert all(row.title.startswith("Contoh") for row in files)
    assert Evidence.objects.exclude(link="").exists()


def test_verified_reports_carry_verdicts_and_one_link_is_dead(loaded):
    judged = EvidenceUse.objects.filter(progress_report__state="verified")
    verdicts = Counter(judged.values_list("verdict", flat=True))
    assert verdicts["sufficient"] > verdicts["weak"] > 0
    assert verdicts["strong"] > verdicts[""]
    assert not judged.exclude(verdict="").filter(judged_by=None).exists()
    assert Evidence.objects.filter(link_state="dead", region=ksb()).count() == 1


def test_a_locked_period_shows_a_verified_and_an_open_correction(loaded):
    done, under_way = ProgressReport.objects.filter(revision=2).order_by("pk")
    assert (done.state, under_way.state) == ("verified", "returned")
    assert done.period == under_way.period
    assert done.period.is_locked
    before = ProgressReport.objects.get(program=done.program, period=done.period, revision=1)
    assert before.physical_percent - done.physical_percent == 4
    assert all(row.correction_reason.startswith("Contoh") for row in (done, under_way))


def test_a_returned_report_shows_what_is_asked_at_its_fields(loaded):
    current = Period.objects.filter(region=ksb()).in_order().last()
    report = ProgressReport.objects.filter(period=current, state="returned").first()
    asked = Remark.objects.filter(progress_report=report).order_by("pk")
    assert list(asked.values_list("field", "is_answer")) == [
        ("physical_percent", False),
        ("evidence", False),
        ("physical_percent", True),
    ]


def test_one_person_for_each_role_can_log_in(loaded):
    assert {person.role for person in DEMO_USERS} == set(Role)
    for person in DEMO_USERS:
        user = User.objects.get(email=person.email)
        assert user.check_password(person.password)
        assert user.access.has_role(person.role)
        assert user.is_example


def test_a_regional_person_sees_one_region_and_the_national_one_sees_both(loaded):
    programs = Program.objects.in_force()
    verifier, national = (User.objects.get(email=person.email) for person in (DEMO_USERS[2], DEMO_USERS[-1]))
    regions = "plan_version__plan__region__code"
    assert set(programs.allowed(verifier, Can.VIEW).values_list(regions, flat=True)) == {"52.07"}
    assert set(programs.allowed(national, Can.VIEW).values_list(regions, flat=True)) == {"52.07", "52.04"}


def test_a_second_run_changes_nothing(loaded):
    before = {model: (model.objects.count(), model.history.count()) for model in records()}
    assert loader.load(TODAY) is False
    assert {model: (model.objects.count(), model.history.count()) for model in records()} == before


def test_it_is_refused_outside_the_demonstration(settings, db):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("load_demo")


def test_it_is_refused_in_production_even_by_force(settings, db):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="PRODUCTION"):
        call_command("load_demo", force=True)


def test_it_asks_for_the_reference_data_first(settings, db):
    settings.DEMO = True
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_demo")


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 10, 1), date(2026, 11, 24), date(2027, 8, 5)])
def test_the_calendar_follows_the_day_of_loading(today):
    days = calendars(today)
    assert len(days) == 8
    assert [each.is_open for each in days] == [False] * 7 + [True]
    assert all(each.opens_on <= each.warns_on <= each.closes_on <= each.locks_on for each in days)
    assert all(each.locks_on < today for each in days[:-1])
    assert days[-1].opens_on <= today < days[-1].closes_on
    assert days[-1].quarter <= Quarter(2026, 4)


def test_example_people_have_news(loaded):
    """Told by the services that tell real people: what came back, what is due; nothing to anybody real."""
    told = Notice.objects.select_related("user")
    assert {"report.returned"} <= set(told.values_list("kind", flat=True))
    assert all(notice.user.is_example for notice in told)
    clerk = User.objects.get(email=next(each.email for each in DEMO_USERS if each.role == Role.AGENCY_STAFF))
    assert clerk.notices.exists()
    assert all(notice.title and notice.body for notice in told)


def test_the_staff_has_work_of_an_own_post_and_one_post_is_vacant(loaded):
    staff = User.objects.get(email=DEMO_USERS[0].email)
    board = board_of(staff)
    assert board.is_mine
    assert 0 < board.mine < board.total
    (alarm,) = vacant_duties(ksb(), TODAY)
    assert alarm.is_vacant
    assert alarm.duties > 0
    assert alarm.last.user.is_example


def test_the_region_is_public_with_its_real_documents_and_feedback_of_each_kind(loaded, client):
    page = client.get("/publik/52.07/").content.decode()
    assert "insidentb.com" in page
    assert client.get("/publik/52.04/").status_code == 404
    documents = client.get("/publik/52.07/dokumen/").content.decode()
    assert "Nota kesepahaman" in documents
    assert "Musyafirin" not in documents
    assert Counter(Feedback.objects.values_list("state", flat=True)) == {"new": 1, "approved": 1, "answered": 1}


def test_public_pages_say_that_their_figures_are_made_up(loaded, client):
    for address in ("/publik/52.07/", "/publik/52.07/program/", "/publik/52.07/quick-win/", "/publik/52.07/data/"):
        assert "Data contoh" in client.get(address).content.decode(), address


def test_six_surveys_show_enough_too_few_and_something_for_every_guard(loaded):
    found = figures_of(Survey.objects.select_related("region", "pillar"))
    enough = {each.survey.pillar.letters: each.figures.pillar.is_sufficient for each in found}
    assert enough == {"GO": True, "BR": True, "EC": True, "LI": True, "SO": True, "EN": False}
    judged = [one for each in found for one in each.judged]
    assert {str(one.standing) for one in judged} == {"valid", "excluded", "non_user", "repeated", "elsewhere"}
    assert {str(flag) for one in judged for flag in one.flags} == {"same", "zeros", "fast", "burst"}
    assert any(one.surplus for one in judged)
    assert len(statement_means(Region.objects.get(code="52.07"), Survey.objects.first().year)) == 54
