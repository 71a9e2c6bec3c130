"""Directives: the list of a region, giving one from a figure, its page, the OPD's answer, the council's steps."""

from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import Conflict, Refused
from core.parts import part
from masterplan.forms.directives import DUE_IN, AnswerForm, DirectiveForm, StepForm
from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from masterplan.models.preparation import Decision, Directive
from masterplan.services.directives import Order, is_own_page
from masterplan.workflow import Step
from monev.monitoring.forms.answers import AnswerEvidenceForm
from monev.monitoring.periods import today_in
from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen
from portal.selectors.directives import directive_page, may_direct, open_moves, region_directives
from portal.services import directives
from portal.services.directives import Proofs
from portal.tables.directives import directive_state, directives_table

WRONG, OVERTAKEN = 422, 409
COUNCIL = (Step.CLOSE, Step.SEND_BACK, Step.REOPEN)
"""The steps of the council, in the order of their buttons."""


class DirectiveList(RegionScreen):
    """All directives of a region: `?arahan.keadaan=overdue`, `&arahan.opd=…`, as a file by `?unduh=arahan.xlsx`."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        lines = region_directives(self.region, seen_by=self.person)
        table = directives_table(lines, today_in(self.region.time_zone))
        counts = {code: sum(each.state == code for each in lines) for code in ("overdue", "answered", "open")}
        context = {
            "region": self.region,
            "table": table,
            "counts": counts,
            "total": len(lines),
            "may_direct": may_direct(self.person, self.region),
        }
        return part(request, tables=[table]) or render(request, "portal/directives.html", context)


class DirectiveGive(RegionScreen):
    """Giving one. `?opd=`, `?program=` (a row of the plan), `?rapat=`, `?keputusan=`, `?janji=` fill it in; `?tentang=`
    and `?dari=` name the figure that the council looks at, and its page."""

    needs = Can.DIRECT

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, WRONG)
        given = form.cleaned_data
        order = Order(
            agency=given["agency"],
            text=given["text"],
            due_on=given["due_on"],
            program_lineage=uuid.UUID(given["program"]) if given["program"] else None,
            meeting=given["meeting"],
            decision=self.decision,
            pledge=self.pledge,
            about=self.asked("tentang"),
            about_url=self.origin(),
        )
        try:
            made = directives.give(self.region, order, by=self.person)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, WRONG)
        messages.success(request, _("The directive is given: %(agency)s was told.") % {"agency": made.agency})
        return redirect("portal:directive-detail", pk=made.pk)

    def form(self, *data: Any) -> DirectiveForm:
        return DirectiveForm(*data, region=self.region, user=self.person, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What the address fills in; what it names and the person may not see is left out."""
        program, pledge, decision = self.program, self.pledge, self.decision
        agency = self.key("opd") or (program and program.lead_agency_id) or (pledge and pledge.commitment.agency_id)
        lineage = program.lineage if program else pledge.program_lineage if pledge else None
        return {
            "agency": agency,
            "program": str(lineage) if lineage else "",
            "text": decision.text if decision else "",
            "due_on": today_in(self.region.time_zone) + DUE_IN,
            "meeting": decision.meeting_id if decision else self.key("rapat"),
        }

    def asked(self, name: str) -> str:
        """A text of the address, without the character that PostgreSQL cannot store."""
        return self.request.GET.get(name, "").replace("\x00", "").strip()[:300]

    def key(self, name: str) -> int | None:
        """A row that the address names."""
        text = self.request.GET.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None

    def origin(self) -> str:
        """The page of the figure, if it is one of the portal."""
        url = self.request.GET.get("dari", "").replace("\x00", "")[:500]
        return url if is_own_page(url) else ""

    @cached_property
    def program(self) -> Program | None:
        rows = Program.objects.allowed(self.person, Can.VIEW).of_region(self.region)
        return rows.filter(pk=self.key("program")).first() if self.key("program") else None

    @cached_property
    def decision(self) -> Decision | None:
        rows = Decision.objects.allowed(self.person, Can.DIRECT).current().of_region(self.region)
        rows = rows.select_related("meeting__council")
        return rows.filter(pk=self.key("keputusan")).first() if self.key("keputusan") else None

    @cached_property
    def pledge(self) -> Pledge | None:
        rows = Pledge.objects.allowed(self.person, Can.VIEW).current().of_region(self.region)
        return rows.for_list().filter(pk=self.key("janji")).first() if self.key("janji") else None

    def page(self, form: DirectiveForm, status: int = 200) -> HttpResponse:
        context = {
            "region": self.region,
            "form": form,
            "about": self.asked("tentang"),
            "origin": self.origin(),
            "decision": self.decision,
            "pledge": self.pledge,
        }
        return render(self.request, "portal/directive_give.html", context, status=status)


class DirectiveDetail(ScopedScreen):
    """One directive with its whole course, and the steps that this person may take."""

    needs = Can.VIEW
    queryset: Any = Directive.objects.select_related(
        "region", "agency", "given_by", "meeting__council", "decision", "pledge"
    ).filter(archived_at=None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_object())

    def page(self, directive: Directive, status: int = 200, **forms: Any) -> HttpResponse:
        """The page; `forms` are those that came back with errors, `conflict` says that something came meanwhile."""
        page = directive_page(directive, seen_by=self.person)
        moves = open_moves(directive, self.person)
        steps = [moves[name] for name in COUNCIL if name in moves]
        context = {
            "page": page,
            "directive": directive,
            "region": self.place(directive.region),
            "state": directive_state(page.state),
            "may_answer": Step.ANSWER in moves,
            "steps": [str(each.step) for each in steps],
            "needs_words": {str(each.step): each.needs_words for each in steps},
            "answer_form": AnswerForm(),
            "evidence_form": AnswerEvidenceForm(),
            "step_form": StepForm(initial={"seen_version": directive.version}, moves_due=self.moves_due(directive)),
            **forms,
        }
        return render(self.request, "portal/directive_detail.html", context, status=status)

    def moves_due(self, directive: Directive) -> bool:
        """Whether a step that this person may take moves the due date."""
        return any(each.moves_due for each in open_moves(directive, self.person).values())


class DirectiveAnswerGive(DirectiveDetail):
    """The OPD answers: words, files and photos, a link."""

    needs = Can.ENTER
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        directive = self.get_object()
        form, evidence = AnswerForm(request.POST), AnswerEvidenceForm(request.POST, request.FILES)
        both = {"answer_form": form, "evidence_form": evidence}
        if not (form.is_valid() & evidence.is_valid()):
            return self.page(directive, WRONG, **both)
        proofs = Proofs(evidence.chosen_files, evidence.cleaned_data["evidence_link"], {**evidence.words, "proves": ""})
        try:
            made, attached = directives.answer(directive, form.cleaned_data["text"], proofs, by=self.person)
        except Refused as refused:
            where = evidence if refused.field in evidence.fields else form
            where.add_error(refused.field if refused.field in where.fields else None, str(refused.message))
            return self.page(self.get_object(), WRONG, **both)
        said = ngettext(
            "Your answer is sent, with %(count)s piece of evidence. The council was told.",
            "Your answer is sent, with %(count)s pieces of evidence. The council was told.",
            len(attached),
        )
        messages.success(request, said % {"count": len(attached)})
        return redirect("portal:directive-detail", pk=made.directive_id)


class DirectiveStepTake(DirectiveDetail):
    """The council closes it, sends it back, or reopens it: `step`, `words`, `due_on`."""

    needs = Can.DIRECT
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        directive = self.get_object()
        form = StepForm(request.POST, moves_due=self.moves_due(directive))
        if not form.is_valid():
            return self.page(directive, WRONG, step_form=form)
        given = form.cleaned_data
        due_on: date | None = given.get("due_on")
        try:
            made = directives.take_step(
                directive,
                self.posted_text("step"),
                by=self.person,
                words=given["words"],
                due_on=due_on,
                seen_version=given["seen_version"],
            )
        except Conflict:
            return self.overtaken(form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(self.get_object(), WRONG, step_form=form)
        messages.success(request, str(DONE[Step(made.step)]) % {"agency": directive.agency})
        return redirect("portal:directive-detail", pk=made.directive_id)

    def overtaken(self, form: StepForm) -> HttpResponse:
        """Something came meanwhile: it stands in the course above; the words stay, and the next press means it."""
        stored = self.get_object()
        words = {**form.data.dict(), "seen_version": stored.version}  # type: ignore[attr-defined]
        again = StepForm(words, moves_due=self.moves_due(stored))
        again.is_valid()
        return self.page(stored, OVERTAKEN, step_form=again, conflict=True)


DONE = {
    Step.CLOSE: gettext_lazy("The directive is closed: %(agency)s was told."),
    Step.SEND_BACK: gettext_lazy("The directive is sent back: %(agency)s was told."),
    Step.REOPEN: gettext_lazy("The directive is open again: %(agency)s was told."),
}
