"""What an OPD has to report now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from monev.monitoring.selectors.work import work_of
from organizations.roles import Can
from organizations.screens import Screen


class WorkList(Screen):
    """Own programs, quick wins and pledges of the open periods, with state and what is missing."""

    needs = Can.ENTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        work = work_of(request.user)
        region = work[0].period.region if work else None
        return render(request, "monitoring/work_list.html", {"work": work, "region": region})
