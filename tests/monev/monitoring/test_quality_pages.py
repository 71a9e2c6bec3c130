"""What the page of the data-quality rules shows, who switches rules, and what each OPD scores from stored reports."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.errors import Refused
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.quality_codes import CODES
from monev.monitoring.selectors.facts import findings
from monev.monitoring.selectors.quality import quality_page, quality_scores
from monev.monitoring.selectors.rule_versions import rules_for
from monev.monitoring.services.periods import lock_period
from monev.monitoring.services.quality import switch_rules
from organizations.models import AuditEntry
from tests.factories.masterplan import ActionItemFactory
from tests.factories.monitoring import (
    ActionItemProgressFactory,
    IndicatorValueFactory,
    PeriodFactory,
    ProgressReportFactory,
    SpendingFactory,
)
from tests.factories.quickwins import MilestoneFactory
from tests.factories.trail import (
    EvidenceUseFactory,
    PledgeReportFactory,
    QualityFlagFactory,
    QuickWinReportFactory,
)
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db
LAST = datetime.date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


def without(*codes):
    return [code for code in CODES if code not in codes]


def found(report, by):
    return {each.code for each in findings(report, seen_by=by)}


# Switching


def test_the_administrator_switches_a_rule_off_from_a_period_on(region, case, cast):
    made = switch_rules(region, on=without("jump"), since=case.period, reason="Banyak proyek pendek.", by=cast.admin)
    assert (made.valid_from, made.note, made.region) == (datetime.date(2026, 7, 1), "Banyak proyek pendek.", region)
    assert rules_for(region.pk, LAST).quality_off == ("jump",)
    assert rules_for(region.pk, datetime.date(2026, 6, 30)).quality_off == ()
    assert AuditEntry.objects.get(verb="rules.switched").details["off"] == ["jump"]


def test_what_is_switched_off_is_not_found_any_more(region, case, cast):
    report = ProgressReportFactory(program=case.program, period=case.period, physical_percent=Decimal(95))
    assert "jump" in found(report, cast.verifier)
    switch_rules(region, on=without("jump"), since=case.period, reason="Uji.", by=cast.admin)
    assert "jump" not in found(report, cast.verifier)


def test_a_switch_keeps_the_other_settings_and_the_version_before(region, case, cast):
    RuleVersion.objects.create(
        region=region, code="dulu", valid_from=datetime.date(2026, 1, 1), settings={"jump_points": "60"}
    )
    switch_rules(region, on=without("dead_link"), since=case.period, reason="Uji.", by=cast.admin)
    back = switch_rules(region, on=CODES, since=case.period, reason="Kembali.", by=cast.admin)
    rules = rules_for(region.pk, LAST)
    assert (rules.jump_points, rules.quality_off, rules.version) == (60, (), back.code)
    assert RuleVersion.objects.filter(region=region).count() == 3


@pytest.mark.parametrize("name", ["verifier", "staff", "council", "national", "assessor", "foreign_region_admin"])
def test_nobody_else_switches_rules(region, case, cast, name):
    with pytest.raises(PermissionDenied):
        switch_rules(region, on=without("jump"), since=case.period, reason="Uji.", by=getattr(cast, name))


def test_a_switch_that_makes_no_sense_is_refused_at_its_field(region, other_region, case, cast):
    locked = PeriodFactory(region=region, number=1, locked_at="2026-05-01T00:00:00Z")
    asked = {"on": without("jump"), "since": case.period, "reason": "Uji."}
    for wrong, field in (
        ({"on": ["salah"]}, "on"),
        ({"on": CODES}, "on"),
        ({"since": locked}, "since"),
        ({"since": PeriodFactory(region=other_region)}, "since"),
        ({"reason": " "}, "reason"),
    ):
        with pytest.raises(Refused) as refused:
            switch_rules(region, by=cast.admin, **(asked | wrong))
        assert refused.value.field == field


# The page


def test_the_page_says_how_often_a_rule_fired_and_whether_it_is_on(region, case, cast):
    report = ProgressReportFactory(program=case.program, period=case.period, state="submitted")
    QualityFlagFactory(progress_report=report, code="jump", severity="notice")
    QualityFlagFactory(
        progress_report=report, code="implausible", about="IKM", settled_at="2026-09-30T00:00:00Z",
        settled_by=cast.verifier,
    )  # fmt: skip
    QualityFlagFactory(progress_report__period=case.earlier, code="jump", severity="notice")
    switch_rules(region, on=without("dead_link"), since=case.period, reason="Uji.", by=cast.admin)
    lines = {line.code: line for line in quality_page(region, case.period).lines}
    assert (lines["jump"].fired, lines["jump"].open, lines["implausible"].open) == (1, 1, 0)
    assert [code for code, line in lines.items() if not line.is_on] == ["dead_link"]


def test_everybody_reads_the_rules_and_the_administrator_switches_them(as_, cast, region, case):
    url, switch = (reverse(f"monitoring:quality-{name}", args=[region.code]) for name in ("rules", "switch"))
    page = as_(cast.staff).get(url).content.decode()
    assert page.count('<details class="quality__rule') == len(CODES)
    assert switch not in page
    assert switch in as_(cast.admin).get(url).content.decode()
    answer = as_(cast.admin).post(switch, {"on": without("silent"), "since": case.period.pk, "reason": ""})
    assert answer.status_code == 422
    data = {"on": without("silent"), "since": case.period.pk, "reason": "Uji."}
    done = as_(cast.admin).post(switch, data, follow=True)
    assert done.status_code == 200
    assert rules_for(region.pk, LAST).quality_off == ("silent",)


# The score from what is stored


def whole(case, program, indicator=None, **columns):
    report = ProgressReportFactory(program=program, period=case.period, state="submitted", **columns)
    SpendingFactory(report=report, source_of_funds=case.pad)
    IndicatorValueFactory(report=report, indicator=indicator or program.indicators.get())
    return report


def test_each_opd_is_scored_on_what_it_owes(region, agency, other_agency, cast):
    case = make_case(region, agency, other_agency, programs=4)
    good, late, bare, _unsent = case.programs
    proven = whole(case, good)
    EvidenceUseFactory(progress_report=proven, verdict="strong")
    EvidenceUseFactory(progress_report=whole(case, late, is_late=True), verdict="weak")
    QualityFlagFactory(progress_report=whole(case, bare), severity="warning")
    scores = quality_scores(region, case.period)
    own = scores.of(agency.pk)
    assert [own.complete, own.on_time, own.evidence, own.unquestioned] == [75, 50, Decimal("37.5"), 50]
    assert (own.value, own.sent, own.due) == (Decimal("57.5"), 3, 4)
    assert scores.of(other_agency.pk).value == 0
    assert (scores.total.due, scores.total.value) == (5, 46)


def test_a_report_lacking_a_figure_is_not_complete_and_nihil_is(region, agency, other_agency):
    case = make_case(region, agency, other_agency, programs=2)
    ProgressReportFactory(program=case.programs[0], period=case.period, state="submitted")
    ProgressReportFactory(
        program=case.programs[1], period=case.period, state="submitted", physical_percent=None, nil_reason="Musim hujan"
    )
    assert quality_scores(region, case.period).of(agency.pk).complete == 50


def test_an_explained_and_settled_warning_does_not_count_against_an_opd(region, agency, case, cast):
    flag = QualityFlagFactory(progress_report=whole(case, case.program), severity="warning")
    before = quality_scores(region, case.period).of(agency.pk).unquestioned
    QualityFlag.objects.filter(pk=flag.pk).update(explanation="Dana kembali.", settled_at="2026-09-30T00:00:00Z")
    assert (before, quality_scores(region, case.period).of(agency.pk).unquestioned) == (0, 100)


def test_quick_wins_and_pledges_count_too(region, agency, case):
    QuickWinReportFactory(
        quick_win__region=region, quick_win__agency=agency, quick_win__year=2026, period=case.period, state="submitted",
        physical_percent=Decimal(40),
    )  # fmt: skip
    PledgeReportFactory(
        pledge__commitment__region=region, pledge__commitment__agency=agency, period=case.period, state="returned"
    )
    own = quality_scores(region, case.period).of(agency.pk)
    assert (own.due, own.sent) == (3, 1)


# The facts behind the rules


def test_the_rules_see_evidence_with_its_dates_and_dead_links(case, cast):
    report = ProgressReportFactory(program=case.program, period=case.period)
    use = EvidenceUseFactory(progress_report=report, evidence__dated_on=datetime.date(2026, 10, 20))
    EvidenceUseFactory(progress_report=report, evidence__dated_on=datetime.date(2025, 5, 1))
    EvidenceUseFactory(
        progress_report=report, evidence__dated_on=datetime.date(2024, 5, 1), evidence__kind=Evidence.Kind.DECREE,
        evidence__expires_on=datetime.date(2026, 5, 1),
    )  # fmt: skip
    Evidence.objects.filter(pk=use.evidence_id).update(link_state="dead")
    assert {"evidence_later", "evidence_earlier", "evidence_expired", "dead_link"} <= found(report, cast.verifier)


def test_the_rules_see_the_words_of_the_last_report_and_repeated_nihil(case, cast):
    words = "Pelatihan kader posyandu di tiga desa."
    ProgressReportFactory(program=case.program, period=case.earlier, state="verified", narrative=words)
    report = ProgressReportFactory(program=case.program, period=case.period, narrative=words)
    assert "copied_narrative" in found(report, cast.verifier)
    first = PeriodFactory(region=case.period.region, number=1)
    ProgressReportFactory(program=case.foreign, period=first, state="verified", nil_reason="Hujan")
    ProgressReportFactory(program=case.foreign, period=case.earlier, state="verified", nil_reason="Hujan")
    last = ProgressReportFactory(program=case.foreign, period=case.period, nil_reason="Hujan", physical_percent=None)
    assert "nil_repeated" in found(last, cast.verifier)


def test_the_rules_see_an_indicator_that_stands_still_while_work_goes_on(case, cast):
    for number, percent in ((1, 10), (2, 30), (3, 62)):
        period = PeriodFactory(region=case.period.region, number=number)
        report = ProgressReportFactory(
            program=case.program, period=period, state="submitted", physical_percent=Decimal(percent)
        )
        IndicatorValueFactory(report=report, indicator=case.indicator, value=Decimal(41))
    assert "value_unchanged" in found(report, cast.verifier)


def test_the_rules_see_action_items_and_overdue_milestones(case, cast, region, agency):
    type(case.version).objects.filter(pk=case.version.pk).update(status="draft")
    item = ActionItemFactory(program=case.program, start_year=2026, end_year=2026)
    report = ProgressReportFactory(program=case.program, period=case.period, physical_percent=Decimal(100))
    ActionItemProgressFactory(report=report, action_item=item, state="running")
    assert "items_open" in found(report, cast.verifier)
    win = QuickWinReportFactory(
        quick_win__region=region, quick_win__agency=agency, period=case.period, physical_percent=Decimal(10)
    )
    MilestoneFactory(quick_win=win.quick_win, due_on=datetime.date(2026, 8, 31))
    assert "milestone_overdue" in found(win, cast.verifier)


@pytest.mark.parametrize(("today", "is_late"), [("2026-09-29", False), ("2026-09-30", True)])
def test_a_milestone_whose_day_has_not_come_is_not_overdue(case, cast, region, agency, today, is_late):
    win = QuickWinReportFactory(
        quick_win__region=region, quick_win__agency=agency, period=case.period, physical_percent=Decimal(10)
    )
    MilestoneFactory(quick_win=win.quick_win, due_on=datetime.date(2026, 9, 30))
    with time_machine.travel(f"{today} 05:00:00+00:00", tick=False):
        assert ("milestone_overdue" in found(win, cast.verifier)) is is_late


def test_a_correction_is_checked_by_its_own_figures(case, cast):
    report = ProgressReportFactory(
        program=case.program, period=case.earlier, state="verified", physical_percent=Decimal(100)
    )
    lock_period(case.earlier, by=cast.verifier)
    correction = ProgressReportFactory(
        program=case.program, period=case.earlier, revision=2, state="returned", physical_percent=Decimal(30)
    )
    assert "no_evidence" in found(ProgressReport.objects.get(pk=report.pk), cast.verifier)
    assert "no_evidence" not in found(ProgressReport.objects.get(pk=correction.pk), cast.verifier)
