"""Plans as nobody wrote them, with a row of everything now and then: what holds for all of them holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=30)
NAME = TEXT.filter(lambda text: text.strip())
AMOUNT = st.decimals(0, 10**12, places=2).map(lambda number: format(number, "f"))
QUANTITY = st.none() | st.decimals(-(10**9), 10**9, places=4).map(lambda number: format(number, "f"))
YEAR = st.integers(2020, 2030)
AGENCY = st.sampled_from(["A", "B", "C"])
LEVEL = st.sampled_from(["low", "medium", "high"])
PARTNERS = ["Bank Contoh", "Universitas Contoh"]
DOCUMENTS = [str(UUID(int=number)) for number in (101, 102)]
PROGRAMS = [str(UUID(int=number)) for number in (201, 202, 203)]
WINS = [str(UUID(int=number)) for number in (301, 302, 303)]
YEARS = st.lists(YEAR, min_size=2, max_size=2).map(lambda years: dict(zip(("start_year", "end_year"), sorted(years))))  # noqa: B905
FEW = {"max_size": 2}


def by_year(**fields: Any) -> Any:
    """A list of objects, one a year."""
    each = st.fixed_dictionaries(fields)
    return st.dictionaries(YEAR, each, max_size=3).map(
        lambda rows: [{"year": year, **row} for year, row in sorted(rows.items())]
    )


def objects(*more: Any, **fields: Any) -> Any:
    """A list of a few objects; `more` are strategies of further fields."""
    each = st.fixed_dictionaries(fields)
    for one in more:
        each = st.tuples(each, one).map(lambda both: {**both[0], **both[1]})
    return st.lists(each, **FEW)


TARGETS = by_year(value=QUANTITY).map(
    lambda rows: [row | {"text": "" if row["value"] is not None else "naik"} for row in rows]
)
CURVE = st.dictionaries(st.tuples(YEAR, st.integers(1, 12)), st.integers(0, 100), max_size=3).map(
    lambda rows: [
        {"year": year, "month": month, "physical_percent": str(percent)}
        for (year, month), percent in sorted(rows.items())
    ]
)


@st.composite
def programs(draw: Any, number: int) -> dict[str, Any]:
    """One program; its supporters are other OPDs than the one that leads."""
    lead = draw(AGENCY)
    others = sorted({"A", "B", "C"} - {lead})
    return {
        "lineage": PROGRAMS[number],
        "code": f"P{number}",
        "name": draw(NAME),
        "lead_agency": lead,
        "sub_dimension": draw(st.sampled_from([None, "living-health"])),
        **draw(YEARS),
        "output": draw(TEXT),
        "source": draw(TEXT),
        "is_finished": draw(st.booleans()),
        "term": draw(st.sampled_from(["", "short", "long"])),
        "weight": draw(st.none() | st.integers(0, 9999).map(str)),
        "supporters": [{"agency": code} for code in draw(st.lists(st.sampled_from(others), unique=True, max_size=2))],
        "action_items": draw(objects(YEARS, kind=st.sampled_from(["people", "software"]), name=NAME, agency=AGENCY)),
        "budget_lines": [
            {**row, "source_of_funds": "1.1"}
            for row in draw(by_year(ceiling=AMOUNT, edition=st.sampled_from(["murni", "perubahan"])))
        ],
        "planned_progress": draw(CURVE),
        "indicators": draw(objects(name=NAME, baseline=QUANTITY, end_target=QUANTITY, targets=TARGETS)),
        "partnerships": draw(
            objects(YEARS, partner=st.sampled_from(PARTNERS), contribution=NAME, value=st.none() | AMOUNT)
        )[:1],
    }


@st.composite
def versions(draw: Any) -> list[dict[str, Any]]:
    """One to three versions in the order in which they were in force, the last one perhaps a draft."""
    statuses = draw(st.sampled_from([["draft"], ["adopted"], ["adopted", "draft"], ["superseded", "adopted", "draft"]]))
    found = []
    for position, status in enumerate(statuses):
        count = draw(st.integers(0 if status == "draft" else 1, 3))
        is_adopted = status != "draft"
        found.append(
            {
                "number": position + 1,
                "status": status,
                "based_on": draw(st.sampled_from([None, *range(1, position + 1)])),
                "adopted_on": f"202{position}-05-01" if is_adopted else None,
                "document": draw(st.sampled_from([None, *DOCUMENTS])) if is_adopted else None,
                "pillar_set": "2017",
                "note": draw(TEXT),
                "programs": [draw(programs(number)) for number in range(count)],
            }
        )
    return found


@st.composite
def quick_wins(draw: Any, known: list[str]) -> list[dict[str, Any]]:
    """Quick wins, some of them of a program, each perhaps the next step of the one before."""
    found: list[dict[str, Any]] = []
    for number, uid in enumerate(WINS[: draw(st.integers(0, 3))]):
        found.append(
            {
                "uid": uid,
                "title": f"Quick win {number}",
                "year": draw(YEAR),
                "agency": draw(AGENCY),
                "pillar_set": "2017",
                "pillar": "living",
                "program": draw(st.sampled_from([None, *known])),
                "predecessor": draw(st.sampled_from([None, *WINS[:number]])),
                "problem": draw(TEXT),
                "partners": sorted(draw(st.lists(st.sampled_from(PARTNERS), unique=True, max_size=2))),
                "milestones": draw(
                    objects(name=NAME, due_on=st.dates().map(str), weight=st.integers(0, 9999).map(str))
                ),
                "risks": draw(objects(text=NAME, likelihood=LEVEL, impact=LEVEL, mitigation=TEXT)),
            }
        )
    return found


@st.composite
def plans(draw: Any) -> dict[str, Any]:
    """A whole plan of Kabupaten Sumbawa Barat."""
    found = draw(versions())
    known = sorted({program["lineage"] for version in found for program in version["programs"]})
    pledges = objects(text=NAME, program=st.sampled_from([None, *known]), due_year=st.none() | YEAR)
    return {
        "format": "smart-city-plan",
        "format_version": "1.0",
        "region": {"code": "52.07", "name": "Kabupaten Sumbawa Barat"},
        "plan": {"title": draw(NAME), "start_year": 2020, "end_year": 2030, "source": draw(TEXT)},
        "agencies": [
            {"code": "A", "name": "Dinas A"},
            {"code": "B", "name": "Dinas B", "parent": "A"},
            {"code": "C", "name": "Dinas C", "successor": "A", "valid_until": "2024-12-31"},
        ],
        "partners": [{"name": name, "kind": "other", "note": draw(TEXT)} for name in PARTNERS],
        "documents": [
            {"uid": uid, "kind": "decree", "number": str(number), "title": draw(NAME), "year": draw(YEAR)}
            for number, uid in enumerate(DOCUMENTS)
        ],
        "versions": found,
        "commitments": draw(
            objects(
                agency=AGENCY,
                signed_on=st.none() | st.integers(2020, 2030).map("{}-03-01".format),
                document=st.sampled_from([None, *DOCUMENTS]),
                pledges=pledges,
            )
        ),
        "quick_wins": draw(quick_wins(known)),
    }
