"""People of a region or the nation: the list, and one person with their roles and what protects their account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.giving import givable
from accounts.people_forms import EndForm, PeopleFilterForm, RoleForm
from accounts.selectors.members import UNPROTECTED, PersonLine, invitations_to, narrowed, people_of
from accounts.selectors.safety import may_reset
from accounts.services.people import give_role, may_close
from accounts.views.places import NationPeople, PersonOf, RegionPeople, page_number
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
        lines = people_of(page.region)
        found = Paginator(narrowed(lines, form.chosen()), PER_PAGE).get_page(page_number(request))
        for line in found.object_list:
            line.person.page_url = page.url("person", line.person.uid)  # type: ignore[attr-defined]
        context = page.common(
            form=form,
            page=found,
            invitations=invitations_to(page.region, page.person),
            counts=_counts(lines),
            unprotected=UNPROTECTED,
        )
        return render(request, "accounts/people_list.html", context)


def _counts(lines: list[PersonLine]) -> dict[str, int]:
    return {
        "all": len(lines),
        "active": sum(line.key == "active" for line in lines),
        "unprotected": sum(line.is_unprotected for line in lines),
    }


class PeopleList(ListPage, RegionPeople):
    """`/pengguna/<code>/`"""


class NationalPeopleList(ListPage, NationPeople):
    """`/pengguna/nasional/`"""


class PersonPage(PersonOf, AsksAgain):
    """One person: the roles here, what protects the account, and what can be done. A role given in a session that was
    left open would last."""

    asks_at = ("POST",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(request, self.line())

    def shown(
        self, request: HttpRequest, line: PersonLine, form: RoleForm | None = None, ending: EndForm | None = None
    ) -> HttpResponse:
        """The page; with a form that was refused: the one for another role, or the one that ends a role."""
        page: Any = self
        for row in line.roles:
            if _may_end(row, by=page.person):
                own = EndForm(role=row)
                row.end_form = ending if ending and ending.prefix == own.prefix else own  # type: ignore[attr-defined]
        context = page.common(
            line=line,
            form=form or RoleForm(region=page.region, roles=page.roles()),
            ending=ending,
            invitations=invitations_to(page.region, page.person, line.person.email),
            may_close=may_close(line.person, by=page.person),
            may_reset=line.safety is not None and may_reset(line.person, by=page.person, region=page.region),
            is_oneself=line.person == page.person,
            steps={name: page.url(name, line.person.uid) for name in ("person", "account", "sessions", "factors")},
        )
        return render(request, "accounts/person_detail.html", context, status=422 if form or ending else 200)

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
