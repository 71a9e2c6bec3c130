"""What a person who checks a report does beside the decision: remarks at fields, and verdicts on evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.selectors.remarks import field_labels, threads
from monev.monitoring.selectors.subjects import evidence_of
from monev.monitoring.services.evidence_verdicts import judge
from monev.monitoring.services.remarks import add_remark, resolve_remarks
from organizations.roles import Can

REMARK, RESOLVE, JUDGE = "remark", "resolve", "judge"
ASIDES = (REMARK, RESOLVE, JUDGE)
"""Values of `action` that decide nothing about the report."""
VERDICTS = [choice for choice in EvidenceUse.Verdict.choices if choice[0]]
WRONG = 422


class Asides:
    """Answers with the part of the page for a script, else with the page again at the place that was changed."""

    request: HttpRequest
    person: Any
    needs: Any
    posted_text: Any

    def aside(self, report: Any) -> HttpResponse:
        """Do what `action` says, to the field or the evidence that is named."""
        if self.request.POST.get("action") == JUDGE:
            return self.judged(report)
        return self.remarked(report, self.posted_text("field"))

    def remarked(self, report: Any, field: str) -> HttpResponse:
        """POST `field` and `text` for a remark; `field` alone resolves its thread."""
        problem, said = "", _("The remark is there for the OPD to read.")
        try:
            if self.request.POST.get("action") == RESOLVE:
                resolve_remarks(report, field, by=self.person)
                said = _("The remarks at this field are resolved.")
            else:
                add_remark(report, field, self.posted_text("text"), by=self.person)
        except Refused as refused:
            problem = str(refused.message)
        if not self.request.headers.get("HX-Request"):
            return self.back(problem, said, f"field-{field}")
        context = {
            "name": field,
            "label": field_labels(report, [field])[field],
            "thread": threads(report).get(field),
            "may_remark": True,
            "problem": problem,
            "text": self.posted_text("text") if problem else "",
            "said": problem or said,
        }
        return render(self.request, "monitoring/_review_thread.html", context, status=WRONG if problem else 200)

    def judged(self, report: Any) -> HttpResponse:
        """POST `use` and `verdict`: how well a piece of evidence proves what it is attached to."""
        if self.needs is not Can.VERIFY:
            raise PermissionDenied
        number = self.request.POST.get("use", "")
        use = evidence_of(report).filter(pk=number).first() if number.isdecimal() else None
        problem, said = "", _("The verdict is saved.")
        try:
            if use is None:
                raise Refused(_("This evidence is not attached any more. Reload the page."))
            use = judge(use, self.request.POST.get("verdict", ""), by=self.person)
        except Refused as refused:
            problem = str(refused.message)
        if use is None or not self.request.headers.get("HX-Request"):
            return self.back(problem, said, "evidence")
        context = {"use": use, "verdicts": VERDICTS, "problem": problem, "said": problem or said, "may_judge": True}
        return render(self.request, "monitoring/_review_verdict.html", context, status=WRONG if problem else 200)

    def back(self, problem: str, said: str, anchor: str) -> HttpResponse:
        """The page again, at the place; the message says what was done or why not."""
        if problem:
            messages.error(self.request, problem)
        else:
            messages.success(self.request, said)
        return HttpResponseRedirect(f"{self.request.get_full_path()}#{anchor}")
