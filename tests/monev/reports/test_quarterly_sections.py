"""What each section of the quarterly report says, what an older snapshot still gives, and what the preview promises."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from core.documents import Chart, Entry, Table, Text
from core.spreadsheets import xlsx
from core.typesetting import pdf
from masterplan.models.preparation import Directive
from monev.reports.catalogue.quarterly.document import quarterly_document
from monev.reports.catalogue.registry import report_named
from monev.reports.wishes import Wish
from tests.factories.masterplan import PledgeFactory
from tests.factories.monitoring import ActionItemProgressFactory, PeriodFactory
from tests.factories.preparation import DecisionFactory, DirectiveFactory
from tests.factories.quickwins import MilestoneFactory, RiskFactory
from tests.monev.reports.full_case import full_region
from tests.monev.reports.test_quarterly import contents, document, frame_for, rows, sheets, words

pytestmark = pytest.mark.django_db
NEW_IN_3 = ("before", "forecast", "directives", "decisions", "risks", "action_items")


@pytest.fixture
def case(region, agency, other_agency):
    return full_region(region, agency, other_agency)


def blocks(data, kind, *, name: str = "", section: str = "") -> list:
    """The blocks of the document of a kind, by the name of the table or the title of the section."""
    made = document(data)
    return [
        each
        for part in made.sections
        for each in part.blocks
        if isinstance(each, kind) and (not name or each.name == name) and (not section or part.title == section)
    ]


def the_table(data, name: str) -> Table:
    (found,) = blocks(data, Table, name=name)
    return found


def test_the_summary_says_in_sentences_what_changed_and_where_the_year_ends(case, region):
    told = " ".join(each.text for each in blocks(contents(region, case.period), Text, section="Ringkasan"))
    assert "Sampai dengan akhir TW III 2026 realisasi fisik mencapai 48,6 % dari rencana 66,0 %" in told
    assert "deviasi -17,4 poin" in told
    assert "Pada akhir TW II 2026 tercatat" in told
    assert "Yang paling tertinggal ialah Bank sampah (Dinas Lingkungan Hidup) dengan deviasi -24,3 poin." in told
    assert "2 arahan Dewan menunggu jawaban OPD, 1 di antaranya lewat tenggat. 1 arahan dijawab" in told
    assert "pada akhir TW IV 2026" in told


def test_the_first_period_of_a_year_has_no_period_beside_it(case, region):
    data = contents(region, case.periods[0], "en")
    assert data["before"] is None
    assert [each.key for each in the_table(data, "Main figures").columns] == ["label", "unit", "now"]


def test_late_programs_stand_furthest_first_with_cause_follow_up_and_what_the_council_asked(case, region):
    table = the_table(contents(region, case.period, "en", preliminary=True), "Deviations")
    assert [row["program"] for row in table.rows] == ["2.11.01 Bank sampah", "3.30.01 Pasar daring"]
    worst = table.rows[0]
    assert (worst["deviation"], worst["moved"]) == (Decimal("-24.3"), Decimal("3.7"))
    assert worst["cause"] == "Kendala Bank sampah periode 3"
    assert worst["agreed"] == "Tindak lanjut Bank sampah periode 3\nDirective, due 1 August 2026: Tambah armada"


def test_what_an_opd_wrote_about_a_program_on_schedule_stands_in_the_annex(case, region):
    entries = blocks(contents(region, case.period, "en"), Entry)
    assert [each.heading for each in entries] == ["1.02.01 Rekam medis"]
    assert ("Obstacles:", "Kendala Rekam medis periode 3") in entries[0].parts


def test_directives_are_overdue_open_or_answered_and_long_closed_ones_are_left_out(case, region):
    table = the_table(contents(region, case.period, "en"), "Directives")
    assert [(row["text"], row["state"].code) for row in table.rows] == [
        ("Tambah armada", "overdue"),
        ("Jelaskan serapan", "answered"),
        ("Susun jadwal", "open"),
    ]
    answered = table.rows[1]
    assert (answered["answered_on"], answered["answer"]) == (date(2026, 8, 30), "Serapan naik")
    (decision,) = the_table(contents(region, case.period, "en"), "Decisions").rows
    assert (decision["text"], decision["open"], decision["due_on"]) == ("Percepat program merah", 1, date(2026, 8, 1))
    assert decision["state"].code == "overdue"


def test_a_directive_closed_in_the_period_is_told(case, region):
    Directive.objects.filter(pk=case.closed.pk).update(closed_on=date(2026, 9, 3))
    texts = [row["text"] for row in contents(region, case.period)["directives"]]
    assert case.closed.text in texts


def test_each_opd_is_told_whether_it_reported_in_time(case, region, other_agency):
    table = the_table(contents(region, case.period, "en"), "Timeliness")
    (row,) = [each for each in table.rows if each["agency"] == str(other_agency)]
    assert (row["due"], row["in_time"], row["late"], row["missing"]) == (2, 1, 1, 0)
    for each in [*table.rows, table.total]:
        assert each["due"] == each["in_time"] + each["late"] + each["missing"]


def test_milestones_risks_and_action_items_are_listed(case, region):
    data = contents(region, case.period, "en")
    assert [(row["name"], row["state"].label) for row in the_table(data, "Milestones").rows] == [
        ("Uji coba", "reached"),
        ("Peluncuran", "overdue"),
    ]
    assert [row["text"] for row in the_table(data, "Risks").rows] == ["Pemasok terlambat"]
    states = [row["state"].label for row in the_table(data, "Action items").rows]
    assert sorted(states) == ["not reported", "under way", "under way"]


def test_a_pledge_that_is_due_and_not_kept_is_counted(case, region):
    told = [each.text for each in blocks(contents(region, case.period, "en"), Text, section="Commitments")]
    assert told == ["0 of 2 pledges are kept. 1 is due and not kept, or broken."]


def test_charts_have_words_for_those_who_do_not_see_them_and_a_table(case, region):
    pillars, curve = blocks(contents(region, case.period, "en"), Chart)
    assert "LI Smart Living: achievement" in pillars.alternative
    assert "of 66.0 % planned" in pillars.alternative
    assert "At the end of QIII 2026" in curve.alternative
    assert "Forecast for the end of QIV 2026" in curve.alternative
    (row,) = [each for each in the_table(contents(region, case.period, "en"), "S-curve").rows if each.get("value")]
    assert row["label"] == "QIV 2026"


def test_a_section_without_data_says_so_in_a_sentence(other_region):
    text = words(pdf(document(contents(other_region, PeriodFactory(region=other_region), "en"))))
    for sentence in (
        "No program runs in this year.",
        "No directive waits, and none was answered or closed in this period.",
        "No decision of a meeting is due",
        "No quick win is planned for this year.",
        "No pledge is recorded.",
        "The data-quality rules found nothing",
        "No action item is entered",
        "No open risk is recorded",
    ):
        assert sentence in text


def older(data: dict) -> dict:
    """The snapshot as version 2 of its shape would have it."""
    old = {key: value for key, value in data.items() if key not in NEW_IN_3} | {"format": 2}
    old["quick_wins"] = [{k: v for k, v in row.items() if k != "steps"} for row in old["quick_wins"]]
    old["pledges"] = [{k: v for k, v in row.items() if k != "is_behind"} for row in old["pledges"]]
    return old


def test_an_older_snapshot_still_gives_its_report(case, region):
    data = older(contents(region, case.period, "en"))
    made = quarterly_document(data, frame_for(data))
    titles = [each.title for each in made.sections]
    assert "Directives and decisions" not in titles
    assert {"Summary", "Quick wins", "Commitments", "Data quality"} <= set(titles)
    assert "Physical progress" in words(pdf(made))
    assert [each["Code"] for each in rows(sheets(xlsx(made))["Programs"])][:3] == ["3.30.01", "1.02.01", "2.11.01"]


def test_more_of_everything_takes_no_more_queries(case, region, other_agency, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        contents(region, case.period)
    assert len(few) <= 10
    for number in range(4):
        DirectiveFactory(region=region, agency=other_agency, text=f"Arahan {number}")
        MilestoneFactory(quick_win=case.quick_win, name=f"Tahap {number}", position=number + 3)
        RiskFactory(quick_win=case.quick_win)
        PledgeFactory(commitment=case.pledge.commitment)
    DecisionFactory(meeting=case.overdue.decision.meeting)
    with django_assert_num_queries(len(few)):
        contents(region, case.period)


def test_an_action_item_has_the_state_that_was_told_last_up_to_the_period(case, region):
    ActionItemProgressFactory(report=case.reports[0], action_item=case.items[0], state="waiting")

    def told(period) -> str:
        rows_ = contents(region, period)["action_items"]
        return next(each["state"] for each in rows_ if each["name"] == case.items[0].name)

    assert (told(case.periods[0]), told(case.period)) == ("waiting", "running")


@pytest.fixture
def preview(case, region):
    def ask(**more):
        with override("en"):
            return report_named("quarterly").preview(Wish(region, "en", period=case.period, **more))

    return ask


def test_the_preview_names_what_is_missing_with_the_page_where_it_is_mended(preview, cast, other_agency):
    found = preview()
    assert dict(found.facts)["Programs verified"] == "2"
    assert dict(found.facts)["Complete periods of the year"] == "QII 2026"
    assert [each.sentence for each in found.lacks] == [
        f"{other_agency}: 1 report not verified yet.",
        "The period is not locked yet: figures may still change.",
    ]
    browser = Client()
    browser.force_login(cast.verifier)
    for each in found.lacks:
        assert browser.get(each.url).status_code == 200, each.url
    assert [each.sentence for each in preview(include_preliminary=True).lacks] == [found.lacks[1].sentence]


def test_the_preview_expects_the_rows_and_takes_few_queries(preview, case, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        found = preview()
    assert found.rows == 2 * 3 + 6 + 3 + 2
    assert "about" in dict(found.facts)["Expected size"]
