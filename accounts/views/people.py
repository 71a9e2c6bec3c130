"""The people of a region or of the nation: what protects their accounts; ending their sessions, resetting factors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.selectors.people import may_reset, people_of, person_of
from accounts.services.factors import reset_factors
from accounts.services.sessions import end_all_sessions
from organizations.models import User
from organizations.roles import Can
from organizations.screens import AdministeredRegionScreen, AsksAgain, Screen

PER_PAGE = 50


class PeopleOf:
    """Of a region, or with region None of the nation."""

    region: Any = None
    person: User

    def find(self, pk: int) -> User:
        """Somebody of this page; anybody else is not there."""
        found = person_of(self.region, pk)
        if found is None:
            raise Http404
        return found

    def back(self) -> HttpResponse:
        if self.region is None:
            return redirect("accounts:national-people")
        return redirect("accounts:people", self.region.code)


class PeopleList(PeopleOf):
    """Who holds a role, with which factors, in how many browsers."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        lines = people_of(self.region, by=self.person)
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        missing = sum(line.is_missing for line in lines)
        context = {"region": self.region, "page": page, "missing": missing}
        return render(request, "accounts/people.html", context)


class SessionsOf(PeopleOf):
    """End all sessions of somebody."""

    http_method_names: Any = ["post"]

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        person = self.find(pk)
        if person.pk == self.person.pk:
            return redirect("accounts:session-list")
        end_all_sessions(person, by=self.person, region=self.region)
        messages.success(request, _("%(name)s is logged out everywhere and was told.") % {"name": person})
        return self.back()


class FactorsOf(PeopleOf):
    """Take the factors away from somebody who lost them."""

    http_method_names: Any = ["post"]

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        person = self.find(pk)
        if not may_reset(person, by=self.person, region=self.region):
            raise PermissionDenied
        reset_factors(person, by=self.person, region=self.region)
        said = _("%(name)s has no second factor any more, is logged out everywhere and was told.")
        messages.success(request, said % {"name": person})
        return self.back()


class RegionPeople(PeopleList, AdministeredRegionScreen):
    """`/daerah/<code>/akses/`."""


class RegionSessions(SessionsOf, AsksAgain, AdministeredRegionScreen):
    """For administrators of the region and of the nation."""


class RegionFactors(FactorsOf, AsksAgain, AdministeredRegionScreen):
    """For administrators of the region and of the nation."""


class NationalPeople(PeopleList, Screen):
    """`/nasional/akses/`: the roles of the nation."""

    needs = Can.CATALOGUE


class NationalSessions(SessionsOf, AsksAgain, Screen):
    needs = Can.CATALOGUE


class NationalFactors(FactorsOf, AsksAgain, Screen):
    needs = Can.CATALOGUE
