"""Inviting one, inviting many from a file, sending again, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.files import HEAD, Line, example_rows, read_lines
from accounts.models import Invitation
from accounts.people_forms import InviteForm, PeopleFileForm
from accounts.services.inviting import invite, invite_all, send_again, withdraw
from accounts.views.places import NationPeople, RegionPeople
from core.errors import Refused
from core.row_files import csv_pieces
from organizations.roles import Can
from organizations.screens import AsksAgain, ScopedScreen


class InvitePage(AsksAgain):
    """Invites one person."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page: Any = self
        return self.shown(request, InviteForm(region=page.region, roles=page.roles()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page: Any = self
        form = InviteForm(request.POST, region=page.region, roles=page.roles())
        if form.is_valid():
            try:
                row = invite(form.wanted(form.cleaned_data["email"], form.cleaned_data["name"]), by=page.person)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            else:
                messages.success(request, _("%(name)s is invited; the mail is on its way.") % {"name": row.name})
                return redirect(page.url("list"))
        return self.shown(request, form, 422)

    def shown(self, request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
        page: Any = self
        return render(request, "accounts/invite.html", page.common(form=form), status=status)


class Invite(InvitePage, RegionPeople):
    """`/pengguna/<code>/undang/`"""


class NationalInvite(InvitePage, NationPeople):
    """`/pengguna/nasional/undang/`"""


class InviteMany(AsksAgain, RegionPeople):
    """`/pengguna/<code>/impor/`: a file of invitations; all rows or none."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._shown(request, PeopleFileForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PeopleFileForm(request.POST, request.FILES)
        lines: list[Line] = []
        if form.is_valid():
            try:
                lines = self._judged(read_lines(form.cleaned_data["file"], self.region, self.roles()))
                if not any(line.problem for line in lines):
                    return self._done(request, lines)
            except Refused as refused:
                form.add_error("file", str(refused.message))
        return self._shown(request, form, lines, 422)

    def _judged(self, lines: list[Line]) -> list[Line]:
        """The lines, with what only the services know: who is invited already, who assesses the region."""
        with transaction.atomic():
            found = [self._tried(line) for line in lines]
            transaction.set_rollback(True)
        return found

    def _tried(self, line: Line) -> Line:
        if line.wanted is None:
            return line
        try:
            invite(line.wanted, by=self.person)
        except Refused as refused:
            return Line(line.number, line.email, line.name, problem=str(refused.message))
        return line

    def _done(self, request: HttpRequest, lines: list[Line]) -> HttpResponse:
        made = invite_all([line.wanted for line in lines if line.wanted], by=self.person)
        words = ngettext(
            "%(count)s person is invited; the mail is on its way.",
            "%(count)s people are invited; the mails are on their way.",
            len(made),
        )
        messages.success(request, words % {"count": len(made)})
        return redirect(self.url("list"))

    def _shown(
        self, request: HttpRequest, form: PeopleFileForm, lines: list[Line] | None = None, status: int = 200
    ) -> HttpResponse:
        wrong = [line for line in lines or [] if line.problem]
        context = self.common(form=form, wrong=wrong, good=len(lines or []) - len(wrong), head=HEAD)
        return render(request, "accounts/invite_many.html", context, status=status)


class InviteExample(RegionPeople):
    """`/pengguna/<code>/impor/contoh.csv`: the file to fill in."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        content = b"".join(csv_pieces(HEAD, example_rows(self.roles())))
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="undangan-contoh.csv"'
        return response


class InvitationStep(AsksAgain, ScopedScreen):
    """`/pengguna/undangan/<id>/`: sends again, or withdraws."""

    http_method_names = ["post"]
    needs = Can.VIEW
    queryset = Invitation.objects.all()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        access = self.person.access
        if not access.may(Can.ADMINISTER) and not access.may(Can.CATALOGUE):
            raise PermissionDenied
        row = Invitation.objects.allowed(self.person, Can.ADMINISTER).filter(pk=pk).select_related("region").first()
        if row is None:
            raise Http404
        again = request.POST.get("step") == "again"
        try:
            (send_again if again else withdraw)(row, by=self.person)
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            sent, gone = _("A new link is on its way to %(email)s."), _("The invitation of %(email)s is withdrawn.")
            messages.success(request, (sent if again else gone) % {"email": row.email})
        return redirect("people:list", row.region.code) if row.region else redirect("people:national-list")
