"""The tour of one person, with the addresses of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from handbook.models import TourSeen
from handbook.places import GUIDES
from handbook.tours import BELL, HELP, TOURS, Step, tour_for
from organizations.models import Region, User
from organizations.roles import Role


@dataclass(frozen=True)
class Stop:
    """One step as it is shown. `mark`: what the page lifts out while the step is read (`static/js/tour.js`)."""

    title: Any
    text: Any
    url: str
    mark: str


@dataclass(frozen=True)
class Tour:
    """The tour of one role."""

    role: str
    label: str
    stops: list[Stop]
    guide: str


def roles_of(user: User) -> list[str]:
    """The roles of a person in the order in which the portal names them."""
    return [role.value for role in Role if user.access.has_role(role)]


def tours_of(user: User, region: Region | None) -> list[Tour]:
    """The tours of all roles of a person, for the page that shows them whole."""
    return [tour(role, region) for role in roles_of(user) if role in TOURS]


def next_tour(user: User, region: Region | None, wanted: str = "") -> Tour | None:
    """The tour to show on the first page: the one asked for, else one that the person has not seen."""
    roles = roles_of(user)
    if wanted in roles:
        return tour(wanted, region)
    seen = set(TourSeen.objects.filter(user=user).values_list("tour", flat=True)) if roles else set()
    role = tour_for(roles, seen)
    return tour(role, region) if role else None


def tour(role: str, region: Region | None) -> Tour:
    """Steps that lead into a region are left out where there is none."""
    stops = [_stop(step, region) for step in TOURS[role] if region or not step.of_region]
    return Tour(role, str(Role(role).label), stops, reverse("handbook:page", args=[GUIDES[role].split("#")[0]]))


def _stop(step: Step, region: Region | None) -> Stop:
    if step.page == HELP:
        return Stop(step.title, step.text, reverse("handbook:contents"), "help")
    url = reverse(step.page, args=[region.code] if step.of_region and region else [])
    return Stop(step.title, step.text, url, "bell" if step.page == BELL else "link")
