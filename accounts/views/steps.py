"""What administrators do to an account: close and open it, log out everywhere, take factors away; and ending roles.

Each on the page of the person; each asks who does it once more who they are.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.giving import givable
from accounts.people_forms import EndForm
from accounts.selectors.safety import may_reset
from accounts.services.factors import reset_factors
from accounts.services.people import close_account, end_role, open_account
from accounts.services.sessions import end_all_sessions
from accounts.views.members import NationalPersonDetail, PersonDetail
from accounts.views.places import NationPeople, PersonOf, RegionPeople
from core.errors import Refused
from organizations.models import Membership, User
from organizations.roles import Can
from organizations.screens import AsksAgain, Screen


class AccountStep(PersonOf, AsksAgain):
    """One POST, one step; back to the page of the person."""

    asks_at = ("POST",)
    http_method_names: Any = ["post"]

    def held(self) -> User:
        """The person, where they hold a role here today: log-in and factors of others are no matter of this place."""
        line = self.line()
        if line.safety is None:
            raise Http404
        return line.person

    def back(self, person: User) -> HttpResponse:
        page: Any = self
        return redirect(page.url("person", person.uid))


class CloseOrOpen(AccountStep):
    """Closes or opens the account."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page: Any = self
        person = self.line().person
        step = open_account if request.POST.get("step") == "open" else close_account
        try:
            step(person, by=page.person, region=page.region)
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            opened = _("The account is open: %(name)s can log in again.")
            closed = _("The account is closed: %(name)s can no longer log in.")
            messages.success(request, (opened if step is open_account else closed) % {"name": person.name})
        return self.back(person)


class EndSessions(AccountStep):
    """Ends all sessions of somebody."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page: Any = self
        person = self.held()
        if person == page.person:
            return redirect("accounts:session-list")
        end_all_sessions(person, by=page.person, region=page.region)
        messages.success(request, _("%(name)s is logged out everywhere and was told.") % {"name": person})
        return self.back(person)


class ResetFactors(AccountStep):
    """Takes the factors away from somebody who lost them."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page: Any = self
        person = self.held()
        if not may_reset(person, by=page.person, region=page.region):
            raise PermissionDenied
        reset_factors(person, by=page.person, region=page.region)
        said = _("%(name)s has no second factor any more, is logged out everywhere and was told.")
        messages.success(request, said % {"name": person})
        return self.back(person)


class Account(CloseOrOpen, RegionPeople):
    """`/pengguna/<code>/orang/<uid>/akun/`"""


class Sessions(EndSessions, RegionPeople):
    """`/pengguna/<code>/orang/<uid>/akhiri-sesi/`"""


class Factors(ResetFactors, RegionPeople):
    """`/pengguna/<code>/orang/<uid>/atur-ulang-faktor/`"""


class NationalAccount(CloseOrOpen, NationPeople):
    """`/pengguna/nasional/orang/<uid>/akun/`"""


class NationalSessions(EndSessions, NationPeople):
    """`/pengguna/nasional/orang/<uid>/akhiri-sesi/`"""


class NationalFactors(ResetFactors, NationPeople):
    """`/pengguna/nasional/orang/<uid>/atur-ulang-faktor/`"""


class RoleEnd(AsksAgain, Screen):
    """`/pengguna/peran/<id>/akhiri/`: the last day of a role. A day that is refused stands on the page of the person,
    at its field; looking at the address leads there."""

    http_method_names = ["get", "head", "post"]
    asks_at = ("POST",)
    needs = Can.VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(self._back(self._row(pk)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(pk)
        form = EndForm(request.POST, role=row)
        if not form.is_valid():
            return self._page(row, form)
        try:
            end_role(row, by=self.person, last_day=form.cleaned_data["last_day"])
        except Refused as refused:
            if refused.field in form.fields:
                form.add_error(refused.field, str(refused.message))
                return self._page(row, form)
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("The role is ended."))
        return redirect(self._back(row))

    def _page(self, row: Membership, form: EndForm) -> HttpResponse:
        """The page of the person, with what was typed."""
        page: Any = PersonDetail() if row.region else NationalPersonDetail()
        page.setup(self.request, uid=row.user.uid)
        if row.region:
            page.region = self.place(row.region)
        return page.shown(self.request, page.line(), ending=form)  # type: ignore[no-any-return]

    def _row(self, pk: int) -> Membership:
        """404 where the person gives no role at all, as for a role that is not there."""
        row = get_object_or_404(Membership.objects.select_related("user", "region"), pk=pk)
        access = self.person.access
        if not access.may(Can.ADMINISTER) and not access.may(Can.CATALOGUE):
            raise PermissionDenied
        if not givable(access, row.region_id):
            raise Http404
        if row.role not in givable(access, row.region_id):
            raise PermissionDenied
        return row

    def _back(self, row: Membership) -> str:
        if row.region is None:
            return reverse("people:national-person", args=[row.user.uid])
        return reverse("people:person", args=[row.region.code, row.user.uid])
