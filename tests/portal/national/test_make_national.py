"""Made-up data of national size, in small: what it holds, that it is marked, and where it is not made."""

import hashlib
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from masterplan.models.plans import PlanVersion, Program
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import IndicatorValue, ProgressReport, Spending
from monev.monitoring.models.standings import RegionStanding
from monev.monitoring.models.trail import Transition
from monev.monitoring.services.standings import refresh_standings
from organizations.models import Membership, Region, User
from organizations.roles import Role
from portal.national_data.dates import Span
from portal.national_data.making import NATIONAL_PERSON
from portal.national_data.tables import Tables
from tests.factories.organizations import AgencyFactory

TODAY = "2026-11-20"
DAY = date(2026, 11, 20)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference() -> None:
    call_command("load_reference", stdout=StringIO())


def make(**options: object) -> str:
    out = StringIO()
    small = {"regions": 3, "programs": 5, "years": 1, "today": date.fromisoformat(TODAY), "standings": 1}
    call_command("make_national", stdout=out, **{**small, **options})
    return out.getvalue()


def fingerprint() -> str:
    """The content of the main tables without the numbers of rows."""
    rows = [
        *Program.objects.order_by("uid").values_list("uid", "code", "name", "lead_agency__code"),
        *ProgressReport.objects.order_by("uid").values_list("uid", "state", "physical_percent", "updated_at"),
        *IndicatorValue.objects.order_by("uid").values_list("uid", "value"),
        *Spending.objects.order_by("uid").values_list("uid", "amount"),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_regions_get_plans_and_reports_and_the_past_is_locked(reference: None) -> None:
    make()
    assert Region.objects.filter(is_active=True, is_example=True).count() == 3
    assert Program.objects.count() == 15
    assert set(PlanVersion.objects.values_list("status", flat=True)) == {"adopted"}
    assert ProgressReport.objects.count() in range(35, 46)
    assert 2 * ProgressReport.objects.count() <= IndicatorValue.objects.count()
    for period in Period.objects.all():
        assert period.is_locked == (Span(period.kind, period.year, period.number).locks_on <= DAY)
    submitted = ProgressReport.objects.exclude(submitted_at=None).count()
    assert Transition.objects.filter(to_state="submitted").count() == submitted
    assert ProgressReport.history.count() == ProgressReport.objects.count()


def test_every_row_is_marked_as_an_example(reference: None) -> None:
    make()
    marked = [each.model for each in Tables().all() if hasattr(each.model, "is_example")]
    assert len(marked) >= 18
    for model in marked:
        assert model._base_manager.exists(), model
        assert not model._base_manager.filter(is_example=False).exists(), model


def test_the_same_seed_makes_the_same_rows_and_another_seed_others(reference: None) -> None:
    from django.db import transaction

    found = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            make(seed=seed, standings=0)
            found.append(fingerprint())
            transaction.set_rollback(True)
    assert found[0] == found[1] != found[2]


def test_the_portal_goes_on_with_numbers_after_those_that_were_made(reference: None) -> None:
    make(standings=0)
    region = Region.objects.filter(is_active=True).first()
    assert AgencyFactory(region=region).pk > 0


def test_the_figures_are_those_that_the_portal_calculates(reference: None) -> None:
    make(standings=9)
    kept = list(RegionStanding.objects.order_by("pk").values_list("achievement", "physical", "reported"))
    assert all(row[0] is not None for row in kept)
    RegionStanding.objects.update(state="stale", stale_since=timezone.now())
    refresh_standings()
    assert kept == list(RegionStanding.objects.order_by("pk").values_list("achievement", "physical", "reported"))


def test_twelve_reports_a_year_are_monthly_ones(reference: None) -> None:
    make(reports_per_year=12, regions=1, standings=0)
    assert set(Period.objects.values_list("kind", flat=True)) == {"month"}
    assert Period.objects.count() == 11
    assert Region.objects.get(is_active=True).rhythm == "month"


def test_the_national_page_shows_the_regions_as_examples(reference: None) -> None:
    make(regions=1)
    browser = Client()
    browser.force_login(User.objects.get(email=NATIONAL_PERSON))
    answer = browser.get("/nasional/", follow=True)
    assert answer.status_code == 200
    assert "contoh" in answer.content.decode().lower()


def test_a_few_people_stand_in_each_region(reference: None) -> None:
    make(regions=1, standings=0)
    roles = set(Membership.objects.values_list("role", flat=True))
    assert {Role.REGION_ADMIN, Role.VERIFIER, Role.COUNCIL, Role.AGENCY_STAFF, Role.NATIONAL_ADMIN} <= roles


def test_nothing_is_made_up_where_somebody_works(reference: None, region: Region) -> None:
    AgencyFactory(region=region)
    with pytest.raises(CommandError, match="in use"):
        make(force_empty=True)
    assert not Program.objects.exists()


def test_people_alone_need_a_word_of_their_own(reference: None) -> None:
    User.objects.create_user("admin@contoh.example", "tidak dipakai", name="Admin")
    with pytest.raises(CommandError, match="in use"):
        make()
    make(force_empty=True, regions=1, standings=0)
    assert Program.objects.count() == 5


def test_nothing_is_made_up_in_production(reference: None, settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="PRODUCTION"):
        make()


def test_the_database_still_refuses_a_change_of_what_is_locked(reference: None) -> None:
    from django.db import IntegrityError, transaction

    make(standings=0)
    report = ProgressReport.objects.filter(period__locked_at__isnull=False).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressReport.objects.filter(pk=report.pk).update(physical_percent=1)
    connection.check_constraints()
