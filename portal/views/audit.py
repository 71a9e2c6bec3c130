"""The audit log for administrators: search, export as CSV or XLSX, and a file that others can verify."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from core.row_files import csv_pieces, xlsx_file
from organizations.roles import Can
from organizations.screens import AdministeredRegionScreen, Screen
from portal.forms import AuditForm
from portal.selectors.audit import audit_line, audit_log, export_head, export_rows
from portal.selectors.audit_state import audit_state
from portal.services.audit import hand_out_audit, hand_out_verifiable

PER_PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AuditPages:
    """Search by GET, export by POST (`format`: csv, xlsx or ndjson) with the same filter."""

    request: HttpRequest
    region: Any

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = AuditForm(request.GET or None)
        found = audit_log(request.user, self.region, form.chosen())
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        here = reverse("portal:audit", args=[self.region.code]) if self.region else reverse("portal:audit-nation")
        context = {
            "region": self.region,
            "form": form,
            "page": page,
            "lines": [audit_line(entry) for entry in page.object_list],
            "audit_url": here,
            "state": audit_state(self.region),
        }
        with timezone.override(self.zone):
            return render(request, "portal/audit.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse | StreamingHttpResponse | FileResponse:
        user: Any = request.user
        place = self.region.code if self.region else "nasional"
        if request.POST.get("format") == "ndjson":
            pack = hand_out_verifiable(self.region, AuditForm(request.POST).chosen(), by=user)
            return FileResponse(pack, as_attachment=True, filename=f"audit-{place}.zip", content_type="application/zip")
        wanted = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
        entries = hand_out_audit(self.region, AuditForm(request.POST).chosen(), by=user, format=wanted)
        head, rows = export_head(), export_rows(entries, self.zone)
        name = f"audit-{place}.{wanted}"
        if wanted == "xlsx":
            made = xlsx_file(gettext("Audit log"), head, rows)
            return FileResponse(made, as_attachment=True, filename=name, content_type=XLSX)
        response = StreamingHttpResponse(csv_pieces(head, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @property
    def zone(self) -> ZoneInfo | None:
        """Times are those of the region; of the nation those of the portal."""
        return ZoneInfo(self.region.time_zone) if self.region else None


class RegionAudit(AuditPages, AdministeredRegionScreen):
    """The log of one region, for its administrators and the national ones."""


class NationAudit(AuditPages, Screen):
    """The log of all regions, for national administrators."""

    needs = Can.CATALOGUE
    region = None
