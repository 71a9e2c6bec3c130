"""The page of search: one address with the words and what narrows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.models import Region
from organizations.roles import Can
from organizations.screens import Screen
from pillars.models import Pillar
from portal.search.asked import LONGEST
from portal.search.finding import PER_PAGE, Answer, Wish, search
from portal.search.sources import BY_KIND

MOST_DIGITS = 6


@dataclass(frozen=True)
class Choice:
    """A choice of a filter, with how many hits it leaves."""

    value: str
    label: str
    count: int


class Search(Screen):
    """What fits `?q=`, narrowed by `jenis`, `daerah`, `pilar` and `versi=semua`, within what the person may see."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text, wish = self._asked("q").strip(), self._wish()
        answer = search(text, wish, seen_by=request.user)
        context = {
            "text": text,
            "longest": LONGEST,
            "wish": wish,
            "answer": answer,
            "groups": [each for each in answer.groups if each.hits],
            "regions": self._regions(answer, wish),
            "pillars": _pillars(answer, wish),
            "page": _page(answer, wish),
            "corrected_url": answer.corrected and "?" + urlencode({"q": answer.corrected.text}),
            "everything_url": "?" + urlencode({"q": text}),
            "is_narrowed": bool(wish.region or wish.pillar or wish.kind),
        }
        return render(request, "portal/search.html", context)

    def _asked(self, name: str) -> str:
        """A value of the address, without the character that PostgreSQL cannot store."""
        return self.request.GET.get(name, "").replace("\x00", " ")

    def _wish(self) -> Wish:
        kind, page = self._asked("jenis"), self._asked("page")
        return Wish(
            kind=kind if kind in BY_KIND else "",
            region=self._region(),
            pillar=self._asked("pilar"),
            all_versions=self._asked("versi") == "semua",
            page=int(page) if page.isdecimal() and len(page) <= MOST_DIGITS else 1,
        )

    def _region(self) -> Region | None:
        code = self._asked("daerah")
        if not code:
            return None
        rows: Any = Region.objects.allowed(self.person, Can.VIEW)
        region: Region | None = rows.filter(code=code).first()
        if region is None:
            raise Http404
        return region

    def _regions(self, answer: Answer, wish: Wish) -> list[Choice]:
        """The regions in which something was found; the one that is chosen stays a choice."""
        codes = set(answer.regions) | ({wish.region.code} if wish.region else set())
        rows: Any = Region.objects.allowed(self.person, Can.VIEW)
        named = rows.filter(code__in=codes).order_by("name").values_list("code", "name")
        return [Choice(code, name, answer.regions.get(code, 0)) for code, name in named]


def _pillars(answer: Answer, wish: Wish) -> list[Choice]:
    """The pillars in which something was found, in the order of the catalogue."""
    letters = set(answer.pillars) | ({wish.pillar} if wish.pillar else set())
    rows = Pillar.objects.filter(letters__in=letters).order_by("-pillar_set__valid_from", "position")
    named: dict[str, Choice] = {}
    for each in rows:
        named.setdefault(each.letters, Choice(each.letters, each.name, answer.pillars.get(each.letters, 0)))
    return list(named.values())


def _page(answer: Answer, wish: Wish) -> Any:
    """The page of the one kind that is asked for, for the pager."""
    group = next((each for each in answer.groups if each.source.kind == wish.kind), None)
    return Paginator(range(group.count), PER_PAGE).get_page(wish.page) if group else None
