"""The sections of the quarterly monev report, in the order in which they are read."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext, ngettext

from core import formats
from core.charts import svg
from core.documents import Chart, Column, Entry, Facts, Section, State, Table, Text, Tone
from masterplan.models.commitments import Pledge
from monev.monitoring.charts import s_curve
from monev.monitoring.labels import counted, light_label, missing_rule, predicate_label, predicate_rule
from monev.monitoring.quality import TEXTS, Finding, message
from monev.monitoring.scurve import Point
from monev.reports.catalogue.quarterly import rfk, trust
from monev.reports.catalogue.quarterly.reading import Data, decimal, light, roll_up, rules

CHART_FONT = "Liberation Sans"
PLEDGE_TONES: dict[str, Tone] = {"kept": "good", "running": "active", "broken": "bad"}


def summary(data: Data) -> Section:
    """What is it, is it good or bad, how complete is it, by which rule."""
    total = data["total"]
    lights = [f"{light_label(key)}: {total['lights'][key]}" for key in ("green", "amber", "red")]
    lights.append(f"{light_label(None)}: {total['lights']['none']}")
    facts = Facts(
        [
            (gettext("Achievement of indicators"), _achievement(data)),
            (gettext("Physical progress"), _physical(data)),
            (gettext("Spending"), _spending(total)),
            (gettext("Programs by state"), "; ".join(lights)),
            (gettext("Completeness"), _completeness(total)),
        ]
    )
    notes = [predicate_rule(rules(data)), missing_rule(rules(data)), basis(data)]
    return Section(gettext("Summary"), [facts, Text(" ".join(notes), is_note=True), rfk.achievement_table(data)])


def _achievement(data: Data) -> str:
    reached = roll_up(data["total"]["achievement"])
    if reached.value is None:
        return gettext("Not measurable: no counted report has an indicator with a target (%(counted)s).") % {
            "counted": counted(reached)
        }
    return gettext("%(percent)s – %(predicate)s (%(counted)s)") % {
        "percent": formats.percent(reached.value),
        "predicate": predicate_label(data["total"]["predicate"]),
        "counted": counted(reached),
    }


def _physical(data: Data) -> str:
    total = data["total"]
    return gettext("%(actual)s, planned %(planned)s, deviation %(deviation)s (%(counted)s)") % {
        "actual": formats.percent(decimal(total["physical"]["value"])),
        "planned": formats.percent(decimal(total["planned"])),
        "deviation": formats.points(decimal(total["deviation"])),
        "counted": counted(roll_up(total["physical"])),
    }


def _spending(total: Data) -> str:
    return gettext("%(spending)s of a ceiling of %(ceiling)s (%(absorption)s)") % {
        "spending": formats.rupiah(decimal(total["spending"])),
        "ceiling": formats.rupiah(decimal(total["ceiling"])),
        "absorption": formats.percent(decimal(total["absorption"])),
    }


def _completeness(total: Data) -> str:
    return ngettext(
        "%(counted)s of %(total)s program counted, %(verified)s verified",
        "%(counted)s of %(total)s programs counted, %(verified)s verified",
        total["programs"],
    ) % {"counted": total["reported"], "total": total["programs"], "verified": total["verified"]}


def basis(data: Data) -> str:
    """Verified only, or with preliminary figures."""
    if data["preliminary"]:
        return gettext("Preliminary: reports that were handed in but not verified yet are counted.")
    return gettext("Verified reports only.")


def tables(data: Data) -> Section:
    """The RFK tables."""
    return Section(
        gettext("Physical and financial progress (RFK)"),
        [
            rfk.rfk_table(gettext("RFK pillars"), gettext("Per pillar"), gettext("Pillar"), data["pillars"], data),
            rfk.rfk_table(gettext("RFK OPD"), gettext("Per OPD"), gettext("OPD"), data["agencies"], data),
            rfk.sources_table(data),
        ],
        wide=True,
    )


def curve(data: Data) -> Section:
    """The S-curve, drawn from the same specification as on the dashboard, with its table."""
    points = [
        Point(
            each["label"],
            decimal(each["planned"]),
            decimal(each["actual"]),
            decimal(each["deviation"]),
            each["counted"],
            each["total"],
        )
        for each in data["curve"]
    ]
    drawn = s_curve(points, chart_id="s-curve")
    drawing = svg(drawn.spec, width=620, font=CHART_FONT)
    return Section(
        gettext("S-curve"),
        [Chart(drawn.title, drawing, drawn.summary, f"{drawn.summary} {basis(data)}"), rfk.curve_table(data)],
    )


def obstacles(data: Data) -> Section:
    """What hinders, what helps and what follows, in the words of the OPDs."""
    entries = [entry for program in data["programs"] if (entry := _entry(program))]
    missing = [each for each in data["programs"] if not each["state"]]
    blocks: list[Entry | Text | Table] = [*entries]
    if not entries:
        blocks.append(Text(gettext("No OPD reported obstacles or follow-up in this period.")))
    if missing:
        blocks.append(_missing_table(missing))
    return Section(gettext("Obstacles and follow-up"), blocks)


def _entry(program: Data) -> Entry | None:
    parts = (
        (gettext("Obstacles:"), program["hindering_factors"]),
        (gettext("Follow-up plan:"), program["follow_up"]),
        (gettext("Supporting factors:"), program["supporting_factors"]),
        (gettext("No change, because:"), program["nil_reason"]),
    )
    said = [(label, text) for label, text in parts if text]
    if not said:
        return None
    lead = gettext("%(agency)s · deviation %(deviation)s · %(light)s") % {
        "agency": program["agency"],
        "deviation": formats.points(decimal(program["deviation"])),
        "light": light(program["light"]).label,
    }
    return Entry(f"{program['code']} {program['name']}".strip(), lead, said)


def _missing_table(programs: list[Data]) -> Table:
    return Table(
        name=gettext("Not counted"),
        title=gettext("Programs without a counted report"),
        columns=[
            Column("code", gettext("Code")),
            Column("name", gettext("Program"), share=6),
            Column("agency", gettext("OPD"), share=4),
        ],
        rows=[{key: each[key] for key in ("code", "name", "agency")} for each in programs],
    )


def quality(data: Data) -> Section:
    """What the data-quality rules found on the counted reports, and what the OPD answered."""
    table = Table(
        name=gettext("Data quality"),
        title=gettext("Findings of the data-quality rules"),
        columns=[
            Column("program", gettext("Program"), share=4),
            Column("agency", gettext("OPD"), share=3),
            Column("finding", gettext("Finding"), share=6),
            Column("explanation", gettext("Explanation of the OPD"), share=4),
            Column("state", gettext("State"), "state", share=2),
        ],
        rows=[_flag(each) for each in data["flags"]],
        empty=gettext("The data-quality rules found nothing on the counted reports."),
    )
    scored = trust.scores(data)
    return Section(gettext("Data quality"), [*([scored] if scored else []), table], wide=True)


def _flag(flag: Data) -> dict[str, str | State]:
    known = flag["code"] in TEXTS
    text = message(Finding(flag["code"], flag["severity"], flag["params"])) if known else flag["code"]
    settled = State(gettext("settled"), "good") if flag["is_settled"] else State(gettext("open"), "warning")
    return {**{key: flag[key] for key in ("program", "agency", "explanation")}, "finding": text, "state": settled}


def quick_wins(data: Data) -> Section:
    """Quick wins of the year."""
    table = Table(
        name=gettext("Quick wins"),
        title=gettext("Quick wins of the year"),
        columns=[
            Column("title", gettext("Quick win"), share=5),
            Column("pillar", gettext("Pillar")),
            Column("agency", gettext("OPD"), share=4),
            Column("physical", gettext("Progress"), "percent", "%"),
            Column("steps", gettext("Milestones done"), share=3),
            Column("milestones_overdue", gettext("Milestones overdue"), "count"),
            Column("hindering_factors", gettext("Obstacles"), share=5),
            Column("follow_up", gettext("Follow-up plan"), share=5),
            Column("state", gettext("State"), "state", share=3),
        ],
        rows=[_quick_win(each) for each in data["quick_wins"]],
        empty=gettext("No quick win is planned for this year."),
    )
    return Section(gettext("Quick wins"), [table], wide=True)


def _quick_win(row: Data) -> dict[str, str | int | State | Decimal | None]:
    steps = gettext("%(counted)s of %(total)s") % {"counted": row["milestones_done"], "total": row["milestones"]}
    return {
        **{
            key: row[key]
            for key in ("title", "pillar", "agency", "milestones_overdue", "hindering_factors", "follow_up")
        },
        "physical": decimal(row["physical"]),
        "steps": steps,
        "state": rfk.program_state({"state": row["state"], "is_late": False}),
    }


def commitments(data: Data) -> Section:
    """How far the pledges of the joint commitment are kept."""
    table = Table(
        name=gettext("Commitments"),
        title=gettext("Pledges of the joint commitment"),
        columns=[
            Column("agency", gettext("OPD"), share=4),
            Column("text", gettext("Pledge"), share=7),
            Column("program", gettext("Program"), share=5),
            Column("due_year", gettext("Due")),
            Column("state", gettext("State"), "state", share=3),
            Column("reported_in", gettext("Last reported"), share=2),
            Column("note", gettext("What was done"), share=5),
        ],
        rows=[_pledge(each) for each in data["pledges"]],
        empty=gettext("No pledge is recorded."),
    )
    return Section(gettext("Commitments"), [table], wide=True)


def _pledge(row: Data) -> dict[str, str | State]:
    state = State(str(Pledge.State(row["pledge_state"]).label), PLEDGE_TONES.get(row["pledge_state"], "none"))
    due = str(row["due_year"] or "")
    return {
        **{key: row[key] for key in ("agency", "text", "program", "reported_in", "note")},
        "due_year": due,
        "state": state,
    }
