"""Pages of the import: upload, preview with the columns to correct, import."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, ListView

from core.errors import Refused
from masterplan.forms.importing import UploadForm
from masterplan.importing.mapping import Mapping, mapping_from_json
from masterplan.importing.messages import Level, Message, from_json
from masterplan.importing.reading import Table
from masterplan.importing.vocabulary import YEARLY, Role
from masterplan.models.imports import PlanImport
from masterplan.services.importing import uploads
from masterplan.services.importing.preview import Preview, preview
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen, StepScreen

MATRICES: Any = PlanImport.objects.exclude(file__endswith=".json").select_related("region")
"""Uploads of matrices; documents (JSON) have pages of their own."""
SHOWN_MESSAGES = 400
SHOWN_DIFFERENCES = 200
SAMPLE_ROWS = 12
_FACTORS = (
    (Decimal(1), "Rp"),
    (Decimal(10) ** 3, "Rp 1.000"),
    (Decimal(10) ** 6, "Rp 1.000.000"),
    (Decimal(10) ** 9, "Rp 1.000.000.000"),
)


@dataclass(frozen=True)
class MessageGroup:
    """Messages of one weight, for one section of the page."""

    level: Level
    rows: list[Message]
    count: int
    kind: str

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


_BADGES = {
    Level.ERROR: "danger",
    Level.GUESS: "warning",
    Level.CHECK: "info",
    Level.SKIP: "neutral",
    Level.NOTE: "neutral",
}


def grouped(rows: list[Message]) -> list[MessageGroup]:
    """Messages by weight, the heaviest first."""
    found = []
    for level in (Level.ERROR, Level.GUESS, Level.CHECK, Level.SKIP, Level.NOTE):
        of_level = [row for row in rows if row.level == level]
        if of_level:
            found.append(MessageGroup(level, of_level[:SHOWN_MESSAGES], len(of_level), _BADGES[level]))
    return found


class ImportList(ScopedScreen, ListView):
    """Files that were uploaded, newest first."""

    needs = Can.PLAN
    queryset = PlanImport.objects.all()
    template_name = "masterplan/import_list.html"
    paginate_by = 30

    def get_queryset(self) -> Any:
        rows = super().get_queryset().current().select_related("region", "plan_version__plan", "uploaded_by")
        return rows.order_by("-created_at", "-pk")


class ImportUpload(Screen, FormView):
    """Hand in a matrix."""

    needs = Can.PLAN
    form_class = UploadForm
    template_name = "masterplan/import_upload.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        values = form.cleaned_data
        file, pillars = values["file"], values["pillars"]
        try:
            uploads.check_file(file.name, file.size)
            upload = uploads.accept_upload(
                values["region"],
                title=values["title"],
                start=values["start_year"],
                end=values["end_year"],
                name=file.name,
                content=file.read(),
                by=self.person,
                pillars=(pillars.name, pillars.read()) if pillars else None,
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else "file", str(refused.message))
            return self.form_invalid(form)
        return redirect("masterplan:import-preview", uid=upload.uid)


class ImportPreview(ScopedScreen):
    """What was read, what was guessed, what would change; or, once imported, what came of it."""

    needs = Can.PLAN
    queryset = PlanImport.objects.select_related("region", "plan_version__plan")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        upload = self.get_object()
        if upload.is_document:
            return redirect("exchange:plan-import", uid=upload.uid)
        if upload.status == PlanImport.Status.APPLIED:
            return render(request, "masterplan/import_result.html", result_context(upload))
        return render(request, "masterplan/import_preview.html", preview_context(upload))


class ImportColumns(StepScreen):
    """Correct what the columns hold, or where the header stands."""

    needs = Can.PLAN
    queryset = MATRICES

    def step(self, row: PlanImport) -> Any:
        data = self.request.POST
        sheet, header, first = data.get("sheet", ""), _whole(data.get("header_row")), _whole(data.get("first_row"))
        mapping = _mapping(row)
        if mapping is None or (sheet, header, first) != (mapping.sheet, mapping.header + 1, mapping.body + 1):
            uploads.point_at_header(row, sheet=sheet, header_row=header, first_row=first, by=self.person)
            return _("The columns were read again below the header you chose.")
        uploads.correct_columns(row, mapping, chosen=data, by=self.person)
        return _("The columns are corrected.")

    def next_url(self, row: PlanImport) -> str:
        return reverse("masterplan:import-preview", kwargs={"uid": row.uid})


class ImportApply(StepScreen):
    """Import into a draft of the plan."""

    needs = Can.PLAN
    queryset = MATRICES

    def step(self, row: PlanImport) -> Any:
        found, _upload = uploads.import_upload(row, by=self.person)
        if found.changes_nothing:
            return _("Nothing changes: this is stored already.")
        count = found.counts["programs"]
        return ngettext(
            "%(count)s program was imported as a draft.", "%(count)s programs were imported as a draft.", count
        ) % {"count": count}

    def next_url(self, row: PlanImport) -> str:
        return reverse("masterplan:import-preview", kwargs={"uid": row.uid})


class ImportDiscard(StepScreen):
    """Throw an upload away."""

    needs = Can.PLAN
    queryset = PlanImport.objects.select_related("region")

    def step(self, row: PlanImport) -> Any:
        uploads.discard_upload(row, by=self.person)
        return _("The upload is discarded.")

    def next_url(self, row: PlanImport) -> str:
        return reverse("masterplan:import-list")

    def refused(self, row: PlanImport) -> HttpResponse:
        return redirect("masterplan:import-preview", uid=row.uid)


def preview_context(upload: PlanImport) -> dict[str, Any]:
    """Everything the preview page shows; what cannot be read becomes a message, the columns stay open to correction."""
    context: dict[str, Any] = {"upload": upload, "region": upload.region, "roles": Role.choices, "factors": _FACTORS}
    tables = uploads.tables_of(upload)
    found: Preview | None = None
    try:
        found = preview(uploads.source_of(upload))
    except Refused as refused:
        context["refused"] = str(refused.message)
    mapping = found.mapping if found else _mapping(upload)
    table = next((t for t in tables if mapping and t.name == mapping.sheet), tables[0])
    context |= {"tables": tables, "table": table, "mapping": mapping, "sample": sample(table, mapping)}
    if mapping:
        context["columns"] = [_column(table, mapping, column) for column in mapping.columns]
    return context | (_figures(found) if found else {})


def _figures(found: Preview) -> dict[str, Any]:
    differences = found.comparison.differences
    return {
        "found": found,
        "counts": found.counts,
        "totals": found.totals,
        "groups": grouped(found.messages),
        "has_errors": bool(found.errors),
        "difference_counts": found.comparison.counts() if found.version else [],
        "differences": differences[:SHOWN_DIFFERENCES] if found.version and not found.same_as else [],
        "more_differences": max(0, len(differences) - SHOWN_DIFFERENCES),
    }


def result_context(upload: PlanImport) -> dict[str, Any]:
    """What came of an import, as it was kept."""
    result = upload.result
    return {
        "upload": upload,
        "region": upload.region,
        "counts": result.get("counts", {}),
        "totals": {year: Decimal(amount) for year, amount in result.get("totals", {}).items()},
        "groups": grouped(from_json(result.get("messages", ()))),
    }


def _column(table: Table, mapping: Mapping, column: Any) -> dict[str, Any]:
    """One row of the form that corrects the columns, with examples of what stands in it."""
    texts = (table.text(row, column.index) for row in range(mapping.body, min(mapping.body + 30, len(table.rows))))
    examples = list(dict.fromkeys(text for text in texts if text))[:3]
    return {
        "column": column,
        "number": column.index + 1,
        "examples": " · ".join(text[:40] for text in examples),
        "dated": column.role in YEARLY,
        "money": column.role in (Role.BUDGET, Role.END_BUDGET),
    }


def sample(table: Table, mapping: Mapping | None) -> list[dict[str, Any]]:
    """The first rows as they stand in the file, to find the header by eye."""
    body = mapping.body if mapping else 0
    return [
        {
            "number": row + 1,
            "cells": [table.text(row, c)[:60] for c in range(min(table.width, 12))],
            "header": bool(mapping and mapping.header <= row < body),
        }
        for row in range(min(len(table.rows), max(SAMPLE_ROWS, body + 4)))
    ]


def _mapping(upload: PlanImport) -> Mapping | None:
    """The columns as kept, or as recognised."""
    if upload.mapping:
        return mapping_from_json(upload.mapping)
    try:
        return preview(uploads.source_of(upload)).mapping
    except Refused:
        return None


def _whole(text: str | None) -> int:
    return int(text) if text and text.strip().isdigit() and len(text) < 7 else 0
