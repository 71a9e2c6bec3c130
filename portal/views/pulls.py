"""For who watches over a region: which keys reach it, who takes its rows; an administrator revokes a key."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from core.errors import Refused
from core.row_files import csv_pieces
from organizations.forms import PullForm
from organizations.roles import Can
from organizations.screens import AdministeredRegionScreen, RegionScreen
from organizations.selectors.keys import keys_reaching
from organizations.selectors.pulls import export_head, export_rows, region_pulls, sum_of_late
from portal.selectors.pulls import key_line, pull_line, table_choices
from portal.services.keys import hand_out_pulls, revoke_for_region

PER_PAGE = 25


class RegionKeys(AdministeredRegionScreen):
    """The keys with which rows of the region can be read."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = Paginator(keys_reaching(self.region), PER_PAGE).get_page(request.GET.get("page"))
        lines = [key_line(key, self.region, self.person) for key in page.object_list]
        return render(request, "portal/region_keys.html", {"region": self.region, "lines": lines, "page": page})


class RegionKeyRevoke(AdministeredRegionScreen, View):
    """Takes a key out of use for the sake of the region."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        key = get_object_or_404(keys_reaching(self.region), pk=pk)
        try:
            revoke_for_region(key, self.region, by=self.person)
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("The key is revoked, and its owner has been told."))
        return redirect("portal:region-keys", self.region.code)


class RegionPulls(RegionScreen):
    """Who took rows of the region: search by GET, the same as CSV by POST."""

    needs = Can.WATCH

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PullForm(request.GET or None, tables=table_choices())
        found = region_pulls(self.person, self.region, form.chosen(), self.zone)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "region": self.region,
            "form": form,
            "page": page,
            "lines": [pull_line(entry) for entry in page.object_list],
            "late": sum_of_late(found),
            "here": reverse("portal:pulls", args=[self.region.code]),
            "may_see_keys": self.person.access.looks_after(self.region.pk),
        }
        with timezone.override(self.zone):
            return render(request, "portal/pulls.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> StreamingHttpResponse:
        form = PullForm(request.POST, tables=table_choices())
        entries = hand_out_pulls(self.region, form.chosen(), self.zone, by=self.person)
        pieces = csv_pieces(export_head(), export_rows(entries, self.zone))
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="pengambilan-data-{self.region.code}.csv"'
        return response

    @property
    def zone(self) -> ZoneInfo:
        """Times are those of the region."""
        return ZoneInfo(self.region.time_zone)
