"""The scoring sheet of a dimension: a plain form, and the same as JSON for a browser that saves as one goes.

A sending is answered as a page of entry is (docs/entry.md), so that the same scripts keep it while there is no
connection, send it once, and show what two devices changed.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.evaluation.forms.score_sheet import Posted, read_sheet, values_of
from monev.evaluation.models.instruments import Dimension, InstrumentItem
from monev.evaluation.models.scores import Assignment, ItemScore
from monev.evaluation.selectors.assignments import dimension_progress, why_closed
from monev.evaluation.selectors.opening import opening_of
from monev.evaluation.selectors.score_sheets import score_sheet, sheet_items, version_of
from monev.evaluation.services.score_sheets import Closed, score_items
from monev.evaluation.views.desk import OwnAssignment
from monev.monitoring.periods import clock_in
from monev.monitoring.services.receipts import Answer, answer_once
from organizations.screens import JsonLogin

AUTOSAVE, SAVE = "autosave", "save"
WRONG, OVERTAKEN = 422, 409


class SheetScreen(JsonLogin, OwnAssignment):
    """`GET`: the sheet, or what is stored as JSON. `POST` `action`: save or autosave."""

    assignment: Assignment
    dimension: Dimension

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            if not self.wants_json:
                raise
            return JsonResponse({"notice": _("You may not score anything here.")}, status=403)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        return self.as_stored() if self.wants_json else self.page()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        if self.wants_json or request.POST.get("action") == AUTOSAVE:
            return self.answered()
        posted = self.read()
        if posted.rows or posted.errors:
            return self.page(posted, OVERTAKEN if posted.rows else WRONG)
        try:
            score_items(self.assignment, posted.marks, by=self.person)
        except Closed as closed:
            messages.error(request, str(closed.message))
            return self.page(posted, OVERTAKEN)
        messages.success(request, _("The scores of this dimension are saved."))
        return HttpResponseRedirect(self.next_page())

    def find(self) -> None:
        """The assignment and the dimension of its instrument."""
        self.assignment = self.own()
        rows = Dimension.objects.filter(instrument=self.assignment.assessment.round.instrument_id, archived_at=None)
        dimension = rows.filter(code=self.kwargs["dimension"]).first()
        if dimension is None:
            raise Http404
        self.dimension = dimension
        self.items: list[InstrumentItem] = sheet_items(dimension)

    def read(self) -> Posted:
        """What was posted over what is stored now."""
        stored = {row.item_id: row for row in ItemScore.objects.filter(assignment=self.assignment, item__in=self.items)}
        return read_sheet(self.request.POST, self.items, stored)

    def next_page(self) -> str:
        """After `next` the dimension behind this one, or the overview; else this page again."""
        return self.following() if "next" in self.request.POST else self.request.path

    def following(self) -> str:
        """The dimension behind this one; behind the last one the overview."""
        codes = [each.dimension.code for each in dimension_progress(self.assignment)]
        place = codes.index(self.dimension.code) + 1
        if place == len(codes):
            return reverse("evaluation:assignment-detail", args=[self.assignment.pk])
        return reverse("evaluation:score-sheet", args=[self.assignment.pk, codes[place]])

    def page(self, posted: Posted | None = None, status: int = 200) -> HttpResponse:
        sheet = score_sheet(self.assignment, self.dimension, seen_by=self.person)
        assessment = self.assignment.assessment
        opening = opening_of(assessment.region, assessment.round.year, seen_by=self.person)
        context = {
            "assignment": self.assignment,
            "region": assessment.region,
            "sheet": sheet,
            "found": opening.by_item if opening else {},
            "dimensions": dimension_progress(self.assignment),
            "closed": why_closed(self.assignment),
            "saved_at": self.saved_at(),
            "posted": posted,
            "next_url": self.following(),
        }
        return render(self.request, "evaluation/score_sheet.html", context, status=status)

    # --- as JSON ------------------------------------------------------------------------------------------------------
    def answered(self) -> JsonResponse:
        """Do what was asked, once for each `key`."""
        key = self.request.POST.get("key", "")
        if not key:
            with transaction.atomic():
                answer = self.answer()
        elif (number := _uuid(key)) is None:
            answer = Answer(WRONG, {"errors": {"key": [_("A sending is named by a UUID.")]}})
        else:
            answer = answer_once(number, by=self.person, work=self.answer)
        return JsonResponse(answer.body, status=answer.status)

    def answer(self) -> Answer:
        """The work of one sending; what a rule refuses is an answer too, and what both changed stores nothing."""
        posted = self.read()
        if posted.rows:
            return self.clash(posted)
        try:
            with transaction.atomic():
                score_items(self.assignment, posted.marks, by=self.person)
        except Closed as closed:
            return Answer(OVERTAKEN, {"closed": True, "notice": str(closed.message), "url": self.overview_url()})
        except Refused as refused:
            return Answer(WRONG, {"errors": {"__all__": [str(refused.message)]}, "status": _("Not saved yet")})
        body: dict[str, Any] = {
            "version": version_of(self.assignment, self.dimension),
            "status": _("Saved, except what is marked") if posted.errors else self.saved_at(),
            "errors": posted.errors,
            "figures": self.figures(),
        }
        return Answer(200, body | ({"theirs": posted.theirs} if posted.theirs else {}))

    def clash(self, posted: Posted) -> Answer:
        rows = [
            {"name": each.name, "label": each.label, "mine": each.mine, "stored": each.stored} for each in posted.rows
        ]
        stored = {each.name: {"value": each.value, "shown": each.stored} for each in posted.rows}
        return Answer(
            OVERTAKEN,
            {
                "conflict": True,
                "notice": _("You scored the same items on another device. Compare both and choose what to keep."),
                "version": version_of(self.assignment, self.dimension),
                "by": self.person.name,
                "at": self.clock(),
                "rows": rows,
                "theirs": posted.theirs | stored,
            },
        )

    def as_stored(self) -> JsonResponse:
        """What is stored now, with a fresh token; or why nothing can be entered."""
        token = {"csrf": get_token(self.request)}
        if why := why_closed(self.assignment):
            return JsonResponse({"closed": True, "notice": why, "url": self.overview_url(), **token}, status=OVERTAKEN)
        stored = {row.item_id: row for row in ItemScore.objects.filter(assignment=self.assignment, item__in=self.items)}
        return JsonResponse(
            {
                "version": version_of(self.assignment, self.dimension),
                "values": values_of(self.items, stored),
                "saved_at": self.saved_at(),
                "figures": self.figures(),
                **token,
            }
        )

    def figures(self) -> str:
        """How far this dimension is, as the page shows it."""
        progress = next(each for each in dimension_progress(self.assignment) if each.dimension.pk == self.dimension.pk)
        return render_to_string("evaluation/_sheet_progress.html", {"progress": progress})

    def overview_url(self) -> str:
        return reverse("evaluation:assignment-detail", args=[self.assignment.pk])

    def saved_at(self) -> str:
        """`Tersimpan 15.41`; nothing before the first score."""
        return _("Saved %(time)s") % {"time": self.clock()} if self.last is not None else ""

    def clock(self) -> str:
        zone = self.assignment.assessment.region.time_zone
        return time_format(clock_in(zone, self.last or timezone.now()), "H.i")

    @property
    def last(self) -> Any:
        """When a score of this sheet was stored last."""
        rows = ItemScore.objects.filter(assignment=self.assignment, item__indicator__dimension=self.dimension)
        return rows.order_by("-updated_at").values_list("updated_at", flat=True).first()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
