"""Pages of schedules: the list of a region, one with its turns, what a turn brought, making and changing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.errors import Conflict, Refused
from monev.reports.catalogue.registry import reports
from monev.reports.forms.schedules import ScheduleForm, differences
from monev.reports.models import ReportSchedule, ScheduleTurn
from monev.reports.parameters import Parameter
from monev.reports.selectors.schedules import next_at, schedule_lines, turn_of, turns_of, when_words
from monev.reports.services.schedules import archive_schedule, change_schedule, create_schedule, pause_schedule
from organizations.models import Agency, Region
from organizations.roles import Can, Role
from organizations.screens import RegionScreen, ScopedScreen, StepScreen

WRONG, OVERTAKEN = 422, 409


def may_schedule(person: Any, region: Region) -> bool:
    """Whether the person has reports compiled for the region."""
    return bool(person.access.reach(Can.COMPILE).covers(region_id=region.pk))


def about_words(schedule: ReportSchedule) -> str:
    """`Monthly RFK, every OPD`."""
    report = reports().get(schedule.kind)
    parts = [str(report.title) if report else schedule.kind]
    if schedule.each_agency:
        parts.append(_("every OPD"))
    elif uid := schedule.params.get(Parameter.AGENCY):
        parts += [str(each) for each in Agency.objects.of_region(schedule.region).filter(uid=uid)]
    return ", ".join(parts)


def told_words(schedule: ReportSchedule) -> str:
    """Roles and people that are told, as chosen."""
    roles = [str(Role(each).label) for each in schedule.recipient_roles if each in Role.values]
    people = [str(each) for each in schedule.recipients.all()]
    return ", ".join([*roles, *people]) or _("nobody besides the person on whose behalf it runs")


class ScheduleList(RegionScreen, TemplateView):
    """`/laporan/daerah/<code>/monev/jadwal/`: what is compiled by itself, when it comes next, how the last one went."""

    needs = Can.VIEW
    template_name = "reports/schedule_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = schedule_lines(self.region, seen_by=self.person)
        rows = [(each, about_words(each.row), told_words(each.row)) for each in lines]
        return super().get_context_data(rows=rows, may_schedule=may_schedule(self.person, self.region), **kwargs)


class ScheduleNew(RegionScreen):
    """A new schedule of a region."""

    needs = Can.COMPILE

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(ScheduleForm(region=self.region))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ScheduleForm(request.POST, region=self.region)
        if not form.is_valid():
            return self.page(form, WRONG)
        try:
            made = create_schedule(form.schedule_for(), recipients=form.cleaned_data["recipients"], by=self.person)
        except Refused as refused:
            return self.page(refused_at(form, refused), WRONG)
        messages.success(request, _("The schedule is kept. It runs by itself from now on."))
        return redirect("reports:schedule-detail", made.pk)

    def page(self, form: ScheduleForm, status: int = 200) -> HttpResponse:
        context = {"region": self.region, "form": form}
        return render(self.request, "reports/schedule_form.html", context, status=status)


def refused_at(form: ScheduleForm, refused: Refused) -> ScheduleForm:
    """The form with the reason at its input."""
    field = "about" if refused.field == Parameter.AGENCY else refused.field
    form.add_error(field if field in form.fields else None, str(refused.message))
    return form


class ScheduleScreen(ScopedScreen):
    """A page of one schedule."""

    needs = Can.COMPILE
    queryset: Any = ReportSchedule.objects.select_related("region", "owner").filter(archived_at=None)


class ScheduleDetail(ScheduleScreen):
    """One schedule and its turns; an archived one can still be read."""

    needs = Can.VIEW
    queryset: Any = ReportSchedule.objects.select_related("region", "owner")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        context = {
            "region": self.place(row.region),
            "schedule": row,
            "about": about_words(row),
            "told": told_words(row),
            "when": when_words(row),
            "next_at": next_at(row),
            "turns": turns_of(row),
            "may_schedule": row.archived_at is None and may_schedule(self.person, row.region),
        }
        return render(request, "reports/schedule_detail.html", context)


class ScheduleChange(ScheduleScreen):
    """Changing a schedule. What somebody else saved meanwhile is shown, and what was typed stays."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        return self.page(row, ScheduleForm(region=row.region, schedule=row))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = ScheduleForm(request.POST, region=row.region, schedule=row)
        if not form.is_valid():
            return self.page(row, form, WRONG)
        given = form.cleaned_data
        changed, people, seen = form.schedule_for(row), given["recipients"], given["seen_version"]
        try:
            change_schedule(changed, recipients=people, by=self.person, seen_version=seen)
        except Conflict:
            return self.overtaken(form)
        except Refused as refused:
            return self.page(self.get_object(), refused_at(form, refused), WRONG)
        messages.success(request, _("The schedule is kept. Its reports are asked for in your name."))
        return redirect("reports:schedule-detail", row.pk)

    def overtaken(self, form: ScheduleForm) -> HttpResponse:
        """The form as it was typed, beside what is stored now; saving again means it."""
        stored = self.get_object()
        data: Any = self.request.POST.copy()
        data["seen_version"] = stored.version
        again = ScheduleForm(data, region=stored.region, schedule=stored)
        again.is_valid()
        now = differences(again, ScheduleForm(region=stored.region, schedule=stored))
        return self.page(stored, again, OVERTAKEN, conflict=True, stored=now)

    def page(self, row: ReportSchedule, form: ScheduleForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {"region": self.place(row.region), "schedule": row, "form": form, **more}
        return render(self.request, "reports/schedule_form.html", context, status=status)


class SchedulePause(StepScreen):
    """Pause a schedule, or let it go on."""

    needs = Can.COMPILE
    queryset = ReportSchedule.objects.select_related("region", "owner").filter(archived_at=None)
    paused = True

    def step(self, row: ReportSchedule) -> str:
        user: Any = self.request.user
        pause_schedule(row, by=user, paused=self.paused)
        return _("The schedule is paused.") if self.paused else _("The schedule goes on with its next day.")

    def next_url(self, row: ReportSchedule) -> str:
        return reverse("reports:schedule-detail", args=[row.pk])


class ScheduleArchive(StepScreen):
    """Take a schedule out of use."""

    needs = Can.COMPILE
    queryset = ReportSchedule.objects.select_related("region", "owner").filter(archived_at=None)

    def step(self, row: ReportSchedule) -> str:
        user: Any = self.request.user
        archive_schedule(row, by=user)
        return _("The schedule is out of use. Its reports stay.")

    def next_url(self, row: ReportSchedule) -> str:
        return reverse("reports:schedule-list", args=[row.region.code])


class TurnDetail(ScopedScreen):
    """What one turn brought: its reports with their files, OPD by OPD."""

    needs = Can.VIEW
    queryset: Any = ScheduleTurn.objects.select_related("schedule__region", "schedule__owner")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        context = {"region": self.place(row.schedule.region), "schedule": row.schedule, "turn": turn_of(row)}
        return render(request, "reports/schedule_turn.html", context)
