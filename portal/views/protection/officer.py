"""The officer's pages: overview, record of processing, requests, breaches with the letter that the law wants."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.spreadsheets import xlsx
from core.typesetting import pdf
from masterplan.forms.conflicts import differences
from organizations.models import DataBreach, DataRequest, Region
from organizations.roles import Can
from organizations.screens import AsksAgain, RegionScreen, ScopedScreen, Screen, StepScreen
from organizations.services import requests
from portal.forms import AnswerForm, BreachForm, ForgetForm, RequestForm
from portal.personal_papers import breach_letter, processing_record
from portal.selectors.protection import protection
from portal.services.data_requests import answer, receive
from portal.services.forgetting import ASKED, Forgotten, forget_person, may_forget_for
from portal.services.protection import hand_out_record

WRONG, OVERTAKEN = 422, 409
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def overview_of(region: Region | None) -> str:
    """The address of the overview of a region, or of the nation."""
    return reverse("portal:protection", args=[region.code]) if region else reverse("portal:protection-nation")


class Overview:
    """What is asked, what went wrong, what is held, what was deleted; POST: the record of processing as a file."""

    request: HttpRequest
    region: Any
    person: Any

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"region": self.region, "found": protection(self.person, self.region), "now": timezone.now()}
        with timezone.override(ZoneInfo(self.region.time_zone) if self.region else None):
            return render(request, "portal/protection/overview.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        wanted = "pdf" if request.POST.get("format") == "pdf" else "xlsx"
        document = processing_record(self.region, hand_out_record(self.region, by=self.person, format=wanted))
        made, kind = (pdf(document), "application/pdf") if wanted == "pdf" else (xlsx(document), XLSX)
        return attached(made, kind, f"kegiatan-pemrosesan-{self.region.code if self.region else 'nasional'}.{wanted}")


class RegionProtection(Overview, RegionScreen):
    """Of one region."""

    needs = Can.PROTECT


class NationProtection(Overview, Screen):
    """Of all regions, and of the nation."""

    needs = Can.CATALOGUE
    region = None


class New:
    """Writing something down: a request, or a breach."""

    request: HttpRequest
    region: Any
    person: Any
    form_class: type[ModelForm]
    template = "portal/protection/form.html"
    heading: Any

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with timezone.override(ZoneInfo(self.region.time_zone)):
            return self.page(self.form_class())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with timezone.override(ZoneInfo(self.region.time_zone)):
            return self.write(request)

    def write(self, request: HttpRequest) -> HttpResponse:
        """What was entered, in the time of the region."""
        form = self.form_class(request.POST)
        form.instance.region = self.region
        if not form.is_valid():
            return self.page(form, WRONG)
        try:
            return self.made(form.save(commit=False))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, WRONG)

    def made(self, row: Any) -> HttpResponse:
        """Store the row; where to go then."""
        raise NotImplementedError

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        context = {"region": self.region, "form": form, "heading": self.heading, "back": overview_of(self.region)}
        return render(self.request, self.template, context, status=status)


class RequestNew(New, RegionScreen):
    """A request that came by letter, at the counter, or by telephone."""

    needs = Can.PROTECT
    form_class = RequestForm

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Write a request down")

    def made(self, row: DataRequest) -> HttpResponse:
        receive(row, by=self.person)
        messages.success(self.request, _("The request is written down; the three days run."))
        return redirect("portal:data-request", pk=row.pk)


class BreachNew(New, RegionScreen):
    """A breach, as soon as it is noticed."""

    needs = Can.PROTECT
    form_class = BreachForm

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Report a breach")

    def made(self, row: DataBreach) -> HttpResponse:
        requests.save_breach(row, by=self.person)
        messages.success(self.request, _("The breach is written down; tell those concerned within three days."))
        return redirect("portal:breach", pk=row.pk)


class Detail(ScopedScreen):
    """A page of one row; moments are those of its region, shown and entered."""

    needs = Can.PROTECT

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        zone = None
        if request.user.is_authenticated:
            found = self.queryset.all().allowed(request.user, self.needs).filter(pk=kwargs["pk"])
            zone = found.values_list("region__time_zone", flat=True).first()
        with timezone.override(ZoneInfo(zone) if zone else None):
            return super().dispatch(request, *args, **kwargs)

    def shown(self, template: str, row: Any, context: dict[str, Any], status: int) -> HttpResponse:
        """The page, with the navigation of the row's region."""
        if row.region:
            self.place(row.region)
        return render(self.request, template, context, status=status)


class RequestDetail(Detail):
    """A request with its clock; POST answers it."""

    queryset: Any = DataRequest.objects.select_related("region", "person", "answered_by")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_object())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(row, form, WRONG)
        given = form.cleaned_data
        try:
            answer(row, given["state"], given["answer"], by=self.person, seen_version=given["version"])
        except Conflict:
            stored = self.get_object()
            form = AnswerForm({**request.POST.dict(), "version": stored.version})
            form.add_error(None, _("Somebody else changed the request meanwhile. Look at it again."))
            return self.page(stored, form, OVERTAKEN)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(self.get_object(), form, WRONG)
        messages.success(request, _("The request is answered."))
        return redirect(overview_of(row.region))

    def page(
        self, row: DataRequest, form: AnswerForm | None = None, status: int = 200, forget: ForgetForm | None = None
    ) -> HttpResponse:
        context = {
            "row": row,
            "region": row.region,
            "form": form or AnswerForm(initial={"version": row.version}),
            "back": overview_of(row.region),
            "forget": (forget or ForgetForm()) if may_forget_for(self.person, row) else None,
        }
        return self.shown("portal/protection/request.html", row, context, status)


class PersonForget(AsksAgain, RequestDetail):
    """POST: forget the person who asked; it cannot be undone."""

    asks_at = ("POST",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect("portal:data-request", pk=self.get_object().pk)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = ForgetForm(request.POST)
        if may_forget_for(self.person, row) and not form.is_valid():
            return self.page(row, status=WRONG, forget=form)
        try:
            done = self.forget(row, form)
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("Done: the account now reads “%(name)s”.") % {"name": done.pseudonym})
        return redirect("portal:data-request", pk=row.pk)

    def forget(self, row: DataRequest, form: ForgetForm) -> Forgotten:
        """Only whom the request is of, and only where that is what it asks for."""
        if row.person is None or not form.is_valid():
            raise Refused(_("Say why, and confirm that it cannot be undone."))
        if row.kind not in ASKED:
            raise Refused(_("The person did not ask to be forgotten: write a request for deletion down first."))
        return forget_person(row.person, by=self.person, reason=form.cleaned_data["reason"])


class BreachDetail(Detail):
    """A breach with its clock; POST changes what is known of it."""

    queryset: Any = DataBreach.objects.select_related("region")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        return self.page(row, BreachForm(instance=row, initial={"version": row.version}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = BreachForm(request.POST, instance=row)
        if not form.is_valid():
            return self.page(self.get_object(), form, WRONG)
        try:
            requests.save_breach(form.save(commit=False), by=self.person, seen_version=form.cleaned_data["version"])
        except Conflict:
            return self.overtaken(form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(self.get_object(), form, WRONG)
        messages.success(request, _("Saved."))
        return redirect("portal:breach", pk=row.pk)

    def overtaken(self, form: Any) -> HttpResponse:
        """The form as it was typed, beside what is stored now; saving again means it."""
        again: Any = BreachForm({**form.data.dict(), "version": self.get_object().version}, instance=self.get_object())
        again.is_valid()
        stored = self.get_object()
        as_stored: Any = BreachForm(instance=stored)
        now = differences(again, as_stored)
        return self.page(stored, again, OVERTAKEN, conflict=True, stored=now)

    def page(self, row: DataBreach, form: BreachForm, status: int = 200, **more: Any) -> HttpResponse:
        if row.closed_at and not form.is_bound:
            for field in form.fields.values():
                field.disabled = True
        context = {"row": row, "region": row.region, "form": form, "back": overview_of(row.region), **more}
        return self.shown("portal/protection/breach.html", row, context, status)


class BreachStep(StepScreen):
    """POST `step`: the agency was told, the people were told, the breach is closed."""

    needs = Can.PROTECT
    queryset: Any = DataBreach.objects.select_related("region")

    def step(self, row: DataBreach) -> Any:
        wanted = self.posted_text("step")
        if wanted == "close":
            requests.close_breach(row, by=self.person)
            return _("The breach is closed.")
        if wanted not in ("authority", "people"):
            raise Refused(_("This step does not exist."))
        requests.tell_of_breach(row, wanted, by=self.person)
        return _("Written down: who was told, and when.")

    def next_url(self, row: DataBreach) -> str:
        return reverse("portal:breach", args=[row.pk])


class BreachLetter(ScopedScreen):
    """The notice of article 46 as a draft letter, to the agency or to the people concerned (`?kepada=orang`)."""

    needs = Can.PROTECT
    queryset: Any = DataBreach.objects.select_related("region")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        to_people = request.GET.get("kepada") == "orang"
        made = pdf(breach_letter(row, to_people=to_people, author=self.person))
        return attached(made, "application/pdf", f"pemberitahuan-{'subjek' if to_people else 'lembaga'}-{row.pk}.pdf")


def attached(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to be saved, kept by nobody on the way."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
