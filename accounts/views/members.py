"""People of a region or the nation: the list, one person, their roles, their account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.giving import givable
from accounts.people_forms import EndForm, PeopleFilterForm, RoleForm
from accounts.selectors.members import PersonLine, invitations_to, people_of, person_of
from accounts.services.people import close_account, end_role, give_role, may_close, open_account
from accounts.views.places import NationPeople, RegionPeople, page_number
from core.errors import Refused
from organizations.models import Membership, Region, User
from organizations.roles import Can
from organizations.screens import AsksAgain, Screen

PER_PAGE = 50


class PeopleHome(Screen):
    """`/pengguna/`: to the list that the person looks after."""

    needs = Can.VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        access = self.person.access
        if access.may(Can.CATALOGUE):
            return redirect("people:national-list")
        regions = access.reach(Can.ADMINISTER).regions
        if not regions:
            raise PermissionDenied
        return redirect("people:list", region_code(min(regions)))


def region_code(pk: int) -> str:
    """The official code of a region."""
    return Region.objects.get(pk=pk).code


class ListPage:
    """Everybody with a role here, and the invitations that are open."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page: Any = self
        form = PeopleFilterForm(request.GET or None)
        lines = people_of(page.region, form.chosen())
        found = Paginator(lines, PER_PAGE).get_page(page_number(request))
        for line in found.object_list:
            line.person.page_url = page.url("person", line.person.uid)  # type: ignore[attr-defined]
        context = page.common(
            form=form, page=found, invitations=invitations_to(page.region, page.person), counts=_counts(lines)
        )
        return render(request, "accounts/people_list.html", context)


def _counts(lines: list[PersonLine]) -> dict[str, int]:
    return {"all": len(lines), "active": sum(line.key == "active" for line in lines)}


class PeopleList(ListPage, RegionPeople):
    """`/pengguna/<code>/`"""


class NationalPeopleList(ListPage, NationPeople):
    """`/pengguna/nasional/`"""


class PersonPage(AsksAgain):
    """One person: the roles here, and what can be done. A role given in a session that was left open would last."""

    asks_at = ("POST",)

    def line(self) -> PersonLine:
        page: Any = self
        line = person_of(page.region, page.kwargs["uid"])
        if line is None:
            raise Http404
        return line

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(request, self.line())

    def shown(self, request: HttpRequest, line: PersonLine, form: RoleForm | None = None) -> HttpResponse:
        page: Any = self
        for row in line.roles:
            row.may_end = _may_end(row, by=page.person)  # type: ignore[attr-defined]
        context = page.common(
            line=line,
            form=form or RoleForm(region=page.region, roles=page.roles()),
            today=timezone.localdate().isoformat(),
            may_close=may_close(line.person, by=page.person),
            is_oneself=line.person == page.person,
            account_url=page.url("account", line.person.uid),
        )
        return render(request, "accounts/person_detail.html", context, status=422 if form else 200)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """One more role."""
        page: Any = self
        line = self.line()
        form = RoleForm(request.POST, region=page.region, roles=page.roles())
        if form.is_valid():
            try:
                give_role(line.person, form.wanted(line.person.email, line.person.name), by=page.person)
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            else:
                messages.success(request, _("The role is given."))
                return redirect(page.url("person", line.person.uid))
        return self.shown(request, line, form)


def _may_end(row: Membership, *, by: User) -> bool:
    """Whether the role has not ended, and is theirs to end."""
    lasts = row.ends_on is None or row.ends_on >= timezone.localdate()
    return lasts and row.user_id != by.pk and row.role in givable(by.access, row.region_id)


class PersonDetail(PersonPage, RegionPeople):
    """`/pengguna/<code>/orang/<uid>/`"""


class NationalPersonDetail(PersonPage, NationPeople):
    """`/pengguna/nasional/orang/<uid>/`"""


class AccountStep(PersonPage):
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
        return redirect(page.url("person", person.uid))


class PersonAccount(AccountStep, RegionPeople):
    """`/pengguna/<code>/orang/<uid>/akun/`"""

    http_method_names = ["post"]


class NationalPersonAccount(AccountStep, NationPeople):
    """`/pengguna/nasional/orang/<uid>/akun/`"""

    http_method_names = ["post"]


class RoleEnd(AsksAgain, Screen):
    """`/pengguna/peran/<id>/akhiri/`: the last day of a role."""

    http_method_names = ["post"]
    needs = Can.VIEW

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._row(pk)
        form = EndForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Give the last day of the role."))
        else:
            try:
                end_role(row, by=self.person, last_day=form.cleaned_data["last_day"])
            except Refused as refused:
                messages.error(request, str(refused.message))
            else:
                messages.success(request, _("The role is ended."))
        return redirect(self._back(row))

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
