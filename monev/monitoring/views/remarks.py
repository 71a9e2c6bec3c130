"""The OPD answers: remarks at fields, and findings of the data-quality rules."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.monitoring.selectors.remarks import open_remarks
from monev.monitoring.selectors.subjects import kind_of, subject_of
from monev.monitoring.selectors.verification import READS
from monev.monitoring.services.flags import explain
from monev.monitoring.services.remarks import answer_remark
from monev.monitoring.workflow import EDITABLE
from organizations.roles import Can
from organizations.screens import ScopedScreen

REPORT_PAGES = {"progress": "report-detail", "quick-win": "quick-win-report-detail", "pledge": "pledge-report-detail"}


class AnswerRemark(ScopedScreen):
    """POST `field`, `text`: the OPD's answer. A script gets the thread back; without one the page comes again."""

    http_method_names = ["post"]
    needs = Can.ENTER
    slug: ClassVar[str] = "progress"

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        return READS[self.slug]()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        field = self.posted_text("field")
        problem = ""
        try:
            answer_remark(report, field, self.posted_text("text"), by=self.person)
        except Refused as refused:
            problem = str(refused.message)
        if request.headers.get("HX-Request"):
            return self.thread(report, field, problem)
        if problem:
            messages.error(request, problem)
        else:
            messages.success(request, _("Your answer is there for the verifier to read."))
        anchor = f"#field-{field}" if field.isidentifier() else ""
        return HttpResponseRedirect(answer_page(report) + anchor)

    def thread(self, report: Any, field: str, problem: str) -> HttpResponse:
        context = {
            "remarks": open_remarks(report).get(field, []),
            "field": field,
            "answerable": True,
            "problem": problem,
            "said": problem or _("Your answer is there for the verifier to read."),
        }
        return render(self.request, "monitoring/_remark_thread.html", context, status=422 if problem else 200)


class QuickWinAnswerRemark(AnswerRemark):
    """At a quick win's report."""

    slug = "quick-win"


class PledgeAnswerRemark(AnswerRemark):
    """At a pledge's report."""

    slug = "pledge"


class ExplainFinding(ScopedScreen):
    """POST `code`, `about`, `explanation`: what the OPD says about a finding of the data-quality rules."""

    http_method_names = ["post"]
    needs = Can.ENTER
    slug: ClassVar[str] = "progress"

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        return READS[self.slug]()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        said = {name: self.posted_text(name) for name in ("code", "about", "explanation")}
        try:
            explain(report, said["code"], said["about"], said["explanation"], by=self.person)
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("The explanation is there for the verifier to read."))
        return HttpResponseRedirect(answer_page(report) + "#quality")


class QuickWinExplainFinding(ExplainFinding):
    """At a quick win's report."""

    slug = "quick-win"


class PledgeExplainFinding(ExplainFinding):
    """At a pledge's report."""

    slug = "pledge"


def answer_page(report: Any) -> str:
    """Where the OPD works on the report: the page of entry while it can be changed, else the report's page."""
    slug = kind_of(report).slug
    if report.state in EDITABLE and not report.is_frozen:
        return reverse(f"monitoring:{slug}-entry", args=[subject_of(report).pk, report.period_id])
    return reverse(f"monitoring:{REPORT_PAGES[slug]}", args=[report.pk])
