"""Pages of plans as documents: download one, upload one, look at what it would do, import it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from core.errors import Refused
from exchange.forms.plan_documents import ChoicesForm, ModeForm, UploadForm
from exchange.interchange.document import bytes_of
from exchange.interchange.places import place_of
from exchange.interchange.problems import Problem
from exchange.interchange.reading import read_document
from exchange.selectors.plan_documents import plan_document
from exchange.services.plan_documents.examining import Examined, examine, suggested_mode
from exchange.services.plan_documents.importing import (
    Unacceptable,
    accept_document,
    content_of,
    import_kept,
    notes_from_json,
)
from exchange.services.plan_documents.wishes import Mode, Wish
from masterplan.models.imports import PlanImport
from masterplan.models.plans import MasterPlan
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen, StepScreen

LABELS: dict[str, Promise | str] = {
    "versions": gettext_lazy("Versions"),
    "programs": gettext_lazy("Programs"),
    "indicators": gettext_lazy("Indicators"),
    "targets": gettext_lazy("Targets"),
    "budget_lines": gettext_lazy("Budget lines"),
    "planned_progress": gettext_lazy("Planned progress"),
    "action_items": gettext_lazy("Action items"),
    "supporters": gettext_lazy("Supporting OPDs"),
    "partnerships": gettext_lazy("Partnerships"),
    "commitments": gettext_lazy("Commitments"),
    "pledges": gettext_lazy("Pledges"),
    "quick_wins": gettext_lazy("Quick wins"),
}


def _new_offices(count: int) -> str:
    return ngettext("%(count)s OPD is created", "%(count)s OPDs are created", count)


def _new_partners(count: int) -> str:
    return ngettext("%(count)s partner is created", "%(count)s partners are created", count)


CREATED: dict[str, Callable[[int], str]] = {"agency_created": _new_offices, "partner_created": _new_partners}
"""Notes that come in dozens: told as a number with names."""


class Place(NamedTuple):
    """A problem or note with its place in words."""

    problem: Problem
    place: str


class PlanDocument(ScopedScreen):
    """The whole plan as a file."""

    needs = Can.VIEW
    queryset: Any = MasterPlan.objects.select_related("region")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        plan = self.get_object()
        name = f"rencana-{plan.region.code}-{plan.start_year}-{plan.end_year}-{plan.pk}.json"
        answer = HttpResponse(bytes_of(plan_document(plan)), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-cache"
        return answer


class ImportUpload(Screen, FormView):
    """Hand in a document. One that cannot be read is not kept; everything that is wrong with it is listed."""

    needs = Can.PLAN
    form_class = UploadForm
    template_name = "exchange/plan_import_upload.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        data = file.read(settings.PLAN_MAX_BYTES + 1)
        try:
            upload = accept_document(form.cleaned_data["region"], name=file.name, data=data, by=self.person)
        except Unacceptable as refused:
            found = refused.found
            form.add_error("file", _("The document cannot be imported like this."))
            context = self.get_context_data(form=form, count=found.told.count, problems=placed(found, found.problems))
            return self.render_to_response(context, status=200)
        return redirect("exchange:plan-import", uid=upload.uid)


class ImportPage(ScopedScreen):
    """What would be made and what is missing; once imported, what came of it."""

    needs = Can.PLAN
    queryset: Any = PlanImport.objects.filter(file__endswith=".json").select_related("region", "plan_version__plan")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        upload = self.get_object()
        self.place(upload.region)
        context: dict[str, Any] = {"upload": upload, "region": upload.region}
        if upload.status == PlanImport.Status.APPLIED:
            notes = notes_from_json(upload.result["notes"])
            context |= {
                "counts": counted(upload.result["counts"]),
                "created": created(notes),
                "notes": [Place(note, "") for note in notes if note.code not in CREATED],
            }
            return render(request, "exchange/plan_import_result.html", context)
        found = examined(upload, request.GET.get("mode", ""))
        context |= {
            "found": found,
            "content": found.reading.content,
            "counts": counted(found.counts),
            "problems": placed(found, found.problems),
            "created": created([note for note in found.notes if note.code != "agency_created"]),
            "notes": placed(found, [note for note in found.notes if note.code not in CREATED]),
            "mode_form": ModeForm(initial={"mode": found.wish.mode}),
            "form": ChoicesForm(found=found),
        }
        return render(request, "exchange/plan_import_preview.html", context)


class ImportApply(StepScreen):
    """Import the kept document as the person chose."""

    needs = Can.PLAN
    queryset: Any = PlanImport.objects.filter(file__endswith=".json").select_related("region")

    def step(self, row: PlanImport) -> Any:
        found = examined(row, self.request.POST.get("mode", ""))
        form = ChoicesForm(self.request.POST, found=found)
        if not form.is_valid():
            raise Refused(_("The choices do not fit any more. Look at the page again."))
        try:
            made = import_kept(row, form.wish(), by=self.person)
        except Unacceptable as refused:
            raise Refused(" ".join(each.text for each in refused.found.problems[:3])) from refused
        count = made.found.counts["programs"]
        return ngettext("%(count)s program was imported.", "%(count)s programs were imported.", count) % {
            "count": count
        }

    def next_url(self, row: PlanImport) -> str:
        return reverse("exchange:plan-import", kwargs={"uid": row.uid})

    def refused(self, row: PlanImport) -> HttpResponse:
        return HttpResponseRedirect(f"{self.next_url(row)}?mode={_mode(self.request.POST.get('mode', '')) or ''}")


def examined(upload: PlanImport, asked: str) -> Examined:
    """The kept document against its region as it is now; OPDs that are missing would be created."""
    reading = read_document(content_of(upload), limit=settings.PLAN_MAX_BYTES)
    mode = _mode(asked) or suggested_mode(reading.content, upload.region)
    return examine(reading, Wish(upload.region, mode, create_agencies=True))


def _mode(text: str) -> Mode | None:
    return Mode(text) if text in Mode.values else None


def placed(found: Examined, problems: list[Problem]) -> list[Place]:
    """Problems with their places in words."""
    return [Place(each, place_of(found.reading.content, each.pointer)) for each in problems]


def created(notes: list[Problem]) -> list[tuple[str, list[str]]]:
    """What the region did not have: how many of each kind, and their names."""
    found: list[tuple[str, list[str]]] = []
    for code, say in CREATED.items():
        names = [note.params["name"] for note in notes if note.code == code]
        if names:
            found.append((say(len(names)) % {"count": len(names)}, names))
    return found


def counted(counts: dict[str, int]) -> list[tuple[Promise | str, int]]:
    """What is there, with its label."""
    return [(label, counts[name]) for name, label in LABELS.items() if counts.get(name)]
