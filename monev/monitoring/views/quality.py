"""The rules of data quality of a region: what each finds, why, how often it fired, switched by the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.monitoring.forms.quality import RuleSwitchForm
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.quality_catalogue import GROUPS
from monev.monitoring.selectors.quality import QualityPage, quality_page, quality_scores
from monev.monitoring.services.quality import switch_rules
from organizations.roles import Can
from organizations.screens import RegionScreen


class QualityRules(RegionScreen):
    """`/daerah/<code>/mutu-data/`, of a period by `?periode=2026-3`."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page()

    def form(self, page: QualityPage) -> RuleSwitchForm | None:
        """The form to switch rules, where this is the page to do so."""
        return None

    def periods(self) -> list[Period]:
        """Those that have begun, the newest first."""
        rows = Period.objects.allowed(self.person, Can.VIEW).of_region(self.region).current()
        begun = rows.filter(kind=self.region.rhythm).started(today_in(self.region.time_zone))
        return list(reversed(begun.in_order()))

    def page(self, form: RuleSwitchForm | None = None, status: int = 200) -> HttpResponse:
        periods = self.periods()
        wanted = self.request.GET.get("periode", "")
        period = next((each for each in periods if each.address == wanted), periods[0] if periods else None)
        shown = quality_page(self.region, period)
        chosen = form or self.form(shown)
        context = {
            "region": self.region,
            "period": period,
            "periods": periods,
            "page": shown,
            "groups": grouped(shown, chosen),
            "form": chosen,
            "may_switch": self.person.access.reach(Can.ADMINISTER).covers(region_id=self.region.pk),
            "quality": quality_scores(self.region, period) if period and not chosen else None,
        }
        return render(self.request, "monitoring/quality_rules.html", context, status=status)


class QualitySwitch(QualityRules):
    """The same page with a box at each rule: the administrator switches them from a period on, with a reason."""

    needs = Can.ADMINISTER

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = RuleSwitchForm(request.POST, region=self.region)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            made = switch_rules(self.region, by=self.person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, status=422)
        messages.success(request, _("The rules are switched. Version of the rules: %(code)s.") % {"code": made.code})
        return redirect("monitoring:quality-rules", region=self.region.code)

    def form(self, page: QualityPage) -> RuleSwitchForm | None:
        on = [line.code for line in page.lines if line.is_on]
        since = page.period if page.period and not page.period.is_locked else None
        return RuleSwitchForm(initial={"on": on, "since": since}, region=self.region)


def grouped(page: QualityPage, form: RuleSwitchForm | None) -> list[tuple[Any, list[tuple[Any, Any]]]]:
    """The rules under their headings, each with its box to switch it where the person may."""
    boxes = {str(box.data["value"]): box for box in form["on"]} if form else {}
    return [
        (label, [(line, boxes.get(line.code)) for line in page.lines if line.rule.group == group])
        for group, label in GROUPS.items()
    ]
