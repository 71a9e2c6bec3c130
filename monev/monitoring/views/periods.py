"""The periods of a region: creating those of a year, and locking one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Conflict, Refused
from monev.monitoring.forms.corrections import RemindForm
from monev.monitoring.forms.verification import LockForm, YearForm
from monev.monitoring.models.periods import Period
from monev.monitoring.periods import today_in
from monev.monitoring.selectors.corrections import correction_counts, corrections_of
from monev.monitoring.selectors.lock_page import lock_page
from monev.monitoring.selectors.locking import period_state, standing
from monev.monitoring.services.periods import lock_period, open_periods, remind_now
from organizations.roles import Can
from organizations.screens import AsksAgain, RegionScreen, ScopedScreen


class PeriodList(RegionScreen):
    """Periods of a region with their dates; the administrator creates those of a year."""

    needs = Can.LOCK

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(YearForm(initial={"year": self.proposed_year()}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = YearForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        user: Any = request.user
        try:
            made = open_periods(self.region, form.cleaned_data["year"], by=user)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(form, status=422)
        said = ngettext("%(count)s period was created.", "%(count)s periods were created.", len(made))
        messages.success(request, said % {"count": len(made)})
        return redirect("monitoring:period-list", region=self.region.code)

    def proposed_year(self) -> int:
        """This year while it has no periods, else the next."""
        year = today_in(self.region.time_zone).year
        rows = self.region.periods.filter(kind=self.region.rhythm, archived_at=None)
        return year + 1 if rows.filter(year=year).exists() else year

    def page(self, form: YearForm, status: int = 200) -> HttpResponse:
        reach: Any = self.request.user.access.reach(Can.ADMINISTER)  # type: ignore[union-attr]
        today = today_in(self.region.time_zone)
        rows = Period.objects.allowed(self.request.user, Can.VIEW).current().of_region(self.region)
        periods = list(rows.select_related("locked_by"))
        counts = correction_counts(periods)
        context = {
            "region": self.region,
            "rows": [(each, standing(each, today), counts[each.pk]) for each in periods],
            "form": form if reach.covers(region_id=self.region.pk) else None,
        }
        return render(self.request, "monitoring/period_list.html", context, status=status)


class PeriodLock(AsksAgain, ScopedScreen):
    """What is missing and from whom, what the lock does, and the button."""

    asks_at = ("POST",)

    needs = Can.LOCK
    queryset = Period.objects.select_related("region", "locked_by")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_object())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        period = self.get_object()
        user: Any = request.user
        form = LockForm(request.POST, complete=period_state(period).open == 0)
        if not form.is_valid():
            return self.page(period, form, status=422)
        try:
            done = lock_period(period, by=user, seen_version=form.cleaned_data["seen_version"])
        except Refused as refused:
            form.add_error(None, str(refused.message))
            return self.page(self.get_object(), form, status=409 if isinstance(refused, Conflict) else 422)
        messages.success(request, _("%(period)s is locked.") % {"period": done.label})
        return redirect("monitoring:period-lock", pk=done.pk)

    def page(self, period: Any, form: LockForm | None = None, status: int = 200) -> HttpResponse:
        shown = lock_page(period)
        today, state = shown.today, shown.state
        initial = {"seen_version": period.version}
        context = {
            "period": period,
            "region": self.place(period.region),
            "state": state,
            "page": shown,
            "corrections": corrections_of(period, seen_by=self.person) if period.is_locked else (),
            "standing": standing(period, today),
            "may_lock": not period.is_locked and period.is_late(today),
            "is_early": today < period.locks_on,
            "may_verify": self.person.access.reach(Can.VERIFY).covers(region_id=period.region_id),
            "form": form or LockForm(initial=initial, complete=state.open == 0),
        }
        return render(self.request, "monitoring/period_lock.html", context, status=status)


class PeriodRemind(ScopedScreen):
    """POST: everybody who still has to send something, or those of one OPD (`agency`), are reminded now."""

    http_method_names = ["post"]
    needs = Can.LOCK
    queryset = Period.objects.select_related("region")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        period = self.get_object()
        form = RemindForm(request.POST, region=period.region_id)
        if not form.is_valid():
            raise Http404
        try:
            self.say(remind_now(period, by=self.person, agency=form.cleaned_data["agency"]))
        except Refused as refused:
            messages.error(request, str(refused.message))
        return redirect("monitoring:period-lock", pk=period.pk)

    def say(self, told: int) -> None:
        """How many were reminded; nobody, where all of them were today."""
        if not told:
            messages.warning(self.request, _("Nobody was reminded: who owes something was reminded today already."))
            return
        said = ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", told)
        messages.success(self.request, said % {"count": told})
