"""Where programs are behind: how far, why, and what is agreed; then what the OPDs wrote about the others."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext, ngettext

from core import formats
from core.documents import Block, Column, Entry, Section, Table, Text, Value
from monev.monitoring.labels import light_rule
from monev.monitoring.progress import GREEN
from monev.reports.catalogue.quarterly.council import asked_of
from monev.reports.catalogue.quarterly.reading import Data, decimal, light, rules


def deviations(data: Data) -> Section:
    """The programs that are late, the furthest behind first, with cause and follow-up."""
    late, slight = _late(data)
    table = Table(
        name=gettext("Deviations"),
        title=gettext("Late programs, the furthest behind first"),
        columns=_columns(data),
        rows=[_row(each, data) for each in late],
        note=light_rule(rules(data)) if late else "",
        empty=gettext("No program that reported is late."),
    )
    words = [Text(_in_words(late, slight))] if late or slight else []
    return Section(gettext("Deviations, obstacles and follow-up"), [*words, table, *_missing(data)], wide=True)


def _late(data: Data) -> tuple[list[Data], list[Data]]:
    """Those that are amber or red, the furthest behind first; those behind within the tolerance."""
    rows = [(late, each) for each in data["programs"] if (late := decimal(each["deviation"])) is not None]
    behind = [each for late, each in sorted(rows, key=lambda pair: (pair[0], pair[1]["code"])) if late < 0]
    return [each for each in behind if each["light"] != GREEN], [each for each in behind if each["light"] == GREEN]


def _in_words(late: list[Data], slight: list[Data]) -> str:
    return " ".join(filter(None, [_counted(late), _causes(late), _tolerated(slight)]))


def _counted(late: list[Data]) -> str:
    words = ngettext("%(count)s program is late.", "%(count)s programs are late.", len(late))
    return words % {"count": len(late)} if late else ""


def _causes(late: list[Data]) -> str:
    silent = sum(not each["hindering_factors"] for each in late)
    unplanned = sum(not each["follow_up"] for each in late)
    if not late:
        return ""
    if not silent and not unplanned:
        return gettext("For each of them the OPD named the cause and the follow-up.")
    return gettext("Without a cause named: %(silent)s; without a follow-up: %(unplanned)s.") % {
        "silent": silent,
        "unplanned": unplanned,
    }


def _tolerated(slight: list[Data]) -> str:
    if not slight:
        return ""
    words = ngettext(
        "%(count)s program is behind its plan within the tolerance; what its OPD wrote stands in the annex.",
        "%(count)s programs are behind their plan within the tolerance; what their OPDs wrote stands in the annex.",
        len(slight),
    )
    return words % {"count": len(slight)}


def _columns(data: Data) -> list[Column]:
    columns = [
        Column("program", gettext("Program"), share=7),
        Column("agency", gettext("OPD"), share=6),
        Column("planned", gettext("Planned"), "percent", "%", 3),
        Column("actual", gettext("Actual"), "percent", "%", 3),
        Column("deviation", gettext("Deviation"), "points", gettext("points"), 3),
    ]
    if before := data.get("before"):
        since = gettext("Since %(period)s") % {"period": before["label"]}
        columns.append(Column("moved", since, "points", gettext("points"), 3))
    return [
        *columns,
        Column("light", gettext("State"), "state", share=4),
        Column("cause", gettext("Obstacles"), share=8),
        Column("agreed", gettext("Follow-up, and what is agreed"), share=8),
    ]


def _row(program: Data, data: Data) -> dict[str, Value]:
    return {
        "program": f"{program['code']} {program['name']}".strip(),
        "agency": program["agency"],
        **{key: decimal(program[key]) for key in ("planned", "actual", "deviation")},
        "moved": _moved(program, data),
        "light": light(program["light"]),
        "cause": program["hindering_factors"] or gettext("not named"),
        "agreed": "\n".join([program["follow_up"] or gettext("not named"), *asked_of(program["name"], data)]),
    }


def _moved(program: Data, data: Data) -> Decimal | None:
    """Points of progress since the period before."""
    before = data.get("before")
    then = decimal(before["programs"].get(program["lineage"])) if before else None
    now = decimal(program["actual"])
    return None if then is None or now is None else now - then


def _missing(data: Data) -> list[Block]:
    missing = [each for each in data["programs"] if not each["state"]]
    if not missing:
        return []
    return [
        Table(
            name=gettext("Not counted"),
            title=gettext("Programs without a counted report"),
            columns=[
                Column("code", gettext("Code"), share=3),
                Column("name", gettext("Program"), share=8),
                Column("agency", gettext("OPD"), share=6),
            ],
            rows=[{key: each[key] for key in ("code", "name", "agency")} for each in missing],
        )
    ]


def notes(data: Data) -> Section | None:
    """What OPDs wrote about programs that are not behind, and what helped; None where nobody wrote anything."""
    late = {each["lineage"] for each in _late(data)[0]}
    entries = [entry for each in data["programs"] if (entry := _entry(each, is_late=each["lineage"] in late))]
    if not entries:
        return None
    return Section(gettext("Annex: notes of the OPDs"), entries)


def _entry(program: Data, *, is_late: bool) -> Entry | None:
    parts = [
        (gettext("Supporting factors:"), program["supporting_factors"]),
        (gettext("No change, because:"), program["nil_reason"]),
    ]
    if not is_late:
        parts = [
            (gettext("Obstacles:"), program["hindering_factors"]),
            (gettext("Follow-up plan:"), program["follow_up"]),
            *parts,
        ]
    said = [(label, text) for label, text in parts if text]
    if not said:
        return None
    lead = gettext("%(agency)s · deviation %(deviation)s · %(light)s") % {
        "agency": program["agency"],
        "deviation": formats.points(decimal(program["deviation"])),
        "light": light(program["light"]).label,
    }
    return Entry(f"{program['code']} {program['name']}".strip(), lead, said)
