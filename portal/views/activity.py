"""A person's own activity: what they did, by day."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from portal.navigation import region_at
from portal.selectors.activity import days_of
from portal.selectors.audit import own_acts

PER_PAGE = 50


class Activity(LoginRequiredMixin, View):
    """`/profil/aktivitas/`: everybody sees their own acts, nobody those of others."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        page = Paginator(own_acts(user), PER_PAGE).get_page(request.GET.get("page"))
        region = region_at(user, request.path)
        with timezone.override(region.time_zone if region else None):
            context = {"page": page, "days": days_of(page.object_list), "region": region}
            return render(request, "portal/activity.html", context)
