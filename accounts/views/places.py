"""What the pages of people share: the region, or the nation, whose people they are about."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.giving import givable
from accounts.selectors.members import PersonLine, person_of
from organizations.models import Region
from organizations.roles import Can, Role
from organizations.screens import AdministeredRegionScreen, Screen


class RegionPeople(AdministeredRegionScreen):
    """People of one region, for its administrators and those of the nation."""

    def roles(self) -> tuple[Role, ...]:
        """The roles that the person may give here."""
        return givable(self.person.access, self.region.pk)

    def url(self, name: str, *args: Any) -> str:
        """The address of another page about the same people."""
        return reverse(f"people:{name}", args=[self.region.code, *args])

    def common(self, **more: Any) -> dict[str, Any]:
        """What every template is given."""
        urls = {name: self.url(name) for name in ("list", "invite", "import")}
        urls["example"] = self.url("import-template")
        return {"region": self.region, "place": self.region, "roles": self.roles(), "urls": urls} | more


class NationPeople(Screen):
    """Administrators of the nation and assessors, for the administrators of the nation."""

    needs = Can.CATALOGUE
    region: Region | None = None

    def roles(self) -> tuple[Role, ...]:
        return givable(self.person.access, None)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"people:national-{name}", args=list(args))

    def common(self, **more: Any) -> dict[str, Any]:
        urls = {name: self.url(name) for name in ("list", "invite")}
        return {"region": None, "place": None, "roles": self.roles(), "urls": urls} | more


class PersonOf:
    """A page about one of the people of the place."""

    def line(self) -> PersonLine:
        """Who is named in the address; anybody else is not there."""
        page: Any = self
        line = person_of(page.region, page.kwargs["uid"])
        if line is None:
            raise Http404
        return line


def page_number(request: HttpRequest) -> Any:
    """Which page of a list was asked for."""
    return request.GET.get("page")
