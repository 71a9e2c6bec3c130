"""The simulator: what better scores of single items would make of the final. Everything stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.parts import part
from monev.evaluation.selectors.simulator import Basis, ItemRow, Simulation, bases, simulation
from monev.evaluation.tables.simulator import gains_table, outcome_table
from organizations.roles import Can
from organizations.screens import RegionScreen

BASIS, TRY = "dasar", "s-"
STEPS = frozenset("01234")


class Simulator(RegionScreen):
    """`/daerah/<code>/evaluasi/simulasi/?dasar=resmi-2022&s-2.07=4`."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        choices = bases(self.region, seen_by=self.person)
        basis = self.chosen(choices)
        if basis is None:
            return render(request, "evaluation/simulator.html", {"region": self.region, "page": None})
        page = simulation(self.region, basis, tried_scores(request.GET), seen_by=self.person)
        source = basis_words(basis)
        tables = {"gains": gains_table(page, self.with_full, source), "outcome": outcome_table(page)}
        if (file := part(request, tables=tables.values())) is not None:
            return file
        context = {
            "region": self.region,
            "page": page,
            "tables": tables,
            "basis": basis,
            "bases": [{"address": each.address, "label": basis_words(each)} for each in choices],
            "source": source,
            "groups": groups(page),
            "tried": [{"row": row, "without": self.without(row)} for row in page.tried],
        }
        return render(request, "evaluation/simulator.html", context)

    def chosen(self, choices: Sequence[Basis]) -> Basis | None:
        """The basis of the address, else the newest published scores, else the own answers; a foreign one is 404."""
        wanted = self.request.GET.get(BASIS, "")
        if not wanted:
            return next(iter(choices), None)
        found = next((each for each in choices if each.address == wanted), None)
        if found is None:
            raise Http404
        return found

    def with_full(self, row: ItemRow) -> str:
        """The page with the full score of one more item."""
        query = self.kept()
        query[f"{TRY}{row.item.code}"] = "4"
        return f"?{query.urlencode()}"

    def without(self, row: ItemRow) -> str:
        """The page without one tried score."""
        query = self.kept()
        query.pop(f"{TRY}{row.item.code}", None)
        return f"?{query.urlencode()}"

    def kept(self) -> QueryDict:
        """Basis and tried scores of the address, without empty ones."""
        query = QueryDict(mutable=True)
        for name in self.request.GET:
            value = self.request.GET.get(name, "")
            if value and (name == BASIS or name.startswith(TRY)):
                query[name] = value
        return query


def tried_scores(query: QueryDict) -> dict[str, Decimal]:
    """The scores of the address by item code; what is no step of the scale is ignored."""
    return {
        name.removeprefix(TRY): Decimal(value)
        for name in query
        if name.startswith(TRY) and (value := query.get(name, "")) in STEPS
    }


def basis_words(basis: Basis) -> str:
    """From which scores the simulation starts."""
    facts = {"year": basis.year, "instrument": basis.instrument_code, "name": basis.name}
    if basis.is_published:
        return _("published scores of %(year)s, instrument %(instrument)s") % facts
    return _("own answers: %(name)s, instrument %(instrument)s") % facts


def groups(page: Simulation) -> list[dict[str, Any]]:
    """The items of each dimension that can be lifted, for the form."""
    found = []
    for dimension in page.dimensions:
        rows = [row for row in page.of_dimension(dimension.code) if row.steps or row.tried is not None]
        tried = sum(row.tried is not None for row in rows)
        if rows:
            found.append({"dimension": dimension, "rows": rows, "tried": tried})
    return found
