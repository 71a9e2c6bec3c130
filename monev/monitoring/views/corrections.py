"""Correcting a locked period: opening a correction, withdrawing it, and the list of all corrections of a period."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from monev.monitoring.forms.corrections import ReasonForm
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.corrections import corrections_of, corrections_on, may_abandon, may_correct
from monev.monitoring.selectors.subjects import subject_of
from monev.monitoring.selectors.verification import READS
from monev.monitoring.services.corrections import abandon_correction, open_correction
from organizations.roles import Can
from organizations.screens import ScopedScreen

REPORT_PAGES = {"progress": "report-detail", "quick-win": "quick-win-report-detail", "pledge": "pledge-report-detail"}


class ReasonScreen(ScopedScreen):
    """One act on one report that needs a reason: the page says what will happen, POST does it."""

    needs = Can.LOCK
    slug: ClassVar[str] = "progress"
    template_name: ClassVar[str]

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        return READS[self.slug]()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        if not self.is_possible(report):
            return redirect(f"monitoring:{REPORT_PAGES[self.slug]}", pk=report.pk)
        return self.page(report, ReasonForm(initial={"seen_version": report.version}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.page(report, form, status=422)
        report.version = form.cleaned_data["seen_version"]
        try:
            done = self.act(report, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(self.get_object(), form, status=409 if isinstance(refused, Conflict) else 422)
        return redirect(f"monitoring:{REPORT_PAGES[self.slug]}", pk=done.pk)

    def is_possible(self, report: Any) -> bool:
        """Whether the act is offered for this report."""
        raise NotImplementedError

    def act(self, report: Any, reason: str) -> Any:
        """Call the service, say what was done, return the report whose page is shown next."""
        raise NotImplementedError

    def page(self, report: Any, form: ReasonForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "report": report,
            "subject": subject_of(report),
            "period": report.period,
            "region": self.place(report.period.region),
            "kind": self.slug,
            "corrections": corrections_on(report, seen_by=self.person),
        }
        return render(self.request, self.template_name, context, status=status)


class CorrectionOpen(ReasonScreen):
    """A correction of a program's report."""

    template_name = "monitoring/correction_open.html"

    def is_possible(self, report: Any) -> bool:
        return may_correct(report, user=self.person)

    def act(self, report: Any, reason: str) -> Any:
        made = open_correction(report, by=self.person, reason=reason)
        text = _("The correction is open: %(agency)s was told and can enter it now.")
        messages.success(self.request, text % {"agency": made.agency})
        return made


class QuickWinCorrectionOpen(CorrectionOpen):
    """A correction of a quick win's report."""

    slug = "quick-win"


class PledgeCorrectionOpen(CorrectionOpen):
    """A correction of a pledge's report."""

    slug = "pledge"


class CorrectionAbandon(ReasonScreen):
    """Withdrawing the correction of a program's report."""

    template_name = "monitoring/correction_abandon.html"

    def is_possible(self, report: Any) -> bool:
        if report.is_correction and not report.is_verified and not report.archived_at:
            if not may_abandon(report, user=self.person):
                raise PermissionDenied
            return True
        return False

    def act(self, report: Any, reason: str) -> Any:
        done = abandon_correction(report, by=self.person, reason=reason)
        messages.success(self.request, _("The correction is withdrawn: what counted before goes on counting."))
        rows = READS[self.slug]().filter(period=done.period_id, **{self.field: getattr(done, f"{self.field}_id")})
        return rows.newest().first() or done

    @property
    def field(self) -> str:
        return "program" if self.slug == "progress" else self.slug.replace("-", "_")


class QuickWinCorrectionAbandon(CorrectionAbandon):
    """Withdrawing the correction of a quick win's report."""

    slug = "quick-win"


class PledgeCorrectionAbandon(CorrectionAbandon):
    """Withdrawing the correction of a pledge's report."""

    slug = "pledge"


class CorrectionList(ScopedScreen):
    """All corrections of one period with what each changed, for everybody who may see the region."""

    needs = Can.VIEW
    queryset = Period.objects.select_related("region", "locked_by")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        period = self.get_object()
        context = {
            "period": period,
            "region": self.place(period.region),
            "corrections": corrections_of(period, seen_by=self.person),
        }
        return render(request, "monitoring/correction_list.html", context)
