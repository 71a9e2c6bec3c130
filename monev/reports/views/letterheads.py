"""The official head of a region's reports and who signs them, for the region administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from masterplan.forms.conflicts import differences
from monev.reports.forms.letterheads import LetterheadForm, SignatoryForm, kind_choices
from monev.reports.models import Letterhead, Signatory
from monev.reports.selectors.letterheads import signers_of
from monev.reports.services.letterheads import (
    archive_signatory,
    letterhead_of,
    move_signatory,
    save_letterhead,
    save_signatory,
)
from organizations.models import Region
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen, StepScreen

WRONG, OVERTAKEN = 422, 409


class LetterheadPage(RegionScreen):
    """`/daerah/<code>/monev/kop/`: the head with a preview, and who signs."""

    needs = Can.ADMINISTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(LetterheadForm(instance=letterhead_of(self.region)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = LetterheadForm(request.POST, request.FILES, instance=letterhead_of(self.region))
        if not form.is_valid():
            return self.page(form, WRONG)
        try:
            self._save(form)
        except Conflict as conflict:
            return self._overtaken(conflict.row)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, WRONG)
        messages.success(request, _("The official head is saved. Reports asked for from now on begin with it."))
        return redirect("reports:letterhead", region=self.region.code)

    def _save(self, form: LetterheadForm) -> None:
        given = form.cleaned_data
        upload = given["arms_upload"]
        save_letterhead(
            self.region,
            given,
            by=self.person,
            seen_version=given["seen_version"] or 0,
            arms=upload.read() if upload else b"",
            without_arms=bool(given.get("without_arms")),
        )

    def _overtaken(self, stored: Letterhead) -> HttpResponse:
        """The form as it was typed, beside what is stored now; saving again means it."""
        data = self.request.POST.copy()
        data["seen_version"] = str(stored.version)
        again: Any = LetterheadForm(data, instance=Letterhead.objects.get(pk=stored.pk))
        again.is_valid()
        unbound: Any = LetterheadForm(instance=Letterhead.objects.get(pk=stored.pk))
        now = differences(again, unbound)
        return self.page(again, OVERTAKEN, conflict=True, stored=now)

    def page(self, form: LetterheadForm, status: int = 200, **more: Any) -> HttpResponse:
        head, labels = letterhead_of(self.region), dict(kind_choices())
        groups = [(labels.get(each.kind, each.kind), each.people) for each in signers_of(self.region)]
        context = {"region": self.region, "form": form, "head": head, "groups": groups, **more}
        return render(self.request, "reports/letterhead.html", context, status=status)


class ArmsPicture(RegionScreen):
    """The arms as they are printed."""

    needs = Can.ADMINISTER

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:
        head = letterhead_of(self.region)
        if not head.arms:
            raise Http404
        response = FileResponse(head.arms.open("rb"), content_type="image/png")
        response["ETag"] = f'"{head.arms_sha256}"'
        response["Cache-Control"] = "private, no-cache"
        return response


class SignatoryNew(RegionScreen):
    """One more who signs."""

    needs = Can.ADMINISTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return show_form(request, self.region, SignatoryForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SignatoryForm(request.POST, instance=Signatory(region=self.region))
        if not form.is_valid():
            return show_form(request, self.region, form, WRONG)
        save_signatory(form.save(commit=False), by=self.person)
        messages.success(request, _("The signatory is saved."))
        return redirect("reports:letterhead", region=self.region.code)


class SignatoryChange(ScopedScreen):
    """Post, name, rank or NIP change, or which reports are signed."""

    needs = Can.ADMINISTER
    queryset: Any = Signatory.objects.current().select_related("region")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        return show_form(request, self.place(row.region), SignatoryForm(instance=row), row=row)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        region = self.place(row.region)
        form = SignatoryForm(request.POST, instance=row)
        if not form.is_valid():
            return show_form(request, region, form, WRONG, row=row)
        try:
            save_signatory(form.save(commit=False), by=self.person, seen_version=form.cleaned_data["seen_version"] or 0)
        except Conflict as conflict:
            return self._overtaken(conflict.row)
        messages.success(request, _("The signatory is saved."))
        return redirect("reports:letterhead", region=region.code)

    def _overtaken(self, stored: Signatory) -> HttpResponse:
        data = self.request.POST.copy()
        data["seen_version"] = str(stored.version)
        again: Any = SignatoryForm(data, instance=self.get_object())
        again.is_valid()
        unbound: Any = SignatoryForm(instance=self.get_object())
        now = differences(again, unbound)
        region = self.place(stored.region)
        return show_form(self.request, region, again, OVERTAKEN, row=stored, conflict=True, stored=now)


def show_form(
    request: HttpRequest, region: Region, form: SignatoryForm, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of one signatory."""
    context = {"region": region, "form": form, **more}
    return render(request, "reports/signatory_form.html", context, status=status)


class SignatoryStep(StepScreen):
    """A step on one signatory; afterwards the list."""

    needs = Can.ADMINISTER
    queryset: Any = Signatory.objects.current().select_related("region")

    def next_url(self, row: Signatory) -> str:
        return reverse("reports:letterhead", args=[row.region.code])


class SignatoryArchive(SignatoryStep):
    """Signs nothing more; stays in the history and in the reports that are compiled."""

    def step(self, row: Signatory) -> str:
        archive_signatory(row, by=self.person)
        return _("%(post)s signs no new reports any more.") % {"post": row.post}


class SignatoryMove(SignatoryStep):
    """`ke=kiri` or `ke=kanan`."""

    def step(self, row: Signatory) -> str:
        move_signatory(row, by=self.person, later=self.posted_text("ke") == "kanan")
        return _("The order is changed.")
