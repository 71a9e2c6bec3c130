"""The page on which the region answers one item: draft, confirming, evidence, conflict; also one that is open again."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from monev.evaluation.forms.answers import FIELDS, AnswerEvidenceForm, AnswerForm, choose, compare, values_of
from monev.evaluation.models.assessments import Answer, AnswerEvidence
from monev.evaluation.selectors.ledger_choice import evidence_offered
from monev.evaluation.selectors.self_assessment import ItemLine
from monev.evaluation.services.answer_evidence import add_file, add_known, add_link, take_away
from monev.evaluation.services.self_assessment import Closed, give_answer, save_draft
from monev.evaluation.services.submitting import complete_item
from monev.evaluation.views.self_assessment import AssessmentScreen
from monev.monitoring.forms.conflicts import Comparison
from monev.monitoring.models.evidence import Evidence
from monev.monitoring.periods import clock_in
from monev.monitoring.services.receipts import Answer as Reply
from monev.monitoring.services.receipts import answer_once
from monev.monitoring.views.uploads import JsonLogin
from organizations.models import Agency
from organizations.roles import Can

SAVE, AUTOSAVE, CONFIRM, ATTACH, COMPLETE = "save", "autosave", "submit", "attach", "complete"
"""What a post asks for: keep what is typed; stand behind it; add evidence; be done with an item opened again."""


class AnswerScreen(JsonLogin, AssessmentScreen):
    """GET shows the item; POST `action`: save, autosave, submit, attach or complete; or `detach` with a use."""

    needs = Can.SELF_ASSESS

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.conflict: dict[str, Any] = {}

    @cached_property
    def line(self) -> ItemLine:
        """The item in the address."""
        found = self.sheet.line(self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    @property
    def wants_json(self) -> bool:
        return self.request.accepts("application/json") and not self.request.accepts("text/html")

    @property
    def is_open(self) -> bool:
        return self.may_answer or self.line.reopening is not None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.wants_json:
            return self.as_stored()
        return self.page(self.form(), self.evidence_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.action = request.POST.get("action", SAVE)
        if self.wants_json:
            return self.answered()
        form = self.form(choose(request.POST, self.line.answer))
        evidence = self.evidence_form(posted=self.action == ATTACH)
        try:
            return self.done(form, evidence)
        except Conflict as conflict:
            return self.overtaken(form, evidence, conflict.row)
        except Closed as closed:
            messages.error(request, str(closed.message))
            return redirect(self.part_url())
        except Refused as refused:
            where: Any = evidence if refused.field in evidence.fields else form
            where.add_error(refused.field if refused.field in where.fields else None, str(refused.message))
            return self.page(form, evidence, status=422)

    @transaction.atomic
    def done(self, form: AnswerForm, evidence: AnswerEvidenceForm) -> HttpResponse:
        """Do what was asked, whole or not at all; show where it leads."""
        if number := self.request.POST.get("detach"):
            return self.detached(number)
        if not (form.is_valid() and (self.action != ATTACH or evidence.is_valid())):
            return self.page(form, evidence, status=422)
        if self.action == ATTACH:
            self.keep_words(form)
            self.attach(evidence)
            return HttpResponseRedirect(self.request.path + "#evidence")
        if self.action in (CONFIRM, COMPLETE):
            give_answer(self.line, self.assessment, form.words, by=self.person, seen_version=form.seen)
            return self.after_answer()
        save_draft(self.line, self.assessment, form.words, by=self.person, seen_version=form.seen)
        messages.success(self.request, _("The draft is saved. It counts once you confirm it."))
        return HttpResponseRedirect(self.request.path)

    def after_answer(self) -> HttpResponse:
        """On to the next item that nobody answered; an item opened again is complete when that was asked."""
        if self.action == COMPLETE and self.line.reopening is not None:
            complete_item(self.line.reopening, by=self.person)
            said = _("Item %(code)s is complete; who asked for it knows.")
            messages.success(self.request, said % {"code": self.line.code})
            return redirect(self.detail_url())
        messages.success(self.request, self.said())
        return HttpResponseRedirect(f"{self.part_url()}#butir-{self.line.code}")

    def keep_words(self, form: AnswerForm) -> None:
        """What was typed beside the evidence is not lost. An item opened again keeps its answer until it is saved."""
        if not self.assessment.is_submitted and any(name in form.changed_data for name in FIELDS):
            save_draft(self.line, self.assessment, form.words, by=self.person, seen_version=form.seen)

    def attach(self, form: AnswerEvidenceForm) -> None:
        if not form.is_given:
            raise Refused(_("Choose a file, a link or a piece of the ledger first."), field="evidence_file")
        given = form.cleaned_data
        place = (self.assessment, self.line.item)
        if uploaded := given.get("evidence_file"):
            self.tell(add_file(*place, given["evidence_agency"], uploaded, form.words, by=self.person))
        if link := given.get("evidence_link"):
            self.tell(add_link(*place, given["evidence_agency"], link, form.words, by=self.person))
        if form.known is not None:
            rows = Evidence.objects.allowed(self.person, Can.VIEW).of_region(self.region).current()
            self.tell(add_known(*place, rows.get(pk=form.known), by=self.person))

    def tell(self, use: AnswerEvidence) -> None:
        messages.success(self.request, _("“%(title)s” is attached.") % {"title": use.evidence.title})

    def detached(self, number: str) -> HttpResponse:
        use = next((each for each in self.line.evidence if str(each.pk) == number), None)
        if use is not None:
            take_away(use, by=self.person)
        return HttpResponseRedirect(self.request.path + "#evidence")

    def overtaken(self, form: AnswerForm, evidence: AnswerEvidenceForm, stored: Answer) -> HttpResponse:
        """A colleague saved meanwhile: both versions are shown, and everything that was typed stays."""
        found = compare(form, stored, self.request.POST)
        data = found.merged(form.data)
        data["seen_version"] = stored.version
        form.data = data
        rows = found.rows
        self.conflict = {"message": _changed(), "rows": rows, "by": _author(stored), "at": self.clock(stored)}
        return self.page(form, evidence, status=409)

    # --- for the scripts that save while somebody types
    def answered(self) -> JsonResponse:
        """Do what a sending asks, once for each `key`."""
        try:
            key = UUID(self.request.POST.get("key", ""))
        except ValueError:
            return JsonResponse({"errors": {"key": [_("A sending is named by a UUID.")]}}, status=422)
        reply = answer_once(key, by=self.person, work=self.reply)
        return JsonResponse(reply.body, status=reply.status)

    def reply(self) -> Reply:
        """The work of one sending; what a rule refuses is an answer too."""
        form = self.form(self.request.POST)
        if not form.is_valid():
            return Reply(422, {"errors": _texts(form), "status": _("Not saved yet")})
        try:
            with transaction.atomic():
                return self.store(form, form.seen, None)
        except Conflict as conflict:
            return self.settle(form, conflict.row)
        except Closed as closed:
            return Reply(409, {"closed": True, "notice": str(closed.message), "url": self.part_url()})
        except Refused as refused:
            return _refused(refused)

    def settle(self, form: AnswerForm, stored: Answer) -> Reply:
        """What only the other person changed is taken over; where both did, the person chooses."""
        found = compare(form, stored, self.request.POST)
        if found.rows:
            return self.clash(found, stored)
        merged = AnswerForm(found.merged(form.data), item=self.line.item, answer=stored)
        merged.is_valid()
        try:
            with transaction.atomic():
                return self.store(merged, stored.version, found)
        except Refused as refused:
            return _refused(refused)

    def store(self, form: AnswerForm, seen: int, found: Comparison | None) -> Reply:
        if self.action == CONFIRM:
            give_answer(self.line, self.assessment, form.words, by=self.person, seen_version=seen)
            url = f"{self.part_url()}#butir-{self.line.code}"
            return Reply(200, {"sent": True, "url": url, "notice": self.said()})
        row = save_draft(self.line, self.assessment, form.words, by=self.person, seen_version=seen)
        body: dict[str, Any] = {
            "version": row.version,
            "status": self.saved_at(row),
            "errors": {},
        }
        if found is not None and found.theirs:
            body["theirs"] = {name: asdict(taken) for name, taken in found.theirs.items()}
        return Reply(200, body)

    def clash(self, found: Comparison, stored: Answer) -> Reply:
        rows = [{"name": row.name, "label": row.label, "mine": row.mine, "stored": row.stored} for row in found.rows]
        theirs = {name: asdict(taken) for name, taken in found.theirs.items()}
        both = {row.name: {"value": row.value, "shown": row.stored} for row in found.rows}
        return Reply(
            409,
            {
                "conflict": True,
                "notice": _changed(),
                "version": stored.version,
                "by": _author(stored),
                "at": self.clock(stored),
                "rows": rows,
                "theirs": theirs | both,
            },
        )

    def as_stored(self) -> JsonResponse:
        """What is stored now, with a fresh token."""
        row = self.line.answer
        token = {"csrf": get_token(self.request)}
        if not self.is_open:
            closed = {"closed": True, "notice": self.why_closed, "url": self.part_url()}
            return JsonResponse(closed | token, status=409)
        version = row.version if row else 0
        return JsonResponse({"version": version, "values": values_of(row)} | token)

    # --- the page
    def form(self, data: Any = None) -> AnswerForm:
        return AnswerForm(data, item=self.line.item, answer=self.line.answer, step=self.line.step)

    def evidence_form(self, posted: bool = False) -> AnswerEvidenceForm:
        data = (self.request.POST, self.request.FILES) if posted else ()
        agencies = Agency.objects.filter(region=self.region, archived_at=None, successor=None).order_by("name")
        return AnswerEvidenceForm(*data, agencies=agencies, known=self.offered)

    @cached_property
    def offered(self) -> Any:
        """Pieces of the ledger to choose from; `?cari=` searches it."""
        text = self.request.GET.get("cari", "").replace("\x00", "").strip()[:100]
        return evidence_offered(self.region, self.line.records, text=text, seen_by=self.person)

    def page(self, form: AnswerForm, evidence: AnswerEvidenceForm, status: int = 200) -> HttpResponse:
        lines = self.sheet.lines
        place = [each.code for each in lines].index(self.line.code)
        answer = self.line.answer
        context = {
            **self.common(),
            "line": self.line,
            "form": form,
            "evidence_form": evidence,
            "is_open": self.is_open,
            "conflict": self.conflict,
            "part_url": self.part_url(),
            "before": lines[place - 1] if place else None,
            "after": lines[place + 1] if place + 1 < len(lines) else None,
            "saved_at": self.saved_at(answer) if answer else "",
            "asked": self.request.GET.get("cari", ""),
        }
        return render(self.request, "evaluation/answer.html", context, status=status)

    def part_url(self) -> str:
        """The part of the sheet on which the item stands."""
        item = self.line.item
        dimension = item.indicator.dimension
        url = reverse("evaluation:assessment-part", args=[self.region.code, self.assessment.pk, dimension.code])
        part = self.sheet.dimension(dimension.code)
        by_pillar = part is not None and bool(part.pillars) and item.pillar is not None
        return f"{url}?pilar={item.pillar.letters}" if by_pillar and item.pillar else url

    def said(self) -> str:
        return _("Item %(code)s is answered.") % {"code": self.line.code}

    def saved_at(self, row: Answer) -> str:
        return _("Saved %(time)s") % {"time": self.clock(row)}

    def clock(self, row: Answer) -> str:
        return time_format(clock_in(self.region.time_zone, row.updated_at), "H.i")


def _author(row: Answer) -> str:
    """Who saved the version that is stored."""
    newest = row.history.select_related("history_user").first()  # type: ignore[attr-defined]
    return str(newest.history_user) if newest and newest.history_user else "–"


def _refused(refused: Refused) -> Reply:
    errors = {refused.field or "__all__": [str(refused.message)]}
    return Reply(422, {"errors": errors, "status": _("Not saved yet")})


def _texts(form: Any) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def _changed() -> str:
    return _("A colleague answered this item while you had it open.")
