"""How far the figures can be trusted: corrections after the lock, and the quality score of each OPD."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from core import formats
from core.documents import Column, Section, State, Table, Value
from monev.monitoring.labels import score_rule
from monev.reports.catalogue.quarterly.reading import Data, decimal, rules


def corrections(data: Data) -> Section | None:
    """What was corrected after the lock, why, and what it changed; None in snapshots that were taken without it."""
    if "corrections" not in data:
        return None
    table = Table(
        name=gettext("Corrections"),
        title=gettext("Corrections after the lock"),
        columns=[
            Column("period", gettext("Period"), share=2),
            Column("subject", gettext("Program"), share=5),
            Column("agency", gettext("OPD"), share=4),
            Column("number", gettext("Correction"), "count", share=2),
            Column("verified", gettext("Verified"), share=3),
            Column("reason", gettext("Reason"), share=5),
            Column("changes", gettext("What it changed"), share=7),
            Column("state", gettext("State"), "state", share=3),
        ],
        rows=[_correction(each, data) for each in data["corrections"]],
        note=gettext(
            "Corrections of this period, and of earlier periods of the year verified since the last report. A "
            "correction counts instead of the version before it, which stays as it was."
        ),
        empty=gettext("Nothing that was reported has been corrected after the lock."),
    )
    return Section(gettext("Corrections"), [table], wide=True)


def _correction(row: Data, data: Data) -> dict[str, Value]:
    moment = datetime.fromisoformat(row["verified_at"]).astimezone(ZoneInfo(data["region"]["time_zone"]))
    changes = [
        gettext("%(label)s: %(before)s → %(now)s") % {name: each[name] for name in ("label", "before", "now")}
        for each in row["changes"]
    ]
    replaced = row["is_superseded"]
    return {
        **{name: row[name] for name in ("period", "subject", "agency", "number", "reason")},
        "verified": formats.longdate(moment.date()),
        "changes": "; ".join(changes),
        "state": State(gettext("corrected again"), "none") if replaced else State(gettext("counts"), "good"),
    }


def scores(data: Data) -> Table | None:
    """The quality score of each OPD; None in snapshots that were taken without it."""
    if "quality_scores" not in data:
        return None
    percent = "%"
    rows = [_score(each, data["flags"]) for each in data["quality_scores"] if each["due"]]
    return Table(
        name=gettext("Quality OPD"),
        title=gettext("Quality and punctuality of the OPDs"),
        columns=[
            Column("agency", gettext("OPD"), share=6),
            Column("value", gettext("Score (0 to 100)"), "number"),
            Column("complete", gettext("Complete"), "percent", percent, share=3),
            Column("on_time", gettext("On time"), "percent", percent, share=3),
            Column("evidence", gettext("With evidence"), "percent", percent, share=3),
            Column("unquestioned", gettext("Unquestioned"), "percent", percent, share=3),
            Column("sent", gettext("Sent"), share=3),
            Column("findings", gettext("Findings"), "count"),
            Column("open", gettext("Findings not settled"), "count"),
        ],
        rows=rows[:-1],
        total=rows[-1] if rows else None,
        note=score_rule(SimpleNamespace(rules=rules(data))),
        empty=gettext("Nothing is due in this period, so there is no score."),
    )


def _score(row: Data, flags: Sequence[Data]) -> dict[str, Any]:
    own = [each for each in flags if row["is_total"] or each["agency"] == row["agency"]]
    parts = {name: decimal(row[name]) for name in ("complete", "on_time", "evidence", "unquestioned")}
    value = decimal(row["value"])
    return {
        "agency": gettext("Whole region") if row["is_total"] else row["agency"],
        "value": None if value is None else round(value, 1),
        **parts,
        "findings": len(own),
        "open": sum(not each["is_settled"] for each in own),
        "sent": gettext("%(counted)s of %(total)s") % {"counted": row["sent"], "total": row["due"]},
    }
