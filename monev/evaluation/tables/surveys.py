"""Tables of a citizen survey: means, how often each step was chosen, channels, what the guards found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext

from core import formats
from core.documents import Column, State
from core.tables import DataTable, Line
from monev.evaluation.models.surveys import Survey, SurveyResponse
from monev.evaluation.selectors.surveys import SurveyFigures, result_address
from monev.evaluation.survey_checks import LIMITS, STEPS, Flag, Mean, Standing
from monev.evaluation.survey_labels import label_of, rule_of

TONES = {Survey.State.DRAFT: "none", Survey.State.OPEN: "active", Survey.State.CLOSED: "good"}
BADGES = {Survey.State.DRAFT: "draft", Survey.State.OPEN: "open", Survey.State.CLOSED: "closed"}


def state_of(survey: Survey) -> State:
    """The state of a survey with its sign."""
    tone = TONES[Survey.State(survey.state)]
    return State(survey.get_state_display(), tone, survey.state, BADGES[Survey.State(survey.state)])  # type: ignore[arg-type]


def pillar_of(survey: Survey) -> State:
    """The pillar with its two letters."""
    return State(survey.pillar.name, code=survey.pillar.letters, badge="pillar")


def enough(mean: Mean) -> State:
    """Whether a mean rests on enough answers, and whether more answered than the service has users."""
    if mean.mean is None:
        return State(gettext("no valid answer yet"), "none", "nothing")
    if not mean.is_sufficient:
        return State(gettext("insufficient: below %(least)s") % {"least": LIMITS.least_valid}, "bad", "insufficient")
    if mean.has_surplus:
        return State(gettext("more answers than users"), "warning", "surplus")
    return State(gettext("sufficient"), "good", "sufficient")


def surveys_table(rows: Sequence[SurveyFigures]) -> DataTable:
    """The surveys of a region with their means."""
    return DataTable(
        id="survei",
        title=gettext("Citizen surveys"),
        columns=(
            Column("name", gettext("Pillar")),
            Column("year", gettext("Year")),
            Column("state", gettext("State"), "state"),
            Column("days", gettext("From – until")),
            Column("total", gettext("Forms"), "count"),
            Column("valid", gettext("Valid"), "count"),
            Column("mean", gettext("Mean of citizens"), "score"),
            Column("enough", gettext("Judgement"), "state"),
        ),
        lines=[_survey_line(each) for each in rows],
        choices=("year",),
        empty=gettext("No survey yet."),
        source=gettext("What citizens answered; not a score of the evaluation."),
    )


def _survey_line(each: SurveyFigures) -> Line:
    survey, pillar = each.survey, each.figures.pillar
    return Line(
        {
            "name": survey.pillar.name,
            "year": str(survey.year),
            "state": state_of(survey),
            "days": f"{formats.longdate(survey.opens_on)} – {formats.longdate(survey.closes_on)}",
            "total": len(each.judged),
            "valid": pillar.valid,
            "mean": pillar.mean,
            "enough": enough(pillar),
        },
        {"name": result_address(survey)},
        survey.is_example,
    )


def means_table(found: SurveyFigures) -> DataTable:
    """The mean of each statement, with how often each step was chosen."""
    subs = {item.code: item.sub_dimension for item in found.items}
    services = {each.sub_dimension_id: each for each in found.services}
    return DataTable(
        id="pernyataan",
        title=gettext("Means by statement"),
        columns=(
            Column("code", gettext("Item")),
            Column("text", gettext("Statement"), share=5),
            Column("sub", gettext("Sub-dimension"), share=3),
            Column("service", gettext("Service"), share=3),
            *(Column(f"step{step}", str(step), "count", share=1) for step in STEPS),
            Column("valid", gettext("Valid answers"), "count"),
            Column("mean", gettext("Mean of citizens"), "score"),
            Column("enough", gettext("Judgement"), "state"),
        ),
        lines=[
            Line(
                {
                    "code": item.code,
                    "text": item.text,
                    "sub": str(subs[item.code]),
                    "service": services[item.sub_dimension_id].name if item.sub_dimension_id in services else "",
                    **{f"step{step}": count for step, count in found.figures.steps[item.code].items()},
                    "valid": found.figures.statements[item.code].valid,
                    "mean": found.figures.statements[item.code].mean,
                    "enough": enough(found.figures.statements[item.code]),
                },
                is_example=found.survey.is_example,
            )
            for item in found.items
        ],
        source=source_of(found),
    )


def parts_table(found: SurveyFigures) -> DataTable:
    """The mean of each sub-dimension, its service and the users that the OPD reports."""
    services = {each.sub_dimension.code: each for each in found.services}
    names = {item.sub_dimension.code: str(item.sub_dimension) for item in found.items if item.sub_dimension}
    lines = []
    for code, mean in found.figures.sub_dimensions.items():
        service = services.get(code)
        cells = {
            "sub": names[code],
            "service": service.name if service else "",
            "agency": str(service.agency) if service else "",
            "users": service.users if service else None,
            "valid": mean.valid,
            "surplus": sum(code in each.surplus for each in found.judged),
            "mean": mean.mean,
            "enough": enough(mean),
        }
        lines.append(Line(cells, is_example=found.survey.is_example))
    return DataTable(
        id="subdimensi",
        title=gettext("Means by sub-dimension"),
        columns=(
            Column("sub", gettext("Sub-dimension")),
            Column("service", gettext("Service")),
            Column("agency", gettext("OPD")),
            Column("users", gettext("Users reported"), "count"),
            Column("valid", gettext("Valid answers"), "count"),
            Column("surplus", gettext("Beyond the users"), "count"),
            Column("mean", gettext("Mean of citizens"), "score"),
            Column("enough", gettext("Judgement"), "state"),
        ),
        lines=lines,
        source=source_of(found),
    )


def channels_table(found: SurveyFigures, channels: dict[int, str]) -> DataTable:
    """By which way the forms came, and how many of each count."""
    total: Counter[str] = Counter(channels.get(each.form.id, "") for each in found.judged)
    valid: Counter[str] = Counter(channels.get(each.form.id, "") for each in found.judged if each.is_valid)
    flagged: Counter[str] = Counter(
        channels.get(each.form.id, "") for each in found.judged if each.is_valid and each.flags
    )
    return DataTable(
        id="kanal",
        title=gettext("Forms by channel"),
        columns=(
            Column("channel", gettext("Channel")),
            Column("total", gettext("Forms"), "count"),
            Column("valid", gettext("Valid"), "count"),
            Column("flagged", gettext("of these flagged"), "count"),
            Column("rest", gettext("Not counted"), "count"),
        ),
        lines=[
            Line(
                {
                    "channel": str(label),
                    "total": total[value],
                    "valid": valid[value],
                    "flagged": flagged[value],
                    "rest": total[value] - valid[value],
                }
            )
            for value, label in SurveyResponse.Channel.choices
        ],
        source=source_of(found),
    )


def guards_table(found: SurveyFigures) -> DataTable:
    """Each guard: how it judges, how many forms it concerns, what follows."""
    standings = Counter(each.standing for each in found.judged)
    flags = Counter(flag for each in found.judged for flag in each.flags if each.is_valid)
    partly = sum(1 for each in found.judged if each.is_valid and each.surplus)
    kept_out = gettext("not counted")
    marked = gettext("counts until a person excludes it")
    lines = [_guard(label_of(each), rule_of(each), standings[each], kept_out) for each in Standing if each != "valid"]
    lines += [_guard(label_of(each), rule_of(each), flags[each], marked) for each in Flag]
    lines.append(
        _guard(
            gettext("partly more answers than users"),
            gettext("Counts for the services that still have users, not for the others."),
            partly,
            gettext("counted in part"),
        )
    )
    return DataTable(
        id="penjaga",
        title=gettext("How the guards judged"),
        columns=(
            Column("name", gettext("Guard")),
            Column("rule", gettext("Rule"), share=5),
            Column("forms", gettext("Forms"), "count", share=1),
            Column("effect", gettext("Effect"), share=3),
        ),
        lines=lines,
        source=source_of(found),
    )


def _guard(name: str, rule: str, forms: int, effect: str) -> Line:
    return Line({"name": name, "rule": rule, "forms": forms, "effect": effect})


def source_of(found: SurveyFigures) -> str:
    """What the figures rest on."""
    return gettext("Citizen survey %(year)s, %(valid)s valid of %(total)s forms.") % {
        "year": found.survey.year,
        "valid": formats.number(found.figures.pillar.valid),
        "total": formats.number(len(found.judged)),
    }
