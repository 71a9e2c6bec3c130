"""The page on which an OPD enters what it reports: draft, autosave, evidence, conflict, sending."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from masterplan.models.commitments import Pledge
from masterplan.models.plans import Program
from monev.monitoring.forms.conflicts import choose, differences
from monev.monitoring.forms.entry import EntryForm, PledgeForm, ProgramForm, QuickWinForm
from monev.monitoring.forms.evidence import EvidenceForm
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import clock_in, today_in
from monev.monitoring.selectors.entry import entry_plan, live_figures, previous_report, stored_data
from monev.monitoring.selectors.subjects import (
    evidence_of,
    kind_of,
    report_on,
    subject_of,
    subjects_due,
    used_elsewhere,
)
from monev.monitoring.services.entry import PeriodClosed, enter
from monev.monitoring.services.evidence import Attached, attach_file, attach_link, detach
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import EDITABLE, Step
from organizations.roles import Can
from organizations.screens import ScopedScreen
from quickwins.models import QuickWin

SUBMIT, ATTACH, AUTOSAVE = "submit", "attach", "autosave"


class EntryScreen(ScopedScreen):
    """One report of one period. POST `action`: save, attach, submit, autosave (answers JSON); or `detach`."""

    needs = Can.ENTER
    form_class: ClassVar[type[EntryForm]]
    template_name = "monitoring/entry.html"
    subject: Any
    report: Any
    period: Period

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.closed = ""
        self.conflict: dict[str, Any] = {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        if self.report and (self.report.state not in EDITABLE or self.report.is_frozen):
            return redirect(self.report_url)
        if not self.is_open():
            messages.warning(request, _("%(period)s is not open for entry.") % {"period": self.period.label})
            return redirect("monitoring:work-list")
        return self.page(self.form(), EvidenceForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.find()
        self.action = request.POST.get("action", "save")
        form, evidence = self.form(self.chosen()), EvidenceForm(request.POST, request.FILES)
        if self.action == AUTOSAVE:
            return self.autosave(form)
        if not form.is_valid() and self.action != ATTACH and "detach" not in request.POST:
            self.warn_of_lost_file(evidence)
            return self.page(form, evidence, status=422)
        try:
            self.save(form)
            self.change_evidence(evidence)
            if form.errors or evidence.errors:
                return self.page(form, evidence, status=422)
            return self.finish()
        except Conflict as conflict:
            return self.compare(conflict, form, evidence)
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

    def find(self) -> None:
        """The subject, the period and the report, if there is one; a subject that is not due then is not found."""
        self.subject = self.get_object()
        rows = Period.objects.allowed(self.request.user, Can.VIEW).select_related("region")
        period = rows.filter(pk=self.kwargs["period"]).first()
        if period is None:
            raise Http404
        self.period = period
        self.report = report_on(self.subject, self.period)
        if self.report is not None:
            self.report.period = period
            self.subject = subject_of(self.report)
        elif not subjects_due(kind_of(self.subject), period).filter(pk=self.subject.pk):
            raise Http404

    def is_open(self) -> bool:
        """Whether anything can be entered; a correction is entered although its period is locked."""
        if self.report is not None and self.report.is_correction:
            return True
        return self.period.is_open(today_in(self.period.region.time_zone))

    def form(self, data: Any = None) -> EntryForm:
        """The form over what is stored now."""
        submitting = data is not None and data.get("action") == SUBMIT
        version = self.report.version if self.report else 0
        return self.form_class(
            data, stored=stored_data(self.report), version=version, submitting=submitting, **self.form_options()
        )

    def form_options(self) -> dict[str, Any]:
        return {}

    def chosen(self) -> Any:
        """What was posted; after a conflict, with the stored value wherever that was preferred."""
        return choose(self.request.POST, self.form())

    def save(self, form: EntryForm) -> None:
        """Save the draft; what could not be read keeps what is stored."""
        user: Any = self.request.user
        seen = form.cleaned_data.get("seen_version", 0)
        self.report = enter(self.subject, self.period, form.entered(), by=user, seen_version=seen)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen_version"] = self.report.version  # type: ignore[index]

    def autosave(self, form: EntryForm) -> JsonResponse:
        """Save what can be read and say how it was understood, what could not be, and the figures that result."""
        form.is_valid()
        answer: dict[str, Any] = {"errors": {name: list(errors) for name, errors in form.errors.items()}}
        try:
            self.save(form)
        except Conflict as conflict:
            if not differences(form, stored_data(conflict.row)):
                return JsonResponse(answer | self.saved(conflict.row, form))
            return JsonResponse({"conflict": True, "notice": str(conflict.message)}, status=409)
        except PeriodClosed as closed:
            return JsonResponse({"notice": str(closed.message)}, status=409)
        except Refused as refused:
            answer["errors"].setdefault(refused.field or "__all__", [str(refused.message)])
            return JsonResponse(answer | {"status": _("Not saved yet")}, status=422)
        return JsonResponse(answer | self.saved(self.report, form))

    def saved(self, report: Any, form: EntryForm) -> dict[str, Any]:
        figures = render_to_string("monitoring/_figures.html", self.figures(form), self.request)
        return {
            "version": report.version,
            "status": self.saved_in_part(report) if form.errors else self.saved_at(report),
            "understood": form.understood(),
            "figures": figures,
        }

    def saved_at(self, report: Any) -> str:
        """`Tersimpan 15.41`, on the clocks of the region."""
        moment = clock_in(self.period.region.time_zone, report.updated_at)
        return _("Saved %(time)s") % {"time": time_format(moment, "H.i")}

    def saved_in_part(self, report: Any) -> str:
        """What could not be read is not saved, and the line says so."""
        moment = clock_in(self.period.region.time_zone, report.updated_at)
        return _("Saved %(time)s, except what is marked") % {"time": time_format(moment, "H.i")}

    def figures(self, form: EntryForm) -> dict[str, Any]:
        return {}

    def change_evidence(self, form: EvidenceForm) -> None:
        """Attach what was chosen, take away what was marked; a refusal stands at its field."""
        user: Any = self.request.user
        if number := self.request.POST.get("detach"):
            use = evidence_of(self.report).filter(pk=number).first() if number.isdecimal() else None
            if use is not None:
                detach(use, by=user)
            return
        if not form.is_valid():
            return
        if not form.is_given:
            if self.action == ATTACH:
                form.add_error("evidence_file", _("Choose a file or enter a link first."))
            return
        self.attach(form, user)

    def attach(self, form: EvidenceForm, user: Any) -> None:
        try:
            if (uploaded := form.cleaned_data.get("evidence_file")) is not None:
                self.say(attach_file(self.report, uploaded, by=user, **form.words))
            if link := form.cleaned_data.get("evidence_link"):
                self.say(attach_link(self.report, link, by=user, **form.words))
        except PeriodClosed:
            raise
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))

    def say(self, attached: Attached) -> None:
        messages.success(self.request, _("“%(title)s” is attached.") % {"title": attached.use.evidence.title})
        if attached.also_used_by:
            names = ", ".join(attached.also_used_by[:3])
            messages.warning(
                self.request,
                _("The same file is also evidence of: %(names)s. Make sure that it proves this too.")
                % {"names": names},
            )

    def finish(self) -> HttpResponse:
        """After saving: send when asked, and show what became of it."""
        if self.action == SUBMIT:
            user: Any = self.request.user
            take_step(self.report, Step.SUBMIT, by=user)
            messages.success(self.request, _("The report was sent."))
            return redirect(self.report_url)
        if self.action != ATTACH:
            messages.success(self.request, _("The draft is saved. Send it when it is complete."))
        return HttpResponseRedirect(self.request.path + ("#evidence" if self.action == ATTACH else ""))

    def compare(self, conflict: Conflict, form: EntryForm, evidence: EvidenceForm) -> HttpResponse:
        """Both versions, input by input; where they agree nothing was lost and nothing has to be chosen."""
        self.report = conflict.row
        rows = differences(form, stored_data(self.report))
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen_version"] = self.report.version  # type: ignore[index]
        newest = self.report.history.select_related("history_user").first()
        self.conflict = {
            "message": str(conflict.message),
            "rows": rows,
            "by": newest.history_user if newest else None,
            "at": time_format(clock_in(self.period.region.time_zone, self.report.updated_at), "H.i"),
        }
        return self.page(form, evidence, status=409)

    @property
    def report_url(self) -> str:
        names = {"progress": "report-detail", "quick-win": "quick-win-report-detail", "pledge": "pledge-report-detail"}
        return reverse(f"monitoring:{names[kind_of(self.report).slug]}", args=[self.report.pk])

    def page(self, form: EntryForm, evidence: EvidenceForm, status: int = 200) -> HttpResponse:
        uses = list(evidence_of(self.report)) if self.report else []
        context = {
            "form": form,
            "understood": form.understood() if form.is_bound and hasattr(form, "cleaned_data") else {},
            "evidence_form": evidence,
            "uses": uses,
            "shared": used_elsewhere(uses, seen_by=self.request.user),
            "subject": self.subject,
            "report": self.report,
            "period": self.period,
            "region": self.period.region,
            "days_left": (self.period.closes_on - today_in(self.period.region.time_zone)).days,
            "saved_at": self.saved_at(self.report) if self.report else "",
            "closed": self.closed,
            "conflict": self.conflict,
            **self.figures(form),
        }
        return render(self.request, self.template_name, context, status=status)


class ProgressEntry(EntryScreen):
    """A program's progress."""

    queryset = Program.objects.current().select_related("sub_dimension__pillar", "lead_agency")
    form_class = ProgramForm

    def form_options(self) -> dict[str, Any]:
        if not hasattr(self, "plan"):
            self.plan = entry_plan(self.subject, self.period)
        return {"plan": self.plan}

    def figures(self, form: EntryForm) -> dict[str, Any]:
        """The figures of what stands in the form, computed as everywhere else."""
        readable = form.is_bound and hasattr(form, "cleaned_data")
        data = form.entered() if readable else stored_data(self.report)
        return {"figure": live_figures(self.plan, data), "rules": self.plan.rules, "letters": self.letters()}

    def letters(self) -> str:
        place = self.subject.sub_dimension
        return place.pillar.letters if place else ""


class PreviousReport(EntryScreen):
    """Quick wins and pledges: the last report stands beside the inputs."""

    def figures(self, form: EntryForm) -> dict[str, Any]:
        return {"previous": previous_report(self.subject, self.period)}


class QuickWinEntry(PreviousReport):
    """A quick win's progress, with its milestones."""

    queryset = QuickWin.objects.current().select_related("pillar", "agency")
    form_class = QuickWinForm

    def figures(self, form: EntryForm) -> dict[str, Any]:
        milestones = self.subject.milestones.filter(archived_at=None)
        return super().figures(form) | {"milestones": milestones, "letters": self.subject.pillar.letters}


class PledgeEntry(PreviousReport):
    """How far a pledge is kept."""

    queryset = Pledge.objects.current().select_related("commitment__agency")
    form_class = PledgeForm
