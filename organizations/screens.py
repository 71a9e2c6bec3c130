"""Bases of all pages: logged in, a declared right, rows only through the scoped queryset."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View

from core.errors import Refused
from organizations.freshness import is_fresh
from organizations.models import Region, User
from organizations.roles import Can
from organizations.scoping import ScopedQuerySet


class AsksAgain:
    """A page for dangerous actions: who proved long ago who they are is asked once more, and then goes on where they
    were, with what they typed. Stands before the other bases of a page.

    `asks_at`: where looking at the page shows nothing of danger, only POST.
    """

    asks_at: ClassVar[tuple[str, ...]] = ("GET", "POST")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method in self.asks_at and request.user.is_authenticated and not is_fresh(request):
            raise ReauthenticationRequired
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class JsonLogin(LoginRequiredMixin):
    """Somebody who is logged out and asks for JSON is told where to log in, instead of being sent there."""

    request: HttpRequest

    @property
    def wants_json(self) -> bool:
        """Whether a program asks, not a person."""
        return self.request.accepts("application/json") and not self.request.accepts("text/html")

    def handle_no_permission(self) -> Any:
        if self.wants_json and not self.request.user.is_authenticated:
            return JsonResponse({"login": reverse(settings.LOGIN_URL)}, status=401)
        return super().handle_no_permission()


class Screen(LoginRequiredMixin, View):
    """A page for people with the right `needs` somewhere; without it 403."""

    needs: ClassVar[Can]

    @property
    def person(self) -> User:
        """Who looks at the page; `dispatch` lets nobody in who has not logged in."""
        user: Any = self.request.user
        return user  # type: ignore[no-any-return]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not request.user.access.may(self.needs):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def posted_text(self, name: str) -> str:
        """What was posted in an input that no form reads, without the character that PostgreSQL cannot store."""
        return self.request.POST.get(name, "").replace("\x00", "")

    def place(self, region: Region) -> Region:
        """Say that this page is about `region`: the navigation follows without looking it up again."""
        self.request.region = region  # type: ignore[attr-defined]
        return region


class ScopedScreen(Screen):
    """A page over tenant rows: lists show the allowed ones; a foreign object is 404, one without the right 403."""

    queryset: Any

    def get_queryset(self) -> ScopedQuerySet:
        """The rows for which the person has the right that this page needs."""
        return self.queryset.all().allowed(self.request.user, self.needs)

    def get_object(self, queryset: Any = None) -> Any:
        """The row named in the address."""
        rows: ScopedQuerySet = self.queryset.all()
        return rows.obtain(self.request.user, self.needs, **self._lookup())

    def _lookup(self) -> dict[str, Any]:
        return {key: value for key, value in self.kwargs.items() if key in ("pk", "uid")}


class RegionScreen(Screen):
    """A page of one region, named by its official code in the address (`<str:region>`)."""

    region: Region

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.region = self.place(region_of(request, self.needs, kwargs["region"]))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs | {"region": self.region})  # type: ignore[misc]


class AdministeredRegionScreen(RegionScreen):
    """For administrators of the region; the national ones look after all regions without being administrator of any."""

    @property
    def needs(self) -> Can:  # type: ignore[override]
        return Can.CATALOGUE if self.person.access.may(Can.CATALOGUE) else Can.ADMINISTER


def region_of(request: HttpRequest, needs: Can, code: str) -> Region:
    """The region `code`: Http404 when the person may not see it, PermissionDenied when they lack `needs` there.

    A right that reaches only an OPD of the region opens the page; its rows are narrowed by their own querysets.
    """
    user: Any = request.user
    region = Region.objects.filter(code=code).first()
    if region is None or not _touches(user, Can.VIEW, region):
        raise Http404
    if not _touches(user, needs, region):
        raise PermissionDenied
    return region


def _touches(user: Any, can: Can, region: Region) -> bool:
    reach = user.access.reach(can)
    if reach.covers(region_id=region.pk):
        return True
    return bool(reach.agencies) and region.agencies.filter(pk__in=reach.agencies).exists()


class StepScreen(ScopedScreen):
    """One POST is one step on one row; a rule that says no becomes a message, and the person is back on the page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        try:
            done = self.step(row)
        except Refused as refused:
            messages.error(request, str(refused.message))
            return self.refused(row)
        messages.success(request, str(done))
        return HttpResponseRedirect(self.next_url(row))

    def step(self, row: Any) -> Any:
        """Call the service; return the sentence that says what was done."""
        raise NotImplementedError

    def next_url(self, row: Any) -> str:
        """Where to go when it is done."""
        raise NotImplementedError

    def refused(self, row: Any) -> HttpResponse:
        """Where to go when a rule said no; back to the page of the row by default."""
        return redirect(self.next_url(row))
