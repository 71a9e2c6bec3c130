"""What an OPD has to report now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from masterplan.models.preparation import Directive
from monev.monitoring.selectors.work import board_of
from organizations.roles import Can
from organizations.screens import Screen


class WorkList(Screen):
    """Programs, quick wins and pledges of the open periods, with state and what is missing: one's own, or all. What the
    council asked of the OPD stands first."""

    needs = Can.ENTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        board = board_of(request.user, request.GET.get("lingkup", ""))
        region = board.periods[0].period.region if board.periods else None
        directives = Directive.objects.allowed(request.user, Can.ENTER).to_answer().for_list()
        context = {"work": board.periods, "board": board, "region": region, "directives": list(directives)}
        return render(request, "monitoring/work_list.html", context)
