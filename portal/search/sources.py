"""What is searched: each kind with its rows, the fields that are read and how a hit of it is shown.

A kind has no table of its own here. Its rows come through `.allowed(user, Can.VIEW)`, as on the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import formats
from masterplan.models.commitments import Pledge
from masterplan.models.plans import PlanVersion, Program
from masterplan.models.preparation import Decision, Directive, LegalDocument, Meeting
from monev.evaluation.models.results import Finding
from organizations.models import Agency, Region
from organizations.roles import Can
from quickwins.models import QuickWin

TITLE, BODY, CONTEXT = 10.0, 4.0, 2.0


@dataclass(frozen=True)
class Shown:
    """How one row is shown: its title, texts that may hold the hit, where it belongs, its state, when, its page."""

    title: str
    url: str
    texts: tuple[str, ...] = ()
    region: str = ""
    agency: str = ""
    pillar: str = ""
    state: tuple[str, str] | None = None
    when: str = ""
    is_external: bool = False


@dataclass(frozen=True)
class Source:
    """One kind of thing that is found.

    `fields`: path -> weight, the weightiest first. `codes`: the path of the region's code, of the pillar's letters ("":
    has none). `everything`: the rows with all versions, where a kind has versions.
    """

    kind: str
    label: Any
    icon: str
    rows: Callable[[Any], QuerySet[Any]]
    fields: dict[str, float]
    region: str
    show: Callable[[Any], Shown]
    related: tuple[str, ...] = ()
    pillar: str = ""
    everything: Callable[[Any], QuerySet[Any]] | None = None
    titles: tuple[str, ...] = field(default=())

    def reachable(self, user: Any, *, all_versions: bool = False) -> QuerySet[Any]:
        """The rows that the person may see; one of each program, whatever the number of versions."""
        return (self.everything if all_versions and self.everything else self.rows)(user)


def _seen(model: Any) -> Callable[[Any], QuerySet[Any]]:
    return lambda user: model.objects.allowed(user, Can.VIEW).filter(archived_at=None)


def _programs(user: Any) -> QuerySet[Any]:
    rows: Any = Program.objects.allowed(user, Can.VIEW).filter(archived_at=None)
    return rows.filter(plan_version__in=PlanVersion.objects.current().leading())


def _programs_of_all_versions(user: Any) -> QuerySet[Any]:
    rows: Any = Program.objects.allowed(user, Can.VIEW)
    return rows.filter(archived_at=None, plan_version__archived_at=None)


def _agencies(user: Any) -> QuerySet[Any]:
    """OPDs; `leads` says whether one has a program in force, and so a page of figures."""
    rows: Any = Agency.objects.allowed(user, Can.VIEW).filter(archived_at=None)
    return rows.annotate(leads=Exists(Program.objects.in_force().filter(lead_agency=OuterRef("pk"))))


def newest_of_each(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of the programs found in several versions the newest one."""
    place = Window(
        RowNumber(), partition_by=[F("lineage")], order_by=[F("plan_version__number").desc(), F("pk").desc()]
    )
    return rows.annotate(nth=place).filter(nth=1)


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _letters(row: Any) -> str:
    return row.sub_dimension.pillar.letters if row.sub_dimension else ""


def _program(row: Program) -> Shown:
    version = row.plan_version
    draft = version.status != PlanVersion.Status.ADOPTED
    return Shown(
        row.name,
        reverse("portal:program-detail", args=[row.pk]),
        (row.output, row.outcome, row.rpjmd_link, row.code),
        str(version.plan.region),
        str(row.lead_agency),
        _letters(row),
        (version.status, str(version.get_status_display())) if draft else None,
        _years(row.start_year, row.end_year),
    )


def _quick_win(row: QuickWin) -> Shown:
    texts = (row.problem, row.innovation, row.benefit, row.uniqueness, row.sustainability, row.resources)
    url = reverse("quickwins:quick-win-detail", args=[row.pk])
    return Shown(row.title, url, texts, str(row.region), str(row.agency), row.pillar.letters, when=str(row.year))


def _agency(row: Any) -> Shown:
    code = row.region.code
    own = reverse("portal:agency", args=[code, row.pk])
    ended = row.valid_until is not None and row.valid_until < date.today()  # noqa: DTZ011  a day, not a moment
    return Shown(
        row.name,
        own if row.leads else f"{reverse('portal:dashboard', args=[code])}#agencies",
        (row.short_name, row.code),
        str(row.region),
        state=("archived", gettext("no longer exists")) if ended else None,
    )


def _region(row: Region) -> Shown:
    return Shown(row.name, reverse("portal:dashboard", args=[row.code]), (row.code,), row.province.name)


def _preparation(region: Region, anchor: str) -> str:
    return f"{reverse('masterplan:preparation', args=[region.code])}#{anchor}"


def _document(row: LegalDocument) -> Shown:
    file = reverse("masterplan:document-file", args=[row.pk]) if row.file else ""
    return Shown(
        row.title,
        file or row.link or _preparation(row.region, "documents"),
        (row.number, row.note, row.signatories),
        str(row.region),
        state=("neutral", str(row.get_kind_display()).capitalize()),
        when=formats.longdate(row.dated_on) if row.dated_on else str(row.year),
        is_external=bool(row.link and not file),
    )


def _meeting(row: Meeting) -> Shown:
    region = row.council.region
    return Shown(
        str(row.council),
        reverse("portal:meeting-detail", args=[row.pk]),
        (row.agenda, row.minutes, row.place),
        str(region),
        when=formats.longdate(row.held_on),
    )


def _decision(row: Decision) -> Shown:
    region = row.meeting.council.region
    when = formats.longdate(row.meeting.held_on)
    page = reverse("portal:meeting-detail", args=[row.meeting_id])
    return Shown(row.text, page, (str(row.meeting.council),), str(region), when=when)


def _directive(row: Directive) -> Shown:
    return Shown(
        row.text,
        reverse("portal:directive-detail", args=[row.pk]),
        (row.answer,),
        str(row.region),
        str(row.agency),
        state=(row.status, str(row.get_status_display())),
        when=gettext("due %(date)s") % {"date": formats.longdate(row.due_on)},
    )


def _finding(row: Finding) -> Shown:
    return Shown(
        row.text,
        reverse("evaluation:follow-up-detail", args=[row.region.code, row.pk]),
        (row.follow_up,),
        str(row.region),
        str(row.agency) if row.agency else "",
        state=(row.status, str(row.get_status_display())),
        when=f"{str(row.get_kind_display()).capitalize()} {row.year}",
    )


def _pledge(row: Pledge) -> Shown:
    sheet = row.commitment
    return Shown(
        row.text,
        reverse("portal:pledge-detail", args=[row.pk]),
        (),
        str(sheet.region),
        str(sheet.agency),
        state=(row.state, str(row.get_state_display())),
        when=str(row.due_year or ""),
    )


SOURCES: tuple[Source, ...] = (
    Source(
        kind="program",
        label=_("Programs"),
        icon="road",
        rows=_programs,
        everything=_programs_of_all_versions,
        fields={
            "name": TITLE,
            "code": TITLE,
            "output": BODY,
            "outcome": BODY,
            "rpjmd_link": CONTEXT,
            "lead_agency__name": CONTEXT,
            "lead_agency__short_name": CONTEXT,
            "sub_dimension__name_id": CONTEXT,
            "plan_version__plan__region__name": CONTEXT,
        },
        titles=("name", "output"),
        region="plan_version__plan__region__code",
        pillar="sub_dimension__pillar__letters",
        related=("plan_version__plan__region", "lead_agency", "sub_dimension__pillar"),
        show=_program,
    ),
    Source(
        kind="quick-win",
        label=_("Quick wins"),
        icon="bolt",
        rows=_seen(QuickWin),
        fields={
            "title": TITLE,
            "problem": BODY,
            "innovation": BODY,
            "benefit": BODY,
            "uniqueness": BODY,
            "sustainability": BODY,
            "resources": CONTEXT,
            "agency__name": CONTEXT,
            "agency__short_name": CONTEXT,
            "region__name": CONTEXT,
        },
        titles=("title", "innovation"),
        region="region__code",
        pillar="pillar__letters",
        related=("region", "agency", "pillar"),
        show=_quick_win,
    ),
    Source(
        kind="opd",
        label=_("OPDs"),
        icon="building",
        rows=_agencies,
        fields={"name": TITLE, "short_name": TITLE, "code": TITLE, "region__name": CONTEXT},
        titles=("name", "short_name"),
        region="region__code",
        related=("region",),
        show=_agency,
    ),
    Source(
        kind="dokumen",
        label=_("Documents"),
        icon="file-text",
        rows=_seen(LegalDocument),
        fields={
            "title": TITLE,
            "number": TITLE,
            "note": BODY,
            "signatories": CONTEXT,
            "kind": CONTEXT,
            "region__name": CONTEXT,
        },
        titles=("title",),
        region="region__code",
        related=("region",),
        show=_document,
    ),
    Source(
        kind="rapat",
        label=_("Meetings"),
        icon="users",
        rows=_seen(Meeting),
        fields={
            "agenda": TITLE,
            "council__name": TITLE,
            "minutes": BODY,
            "place": CONTEXT,
            "council__region__name": CONTEXT,
        },
        titles=("agenda", "council__name"),
        region="council__region__code",
        related=("council__region",),
        show=_meeting,
    ),
    Source(
        kind="keputusan",
        label=pgettext_lazy("search", "Decisions of meetings"),
        icon="checklist",
        rows=_seen(Decision),
        fields={"text": TITLE, "meeting__council__name": CONTEXT, "meeting__council__region__name": CONTEXT},
        titles=("text",),
        region="meeting__council__region__code",
        related=("meeting__council__region",),
        show=_decision,
    ),
    Source(
        kind="arahan",
        label=_("Directives"),
        icon="send",
        rows=_seen(Directive),
        fields={
            "text": TITLE,
            "answer": BODY,
            "agency__name": CONTEXT,
            "agency__short_name": CONTEXT,
            "region__name": CONTEXT,
        },
        titles=("text",),
        region="region__code",
        related=("region", "agency"),
        show=_directive,
    ),
    Source(
        kind="komitmen",
        label=pgettext_lazy("search", "Pledges of OPDs"),
        icon="circle-check",
        rows=_seen(Pledge),
        fields={
            "text": TITLE,
            "commitment__agency__name": CONTEXT,
            "commitment__agency__short_name": CONTEXT,
            "commitment__region__name": CONTEXT,
        },
        titles=("text",),
        region="commitment__region__code",
        related=("commitment__region", "commitment__agency"),
        show=_pledge,
    ),
    Source(
        kind="temuan",
        label=pgettext_lazy("search", "Findings of evaluations"),
        icon="report-analytics",
        rows=_seen(Finding),
        fields={
            "text": TITLE,
            "follow_up": BODY,
            "agency__name": CONTEXT,
            "agency__short_name": CONTEXT,
            "region__name": CONTEXT,
        },
        titles=("text",),
        region="region__code",
        related=("region", "agency"),
        show=_finding,
    ),
    Source(
        kind="daerah",
        label=_("Regions"),
        icon="map-pin",
        rows=lambda user: Region.objects.allowed(user, Can.VIEW).filter(archived_at=None),
        fields={"name": TITLE, "code": TITLE, "province__name": CONTEXT},
        titles=("name",),
        region="code",
        related=("province",),
        show=_region,
    ),
)
BY_KIND = {each.kind: each for each in SOURCES}
