"""What somebody wants a report about: the rows behind its parameters, and the parameters by stable identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext

from core.canonical import sha256_of
from core.errors import Refused
from masterplan.models.plans import Program
from masterplan.models.preparation import Meeting
from monev.evaluation.models.rounds import RoundStage
from monev.monitoring.models.periods import Period
from monev.reports.models import CompiledReport
from monev.reports.parameters import Parameter
from organizations.models import Agency, Region
from pillars.models import Pillar
from quickwins.models import QuickWin


@dataclass(frozen=True, slots=True)
class Wish:
    """The subject of a report; `region` is None for a report of the nation."""

    region: Region | None
    language: str = "id"
    period: Period | None = None
    year: int | None = None
    agency: Agency | None = None
    pillar: Pillar | None = None
    program: Program | None = None
    quick_win: QuickWin | None = None
    meeting: Meeting | None = None
    stage: RoundStage | None = None
    include_preliminary: bool = False

    @property
    def params(self) -> dict[str, Any]:
        """As they are stored: only what was chosen."""
        chosen: dict[str, Any] = {
            Parameter.PERIOD: self.period and self.period.address,
            Parameter.YEAR: self.year,
            Parameter.AGENCY: self.agency and str(self.agency.uid),
            Parameter.PILLAR: self.pillar and self.pillar.code,
            Parameter.PROGRAM: self.program and str(self.program.lineage),
            Parameter.QUICK_WIN: self.quick_win and str(self.quick_win.uid),
            Parameter.MEETING: self.meeting and str(self.meeting.uid),
            Parameter.STAGE: self.stage and str(self.stage.uid),
            Parameter.PRELIMINARY: self.include_preliminary or None,
        }
        return {str(key): value for key, value in chosen.items() if value is not None}

    @property
    def required_region(self) -> Region:
        """The region. Raises `Refused` when there is none."""
        if self.region is None:
            raise Refused(gettext("This report is made for a region."), field="region")
        return self.region

    @property
    def required_period(self) -> Period:
        """The period. Raises `Refused` when there is none."""
        if self.period is None:
            raise Refused(gettext("Choose a period."), field="period")
        return self.period

    @property
    def required_year(self) -> int:
        """The year. Raises `Refused` when there is none."""
        if self.year is None:
            raise Refused(gettext("Choose a year."), field="year")
        return self.year

    def series(self, kind: str) -> str:
        """What editions of one report have in common."""
        code = self.region.code if self.region else ""
        return sha256_of({"kind": kind, "region": code, "language": self.language, "params": self.params})


def wish_from(region: Region | None, params: dict[str, Any], *, language: str) -> Wish:
    """The wish behind stored parameters, each row looked up within the region. Raises `Refused` at the parameter."""
    rows: dict[str, Any] = {str(name): _found(name, region, params[name]) for name in _LOOKUPS if name in params}
    year = params.get(Parameter.YEAR)
    return Wish(
        region=region,
        language=language,
        year=None if year is None else int(year),
        include_preliminary=bool(params.get(Parameter.PRELIMINARY)),
        **rows,
    )


def wish_of(report: CompiledReport) -> Wish:
    """What a stored report was asked for."""
    return wish_from(report.region, report.params, language=report.language)


def _found(name: Parameter, region: Region | None, value: Any) -> Model:
    row = _LOOKUPS[name](region, str(value))
    if row is None:
        raise Refused(_missing(name), field=str(name))
    return row  # type: ignore[no-any-return]


def _missing(name: Parameter) -> str:
    return gettext("What the report is about (%(parameter)s) no longer exists.") % {"parameter": name}


def _period(region: Region | None, address: str) -> Period | None:
    year, _dash, rest = address.partition("-")
    kind = Period.Kind.MONTH if rest.startswith("b") else Period.Kind.QUARTER
    number = rest.removeprefix("b")
    if region is None or not (year.isdecimal() and number.isdecimal()):
        return None
    return Period.objects.of_region(region).filter(kind=kind, year=int(year), number=int(number)).first()


def _program(region: Region | None, lineage: str) -> Program | None:
    """The newest version of the program."""
    rows = Program.objects.of_region(region).filter(lineage=lineage, archived_at=None)
    return rows.order_by("-plan_version__number", "-pk").first()


_LOOKUPS: dict[Parameter, Any] = {
    Parameter.PERIOD: _period,
    Parameter.AGENCY: lambda region, uid: Agency.objects.of_region(region).filter(uid=uid).first(),
    Parameter.PILLAR: lambda _region, code: Pillar.objects.filter(code=code).order_by("-pk").first(),
    Parameter.PROGRAM: _program,
    Parameter.QUICK_WIN: lambda region, uid: QuickWin.objects.of_region(region).filter(uid=uid).first(),
    Parameter.MEETING: lambda region, uid: Meeting.objects.of_region(region).filter(uid=uid).first(),
    Parameter.STAGE: lambda _region, uid: RoundStage.objects.filter(uid=uid).first(),
}
