"""Data quality: the score of each OPD, what the rules found on the counted reports, and what the OPD answered."""

from __future__ import annotations

from django.utils.translation import gettext

from core.documents import Column, Section, State, Table, Value
from monev.monitoring.quality import TEXTS, Finding, message
from monev.reports.catalogue.quarterly import trust
from monev.reports.catalogue.quarterly.reading import Data, filled


def quality(data: Data) -> Section:
    """Scores and findings."""
    rows = [_flag(each) for each in data["flags"]]
    columns = [
        Column("program", gettext("Program"), share=4),
        Column("agency", gettext("OPD"), share=3),
        Column("finding", gettext("Finding"), share=6),
        Column("explanation", gettext("Explanation of the OPD"), share=4),
        Column("state", gettext("State"), "state", share=2),
    ]
    table = Table(
        name=gettext("Data quality"),
        title=gettext("Findings of the data-quality rules"),
        columns=filled(columns, rows, "explanation"),
        rows=rows,
        empty=gettext("The data-quality rules found nothing on the counted reports."),
    )
    scored = trust.scores(data)
    return Section(gettext("Data quality"), [*([scored] if scored else []), table], wide=True)


def _flag(flag: Data) -> dict[str, Value]:
    known = flag["code"] in TEXTS
    text = message(Finding(flag["code"], flag["severity"], flag["params"])) if known else flag["code"]
    settled = State(gettext("settled"), "good") if flag["is_settled"] else State(gettext("open"), "warning")
    return {**{key: flag[key] for key in ("program", "agency", "explanation")}, "finding": text, "state": settled}
