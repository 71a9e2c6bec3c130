"""Help in place: where the handbook explains this page, the keys, and on the first page the tour."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from handbook.keys import GROUPS
from handbook.places import BY_ROLE, guide_of, place_of
from handbook.selectors.tours import next_tour, roles_of
from portal.navigation import region_at

FIRST_PAGE = "portal:home"


def handbook(request: HttpRequest) -> dict[str, Any]:
    """`help_url`: the part of the handbook about this page; `key_groups`; `tour` on the first page of a person.

    Only the first page asks who reads it: pages for everybody stay the same for all.
    """
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match else ""
    place = place_of(name) or ""
    found: dict[str, Any] = {"key_groups": GROUPS}
    if name == FIRST_PAGE and request.user.is_authenticated:
        place = guide_of(roles_of(request.user))
        found["tour"] = next_tour(request.user, region_at(request.user, request.path), request.GET.get("tur", ""))
        found["tour_wanted"] = "tur" in request.GET
    elif place == BY_ROLE:
        place = ""
    return found | {"help_url": help_url(place)}


def help_url(place: str) -> str:
    """The address of a part of the handbook; its first page where no part is named."""
    page, _mark, anchor = place.partition("#")
    return (
        reverse("handbook:page", args=[page]) + (f"#{anchor}" if anchor else "")
        if page
        else reverse("handbook:contents")
    )
