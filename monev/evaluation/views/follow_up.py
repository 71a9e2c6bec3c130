"""Follow-up of findings: the list of a region, one finding with its course, and the steps of secretariat and OPD."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.parts import part
from monev.evaluation.forms.follow_up import AssignForm, DecisionForm, ReportForm
from monev.evaluation.models.results import Finding, FindingStep
from monev.evaluation.selectors.follow_up import count_states, follow_up_page, open_moves, region_follow_ups
from monev.evaluation.services.follow_up import (
    Proofs,
    assign_finding,
    is_reporter,
    report_done,
    report_progress,
    return_follow_up,
    verify_follow_up,
)
from monev.evaluation.tables.follow_up import follow_up_state, follow_ups_table
from monev.evaluation.workflow import FollowUp
from monev.monitoring.forms.answers import AnswerEvidenceForm
from monev.monitoring.periods import today_in
from organizations.roles import Can
from organizations.screens import RegionScreen

WRONG, OVERTAKEN = 422, 409


class FollowUpList(RegionScreen):
    """Recommendations and weaknesses: `?tindak.keadaan=overdue`, `&tindak.opd=…`, as a file `?unduh=tindak.xlsx`."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        lines = region_follow_ups(self.region, seen_by=self.person)
        table = follow_ups_table(lines, today_in(self.region.time_zone))
        context = {
            "region": self.region,
            "table": table,
            "counts": count_states(lines),
            "tasks": sum(each.finding.is_task for each in lines),
        }
        return part(request, tables=[table]) or render(request, "evaluation/follow_up/list.html", context)


class FollowUpDetail(RegionScreen):
    """One finding with its whole course, and the steps that this person may take."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.finding())

    def finding(self) -> Finding:
        """The finding of the address; 403 for who sees it and may not do this."""
        rows = Finding.objects.current().of_region(self.region).select_related("region", "agency", "verified_by")
        found: Finding = rows.obtain(self.person, self.needs, pk=self.kwargs["pk"])
        return found

    def page(self, finding: Finding, status: int = 200, **forms: Any) -> HttpResponse:
        """The page; `forms` are those that came back with errors, `conflict` says that something came meanwhile."""
        page = follow_up_page(finding)
        moves = open_moves(finding, self.person)
        seen = {"seen_version": finding.version}
        chosen = {**seen, "agency": finding.agency_id, "due_on": finding.due_on}
        context = {
            "page": page,
            "finding": finding,
            "region": self.region,
            "state": follow_up_state(page.state),
            "moves": moves,
            "is_reporter": FollowUp.VERIFY in moves and is_reporter(finding, self.person),
            "assign_form": AssignForm(region=self.region, user=self.person, initial=chosen),
            "report_form": ReportForm(initial={"percent": finding.progress_percent}),
            "evidence_form": AnswerEvidenceForm(),
            "decision_form": DecisionForm(initial=seen),
            **forms,
        }
        return render(self.request, "evaluation/follow_up/detail.html", context, status=status)

    def done(self, made: FindingStep) -> HttpResponse:
        """Say what was done, and show the page again."""
        messages.success(self.request, DONE[FindingStep.Step(made.step)]() % {"agency": made.finding.agency})
        return redirect("evaluation:follow-up-detail", self.region.code, made.finding_id)

    def refused(self, form: Any, refused: Refused, name: str, **others: Any) -> HttpResponse:
        """The page with what a rule said, at its field."""
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return self.page(self.finding(), WRONG, **{name: form}, **others)

    def overtaken(self, make: Any, name: str) -> HttpResponse:
        """Something came meanwhile: it stands in the course; the words stay, and the next press means it."""
        stored = self.finding()
        again = make({**self.request.POST.dict(), "seen_version": stored.version})
        again.is_valid()
        return self.page(stored, OVERTAKEN, conflict=True, **{name: again})


class FollowUpAssign(FollowUpDetail):
    """The secretariat gives it to an OPD until a date, or moves either."""

    needs = Can.SELF_ASSESS
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        finding, form = self.finding(), self.form(request.POST)
        if not form.is_valid():
            return self.page(finding, WRONG, assign_form=form)
        given = form.cleaned_data
        try:
            made = assign_finding(finding, **given, by=self.person, today=today_in(self.region.time_zone))
        except Conflict:
            return self.overtaken(self.form, "assign_form")
        except Refused as refused:
            return self.refused(form, refused, "assign_form")
        return self.done(made)

    def form(self, data: Any) -> AssignForm:
        return AssignForm(data, region=self.region, user=self.person)


class FollowUpReport(FollowUpDetail):
    """The OPD reports progress, or (`action=done`) that it is done: percent, words, files and photos, a link."""

    needs = Can.ENTER
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        finding = self.finding()
        form, evidence = ReportForm(request.POST), AnswerEvidenceForm(request.POST, request.FILES)
        both = {"report_form": form, "evidence_form": evidence}
        is_done = self.posted_text("action") == "done"
        if not (form.is_valid() & evidence.is_valid() & (is_done or self.has_percent(form))):
            return self.page(finding, WRONG, **both)
        proofs = Proofs(evidence.chosen_files, evidence.cleaned_data["evidence_link"], {**evidence.words, "proves": ""})
        words = form.cleaned_data["words"]
        try:
            if is_done:
                made, _proof = report_done(finding, words, proofs, by=self.person)
            else:
                made, _proof = report_progress(finding, form.cleaned_data["percent"], words, proofs, by=self.person)
        except Refused as refused:
            where = evidence if refused.field in evidence.fields else form
            where.add_error(refused.field if refused.field in where.fields else None, str(refused.message))
            return self.page(self.finding(), WRONG, **both)
        return self.done(made)

    def has_percent(self, form: ReportForm) -> bool:
        """Progress needs a percentage; what is done is 100 percent by itself."""
        if form.cleaned_data.get("percent") is None and "percent" not in form.errors:
            form.add_error("percent", _("Say how far you are, in percent."))
        return "percent" not in form.errors


class FollowUpDecide(FollowUpDetail):
    """The secretariat verifies (`step=verify`) what was reported, or sends it back with words (`step=return`)."""

    needs = Can.SELF_ASSESS
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        finding, form = self.finding(), DecisionForm(request.POST)
        if not form.is_valid():
            return self.page(finding, WRONG, decision_form=form)
        try:
            made = self.decide(finding, **form.cleaned_data)
        except Conflict:
            return self.overtaken(DecisionForm, "decision_form")
        except Refused as refused:
            return self.refused(form, refused, "decision_form")
        return self.done(made)

    def decide(self, finding: Finding, *, words: str, due_on: Any, seen_version: int) -> FindingStep:
        """Take the step that was pressed."""
        if self.posted_text("step") == FollowUp.RETURN:
            today = today_in(self.region.time_zone)
            return return_follow_up(
                finding, words, by=self.person, today=today, due_on=due_on, seen_version=seen_version
            )
        return verify_follow_up(finding, by=self.person, words=words, seen_version=seen_version)


DONE = {
    FindingStep.Step.ASSIGNED: lambda: _("It is given to %(agency)s: its people were told."),
    FindingStep.Step.PROGRESS: lambda: _("Your progress is recorded."),
    FindingStep.Step.REPORTED: lambda: _("It is reported as done. The secretariat was told, and verifies it."),
    FindingStep.Step.VERIFIED: lambda: _("It is verified: %(agency)s was told."),
    FindingStep.Step.RETURNED: lambda: _("It is sent back: %(agency)s was told."),
}
