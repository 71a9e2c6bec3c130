"""External figures of a region: what is entered, what is missing, and one figure to enter or change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Conflict, Refused
from core.parts import part
from monev.evaluation.forms.external import FigureForm, FiguresFileForm
from monev.evaluation.importing.cells import Problem, UnfitFile
from monev.evaluation.models.external import ExternalFigure, ExternalIndicator
from monev.evaluation.selectors.external import external_figures, figure_text
from monev.evaluation.services.external import EARLIEST_YEAR, Impossible, Unusual, enter_figure, last_value
from monev.evaluation.services.external_import import import_figures
from monev.evaluation.tables.external import figures_table
from monev.evaluation.tables.external_words import doubt_words, impossible_words, range_words
from monev.monitoring.periods import today_in
from organizations.models import Region
from organizations.roles import Can
from organizations.screens import RegionScreen


def may_enter(person: Any, region: Region) -> bool:
    """Whether the person answers the evaluation for the region."""
    return bool(person.access.reach(Can.SELF_ASSESS).covers(region_id=region.pk))


def crumbs(region: Region) -> list[dict[str, str]]:
    """Where the pages of single figures hang."""
    return [{"label": _("External figures"), "url": reverse("evaluation:external-figures", args=[region.code])}]


class ExternalFigures(RegionScreen):
    """`/daerah/<code>/data-eksternal/`: indicators by year."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = external_figures(self.region, this_year=today_in(self.region.time_zone).year, seen_by=self.person)
        table = figures_table(found, may_enter=may_enter(self.person, self.region))
        if (file := part(request, tables=[table])) is not None:
            return file
        context = {
            "region": self.region,
            "page": found,
            "table": table,
            "may_enter": may_enter(self.person, self.region),
        }
        return render(request, "evaluation/external_list.html", context)


class ExternalFigureEntry(RegionScreen):
    """`/daerah/<code>/data-eksternal/<indicator>/<year>/`: one figure, entered or changed."""

    needs = Can.SELF_ASSESS

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.year = int(kwargs["year"])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(FigureForm.of(self.indicator, self.figure))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = FigureForm(request.POST, indicator=self.indicator)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            enter_figure(
                self.region,
                self.indicator,
                self.year,
                form.given,
                by=self.person,
                seen_version=form.cleaned_data["seen_version"],
            )
        except Conflict:
            messages.warning(request, _("Somebody else entered this figure meanwhile. It is shown as it is now."))
            return self.page(FigureForm.of(self.indicator, self.figure), status=409)
        except Refused as refused:
            return self.refused(form, refused)
        messages.success(request, _("The figure is saved."))
        return redirect("evaluation:external-figures", region=self.region.code)

    def refused(self, form: FigureForm, refused: Refused) -> HttpResponse:
        """The form with what speaks against the value, everything typed kept."""
        warnings: list[str] = []
        value = form.given.value
        last = last_value(self.region, self.indicator, self.year)
        if isinstance(refused, Impossible) and value is not None:
            form.add_error("value", impossible_words(self.indicator, value, refused.meant))
        elif isinstance(refused, Unusual) and value is not None:
            warnings = [doubt_words(each, self.indicator, value, last) for each in refused.findings]
            form.add_error("unusual_reason", str(refused.message))
        else:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
        return self.page(form, warnings=warnings, status=422)

    @property
    def indicator(self) -> ExternalIndicator:
        """The indicator of the address; the years that an evaluation may ask for."""
        if not EARLIEST_YEAR <= self.year <= today_in(self.region.time_zone).year:
            raise Http404
        found: ExternalIndicator | None = ExternalIndicator.objects.current().filter(code=self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def figure(self) -> ExternalFigure | None:
        """What is stored for the year."""
        rows = ExternalFigure.objects.current().of_region(self.region)
        found: ExternalFigure | None = rows.filter(indicator__code=self.kwargs["code"], year=self.year).first()
        return found

    def page(self, form: FigureForm, *, warnings: list[str] | None = None, status: int = 200) -> HttpResponse:
        indicator = self.indicator
        last = last_value(self.region, indicator, self.year)
        before = _("%(year)s: %(value)s") % {"year": last.year, "value": figure_text(last)} if last else ""
        shows_reason = bool(warnings) or bool(self.figure and self.figure.unusual_reason) or form.is_bound
        context = {
            "region": self.region,
            "indicator": indicator,
            "year": self.year,
            "form": form,
            "figure": self.figure,
            "warnings": warnings or [],
            "hint": " · ".join(each for each in (before, range_words(indicator)) if each),
            "shows_reason": shows_reason,
            "crumbs": crumbs(self.region),
        }
        return render(self.request, "evaluation/external_form.html", context, status=status)


class ExternalFiguresImport(RegionScreen):
    """`/daerah/<code>/data-eksternal/impor/`: many figures from a file, all or nothing."""

    needs = Can.SELF_ASSESS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(FiguresFileForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = FiguresFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=422)
        file = form.cleaned_data["file"]
        year = today_in(self.region.time_zone).year
        try:
            done = import_figures(self.region, file.read(), filename=file.name, this_year=year, by=self.person)
        except UnfitFile as unfit:
            return self.page(form, problems=unfit.problems, status=422)
        except Refused as refused:
            form.add_error("file", str(refused.message))
            return self.page(form, status=422)
        facts = {"entered": done.entered, "unchanged": done.unchanged}
        messages.success(request, _("%(entered)s figures entered, %(unchanged)s stood there already.") % facts)
        return redirect("evaluation:external-figures", region=self.region.code)

    def page(self, form: FiguresFileForm, *, problems: Sequence[Problem] = (), status: int = 200) -> HttpResponse:
        context = {
            "region": self.region,
            "form": form,
            "problems": problems,
            "indicators": ExternalIndicator.objects.current().order_by("position", "code"),
            "crumbs": crumbs(self.region),
        }
        return render(self.request, "evaluation/external_import.html", context, status=status)
