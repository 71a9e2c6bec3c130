"""Meetings of the Dewan, Tim Pelaksana and Forum: list, page, planning, minutes, attendance, decisions, agenda."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import Conflict, Refused
from core.parts import part
from masterplan.forms.conflicts import differences
from masterplan.forms.meetings import AttendanceForm, DecisionsForm, ItemForm, MeetingForm
from masterplan.models.agenda import AgendaItem
from masterplan.models.preparation import Council, Meeting
from masterplan.services import agenda as items
from masterplan.services.meetings import record_attendance, record_decisions, save_meeting
from monev.monitoring.periods import today_in
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen
from portal.selectors.agenda import latest_closed
from portal.selectors.directives import may_direct
from portal.selectors.meetings import meeting_page, region_meetings
from portal.services.agenda import compile_agenda, plan_meeting
from portal.tables.directives import directives_table
from portal.tables.meetings import meetings_table

WRONG, OVERTAKEN = 422, 409


class MeetingList(RegionScreen):
    """All meetings of a region by body: `?rapat.badan=…`, as a file by `?unduh=rapat.xlsx`."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        table = meetings_table(region_meetings(self.region, seen_by=self.person), today_in(self.region.time_zone))
        context = {"region": self.region, "table": table, "may_direct": may_direct(self.person, self.region)}
        return part(request, tables=[table]) or render(request, "portal/meetings.html", context)


class MeetingPlan(RegionScreen):
    """Planning one; its agenda is compiled at once. A meeting that was held already is written down here too."""

    needs = Can.DIRECT

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, WRONG)
        made = plan_meeting(form.save(commit=False), by=self.person)
        if made.is_planned:
            messages.success(request, _("The meeting is planned, and its agenda is compiled. Change what you want."))
        else:
            messages.success(request, _("The meeting is recorded."))
        return redirect("portal:meeting-detail", pk=made.pk)

    def form(self, *data: Any) -> MeetingForm:
        return MeetingForm(*data, region=self.region, user=self.person, initial={"state": Meeting.State.PLANNED})

    def page(self, form: MeetingForm, status: int = 200) -> HttpResponse:
        bodies = Council.objects.current().of_region(self.region).exists()
        context = {"region": self.region, "form": form, "has_bodies": bodies}
        return render(self.request, "portal/meeting_form.html", context, status=status)


class MeetingScreen(ScopedScreen):
    """A page of one meeting."""

    needs = Can.DIRECT
    queryset: Any = Meeting.objects.select_related("council__region").filter(archived_at=None)

    def show(self, meeting: Meeting, template: str, status: int = 200, **more: Any) -> HttpResponse:
        """The page with the meeting and what is about it."""
        region = self.place(meeting.region)
        context = {"meeting": meeting, "region": region, "may_direct": may_direct(self.person, region), **more}
        return render(self.request, template, context, status=status)


class MeetingDetail(MeetingScreen):
    """Agenda, attendance, decisions, directives and minutes; printed, it is the paper for the meeting."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        page = meeting_page(meeting, seen_by=self.person)
        table = directives_table(page.directives, today_in(meeting.region.time_zone))
        found = part(request, tables=[table])
        period = latest_closed(meeting.region, today_in(meeting.region.time_zone))
        return found or self.show(meeting, "portal/meeting_detail.html", page=page, table=table, period=period)


class FormOfMeeting(MeetingScreen):
    """One form about a meeting. What somebody else saved meanwhile is shown, and what was typed stays."""

    template_name: str
    said: Any

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        return self.show(meeting, self.template_name, form=self.form(meeting))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        form: Any = self.form(meeting, request.POST, request.FILES)
        if not form.is_valid():
            return self.show(self.get_object(), self.template_name, WRONG, form=form)
        try:
            self.save(meeting, form)
        except Conflict:
            return self.overtaken(form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.show(self.get_object(), self.template_name, WRONG, form=form)
        messages.success(request, str(self.said))
        return redirect("portal:meeting-detail", pk=meeting.pk)

    def overtaken(self, form: Any) -> HttpResponse:
        """The form as it was typed, beside what is stored now; saving again means it."""
        stored = self.get_object()
        data = form.data.copy()
        data["seen_version"] = stored.version
        again: Any = self.form(stored, data, form.files)
        again.is_valid()
        now = differences(again, self.form(self.get_object()))
        return self.show(self.get_object(), self.template_name, OVERTAKEN, form=again, conflict=True, stored=now)

    def form(self, meeting: Meeting, *data: Any) -> Form:
        raise NotImplementedError

    def save(self, meeting: Meeting, form: Any) -> None:
        raise NotImplementedError


class MeetingChange(FormOfMeeting):
    """Date, place, subject, state, minutes as text and as a file."""

    template_name = "portal/meeting_form.html"
    said = gettext_lazy("The meeting is saved.")

    def form(self, meeting: Meeting, *data: Any) -> Any:
        return MeetingForm(*data, instance=meeting, region=meeting.region, user=self.person)

    def save(self, meeting: Meeting, form: Any) -> None:
        given = form.cleaned_data
        save_meeting(
            form.save(commit=False),
            by=self.person,
            seen_version=given["seen_version"] or 0,
            minutes=given["minutes_upload"],
        )


class MeetingAttendance(FormOfMeeting):
    """Who came."""

    template_name = "portal/meeting_attendance.html"
    said = gettext_lazy("The attendance is saved.")

    def form(self, meeting: Meeting, *data: Any) -> Any:
        seats = meeting_page(meeting, seen_by=self.person).seats
        pairs = [(each.member, each.attendance) for each in seats]
        return AttendanceForm(*data, seats=pairs, version=meeting.version)

    def save(self, meeting: Meeting, form: Any) -> None:
        record_attendance(meeting, form.came(), by=self.person, seen_version=form.cleaned_data["seen_version"])


class MeetingDecisions(FormOfMeeting):
    """What was decided."""

    template_name = "portal/meeting_decisions.html"
    said = gettext_lazy("The decisions are saved.")

    def form(self, meeting: Meeting, *data: Any) -> Any:
        rows = meeting.decisions.filter(archived_at=None).order_by("position", "pk")
        return DecisionsForm(*data, decisions=rows, version=meeting.version)

    def save(self, meeting: Meeting, form: Any) -> None:
        record_decisions(meeting, form.texts(), by=self.person, seen_version=form.cleaned_data["seen_version"])


class MeetingAgenda(MeetingScreen):
    """Preparing the agenda: `action` compiles it again, adds, moves, takes off or puts back an item (`item`)."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_object())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        act = _ACTS.get(self.posted_text("action"))
        if act is None:
            return self.page(meeting, WRONG, problem=_("Choose what to do."))
        try:
            said = act(self, meeting)
        except Refused as refused:
            return self.page(self.get_object(), WRONG, problem=str(refused.message), typed=self.posted_text("text"))
        messages.success(request, said)
        return redirect("portal:meeting-agenda", pk=meeting.pk)

    def page(self, meeting: Meeting, status: int = 200, **more: Any) -> HttpResponse:
        page = meeting_page(meeting, seen_by=self.person)
        return self.show(meeting, "portal/meeting_agenda.html", status, page=page, **more)

    def item(self, meeting: Meeting) -> AgendaItem:
        """The item that was posted; Http404 for one of another meeting."""
        text = self.posted_text("item")
        key = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
        found = AgendaItem.objects.select_related("meeting").filter(meeting=meeting, pk=key).first()
        if found is None:
            raise Http404
        return found

    def compile(self, meeting: Meeting) -> str:
        count = compile_agenda(meeting, by=self.person)
        said = ngettext("%(count)s item was brought up to date.", "%(count)s items were brought up to date.", count)
        return said % {"count": count} if count else _("The agenda is up to date.")

    def add(self, meeting: Meeting) -> str:
        items.add_item(meeting, self.posted_text("text"), by=self.person)
        return _("The item stands at the end of the agenda.")

    def move(self, places: int) -> Any:
        def act(meeting: Meeting) -> str:
            items.move_item(self.item(meeting), places, by=self.person)
            return _("The order is changed.")

        return act

    def drop(self, meeting: Meeting) -> str:
        items.drop_item(self.item(meeting), by=self.person)
        return _("The item is taken off. Compiling again does not bring it back; you can.")

    def restore(self, meeting: Meeting) -> str:
        items.restore_item(self.item(meeting), by=self.person)
        return _("The item is back on the agenda.")


_ACTS: dict[str, Any] = {
    "compile": MeetingAgenda.compile,
    "add": MeetingAgenda.add,
    "up": lambda view, meeting: view.move(-1)(meeting),
    "down": lambda view, meeting: view.move(1)(meeting),
    "drop": MeetingAgenda.drop,
    "restore": MeetingAgenda.restore,
}


class AgendaItemChange(ScopedScreen):
    """The words of one item, and what came of it."""

    needs = Can.DIRECT
    queryset: Any = AgendaItem.objects.select_related("meeting__council__region").filter(archived_at=None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        item = self.get_object()
        initial = {"text": item.text, "result": item.result, "seen_version": item.version}
        return self.page(item, ItemForm(initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        item = self.get_object()
        form = ItemForm(request.POST)
        if not form.is_valid():
            return self.page(item, form, WRONG)
        try:
            items.change_item(item, by=self.person, **form.cleaned_data)
        except Conflict:
            stored = self.get_object()
            words = {**form.data.dict(), "seen_version": stored.version}  # type: ignore[attr-defined]
            return self.page(stored, ItemForm(words), OVERTAKEN, conflict=True)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
            return self.page(item, form, WRONG)
        messages.success(request, _("The item is saved."))
        return redirect("portal:meeting-agenda", pk=item.meeting_id)

    def page(self, item: AgendaItem, form: ItemForm, status: int = 200, **more: Any) -> HttpResponse:
        region = self.place(item.meeting.region)
        context = {"item": item, "meeting": item.meeting, "region": region, "form": form, **more}
        return render(self.request, "portal/agenda_item.html", context, status=status)
