"""Getting to know the portal: the tour as a page, and putting it aside."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from handbook.selectors.tours import roles_of, tours_of
from handbook.services.tours import remember_tour
from portal.navigation import region_at


class StartHere(LoginRequiredMixin, View):
    """`/mulai/`: the tours of all one's roles, each step with a link; works without a script."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        return render(request, "handbook/start.html", {"tours": tours_of(user, region_at(user, request.path))})


class TourDone(LoginRequiredMixin, View):
    """The tour of a role was seen or put aside; one that the person does not have changes nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        tour = request.POST.get("tour", "")
        if tour in roles_of(user):
            remember_tour(user, tour)
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        return redirect("portal:home")
