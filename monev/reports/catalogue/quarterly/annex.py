"""The annex: every program with its figures, every indicator with its target."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from core.documents import Column, Section, State, Table, Tone, Value
from masterplan.models.plans import ActionItem
from monev.monitoring.labels import light_rule, predicate_label
from monev.monitoring.models.progress import ActionItemProgress
from monev.reports.catalogue.quarterly.reading import Data, decimal, filled, rules
from monev.reports.catalogue.quarterly.rfk import program_row

ACTION_TONES: dict[str, Tone] = {"done": "good", "running": "active", "waiting": "none", "stopped": "bad"}


def programs(data: Data) -> Section:
    """The program table and the indicator table."""
    return Section(gettext("Annex: programs and indicators"), [_programs(data), _indicators(data)], wide=True)


def _programs(data: Data) -> Table:
    percent, rupiah = "%", "Rp"
    rows = [program_row(each) | {"pillar": each["pillar"]} for each in data["programs"]]
    columns = [
        Column("code", gettext("Code"), share=3),
        Column("name", gettext("Program"), share=8),
        Column("pillar", gettext("Pillar"), share=2),
        Column("agency", gettext("OPD"), share=7),
        Column("ceiling", gettext("Ceiling"), "rupiah", rupiah, share=5),
        Column("planned", gettext("Physical, planned"), "percent", percent, share=3),
        Column("actual", gettext("Physical, actual"), "percent", percent, share=3),
        Column("deviation", gettext("Deviation"), "points", gettext("points"), share=3),
        Column("spending", gettext("Spending, actual"), "rupiah", rupiah, share=5),
        Column("absorption", gettext("Absorption"), "percent", percent, share=4),
        Column("achievement", gettext("Achievement"), "percent", percent, share=4),
        Column("light", gettext("State"), "state", share=4),
        Column("state", gettext("Report"), "state", share=5),
    ]
    return Table(
        name=gettext("Programs"),
        title=gettext("Programs"),
        columns=filled(columns, rows, "pillar"),
        rows=rows,
        note=light_rule(rules(data)),
        empty=gettext("No program runs in this year."),
    )


def _indicators(data: Data) -> Table:
    return Table(
        name=gettext("Indicators"),
        title=gettext("Indicators"),
        columns=[
            Column("program", gettext("Program"), share=6),
            Column("agency", gettext("OPD"), share=4),
            Column("name", gettext("Indicator"), share=6),
            Column("unit", gettext("Unit"), share=2),
            Column("target", gettext("Target of the year"), "number"),
            Column("realised", gettext("Realised"), "number"),
            Column("achievement", gettext("Achievement"), "percent", "%", share=3),
            Column("predicate", gettext("Predicate"), share=3),
        ],
        rows=list(_indicator_rows(data)),
        note=gettext("Achievement is shown up to %(cap)s percent; means use it up to %(mean)s percent.")
        % {"cap": int(rules(data).cap_shown), "mean": int(rules(data).cap_averaging)},
        empty=gettext("No indicator is entered for these programs."),
    )


def actions(data: Data) -> Section | None:
    """The action items; None in snapshots that were taken without them."""
    if "action_items" not in data:
        return None
    table = Table(
        name=gettext("Action items"),
        title=gettext("Action items"),
        columns=[
            Column("program", gettext("Program"), share=6),
            Column("name", gettext("Action item"), share=9),
            Column("kind", gettext("Kind"), share=3),
            Column("agency", gettext("OPD"), share=4),
            Column("years", gettext("Planned")),
            Column("state", gettext("State"), "state", share=3),
        ],
        rows=[_action(each) for each in data["action_items"]],
        note=gettext("The state is the one that a counted report told last."),
        empty=gettext("No action item is entered for these programs."),
    )
    return Section(gettext("Annex: action items"), [table], wide=True)


def _action(row: Data) -> dict[str, Value]:
    first, last = row["start_year"], row["end_year"]
    return {
        **{key: row[key] for key in ("program", "name", "agency")},
        "kind": str(ActionItem.Kind(row["kind"]).label),
        "years": str(first) if first == last else f"{first}–{last}",
        "state": _action_state(row["state"]),
    }


def _action_state(code: str) -> State:
    if not code:
        return State(gettext("not reported"), "none")
    return State(str(ActionItemProgress.State(code).label), ACTION_TONES.get(code, "none"))


def _indicator_rows(data: Data) -> Iterable[dict[str, Value]]:
    for program in data["programs"]:
        for each in program["indicators"]:
            target = decimal(each["target"])
            yield {
                "program": program["name"],
                "agency": program["agency"],
                "name": each["name"],
                "unit": each["unit"],
                "target": each["target_text"] if target is None else target,
                "realised": decimal(each["realised"]),
                "achievement": decimal(each["achievement"]),
                "predicate": predicate_label(each["predicate"]),
            }
