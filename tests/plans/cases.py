"""The main queries whose plans are looked at: lists of REST, dashboards, the national view, entry, search, reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIRequestFactory, force_authenticate

from exchange.tables import TABLES
from monev.monitoring.models.progress import ProgressReport
from monev.reports.selectors.contents import quarterly_contents
from organizations.models import Region, User
from organizations.roles import Role
from portal.selectors.nation_version import nation_version
from portal.selectors.region_version import region_version

LARGE = (
    "monitoring_progressreport", "monitoring_indicatorvalue", "monitoring_spending", "monitoring_transition",
    "monitoring_evidence", "monitoring_evidenceuse", "monitoring_qualityflag", "monitoring_actionitemprogress",
    "monitoring_historicalprogressreport", "masterplan_program", "masterplan_indicator", "masterplan_indicatortarget",
    "masterplan_budgetline", "masterplan_plannedprogress", "masterplan_actionitem", "quickwins_quickwin",
    "quickwins_milestone", "monitoring_quickwinreport",
)  # fmt: skip
"""Tables that grow with regions, programs and periods: none of them is read from its beginning to its end."""
LISTS = (
    "progress-reports", "indicator-values", "spending", "programs", "indicators", "budget-lines", "evidence",
    "transitions", "quality-flags", "quick-wins",
)  # fmt: skip
PAGE = 100


@dataclass(frozen=True)
class Query:
    """A query that was asked, with its values."""

    case: str
    sql: str
    params: Any

    def explained(self, options: str = "COSTS OFF") -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN ({options}) {self.sql}", self.params)
            return "\n".join(row[0] for row in cursor.fetchall())

    def done(self) -> Any:
        """The plan as it was carried out, as PostgreSQL gives it in JSON."""
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {self.sql}", self.params)
            return cursor.fetchone()[0][0]["Plan"]


@dataclass(frozen=True)
class Case:
    name: str
    queries: Callable[[], list[Query]]


def cases(region: Region) -> Iterator[Case]:
    """Every main query, asked as the pages and lists ask it; `region` is one of many."""
    nation = User.objects.get(memberships__role=Role.NATIONAL_ADMIN)
    council = User.objects.get(memberships__role=Role.COUNCIL, memberships__region=region)
    verifier = User.objects.get(memberships__role=Role.VERIFIER, memberships__region=region)
    staff = User.objects.filter(memberships__role=Role.AGENCY_STAFF, memberships__region=region).order_by("pk")[0]
    agency = staff.memberships.get().agency_id
    report = ProgressReport.objects.filter(program__lead_agency=agency).order_by("-pk")[0]
    for name in LISTS:
        yield from _list(name, nation, council, region)
    addresses = {
        "region dashboard": (council, f"/daerah/{region.code}/dasbor/"),
        "OPD dashboard": (council, f"/daerah/{region.code}/opd/{agency}/"),
        "forecast": (council, f"/daerah/{region.code}/prakiraan/"),
        "national view": (nation, "/nasional/"),
        "home of an OPD": (staff, "/"),
        "work of an OPD": (staff, "/pekerjaan/"),
        "queue of a verifier": (verifier, "/verifikasi/"),
        "evidence of a region": (council, f"/daerah/{region.code}/bukti/"),
        "entering progress": (staff, f"/laporan/program/{report.program_id}/{report.period_id}/isi/"),
    }
    for name, (person, address) in addresses.items():
        yield Case(name, lambda name=name, person=person, address=address: asked(name, person, address))
    yield Case("search in a region", lambda: asked("search in a region", council, "/cari/?q=posyandu"))
    works: dict[str, Callable[[], Any]] = {
        "state of a region": lambda: region_version(region, report.period),
        "state of the nation": nation_version,
        "rows of a quarterly report": lambda: quarterly_contents(
            region, report.period, language="id", preliminary=True, taken_at=timezone.now()
        ),
    }
    for name, work in works.items():
        yield Case(name, lambda name=name, work=work: captured(name, work))


def _list(name: str, nation: User, council: User, region: Region) -> Iterator[Case]:
    """First page and a page far in, by primary key and by last change; then of a region."""
    rows = TABLES[name].queryset.model._default_manager.order_by("pk")
    middle = rows[rows.count() // 2]
    yield _page(f"{name}: first page", name, nation, ("pk",), Q())
    yield _page(f"{name}: page far in", name, nation, ("pk",), Q(pk__gt=middle.pk))
    yield _page(f"{name}: first page for one region", name, council, ("pk",), Q())
    if hasattr(middle, "updated_at"):
        since = Q(updated_at__gte=middle.updated_at)
        order = ("updated_at", "pk")
        yield _page(f"{name}: changed since", name, nation, order, since)
        behind = since & (Q(updated_at__gt=middle.updated_at) | Q(pk__gt=middle.pk))
        yield _page(f"{name}: changed since, page far in", name, nation, order, behind)
    filters = getattr(TABLES[name], "filters", {})
    if "region" in filters:
        yield _page(f"{name}: of a region", name, nation, ("pk",), Q(**{filters["region"]: region.code}))


def _page(case: str, table: str, person: User, order: tuple[str, ...], which: Q) -> Case:
    def queries() -> list[Query]:
        request = APIRequestFactory().get("/")
        force_authenticate(request, user=person)
        view: Any = TABLES[table]()
        view.action, view.action_map, view.kwargs, view.format_kwarg = "list", {"get": "list"}, {}, None
        view.request = view.initialize_request(request)
        return captured(case, lambda: list(view.get_queryset().filter(which).order_by(*order)[: PAGE + 1]))

    return Case(case, queries)


def asked(case: str, person: User, address: str) -> list[Query]:
    browser = Client()
    browser.force_login(person)

    def work() -> None:
        assert browser.get(address, follow=True).status_code == 200, address

    return captured(case, work)


def captured(case: str, work: Callable[[], Any]) -> list[Query]:
    """The reading queries that `work` asks."""
    found: list[Query] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip("( ").startswith("SELECT"):
            found.append(Query(case, sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return found


def scanned(plan: str) -> set[str]:
    """The large tables that a plan reads from beginning to end."""
    found = set()
    for line in plan.splitlines():
        _before, _scan, rest = line.partition("Seq Scan on ")
        if rest and (table := rest.split()[0]) in LARGE:
            found.add(table)
    return found


def read_again_and_again(plan: Any) -> set[str]:
    """The large tables that a plan, as it was carried out, read whole for each row of another one."""
    own = plan["Node Type"] == "Seq Scan" and plan["Actual Loops"] > 1 and plan["Relation Name"] in LARGE
    found = {plan["Relation Name"]} if own else set()
    return found.union(*(read_again_and_again(each) for each in plan.get("Plans", ())))
