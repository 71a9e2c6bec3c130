"""Pages of quick wins."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.roles import Can
from organizations.screens import RegionScreen, ScopedScreen
from quickwins.models import QuickWin
from quickwins.selectors import quick_win_page, quick_wins


class QuickWinList(RegionScreen):
    """The quick wins of a region."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"region": self.region, "rows": quick_wins(self.region, seen_by=request.user)}
        return render(request, "quickwins/quick_win_list.html", context)


class QuickWinDetail(ScopedScreen):
    """One quick win: problem, innovation, benefit, milestones, risks, who replicates it."""

    needs = Can.VIEW
    queryset: Any = QuickWin.objects.for_list()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        quick_win = self.get_object()
        self.place(quick_win.region)
        context = {"region": quick_win.region, "page": quick_win_page(quick_win), "quick_win": quick_win}
        return render(request, "quickwins/quick_win_detail.html", context)
