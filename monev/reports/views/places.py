"""Where a page of reports is: in a region named in the address, or over the nation."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from organizations.models import Region
from organizations.roles import Can
from organizations.screens import RegionScreen, Screen


class RegionPlace(RegionScreen):
    """Pages about the reports of one region."""

    needs = Can.VIEW

    @property
    def place_region(self) -> Region | None:
        """The region; None on pages of the nation."""
        return self.region


class NationPlace(Screen):
    """Pages about the reports of the nation, for who runs the national evaluation."""

    needs = Can.EVALUATE
    place_region: Region | None = None


def zone_of(region: Region | None) -> str:
    """The clock by which times are told: of the region, or of the capital."""
    return region.time_zone if region else settings.TIME_ZONE


def list_url(region: Region | None) -> str:
    """The list of reports of the region, or of the nation."""
    return reverse("reports:report-list", args=[region.code]) if region else reverse("reports:national-list")


def request_url(region: Region | None) -> str:
    """Where a report of the region, or of the nation, is asked for."""
    return reverse("reports:report-request", args=[region.code]) if region else reverse("reports:national-request")


def queue_url(region: Region | None) -> str:
    """The queue of the region, or of all regions."""
    return reverse("reports:report-queue", args=[region.code]) if region else reverse("reports:national-queue")
