"""The ledger of evidence of a region, one piece of it in full, and all of a period as one file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from monev.monitoring.forms.ledger import LedgerForm
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.evidence_detail import evidence_page
from monev.monitoring.selectors.ledger import ledger, ledger_rows
from monev.monitoring.selectors.stored_bytes import room_of
from monev.monitoring.services.evidence_archive import hand_out_evidence
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen

PER_PAGE = 25


class Ledger(RegionScreen):
    """Evidence of the region as a table, narrowed and sorted by the address."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        today = today_in(self.region.time_zone)
        form = LedgerForm(request.GET or None, region=self.region, user=request.user)
        chosen = form.chosen()
        found = ledger(self.region, chosen, today=today, seen_by=request.user)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "region": self.region,
            "form": form,
            "page": page,
            "rows": ledger_rows(list(page.object_list), today=today, seen_by=request.user),
            "period": next((each for each in form.periods.values() if each.pk == chosen.period_id), None),
            "periods": form.periods,
            "room": room_of(self.region),
            "ledger_url": reverse("monitoring:ledger", args=[self.region.code]),
        }
        return render(request, "monitoring/ledger.html", context)


class EvidenceDetail(ScopedScreen):
    """One piece of evidence: what it proves, how it was judged, where it was taken, what happened to it."""

    needs = Can.VIEW
    queryset: Any = Evidence.objects.select_related("agency", "stored_file", "uploaded_by", "region")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        evidence = self.get_object()
        region = self.place(evidence.region)
        page = evidence_page(evidence, today=today_in(region.time_zone), seen_by=request.user)
        context = {"evidence": evidence, "region": region, "page": page, "row": page.row}
        return render(request, "monitoring/evidence_detail.html", context)


class LedgerArchive(RegionScreen):
    """The evidence of a period (`periode=2026-3`, else the newest that has begun) as a ZIP, for those who ask by POST.

    Taking it is written down, which a GET may not do. It begins at once and does not grow in memory.
    """

    needs = Can.VIEW
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> StreamingHttpResponse:
        user: Any = request.user
        periods = Period.objects.allowed(user, Can.VIEW).current().of_region(self.region).select_related("region")
        begun = periods.started(today_in(self.region.time_zone)).order_by("-opens_on", "-pk")
        wanted = request.POST.get("periode", "")
        period = next((each for each in begun if not wanted or each.address == wanted), None)
        if period is None:
            raise Http404
        archive = hand_out_evidence(period, by=user)
        response = StreamingHttpResponse(archive.pieces(), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{archive.name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        # Its files are compressed already; without this the answer would be compressed once more on the way.
        response["Content-Encoding"] = "identity"
        return response
