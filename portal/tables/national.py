"""The tables of the national page: regions, places within cohorts, who is silent, provinces, practices, periods."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext

from core.documents import Column, State
from core.tables import DataTable, Line
from monev.monitoring.ranking import Rank
from portal.selectors.nation import National, RegionLine, cohort_label
from portal.selectors.nation_groups import Practice, ProvinceLine
from quickwins.models import Replication

PER_PAGE = 10
"""Few: on a phone each row is a card."""


def moment_text(moment: object) -> str:
    """`28 Nov 2026 18.10 WIB`, where the reader is."""
    return format_date(timezone.localtime(moment), "j M Y H.i T") if moment else ""  # type: ignore[arg-type]


def calculated_text(page: National) -> str:
    """Of which moments the figures are, the oldest and the newest."""
    if page.calculated is None:
        return ""
    first, last = (moment_text(each) for each in page.calculated)
    return first if first == last else f"{first} – {last}"


def source_line(page: National) -> str:
    """What the figures rest on: which reports, of when, and which evaluation."""
    parts = []
    if page.moment:
        parts.append(gettext("Verified figures at the end of %(period)s") % {"period": page.moment.label})
    if page.calculated:
        parts.append(gettext("calculated %(when)s") % {"when": calculated_text(page)})
    if page.result_year:
        parts.append(
            gettext("index: published result of the national evaluation of %(year)s") % {"year": page.result_year}
        )
    return "; ".join(parts) + "." if parts else ""


def regions_table(page: National) -> DataTable:
    """Every region of the selection with what the map shows of it: first who reports here, then who has an index."""
    lines = sorted(page.lines, key=lambda each: (each.standing is None, each.index is None, each.region.code))
    return DataTable(
        id="daerah",
        title=gettext("Regions"),
        columns=(
            Column("region", gettext("Region")),
            Column("province", gettext("Province")),
            Column("index", gettext("Index"), "score"),
            Column("achievement", gettext("Achievement"), "percent", "%"),
            Column("completeness", gettext("Completeness"), "percent", "%"),
            Column("verified", gettext("Verified"), "count"),
            Column("programs", gettext("Programs"), "count"),
            Column("state", gettext("Reporting"), "state"),
            Column("calculated", gettext("Calculated"), "state"),
        ),
        lines=[_region(each) for each in lines],
        choices=("province", "state"),
        source=source_line(page),
        per_page=PER_PAGE,
    )


def _region(line: RegionLine) -> Line:
    standing = line.standing
    return Line(
        {
            "region": f"{line.region.name} ({line.region.code})",
            "province": line.region.province.name,
            "index": line.index,
            "achievement": line.achievement,
            "completeness": line.completeness,
            "verified": line.verified if standing else None,
            "programs": standing.programs if standing else None,
            "state": reporting_state(line),
            "calculated": calculated_state(line),
        },
        {"region": dashboard_url(line)},
        is_example=bool(standing and standing.is_example),
    )


def dashboard_url(line: RegionLine) -> str:
    """The dashboard of a region; who oversees a region may see it."""
    return _dashboard(line.region.code) if line.region.is_active else ""


@lru_cache(maxsize=1024)
def _dashboard(code: str) -> str:
    return reverse("portal:dashboard", args=[code])


def reporting_state(line: RegionLine) -> State:
    """How far a region is in this period."""
    standing = line.standing
    if not line.region.is_active:
        return State(gettext("does not use the portal"), "none", "not-used")
    if standing is None or not line.reported:
        return State(gettext("nothing sent"), "bad", "silent")
    if standing.verified < standing.programs:
        return State(
            gettext("partly verified") if line.verified else gettext("sent, not verified"), "warning", "partly"
        )
    return State(gettext("all verified"), "good", "verified")


def calculated_state(line: RegionLine) -> State | None:
    """Of which moment the figures are, or that they are being recalculated."""
    standing = line.standing
    if standing is None:
        return None
    at = moment_text(standing.computed_at)
    if not standing.is_stale:
        return State(at, "none", "fresh")
    if standing.state == "failed":
        return State(gettext("could not be recalculated, last: %(at)s") % {"at": at or "–"}, "bad", "failed")
    return State(gettext("being recalculated, last: %(at)s") % {"at": at or "–"}, "active", "stale")


def ranking_table(page: National) -> DataTable:
    """Places within the cohort by index and by achievement; what has neither figure is not ranked."""
    ranked = [each for each in page.lines if each.index_rank or each.achievement_rank]
    order = {label: place for place, (_code, label) in enumerate(page.cohorts)}
    ranked.sort(key=lambda each: (order[cohort_label(each.region)], *_place(each.index_rank), each.region.code))
    return DataTable(
        id="peringkat",
        title=gettext("Ranking within cohorts"),
        columns=(
            Column("cohort", gettext("Cohort")),
            Column("region", gettext("Region")),
            Column("index_rank", gettext("Place by index"), "count"),
            Column("index_of", gettext("of")),
            Column("index", gettext("Index"), "score"),
            Column("computed", gettext("Index as computed"), "score"),
            Column("change", gettext("Against the year before"), "number"),
            Column("achievement_rank", gettext("Place by achievement"), "count"),
            Column("achievement_of", gettext("of")),
            Column("achievement", gettext("Achievement"), "percent", "%"),
        ),
        lines=[_ranked(each) for each in ranked],
        choices=("cohort",),
        empty=gettext("No region has a published index or a verified achievement yet."),
        source=source_line(page),
        per_page=PER_PAGE,
    )


def _place(rank: Rank | None) -> tuple[bool, int]:
    return rank is None, rank.place if rank else 0


def _ranked(line: RegionLine) -> Line:
    return Line(
        {
            "cohort": cohort_label(line.region),
            "region": line.region.name,
            "index_rank": line.index_rank.place if line.index_rank else None,
            "index_of": rank_of(line.index_rank),
            "index": line.index,
            "computed": line.computed,
            "change": line.change,
            "achievement_rank": line.achievement_rank.place if line.achievement_rank else None,
            "achievement_of": rank_of(line.achievement_rank),
            "achievement": line.achievement,
        },
        {"region": dashboard_url(line)},
        is_example=bool(line.standing and line.standing.is_example),
    )


def rank_of(rank: Rank | None) -> str:
    """Of how many, and whether the place is shared."""
    if rank is None:
        return ""
    words = ngettext("%(count)s region", "%(count)s regions", rank.of) % {"count": rank.of}
    return gettext("%(regions)s, shared place") % {"regions": words} if rank.tied else words


def silent_table(page: National) -> DataTable:
    """Who uses the portal and sent nothing for the period, the longest silent first."""
    period = page.moment.label if page.moment else ""
    return DataTable(
        id="belum-melapor",
        title=gettext("Regions that sent nothing for %(period)s") % {"period": period},
        columns=(
            Column("region", gettext("Region")),
            Column("province", gettext("Province")),
            Column("cohort", gettext("Cohort")),
            Column("last", gettext("Last report")),
            Column("months", gettext("Silent for"), "count", gettext("months")),
        ),
        lines=[
            Line(
                {
                    "region": each.region.name,
                    "province": each.region.province.name,
                    "cohort": cohort_label(each.region),
                    "last": each.last_reported or gettext("never reported"),
                    "months": each.silent_months,
                },
                {"region": dashboard_url(each)},
            )
            for each in page.silent
        ],
        empty=gettext("Every region that uses the portal has sent something for this period."),
        per_page=PER_PAGE,
    )


def periods_table(page: National) -> DataTable:
    """How many regions reported in each quarter, all that the person oversees."""
    return DataTable(
        id="periode",
        title=gettext("Reporting by period"),
        columns=(
            Column("period", gettext("Period")),
            Column("regions", gettext("Regions with this period"), "count"),
            Column("reported", gettext("Reported"), "count"),
            Column("silent", gettext("Sent nothing"), "count"),
            Column("verified", gettext("With verified reports"), "count"),
        ),
        lines=[
            Line(
                {
                    "period": each.label,
                    "regions": each.regions,
                    "reported": each.reported,
                    "silent": each.regions - each.reported,
                    "verified": each.verified,
                },
                {"period": f"?periode={each.address}"},
            )
            for each in page.moments
        ],
        empty=gettext("No region has opened a period yet."),
    )


def provinces_table(rows: Sequence[ProvinceLine], page: National) -> DataTable:
    """The regions of each province together."""
    return DataTable(
        id="provinsi",
        title=gettext("Provinces"),
        columns=(
            Column("province", gettext("Province")),
            Column("regions", gettext("Regions"), "count"),
            Column("using", gettext("Use the portal"), "count"),
            Column("reporting", gettext("Reported"), "count"),
            Column("verified", gettext("With verified reports"), "count"),
            Column("index", gettext("Median index"), "score"),
            Column("index_of", gettext("With an index"), "count"),
            Column("achievement", gettext("Median achievement"), "percent", "%"),
            Column("achievement_of", gettext("With an achievement"), "count"),
        ),
        lines=[
            Line(
                {
                    "province": each.province.name,
                    "regions": each.regions,
                    "using": each.using,
                    "reporting": each.reporting,
                    "verified": each.verified,
                    "index": each.index.median if each.index else None,
                    "index_of": each.index.count if each.index else 0,
                    "achievement": each.achievement.median if each.achievement else None,
                    "achievement_of": each.achievement.count if each.achievement else 0,
                },
                {"province": f"?provinsi={each.province.code}"},
            )
            for each in rows
        ],
        source=source_line(page),
        per_page=PER_PAGE,
    )


def practices_table(rows: Sequence[Practice]) -> DataTable:
    """Quick wins that other regions take over."""
    status = Replication.Status
    return DataTable(
        id="replikasi",
        title=gettext("Quick wins that others replicate"),
        columns=(
            Column("practice", gettext("Practice")),
            Column("region", gettext("From")),
            Column("by", gettext("Taken over by")),
            *(
                Column(each.value, str(each.label).capitalize(), "count")
                for each in (status.ASKED, status.AGREED, status.RUNNING, status.DONE, status.DECLINED)
            ),
        ),
        lines=[
            Line(
                {
                    "practice": each.quick_win.title,
                    "region": each.quick_win.region.name,
                    "by": ", ".join(region.name for region in each.by),
                    **{state: each.counts[state] for state in status.values},
                },
                {"practice": reverse("quickwins:quick-win-detail", args=[each.quick_win.pk])},
                is_example=each.is_example,
            )
            for each in rows
        ],
        empty=gettext("No region has asked to take over a practice yet."),
    )


def absent_table(page: National) -> DataTable:
    """Regions that were published without having taken part in the evaluation."""
    return DataTable(
        id="tidak-ikut",
        title=gettext("Did not take part in the evaluation of %(year)s") % {"year": page.result_year},
        columns=(
            Column("region", gettext("Region")),
            Column("province", gettext("Province")),
            Column("cohort", gettext("Cohort")),
        ),
        lines=[
            Line(
                {
                    "region": each.region.name,
                    "province": each.region.province.name,
                    "cohort": cohort_label(each.region),
                }
            )
            for each in page.absent
        ],
        source=gettext("Published with zeros; listed apart and not ranked."),
    )
