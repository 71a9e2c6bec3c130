"""The form, field by field. JSON Schema, reading, export, import and the documentation go by this page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.numbers import LARGEST_RUPIAH
from exchange.interchange.kinds import Choice, Day, Digest, Flag, Kind, Link, Moment, Number, Text, Uuid, Whole
from exchange.interchange.objects import Items, Shape, Thing
from masterplan.models.commitments import Pledge
from masterplan.models.plans import ActionItem, BudgetLine, Indicator, PlanVersion, Program
from masterplan.models.preparation import LegalDocument
from organizations.models import Partner
from quickwins.models import Risk

FORMAT = "smart-city-plan"
FORMAT_VERSION = "1.0"
ENVELOPE = ("generated_at", "last_change_at", "content_sha256")
"""Of the file, not of the plan: not part of the canonical content."""


def _choice(words: Any, note: str, **more: Any) -> Choice:
    return Choice(words=tuple(words.values), note=note, **more)


def _year(note: str, **more: Any) -> Whole:
    return Whole(least=1900, most=2200, note=note, **more)


def _money(note: str, **more: Any) -> Number:
    return Number(places=2, most=LARGEST_RUPIAH, note=f"{note}; rupiah", **more)


def _quantity(note: str) -> Number:
    return Number(places=4, most=Decimal(10) ** 15, least=None, null=True, note=note)


def _weight(note: str, **more: Any) -> Number:
    return Number(places=3, most=Decimal("9999.999"), note=note, **more)


def _agency(note: str, **more: Any) -> Text:
    return Text(most=40, of="-", note=f"{note}: `code` in `agencies`", **more)


def _record(shape: str, /, **fields: Kind) -> Shape:
    """An object that is a row of its own: it keeps its identifier, and says where it is from."""
    return Shape(
        shape,
        {
            "uid": Uuid(null=True, note="identifier of the row; made where it is missing or taken"),
            **fields,
            "is_example": Flag(note="made up for demonstration"),
            "source": Text(most=400, note="where it was published"),
        },
    )


_PROGRAM_REF = Uuid(null=True, of="program_lineage", note="program: its `lineage`, the same in all versions")
_YEARS = {
    "start_year": _year("first year", required=True),
    "end_year": _year("last year", required=True),
}

AGENCY = _record(
    "agency",
    code=Text(most=40, required=True, note="code in this document and in the region"),
    name=Text(most=250, required=True, note="official name"),
    short_name=Text(most=80, note="abbreviation"),
    parent=_agency("OPD above it", null=True),
    successor=_agency("OPD that took over from it", null=True),
    is_collective=Flag(note="stands for several OPDs"),
    valid_from=Day(null=True, note="exists since"),
    valid_until=Day(null=True, note="existed until"),
)
PARTNER = _record(
    "partner",
    name=Text(most=200, required=True, note="name; programs and quick wins refer to it"),
    kind=_choice(Partner.Kind, "kind of partner", required=True),
    note=Text(note="note"),
)
LEGAL_DOCUMENT = _record(
    "legal_document",
    kind=_choice(LegalDocument.Kind, "kind of document", required=True),
    number=Text(most=80, note="number"),
    title=Text(most=300, required=True, note="title"),
    dated_on=Day(null=True, note="date"),
    year=_year("year", required=True),
    signatories=Text(note="one a line"),
    link=Link(note="where it can be read; the file itself is not part of the document"),
    note=Text(note="note"),
)
TARGET = _record(
    "target",
    year=_year("year", required=True),
    value=_quantity("target as a number"),
    text=Text(most=120, note="target as published, where it is no number"),
)
INDICATOR = _record(
    "indicator",
    lineage=Uuid(null=True, note="identifier across versions; made where it is missing"),
    name=Text(required=True, note="name"),
    unit=Text(most=80, note="unit"),
    polarity=_choice(Indicator.Polarity, "which direction is better", missing="higher"),
    formula=_choice(Indicator.Formula, "how achievement is calculated; must fit `polarity`", missing="ratio"),
    aggregation=_choice(Indicator.Aggregation, "how the periods of a year add up", missing="last"),
    baseline=_quantity("value before the plan"),
    baseline_year=_year("year of the baseline", null=True),
    worst=_quantity("worst value; the range formula needs it"),
    plausible_min=_quantity("plausible from"),
    plausible_max=_quantity("plausible to"),
    end_target=_quantity("target at the end of the plan"),
    end_target_text=Text(most=120, note="the same as published, where it is no number"),
    position=Whole(missing=1, note="order within the program"),
    targets=Items(each=TARGET, most=200, note="targets by year"),
)
SUPPORTER = _record("supporter", agency=_agency("OPD that supports", required=True))
ACTION_ITEM = _record(
    "action_item",
    kind=_choice(ActionItem.Kind, "kind of step", required=True),
    name=Text(required=True, note="what is done"),
    agency=_agency("OPD that does it", required=True),
    **_YEARS,
)
BUDGET_LINE = _record(
    "budget_line",
    year=_year("year", required=True),
    source_of_funds=Text(most=20, required=True, of="-", note="code of the source of funds (`/api/v1/fund-sources/`)"),
    edition=_choice(BudgetLine.Edition, "murni, or perubahan (revised)", missing="murni"),
    ceiling=_money("ceiling (pagu)", required=True),
    approved_on=Day(null=True, note="a revised ceiling counts from this day"),
)
PLANNED = _record(
    "planned_progress",
    year=_year("year", required=True),
    month=Whole(least=1, most=12, required=True, note="month, 1 to 12; cumulative at its end"),
    physical_percent=Number(
        places=2, most=Decimal(100), required=True, note="planned physical progress, percent of the year's work"
    ),
    spending=_money("planned spending", null=True),
)
PARTNERSHIP = _record(
    "partnership",
    partner=Text(most=200, required=True, of="-", note="`name` in `partners`"),
    contribution=Text(required=True, note="what the partner contributes"),
    **_YEARS,
    value=_money("its worth", null=True),
)
NOMENCLATURE = Shape(
    "nomenclature",
    {
        "edition": Text(most=20, required=True, note="edition of the government nomenclature"),
        "code": Text(most=24, required=True, note="code in it"),
    },
)
PROGRAM = _record(
    "program",
    lineage=Uuid(null=True, note="identifier across versions, by which pledges and quick wins name it"),
    code=Text(most=40, required=True, note="code"),
    name=Text(required=True, note="name"),
    sub_dimension=Text(most=60, null=True, of="-", note="code (`/api/v1/sub-dimensions/`); null: not placed yet"),
    lead_agency=_agency("OPD that leads and reports", required=True),
    term=Choice(words=("", *Program.Term.values), note="term"),
    **_YEARS,
    output=Text(note="output"),
    outcome=Text(note="outcome"),
    rpjmd_link=Text(note="link to the RPJMD"),
    nomenclature=Thing(shape=NOMENCLATURE, null=True, note="item of the government nomenclature"),
    weight=_weight("weight among the programs", null=True),
    is_finished=Flag(note="finished before the plan ends"),
    supporters=Items(each=SUPPORTER, most=200, note="OPDs that support"),
    action_items=Items(each=ACTION_ITEM, most=1000, note="concrete steps, in order"),
    budget_lines=Items(each=BUDGET_LINE, most=1000, note="ceilings by year, source and edition"),
    planned_progress=Items(each=PLANNED, most=1000, note="the planned curve"),
    indicators=Items(each=INDICATOR, most=500, note="indicators with targets"),
    partnerships=Items(each=PARTNERSHIP, most=200, note="what partners contribute"),
)
VERSION = _record(
    "version",
    number=Whole(least=1, required=True, note="number of the version"),
    status=_choice(PlanVersion.Status, "draft, in force (adopted), or superseded", missing="draft"),
    pillar_set=Text(most=20, required=True, of="-", note="set of pillars (`/api/v1/pillar-sets/`)"),
    based_on=Whole(least=1, null=True, of="-", note="number of the version that this one changes"),
    adopted_on=Day(null=True, note="day of the adoption"),
    document=Uuid(null=True, of="-", note="the regulation: `uid` in `documents`"),
    note=Text(note="reason for this version"),
    programs=Items(each=PROGRAM, most=3000, note="programs"),
)
PLEDGE = _record(
    "pledge",
    text=Text(required=True, note="what is pledged"),
    program=_PROGRAM_REF,
    due_year=_year("until when", null=True),
    state=_choice(Pledge.State, "what became of it", missing="open"),
)
COMMITMENT = _record(
    "commitment",
    agency=_agency("OPD that signed", required=True),
    signed_on=Day(null=True, note="signed on"),
    signed_text=Text(most=120, note="the same as published"),
    signatories=Text(note="one a line"),
    document=Uuid(null=True, of="-", note="the sheet: `uid` in `documents`"),
    pledges=Items(each=PLEDGE, most=1000, note="what it pledged"),
)
MILESTONE = _record(
    "milestone",
    name=Text(most=200, required=True, note="name"),
    due_on=Day(required=True, note="due"),
    done_on=Day(null=True, note="reached"),
    weight=_weight("weight", missing="1.000"),
    position=Whole(missing=1, note="order"),
)
RISK = _record(
    "risk",
    text=Text(required=True, note="what may happen"),
    likelihood=_choice(Risk.Level, "likelihood", required=True),
    impact=_choice(Risk.Level, "impact", required=True),
    mitigation=Text(note="what is done about it"),
    is_mitigated=Flag(note="whether it was done"),
)
QUICK_WIN = _record(
    "quick_win",
    title=Text(most=200, required=True, note="title, once a year in a region"),
    year=_year("year", required=True),
    agency=_agency("OPD", required=True),
    pillar_set=Text(most=20, required=True, of="-", note="set of pillars"),
    pillar=Text(most=30, required=True, of="-", note="code of the pillar (`/api/v1/pillars/`)"),
    sub_dimension=Text(most=60, null=True, of="-", note="code of the sub-dimension"),
    program=_PROGRAM_REF,
    predecessor=Uuid(null=True, of="-", note="quick win that it continues: `uid` in `quick_wins`"),
    problem=Text(note="problem"),
    innovation=Text(note="innovation"),
    benefit=Text(note="benefit"),
    uniqueness=Text(note="uniqueness"),
    sustainability=Text(note="sustainability"),
    resources=Text(note="resources"),
    is_practice=Flag(note="published as a practice for other regions"),
    partners=Items(each=Text(most=200, required=True), most=200, note="names in `partners`"),
    milestones=Items(each=MILESTONE, most=200, note="milestones"),
    risks=Items(each=RISK, most=200, note="risks"),
)
PLAN = _record("plan", title=Text(most=200, required=True, note="title, once in a region"), **_YEARS)
REGION = Shape(
    "region",
    {
        "code": Text(most=5, required=True, note="official code such as 52.07"),
        "name": Text(most=120, note="name, for readers"),
    },
)
DOCUMENT = Shape(
    "document",
    {
        "format": Choice(words=(FORMAT,), required=True, note="the name of this form"),
        "format_version": Choice(words=(FORMAT_VERSION,), required=True, note="its version"),
        "generated_at": Moment(null=True, note="when another system wrote the file; exports of the portal have none"),
        "last_change_at": Moment(null=True, note="when the newest row in it was changed"),
        "content_sha256": Digest(null=True, note="SHA-256 of the canonical content, without these three fields"),
        "region": Thing(shape=REGION, required=True, note="region whose plan it is"),
        "plan": Thing(shape=PLAN, required=True, note="the plan over its years"),
        "agencies": Items(each=AGENCY, most=3000, note="OPDs that the plan names"),
        "partners": Items(each=PARTNER, most=3000, note="partners that the plan names"),
        "documents": Items(each=LEGAL_DOCUMENT, most=1000, note="legal documents that the plan names (no files)"),
        "versions": Items(each=VERSION, most=100, required=True, note="versions, the oldest first"),
        "commitments": Items(each=COMMITMENT, most=3000, note="what OPDs signed for this plan"),
        "quick_wins": Items(each=QUICK_WIN, most=3000, note="quick wins of this plan"),
    },
)


def shapes() -> list[Shape]:
    """Every shape once, in the order in which a reader meets them."""
    found: dict[str, Shape] = {}

    def walk(shape: Shape) -> None:
        found.setdefault(shape.name, shape)
        for kind in shape.fields.values():
            inner = getattr(kind, "shape", None) or getattr(kind, "each", None)
            if isinstance(inner, Shape):
                walk(inner)

    walk(DOCUMENT)
    return list(found.values())
