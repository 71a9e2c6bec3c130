"""Versions of a plan: the copy says the same, every difference is told, adopting closes a version for good."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import Refused
from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    Partnership,
    PlannedProgress,
    PlanVersion,
    Program,
    ProgramSupporter,
)
from masterplan.selectors.version_totals import version_totals
from masterplan.selectors.versions import counted, differences
from masterplan.services.versions import adopt_version, start_version
from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    PartnershipFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    ProgramFactory,
    ProgramSupporterFactory,
    adopt,
)

OWN = {"id", "uid", "created_at", "updated_at", "version", "program", "plan_version", "indicator"}


def fill(version, code="A"):
    """A program with a row of every kind, and two action items of one name."""
    row = ProgramFactory(plan_version=version, code=code)
    ProgramSupporterFactory(program=row)
    ActionItemFactory(program=row, start_year=2022)
    ActionItemFactory(program=row, start_year=2024)
    BudgetLineFactory(program=row)
    PlannedProgressFactory(program=row, spending=Decimal(10))
    PartnershipFactory(program=row, partner__region=version.plan.region)
    IndicatorTargetFactory(indicator=IndicatorFactory(program=row), text="60 desa")
    return row


@pytest.fixture
def in_force(region):
    version = PlanVersionFactory(plan__region=region)
    fill(version)
    return adopt(version)


@pytest.fixture
def draft(in_force, cast):
    return start_version(in_force, by=cast.admin, note="Perubahan RPJMD")


def test_a_new_version_says_what_the_old_one_said(in_force, draft):
    assert (draft.number, draft.status, draft.based_on) == (2, "draft", in_force)
    for model in (ProgramSupporter, ActionItem, BudgetLine, PlannedProgress, Partnership, Indicator):
        assert said(model, "program__plan_version", draft) == said(model, "program__plan_version", in_force) != []
    targets = [said(IndicatorTarget, "indicator__program__plan_version", each) for each in (draft, in_force)]
    assert targets[0] == targets[1] != []
    assert differences(in_force, draft) == ()


def said(model, path, version):
    names = [field.name for field in model._meta.concrete_fields if field.name not in OWN]
    return [[getattr(row, name) for name in names] for row in model.objects.filter(**{path: version}).order_by("pk")]


def columns_of(model, names):
    return [(model, name) for name in names]


@pytest.mark.parametrize(
    ("model", "values", "expected"),
    [
        (Program, {"name": "Posyandu baru"}, "Posyandu baru"),
        (Program, {"outcome": "Warga sehat"}, "Warga sehat"),
        (Program, {"weight": Decimal("2.5")}, "2,5"),
        (Program, {"sub_dimension": None}, ""),
        (Program, {"end_year": 2027}, "2027"),
        (BudgetLine, {"ceiling": Decimal(900_000_000)}, "Rp 900.000.000"),
        (BudgetLine, {"approved_on": date(2026, 9, 1)}, "1 September 2026"),
        (PlannedProgress, {"physical_percent": Decimal(65)}, "65,00 %"),
        (PlannedProgress, {"spending": Decimal(20)}, "Rp 20"),
        (Partnership, {"contribution": "Dua ambulans"}, "Dua ambulans"),
        (Partnership, {"value": Decimal(777)}, "Rp 777"),
        (Indicator, {"end_target_text": "semua desa"}, "semua desa"),
        (Indicator, {"position": 3}, "3"),
        (Indicator, {"baseline": Decimal(12)}, "12"),
        (IndicatorTarget, {"value": Decimal(61)}, "61"),
        (IndicatorTarget, {"text": "61 desa"}, "61 desa"),
    ],
)
def test_a_change_of_any_column_is_told(in_force, draft, model, values, expected):
    path = {Program: "plan_version", IndicatorTarget: "indicator__program__plan_version"}.get(
        model, "program__plan_version"
    )
    model.objects.filter(**{path: draft}).update(**values)

    (difference,) = differences(in_force, draft)
    (change,) = difference.changes

    assert difference.kind == "changed"
    assert change.label
    assert change.before != change.after
    assert expected in change.after


def test_of_two_action_items_of_one_name_the_changed_one_is_told(in_force, draft):
    second = ActionItem.objects.filter(program__plan_version=draft).order_by("pk").last()
    ActionItem.objects.filter(pk=second.pk).update(end_year=2030)

    (change,) = differences(in_force, draft)[0].changes

    assert "2024–2026" in change.before
    assert "2024–2030" in change.after


def test_added_and_removed_rows_have_one_side_only(in_force, draft):
    row = draft.programs.get()
    row.supporters.all().delete()
    BudgetLineFactory(program=row, year=2027)

    sides = {(bool(change.before), bool(change.after)) for change in differences(in_force, draft)[0].changes}

    assert sides == {(True, False), (False, True)}


def test_added_and_removed_programs_are_counted(in_force, draft):
    Program.objects.filter(plan_version=draft).update(lineage=uuid.uuid4())
    found = differences(in_force, draft)

    assert [each.kind for each in found] == ["removed", "added"]
    assert counted(found) == {"added": 1, "changed": 0, "removed": 1}


def test_differences_take_the_same_queries_for_twice_the_programs(in_force, draft, django_assert_num_queries):
    with django_assert_num_queries(16):
        differences(in_force, draft)
    fill(draft, "B")
    with django_assert_num_queries(16):
        differences(in_force, draft)


def test_adopting_a_draft_supersedes_the_version_in_force(in_force, draft, cast):
    adopt_version(draft, by=cast.admin, on=date(2024, 1, 2))
    in_force.refresh_from_db()
    draft.refresh_from_db()

    assert (in_force.status, draft.status, draft.adopted_on) == ("superseded", "adopted", date(2024, 1, 2))


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Program.objects.filter(pk=row.pk).update(name="Lain"),
        lambda row: row.budget_lines.update(ceiling=1),
        lambda row: row.indicators.first().targets.update(value=1),
        lambda row: row.supporters.all().delete(),
        lambda row: ActionItemFactory(program=row),
    ],
)
def test_the_database_refuses_changes_of_an_adopted_version(in_force, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(in_force.programs.get())


def test_rules_of_versions_say_no(in_force, draft, cast):
    with pytest.raises(Refused):
        start_version(in_force, by=cast.admin, note="Lagi")
    with pytest.raises(Refused) as refused:
        adopt_version(draft, by=cast.admin, on=date(2022, 1, 1))
    assert refused.value.field == "adopted_on"
    with pytest.raises(Refused):
        adopt_version(in_force, by=cast.admin, on=date(2025, 1, 1))
    draft.programs.all().delete()
    with pytest.raises(Refused):
        adopt_version(draft, by=cast.admin, on=date(2025, 1, 1))


def test_a_new_version_needs_a_reason(in_force, cast):
    with pytest.raises(Refused) as refused:
        start_version(in_force, by=cast.admin, note=" ")
    assert refused.value.field == "note"


def test_the_administrator_starts_and_adopts_a_version_in_the_browser(in_force, cast, as_):
    browser = as_(cast.admin)
    started = browser.post(reverse("masterplan:version-start", args=[in_force.pk]), {"note": "Perubahan"})
    version = PlanVersion.objects.get(number=2)
    assert started.url == reverse("masterplan:version-detail", args=[version.pk])
    adopt_url = reverse("masterplan:version-adopt", args=[version.pk])

    wrong = browser.post(adopt_url, {"adopted_on": "2022-01-01"})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors["adopted_on"]
    browser.post(adopt_url, {"adopted_on": "2024-05-01"})

    version.refresh_from_db()
    assert version.status == "adopted"


def test_who_opens_the_pages_of_a_plan(in_force, draft, region, cast, as_, client):
    reading = [
        reverse("masterplan:plan-list", args=[region.code]),
        reverse("masterplan:version-detail", args=[in_force.pk]),
        reverse("masterplan:version-changes", args=[draft.pk]),
    ]
    planning = [
        reverse("masterplan:version-start", args=[in_force.pk]),
        reverse("masterplan:version-adopt", args=[draft.pk]),
    ]
    for url in reading + planning:
        assert as_(cast.admin).get(url).status_code == 200
        assert as_(cast.council).get(url).status_code == (200 if url in reading else 403)
        assert as_(cast.foreign_region_admin).get(url).status_code == 404
        assert client.get(url).status_code == 302


def test_programs_of_a_version_are_narrowed_by_the_address(in_force, draft, cast, as_):
    ProgramFactory(plan_version=draft, name="Pasar daring", sub_dimension=None)
    browser, url = as_(cast.council), reverse("masterplan:version-detail", args=[draft.pk])

    assert browser.get(url).context["page"].paginator.count == 2
    assert [each.name for each in browser.get(url, {"q": "pasar"}).context["page"]] == ["Pasar daring"]
    agency = draft.programs.first().lead_agency_id
    assert browser.get(url, {"agency": agency}).context["page"].paginator.count == 1


def test_lists_of_versions_and_programs_take_the_same_queries(
    in_force, draft, region, cast, as_, django_assert_num_queries, django_assert_max_num_queries
):
    browser = as_(cast.council)
    for url in (
        reverse("masterplan:plan-list", args=[region.code]),
        reverse("masterplan:version-detail", args=[draft.pk]),
    ):
        with django_assert_max_num_queries(12) as first:
            browser.get(url)
        fill(draft, code=f"Z{draft.programs.count()}")
        PlanVersionFactory(plan__region=region, number=9)
        with django_assert_num_queries(len(first.captured_queries)):
            browser.get(url)


def test_another_source_of_funds_is_another_line(in_force, draft):
    source = FundSourceFactory(code="9.9", name_id="CSR", name_en="CSR")
    draft.programs.get().budget_lines.update(source_of_funds=source)

    assert len(differences(in_force, draft)[0].changes) == 2


def test_two_versions_are_counted_and_their_ceilings_added_up_by_year(in_force, draft):
    row = draft.programs.get()
    line = row.budget_lines.get()
    revised = {"year": line.year, "source_of_funds": line.source_of_funds, "edition": "perubahan"}
    BudgetLineFactory(program=row, ceiling=line.ceiling + 30, **revised)
    BudgetLineFactory(program=row, year=2030, ceiling=Decimal(50))
    IndicatorFactory(program=row, name="Baru")
    IndicatorFactory(program=row, name="Diarsipkan", archived_at=timezone.now())

    found = {(each.code, each.year): (each.old, each.new, each.difference) for each in version_totals(in_force, draft)}

    assert found["programs", None] == (1, 1, 0)
    assert found["indicators", None] == (1, 2, 1)
    assert found["targets", None] == (1, 1, 0)
    assert found["actions", None] == (2, 2, 0)
    # The revised ceiling of a source counts instead of its original one.
    assert found["ceiling", line.year] == (line.ceiling, line.ceiling + 30, 30)
    assert found["ceiling", 2030] == (0, 50, 50)


def changes_url(version, query=""):
    return reverse("masterplan:version-changes", args=[version.pk]) + query


def test_any_two_versions_of_a_plan_are_compared_by_their_address(in_force, draft, cast, as_):
    adopt_version(draft, by=cast.admin, on=date(2024, 5, 1), document=None)
    third = start_version(draft, by=cast.admin, note="Lagi")
    ProgramFactory(plan_version=third, name="Pasar daring", code="Z")
    browser = as_(cast.council)

    usual = browser.get(changes_url(third))
    assert usual.context["older"] == draft
    first = browser.get(changes_url(third, f"?dari={in_force.pk}"))
    assert first.context["older"] == in_force
    (line,) = first.context["tables"][0].lines
    assert (line.cells["program"], line.cells["kind"].code) == ("Pasar daring", "added")
    backwards = browser.get(changes_url(in_force, f"?dari={third.pk}"))
    assert backwards.context["counts"] == {"added": 0, "changed": 0, "removed": 1}


def test_a_version_of_another_plan_is_not_compared(in_force, draft, cast, as_):
    other = PlanVersionFactory(plan__region=in_force.plan.region)

    assert as_(cast.council).get(changes_url(draft, f"?dari={other.pk}")).status_code == 404


def test_differences_are_narrowed_and_downloaded(in_force, draft, cast, as_):
    row = draft.programs.get()
    row.name = "Nama baru"
    row.save()
    BudgetLine.objects.filter(program=row).update(ceiling=Decimal(7))
    browser = as_(cast.council)

    text = browser.get(changes_url(draft, "?unduh=perubahan.csv")).content.decode()
    assert "Nama baru" in text
    budgets = browser.get(changes_url(draft, "?unduh=pagu.xlsx"))
    assert budgets.status_code == 200
    drawn = browser.get(changes_url(draft, "?gambar=pagu.svg"))
    assert drawn["Content-Type"] == "image/svg+xml"
