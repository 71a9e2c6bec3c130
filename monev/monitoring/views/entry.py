"""The page on which an OPD enters what it reports: draft, autosave, evidence, conflict, nihil, sending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Refused
from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.forms.entry import EntryForm, PledgeForm, ProgramForm, QuickWinForm
from monev.monitoring.forms.evidence import EvidenceForm
from monev.monitoring.forms.nil import NilForm
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.entry import live_figures, stored_data
from monev.monitoring.selectors.entry_curve import entry_curve
from monev.monitoring.selectors.entry_parts import milestone_figure
from monev.monitoring.selectors.findings import current_findings
from monev.monitoring.selectors.remarks import corrections, open_remarks
from monev.monitoring.selectors.subjects import evidence_of, kind_of, used_elsewhere
from monev.monitoring.services.entry import PeriodClosed, require_open
from monev.monitoring.services.nil import report_nil
from monev.monitoring.views.entry_answers import EntryAnswers
from monev.monitoring.views.entry_desk import ATTACH, NIL, SUBMIT, Clash
from monev.monitoring.workflow import EDITABLE, State
from quickwins.models import QuickWin


class EntryScreen(EntryAnswers):
    """POST `action`: save, autosave, attach, submit or nil; or `detach` with a use; or `copy` with an input."""

    template_name = "monitoring/entry.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.closed = ""
        self.conflict: dict[str, Any] = {}
        self.nil_form: NilForm | None = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        if request.GET.get("bagian") == "bukti":
            return self.evidence_list()
        if why := self.why_closed():
            return self.as_closed(why) if self.wants_json else self.closed_page(why)
        if self.wants_json:
            return self.as_stored()
        form = self.form()
        return self.page(form, self.evidence_form(form))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        self.action = request.POST.get("action", self.action)
        if self.is_sending:
            return self.answered()
        if self.action == NIL:
            return self.nil_page()
        if "copy" in request.POST:
            return self.copied()
        return self.saved_page()

    def saved_page(self) -> HttpResponse:
        """Save, change the evidence, send: as far as the rules allow, and everything typed stays on the page."""
        form = self.form(self.chosen())
        evidence = self.evidence_form(form, posted=True)
        if not form.is_valid() and self.action != ATTACH and "detach" not in self.request.POST:
            self.warn_of_lost_file(evidence)
            return self.page(form, evidence, status=422)
        try:
            form = self.save(form)
            self.change_evidence(evidence)
            if form.errors or evidence.errors:
                return self.page(form, evidence, status=422)
            return self.finish()
        except Clash as clash:
            return self.compare(clash, form, evidence)
        except PeriodClosed as closed:
            self.closed = str(closed.message)
            return self.page(form, evidence, status=409)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, evidence, status=422)

    def warn_of_lost_file(self, form: EvidenceForm) -> None:
        """A browser forgets a chosen file when the page comes back: say so at its field."""
        if self.request.FILES:
            form.add_error("evidence_file", _("The file was not taken yet: choose it again."))

    def why_closed(self) -> str:
        """Why nothing can be entered; nothing when it can."""
        if self.report is not None and (self.report.state not in EDITABLE or self.report.is_frozen):
            return _("This report is in the state “%(state)s”: it is not changed here any more.") % {
                "state": State(self.report.state).label
            }
        if self.is_open():
            return ""
        try:
            require_open(self.period.pk)
        except PeriodClosed as closed:
            return str(closed.message)
        return ""

    def closed_page(self, why: str) -> HttpResponse:
        """The report, where there is one; else what can be done."""
        if self.report is not None:
            return redirect(self.report_url)
        context = {"subject": self.subject, "period": self.period, "region": self.period.region, "why": why}
        return render(self.request, "monitoring/entry_closed.html", context)

    def evidence_list(self) -> HttpResponse:
        """The list of evidence alone, for a page that has just handed something in."""
        return render(self.request, "monitoring/_evidence.html", {**self.proof(), "removable": "yes"})

    def proof(self) -> dict[str, Any]:
        uses = list(evidence_of(self.report)) if self.report else []
        return {"uses": uses, "shared": used_elsewhere(uses, seen_by=self.request.user)}

    def copied(self) -> HttpResponse:
        """The last report's text in one input, below what is typed there; nothing is saved yet."""
        name, form = self.request.POST["copy"], self.form()
        data = self.request.POST.copy()
        if text := form.last_words().get(name, ""):
            data[name] = "\n".join(part for part in (data.get(name, "").strip(), text) if part)
        form = self.form(data)
        return self.page(form, self.evidence_form(form))

    def nil_page(self) -> HttpResponse:
        """'Nihil' in one press; what does not allow it is said beside the reasons."""
        self.nil_form = NilForm(self.request.POST)
        try:
            if self.nil_form.is_valid():
                self.hold(report_nil(self.subject, self.period, self.nil_form.text, by=self.person))
                messages.success(self.request, _("Reported: nothing changed. The report was sent."))
                return redirect(self.report_url)
        except PeriodClosed as closed:
            self.closed = str(closed.message)
        except Refused as refused:
            self.nil_form.add_error(None, str(refused.message))
        return self.nil_refused()

    def nil_refused(self) -> HttpResponse:
        form = self.form()
        return self.page(form, self.evidence_form(form), status=409 if self.closed else 422)

    def finish(self) -> HttpResponse:
        """After saving: send when asked, and show what became of it."""
        if self.action == SUBMIT:
            self.send()
        elif self.action != ATTACH:
            self.notices.append((messages.SUCCESS, _("The draft is saved. Send it when it is complete.")))
        if self.theirs:
            self.notices.append((messages.INFO, self.taken_notice()))
        for level, text in self.notices:
            messages.add_message(self.request, level, text)
        if self.action == SUBMIT:
            return redirect(self.report_url)
        return HttpResponseRedirect(self.request.path + ("#evidence" if self.action == ATTACH else ""))

    def taken_notice(self) -> str:
        labels = [str(field.label) for name, field in self.form().fields.items() if name in self.theirs]
        return _("Somebody else changed meanwhile, and it was taken over: %(fields)s.") % {"fields": ", ".join(labels)}

    def compare(self, clash: Clash, form: EntryForm, evidence: EvidenceForm) -> HttpResponse:
        """Both versions of what both changed; what only the other person changed stands in the form already."""
        merged = clash.found.merged(form.data)
        merged["seen_version"] = self.report.version
        form.data = merged
        self.conflict = {
            "message": clash.notice,
            "rows": clash.found.rows,
            "by": self.last_author(),
            "at": self.clock(),
        }
        return self.page(form, evidence, status=409)

    def page(self, form: EntryForm, evidence: EvidenceForm, status: int = 200) -> HttpResponse:
        remarks = open_remarks(self.report)
        context = {
            "form": form,
            "understood": form.understood() if form.is_bound and hasattr(form, "cleaned_data") else {},
            "last_words": form.last_words(),
            "previous": self.previous,
            "evidence_form": evidence,
            **self.proof(),
            "nil_form": self.nil_form or NilForm(),
            "subject": self.subject,
            "kind": kind_of(self.subject).slug,
            "report": self.report,
            "remarks": remarks,
            "findings": current_findings(self.report, seen_by=self.person) if self.report else [],
            "corrections": corrections(self.report, remarks),
            "period": self.period,
            "region": self.period.region,
            "days_left": self.days_left,
            "saved_at": self.saved_at(),
            "closed": self.closed,
            "conflict": self.conflict,
            "letters": self.letters(),
            **self.figures(form),
        }
        return render(self.request, self.template_name, context, status=status)

    @property
    def days_left(self) -> int:
        """Until the period closes; negative once entries are late."""
        return (self.period.closes_on - today_in(self.period.region.time_zone)).days

    def letters(self) -> str:
        """Of the pillar."""
        return ""

    def typed(self, form: EntryForm) -> Any:
        """What stands in the form as far as it can be read; else what is stored."""
        readable = form.is_bound and hasattr(form, "cleaned_data")
        return form.entered() if readable else stored_data(self.report)


class ProgressEntry(EntryScreen):
    """A program's progress."""

    queryset = Program.objects.current().select_related("sub_dimension__pillar", "lead_agency")
    form_class = ProgramForm
    plan: Any

    def figures(self, form: EntryForm) -> dict[str, Any]:
        """The figures of what stands in the form, computed as everywhere else."""
        figure = live_figures(self.plan, self.typed(form))
        return {"figure": figure, "rules": self.plan.rules, "curve": entry_curve(figure.curve, self.period)}

    def letters(self) -> str:
        place = self.subject.sub_dimension
        return place.pillar.letters if place else ""


class QuickWinEntry(EntryScreen):
    """A quick win's progress, with its milestones."""

    queryset = QuickWin.objects.current().select_related("pillar", "agency")
    form_class = QuickWinForm
    plan: Any

    def figures(self, form: EntryForm) -> dict[str, Any]:
        return {"milestones": milestone_figure(self.plan, self.typed(form).milestones)}

    def letters(self) -> str:
        return str(self.subject.pillar.letters)


class PledgeEntry(EntryScreen):
    """How far a pledge is kept."""

    queryset = Pledge.objects.current().select_related("commitment__agency")
    form_class = PledgeForm


class NilScreen(EntryScreen):
    """'Nihil' from the list of work: the reasons alone, each of them one press."""

    template_name = "monitoring/nil.html"
    action = NIL

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        if why := self.why_closed():
            return self.closed_page(why)
        return self.reasons()

    def nil_refused(self) -> HttpResponse:
        return self.reasons(status=409 if self.closed else 422)

    def reasons(self, status: int = 200) -> HttpResponse:
        names = f"monitoring:{kind_of(self.subject).slug}-entry"
        context = {
            "subject": self.subject,
            "period": self.period,
            "region": self.period.region,
            "days_left": self.days_left,
            "previous": self.previous,
            "nil_form": self.nil_form or NilForm(),
            "closed": self.closed,
            "entry_url": reverse(names, args=[self.subject.pk, self.period.pk]),
        }
        return render(self.request, self.template_name, context, status=status)


class ProgressNil(NilScreen, ProgressEntry):
    """No change in a program."""


class QuickWinNil(NilScreen, QuickWinEntry):
    """No change in a quick win."""


class PledgeNil(NilScreen, PledgeEntry):
    """No change in a pledge."""
