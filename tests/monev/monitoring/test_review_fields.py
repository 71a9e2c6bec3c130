"""The table of fields: now, the last period, the last submission; and what the OPD explains of the findings."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import Refused
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.progress import ActionItemProgress, IndicatorValue, MilestoneProgress, QuickWinReport
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.selectors.findings import current_findings
from monev.monitoring.selectors.report_fields import shown
from monev.monitoring.selectors.review import GROUPS, review_page
from monev.monitoring.services.evidence import attach_link, detach
from monev.monitoring.services.evidence_verdicts import judge
from monev.monitoring.services.flags import explain, settle_flag
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import State, Step
from tests.factories.monitoring import ProgressReportFactory, SpendingFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.factories.trail import EvidenceUseFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, agency, other_agency):
    return make_case(region, agency, other_agency)


@pytest.fixture
def report(case, cast):
    draft = ProgressReportFactory(program=case.program, period=case.period, physical_percent=Decimal(100))
    draft.entered_by = cast.staff
    draft.store(by=cast.staff, reason="entry")
    SpendingFactory(report=draft, source_of_funds=case.pad)
    return draft


def rows(report, person):
    return {each.name: each for each in review_page(report, seen_by=person).fields}


def test_steps_values_and_evidence_that_changed_since_the_last_submission(case, cast, report):
    step = ActionItemProgress(report=report, action_item=case.step, state="running")
    step.store(by=cast.staff, reason="entry")
    kept = attach_link(report, "https://contoh.example/tetap", by=cast.staff, title="Tetap").use
    gone = attach_link(report, "https://contoh.example/lama", by=cast.staff, title="Lama").use
    sent = take_step(report, Step.SUBMIT, by=cast.staff)
    back = take_step(sent, Step.RETURN, by=cast.verifier, reason="Perbaiki")
    step.state = "done"
    step.store(by=cast.staff, reason="entry")
    IndicatorValue(report=back, indicator=case.indicator, value=Decimal("41.5")).store(by=cast.staff, reason="entry")
    detach(EvidenceUse.objects.get(pk=gone.pk), by=cast.staff)
    attach_link(back, "https://contoh.example/baru", by=cast.staff, title="Baru")
    found = rows(take_step(back, Step.SUBMIT, by=cast.staff), cast.verifier)
    changed = {name: (each.sent, each.now) for name, each in found.items() if each.is_changed}
    assert changed == {
        f"action_{case.step.pk}": (shown("action_", "running"), shown("action_", "done")),
        f"value_{case.indicator.pk}": ("–", "41,5"),
        "evidence": ("Tetap\nLama", "Tetap\nBaru"),
    }
    assert (found["evidence"].added, found["evidence"].removed) == (("Baru",), ("Lama",))
    assert kept.pk


def test_milestones_of_a_quick_win_stand_in_the_table(case, cast, region, agency):
    win = QuickWinFactory(region=region, agency=agency)
    reached = MilestoneFactory(quick_win=win, name="Uji coba", due_on=date(2026, 9, 1))
    ahead = MilestoneFactory(quick_win=win, name="Peluncuran", due_on=date(2026, 12, 1))
    report = QuickWinReport(quick_win=win, period=case.period, physical_percent=Decimal(50), entered_by=cast.staff)
    report.store(by=cast.staff, reason="entry")
    MilestoneProgress(report=report, milestone=reached, done_on=date(2026, 9, 3)).store(by=cast.staff, reason="entry")
    found = rows(take_step(report, Step.SUBMIT, by=cast.staff), cast.verifier)
    assert found[f"milestone_{reached.pk}"].now == "3 September 2026"
    assert "1 Desember 2026" in found[f"milestone_{ahead.pk}"].note
    assert found[f"milestone_{ahead.pk}"].now == "–"


def test_a_text_that_was_copied_from_the_last_period_is_called_so(case, cast, report):
    earlier = ProgressReportFactory(program=case.program, period=case.earlier, narrative="Pelatihan kader")
    type(earlier).objects.filter(pk=earlier.pk).update(state=State.VERIFIED)
    report.narrative = "Pelatihan kader"
    report.store(by=cast.staff, reason="entry")
    found = rows(report, cast.verifier)
    assert found["narrative"].is_like_before
    assert not found["physical_percent"].is_like_before


def test_groups_come_as_on_the_page_of_entry_and_gaps_are_seen(case, cast, report):
    groups = [each.group for each in review_page(report, seen_by=cast.verifier).fields]
    assert groups == sorted(groups, key=GROUPS.index)
    assert {"physical_percent", "narrative", "evidence", f"value_{case.indicator.pk}"} <= set(
        rows(report, cast.verifier)
    )


def test_more_fields_need_no_more_queries(case, cast, report):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            review_page(report, seen_by=cast.verifier)
        return len(captured)

    attach_link(report, "https://contoh.example/0", by=cast.staff)
    ActionItemProgress(report=report, action_item=case.step, state="running").store(by=cast.staff, reason="entry")
    before = queries()
    for number in range(1, 6):
        attach_link(report, f"https://contoh.example/{number}", by=cast.staff)
    SpendingFactory(report=report, source_of_funds=case.csr)
    ActionItemProgress(report=report, action_item=case.helping, state="done").store(by=cast.staff, reason="entry")
    assert queries() <= before


# Findings


def finding(report, person, code="no_evidence"):
    return next(each for each in current_findings(report, seen_by=person) if each.code == code)


def test_the_opd_explains_before_sending_and_the_verifier_reads_and_settles_it(cast, report):
    found = finding(report, cast.staff)
    assert found.flag is None
    explain(report, found.code, found.about, "Berita acara menyusul", by=cast.staff)
    take_step(report, Step.SUBMIT, by=cast.staff)
    read = finding(report, cast.verifier)
    assert (read.explanation, read.flag.explained_by) == ("Berita acara menyusul", cast.staff)
    settle_flag(read.flag, by=cast.verifier)
    assert finding(report, cast.verifier).is_settled


def test_an_explanation_after_sending_opens_what_was_settled(cast, report):
    take_step(report, Step.SUBMIT, by=cast.staff)
    found = finding(report, cast.verifier)
    settle_flag(found.flag, by=cast.verifier)
    explain(report, found.code, found.about, "Ternyata ada berkas lain", by=cast.head)
    assert not finding(report, cast.verifier).is_settled


@pytest.mark.parametrize("name", ["colleague", "verifier", "council", "admin", "foreign_agency_staff"])
def test_others_than_the_opd_explain_nothing(cast, report, name):
    with pytest.raises(PermissionDenied):
        explain(report, "no_evidence", "", "Karena", by=getattr(cast, name))


@pytest.mark.parametrize(
    ("code", "about", "text"),
    [("no_evidence", "", "  "), ("no_evidence", "", "x" * 2001), ("no_evidence", "lain", "y"), ("nothing", "", "y")],
)
def test_what_the_rules_do_not_find_and_empty_words_are_refused(cast, report, code, about, text):
    with pytest.raises(Refused):
        explain(report, code, about, text, by=cast.staff)
    assert not QualityFlag.objects.exists()


def test_a_verified_report_has_nothing_to_explain(cast, report):
    done = take_step(take_step(report, Step.SUBMIT, by=cast.staff), Step.VERIFY, by=cast.verifier)
    with pytest.raises(Refused):
        explain(done, "no_evidence", "", "Karena", by=cast.staff)


def test_findings_of_one_rule_about_two_sources_are_two_flags(case, cast, report):
    earlier = ProgressReportFactory(program=case.program, period=case.earlier, physical_percent=Decimal(20))
    type(earlier).objects.filter(pk=earlier.pk).update(state=State.VERIFIED)
    for source in (case.pad, case.csr):
        SpendingFactory(report=earlier, source_of_funds=source, amount=Decimal(500_000_000))
    SpendingFactory(report=report, source_of_funds=case.csr, amount=Decimal(1_000))
    take_step(report, Step.SUBMIT, by=cast.staff)
    flags = QualityFlag.objects.filter(progress_report=report, code="spending_fell")
    assert {flag.about for flag in flags} == {case.pad.name, case.csr.name}


def test_the_page_takes_the_explanation(as_, cast, report):
    take_step(report, Step.SUBMIT, by=cast.staff)
    url = reverse("monitoring:finding-explain", args=[report.pk])
    page = reverse("monitoring:report-detail", args=[report.pk])
    said = {"code": "no_evidence", "about": "", "explanation": "Berita acara menyusul"}
    assert as_(cast.colleague).post(url, said).status_code == 403
    answer = as_(cast.staff).post(url, said)
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#quality")
    assert "Berita acara menyusul" in as_(cast.verifier).get(f"/verifikasi/{report.pk}/").content.decode()


# Verdicts


def test_the_verifier_judges_each_use_on_the_page(as_, cast, report):
    use = attach_link(report, "https://contoh.example/a", by=cast.staff).use
    take_step(report, Step.SUBMIT, by=cast.staff)
    url = f"/verifikasi/{report.pk}/"
    said = {"action": "judge", "use": use.pk, "verdict": "strong"}
    assert as_(cast.verifier).post(url, said).status_code == 302
    use.refresh_from_db()
    assert (use.verdict, use.judged_by) == ("strong", cast.verifier)
    part = as_(cast.verifier).post(url, said | {"verdict": "weak"}, headers={"HX-Request": "true"})
    assert (part.status_code, b"<html" in part.content) == (200, False)
    assert as_(cast.verifier).post(url, said | {"verdict": "best"}, headers={"HX-Request": "true"}).status_code == 422
    use.refresh_from_db()
    assert use.verdict == "weak"


def test_only_the_verifier_judges(as_, cast, report, region):
    use = attach_link(report, "https://contoh.example/a", by=cast.staff).use
    for person in (cast.staff, cast.head, cast.council, cast.foreign_verifier):
        with pytest.raises(PermissionDenied):
            judge(use, "strong", by=person)
    assert as_(cast.head).post(f"/persetujuan/{report.pk}/", {"action": "judge", "use": use.pk}).status_code == 403


def test_nobody_judges_what_they_handed_in(report, cast):
    where = {"evidence__region": report.period.region, "evidence__agency": report.agency}
    use = EvidenceUseFactory(progress_report=report, evidence__uploaded_by=cast.verifier, **where)
    with pytest.raises(Refused):
        judge(use, "strong", by=cast.verifier)
    use.refresh_from_db()
    assert use.verdict == ""
