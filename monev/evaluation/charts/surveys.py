"""How often each step was chosen for each statement, as bars of one length."""

from __future__ import annotations

from django.utils.translation import get_language, gettext, pgettext

from core import formats
from core.charts import Chart, specification
from monev.evaluation.selectors.surveys import SurveyFigures
from monev.evaluation.survey_checks import STEPS
from monev.evaluation.tables.surveys import source_of

COLORS = ("#8a3b12", "#d98c4a", "#c9d3dd", "#6ba3cf", "#1b4474")
"""From strong disagreement to strong agreement: told apart in grey, and by those who see colours differently."""
ROW = 52
LONGEST = 64


def steps_chart(found: SurveyFigures) -> Chart:
    """One bar a statement, in five parts from 0 to 4."""
    names = [str(step) for step in STEPS]
    texts = {item.code: f"{item.code} {item.text}" for item in found.items}
    rows = [
        {
            "code": code,
            "words": _short(texts[code]),
            "step": str(step),
            "order": step,
            "share": count / total,
            "count": formats.number(count),
        }
        for code, counts in found.figures.steps.items()
        if (total := sum(counts.values()))
        for step, count in counts.items()
    ]
    drawn = len({row["code"] for row in rows})
    scale = {"domain": names, "range": list(COLORS)}
    bars = {
        "mark": {"type": "bar", "height": 16, "yOffset": 12},
        "encoding": {
            "x": {
                "field": "share",
                "type": "quantitative",
                "stack": "zero",
                "scale": {"domain": [0, 1]},
                "axis": {"title": gettext("Share of valid answers"), "format": ".0%", "tickCount": 4},
            },
            "color": {
                "field": "step",
                "type": "nominal",
                "scale": scale,
                "legend": {"title": pgettext("noun", "Answer"), "orient": "top", "direction": "horizontal"},
            },
            "order": {"field": "order"},
            "tooltip": [
                {"field": "words", "title": gettext("Statement")},
                {"field": "step", "title": pgettext("noun", "Answer")},
                {"field": "count", "title": gettext("Valid answers")},
            ],
        },
    }
    words = {
        "transform": [{"filter": "datum.order === 0"}],
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": 0},
        "encoding": {"text": {"field": "words"}, "x": {"value": 0}},
    }
    return Chart(
        id="sebaran",
        title=gettext("Which answers were given"),
        summary=_summary(found),
        spec=specification(
            language=get_language() or "id",
            width="container",
            height=ROW * max(drawn, 1),
            data={"values": rows},
            encoding={"y": {"field": "code", "type": "nominal", "sort": None, "axis": None}},
            layer=[bars, words],
        ),
        table=None,
        source=source_of(found),
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _summary(found: SurveyFigures) -> str:
    known = [(code, mean.mean) for code, mean in found.figures.statements.items() if mean.mean is not None]
    if not known:
        return gettext("There is no valid answer yet.")
    best, weakest = max(known, key=lambda pair: pair[1]), min(known, key=lambda pair: pair[1])
    return gettext("Highest: statement %(best)s with %(high)s. Lowest: statement %(weakest)s with %(low)s.") % {
        "best": best[0],
        "high": formats.score(best[1]),
        "weakest": weakest[0],
        "low": formats.score(weakest[1]),
    }
