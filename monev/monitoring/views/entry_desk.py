"""One report of one period on the desk of the person who enters it: found, read, saved, sent, whatever is answered."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.full_disk import is_full
from monev.monitoring.forms.conflicts import Comparison, base_of, choose, compare
from monev.monitoring.forms.entry import EntryForm
from monev.monitoring.forms.evidence import EvidenceForm
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import clock_in, today_in
from monev.monitoring.selectors.entry import Plan, plan_for, previous_report, stored_data
from monev.monitoring.selectors.entry_history import data_at
from monev.monitoring.selectors.subjects import evidence_of, kind_of, report_on, subject_of, subjects_due
from monev.monitoring.services.entry import PeriodClosed, enter, open_on
from monev.monitoring.services.evidence import Attached, attach_file, attach_link, detach
from monev.monitoring.services.steps import take_step
from monev.monitoring.workflow import Step
from organizations.roles import Can
from organizations.screens import JsonLogin, ScopedScreen

SUBMIT, ATTACH, AUTOSAVE, SAVE, NIL = "submit", "attach", "autosave", "save", "nil"
REPORTS = {"progress": "report-detail", "quick-win": "quick-win-report-detail", "pledge": "pledge-report-detail"}


class Clash(Exception):
    """Two people changed the same inputs; `found` says which."""

    def __init__(self, found: Comparison, notice: str) -> None:
        super().__init__(notice)
        self.found, self.notice = found, notice


class EntryDesk(JsonLogin, ScopedScreen):
    """What pages and sendings share. `find` comes first; `report` is what is stored, None before the first save."""

    needs = Can.ENTER
    form_class: ClassVar[type[EntryForm]]
    subject: Any
    report: Any
    period: Period
    action = SAVE

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.theirs: dict[str, Any] = {}
        self.notices: list[tuple[int, str]] = []

    def find(self) -> None:
        """The subject, the period and the report, if there is one; a subject that is not due then is not found."""
        self.subject = self.get_object()
        rows = Period.objects.allowed(self.request.user, Can.VIEW).select_related("region")
        period = rows.filter(pk=self.kwargs["period"]).first()
        if period is None:
            raise Http404
        self.period = period
        self.hold(report_on(self.subject, self.period))
        if self.report is not None:
            self.subject = subject_of(self.report)
        elif not subjects_due(kind_of(self.subject), period).filter(pk=self.subject.pk):
            raise Http404

    def hold(self, report: Any) -> None:
        """From now on `report` is the one on the desk."""
        self.report = report
        if report is not None:
            report.period = self.period

    def is_open(self) -> bool:
        """Whether anything can be entered; a correction is entered although its period is locked."""
        if self.report is not None and self.report.is_correction:
            return True
        return self.period.is_open(today_in(self.period.region.time_zone))

    @cached_property
    def plan(self) -> Plan:
        return plan_for(self.subject, self.period)

    @cached_property
    def previous(self) -> Any:
        return previous_report(self.subject, self.period)

    def form(self, data: Any = None) -> EntryForm:
        """The form over what is stored now."""
        return self.form_class(
            data,
            stored=stored_data(self.report),
            version=self.report.version if self.report else 0,
            plan=self.plan,
            previous=self.previous,
            submitting=data is not None and self.action == SUBMIT,
        )

    def chosen(self) -> Any:
        """What was posted; after a conflict, with the stored value wherever that was preferred."""
        return choose(self.request.POST, self.form())

    def save(self, form: EntryForm) -> EntryForm:
        """Save what can be read; returns the form as it stands then.

        Where somebody saved meanwhile, what only they changed is taken over (`theirs`). Raises `Clash` where both
        changed the same input, and then nothing is saved.
        """
        seen = form.cleaned_data.get("seen_version", 0)
        try:
            self.hold(enter(self.subject, self.period, form.entered(), by=self.person, seen_version=seen))
        except Conflict as conflict:
            form = self.settle(form, conflict, seen)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen_version"] = self.report.version  # type: ignore[index]
        return form

    def settle(self, form: EntryForm, conflict: Conflict, seen: int) -> EntryForm:
        self.hold(conflict.row)
        base = base_of(form, self.request.POST, data_at(self.report, seen))
        found = compare(form, stored_data(self.report), base)
        self.theirs = dict(found.theirs)
        if found.rows:
            raise Clash(found, str(conflict.message))
        merged = self.form(found.merged(form.data))
        merged.is_valid()
        version = self.report.version
        self.hold(enter(self.subject, self.period, merged.entered(), by=self.person, seen_version=version))
        return merged

    def send(self) -> None:
        self.hold(take_step(self.report, Step.SUBMIT, by=self.person))
        self.notices.append((messages.SUCCESS, _("The report was sent.")))

    def evidence_form(self, form: EntryForm, posted: bool = False) -> EvidenceForm:
        data = (self.request.POST, self.request.FILES) if posted else ()
        return EvidenceForm(*data, provable=form.provable())

    def change_evidence(self, form: EvidenceForm) -> None:
        """Attach what was chosen, take away what was marked; a refusal stands at its field."""
        if number := self.request.POST.get("detach"):
            use = evidence_of(self.report).filter(pk=number).first() if number.isdecimal() else None
            if use is not None:
                detach(use, by=self.person)
            return
        if not form.is_valid():
            return
        if not form.is_given:
            if self.action == ATTACH:
                form.add_error("evidence_file", _("Choose a file or enter a link first."))
            return
        self.attach(form)

    def attach(self, form: EvidenceForm) -> None:
        try:
            if (uploaded := form.cleaned_data.get("evidence_file")) is not None:
                self.tell(attach_file(self.report, uploaded, by=self.person, **form.words))
            if link := form.cleaned_data.get("evidence_link"):
                self.tell(attach_link(self.report, link, by=self.person, **form.words))
        except PeriodClosed:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        except OSError as problem:
            # A page that sends in the background keeps the file and tries again by itself.
            if self.is_sending or not is_full(problem):
                raise
            form.add_error(
                "evidence_file", _("The disk of the portal is full: the file was not kept. Tell the administrator.")
            )

    def open_report(self) -> None:
        """A draft to which something can be attached before any figure is entered."""
        if self.report is None:
            self.hold(open_on(self.subject, self.period, by=self.person))

    def tell(self, attached: Attached) -> None:
        """What was attached; and where else the same file is shown."""
        done = _("“%(title)s” is attached.") % {"title": attached.use.evidence.title}
        self.notices.append((messages.SUCCESS, done))
        if attached.also_used_by:
            names = ", ".join(attached.also_used_by[:3])
            text = _("The same file is also evidence of: %(names)s. Make sure that it proves this too.")
            self.notices.append((messages.WARNING, text % {"names": names}))

    @property
    def is_sending(self) -> bool:
        """Whether a page sends in the background, and asks for JSON."""
        return self.wants_json or self.action == AUTOSAVE

    def figures(self, form: EntryForm) -> dict[str, Any]:
        """What the figures that stand in the form amount to, for the template `_figures.html`."""
        return {}

    def figures_html(self, form: EntryForm) -> str:
        return render_to_string("monitoring/_figures.html", self.figures(form))

    def saved_at(self) -> str:
        """`Tersimpan 15.41`, on the clocks of the region; nothing before the first save."""
        return _("Saved %(time)s") % {"time": self.clock()} if self.report else ""

    def saved_in_part(self) -> str:
        """What could not be read is not saved, and the line says so."""
        return _("Saved %(time)s, except what is marked") % {"time": self.clock()}

    def clock(self) -> str:
        moment = clock_in(self.period.region.time_zone, self.report.updated_at)
        return time_format(moment, "H.i")

    def last_author(self) -> str:
        """Who saved the version that is stored."""
        newest = self.report.history.select_related("history_user").first()
        return str(newest.history_user) if newest and newest.history_user else "–"

    @property
    def report_url(self) -> str:
        """The page of the report; the list of work where there is none yet."""
        if self.report is None:
            return reverse("monitoring:work-list")
        return reverse(f"monitoring:{REPORTS[kind_of(self.report).slug]}", args=[self.report.pk])
