"""The queue of reports: of one region, and of all of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.generic import TemplateView

from monev.reports.catalogue.offers import may_ask
from monev.reports.catalogue.registry import reports
from monev.reports.forms.filters import QueueForm
from monev.reports.models import CompiledReport
from monev.reports.selectors.queues import Board, Sifted, board
from monev.reports.services.requests import may_cancel
from monev.reports.views.places import NationPlace, RegionPlace, list_url, queue_url, zone_of

State = CompiledReport.State


class _Queue(TemplateView):
    """What waits, what is being compiled, what has ended; asks for itself again and again (htmx)."""

    template_name = "reports/report_queue.html"
    place_region: Any
    person: Any

    def sifted(self) -> Sifted:
        """What the queue is narrowed to."""
        return Sifted()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        region = self.place_region
        found = board(region, person=self.person, by=self.sifted())
        kept = self.request.GET.copy()
        said = f"{len(found.running)}-{len(found.waiting)}-{[each.pk for each in found.ended[:1]]}"
        is_news = kept.get("said") != said
        for name in ("seen", "said"):
            kept.pop(name, None)
        return super().get_context_data(
            board=found,
            said=said,
            is_news=is_news,
            poll=f"?{kept.urlencode()}&" if kept else "?",
            cancellable=_cancellable(found, self.person),
            retriable=_retriable(found, self.person),
            zone=zone_of(region),
            place_region=region,
            list_url=list_url(region),
            queue_url=queue_url(region),
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page; or, for its poll, the changing part, and nothing (204) when nothing changed."""
        if self.request.headers.get("HX-Request") != "true":
            return super().render_to_response(context, **kwargs)
        if self.request.GET.get("seen") == context["board"].seen:
            return HttpResponse(status=204)
        return render(self.request, "reports/_queue.html", context)


def _cancellable(found: Board, person: Any) -> set[int]:
    return {each.report.pk for each in (*found.running, *found.waiting) if may_cancel(each.report, person)}


def _retriable(found: Board, person: Any) -> set[int]:
    """Those that ended without files, of kinds that the person may ask for."""
    over = [each for each in found.ended if each.state in (State.FAILED, State.CANCELLED)]
    known = {(each.kind, each.region): reports().get(each.kind) for each in over}
    mays = {key for key, kind in known.items() if kind is not None and may_ask(kind, key[1], person)}
    return {each.pk for each in over if (each.kind, each.region) in mays}


class ReportQueue(RegionPlace, _Queue):
    """The queue of a region."""


class NationalQueue(NationPlace, _Queue):
    """The queue of all regions, for who runs the national evaluation."""

    def sifted(self) -> Sifted:
        kinds = [(code, each.title) for code, each in reports().items()]
        self.filter = QueueForm(self.request.GET or None, person=self.person, kinds=kinds)
        return self.filter.chosen()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"filter": self.filter}
