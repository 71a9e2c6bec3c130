"""The ledger of a region's evidence: what was handed in, by whom, what it proves, how it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Prefetch, Q

from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.selectors.evidence_levels import RANKS, UNJUDGED, Level
from monev.monitoring.selectors.evidence_places import PERIOD, best_verdict, other_owners, place_count, uses_of
from monev.monitoring.selectors.other_proofs import OtherProof, other_proofs
from monev.monitoring.selectors.subjects import OF_REPORTS, kind_of, place_of, report_of, used_elsewhere
from organizations.models import Region
from organizations.roles import Can

FILE = "file"
EXPIRED, EXPIRING = "expired", "expiring"
SOON = timedelta(days=30)
NEWEST, OLDEST, BY_TITLE, BY_AGENCY, LARGEST, WEAKEST = "newest", "oldest", "title", "agency", "largest", "weakest"
_ORDERS: dict[str, tuple[Any, ...]] = {
    NEWEST: ("-dated_on", "-pk"),
    OLDEST: ("dated_on", "pk"),
    BY_TITLE: ("title", "pk"),
    BY_AGENCY: ("agency__name", "-dated_on", "-pk"),
    LARGEST: (F("stored_file__size").desc(nulls_last=True), "pk"),
    WEAKEST: ("best", "-dated_on", "-pk"),
}


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What narrows the ledger; nothing chosen: everything.

    `verdict`: the best one, or `unjudged`; `link`: state of the link, or `file`; `expiry`: `expired` or `expiring`.
    """

    agency_id: int | None = None
    kind: str = ""
    period_id: int | None = None
    verdict: str = ""
    link: str = ""
    expiry: str = ""
    is_shared: bool = False
    text: str = ""
    order: str = NEWEST


@dataclass(frozen=True, slots=True)
class Proven:
    """One thing that a piece of evidence proves: a report, or one figure or milestone of it (`part`); an answer.

    `slug` and `target` name the page on which it is shown.
    """

    use: EvidenceUse
    slug: str
    report: Any
    subject: str
    part: str

    @property
    def period(self) -> Any:
        """The period of the report; None for the answer to a directive."""
        return getattr(self.report, "period", None)

    @property
    def target(self) -> int:
        """The row whose page shows it: the report, or the directive of an answer."""
        return int(self.report.directive_id if self.use.directive_answer_id else self.report.pk)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One piece of evidence with what it proves, how that was judged, and where else the file is shown."""

    evidence: Evidence
    proves: tuple[Proven, ...]
    level: Level
    is_shared: bool
    elsewhere: tuple[str, ...]
    is_expired: bool
    others: tuple[OtherProof, ...] = ()

    @property
    def is_used(self) -> bool:
        """Whether it proves anything now."""
        return bool(self.proves or self.others)


def ledger(region: Region, chosen: LedgerFilter, *, today: date, seen_by: Any) -> Any:
    """Evidence of a region as it was asked for; a queryset, so that a page reads only what it shows."""
    rows = Evidence.objects.allowed(seen_by, Can.VIEW).filter(region=region, archived_at=None)
    rows = rows.filter(_columns(chosen, today)).annotate(best=best_verdict())
    if chosen.period_id:
        rows = rows.filter(Exists(uses_of().annotate(of_period=PERIOD).filter(of_period=chosen.period_id)))
    if chosen.verdict:
        rank = 0 if chosen.verdict == UNJUDGED else len(RANKS) - RANKS.index(EvidenceUse.Verdict(chosen.verdict))
        rows = rows.filter(best=rank)
    if chosen.is_shared:
        rows = rows.filter(stored_file__isnull=False).annotate(places=place_count())
        rows = rows.filter(Q(places__gt=1) | other_owners())
    rows = rows.select_related("agency", "stored_file", "uploaded_by", "region")
    return rows.order_by(*_ORDERS.get(chosen.order, _ORDERS[NEWEST]))


def _columns(chosen: LedgerFilter, today: date) -> Q:
    """The conditions on the columns of evidence itself."""
    wanted = Q()
    if chosen.agency_id:
        wanted &= Q(agency=chosen.agency_id)
    if chosen.kind:
        wanted &= Q(kind=chosen.kind)
    if chosen.link == FILE:
        wanted &= Q(link="")
    elif chosen.link:
        wanted &= ~Q(link="") & Q(link_state=chosen.link)
    if chosen.expiry == EXPIRED:
        wanted &= Q(expires_on__lt=today)
    elif chosen.expiry == EXPIRING:
        wanted &= Q(expires_on__range=(today, today + SOON))
    for word in chosen.text.split():
        wanted &= (
            Q(title__icontains=word)
            | Q(file_name__icontains=word)
            | Q(note__icontains=word)
            | Q(link__icontains=word)
            | Q(stored_file__sha256__istartswith=word)
        )
    return wanted


def ledger_rows(evidence: Sequence[Evidence], *, today: date, seen_by: Any) -> list[LedgerRow]:
    """Rows of a page with all that stands in them, in a fixed number of queries."""
    ids = [each.pk for each in evidence]
    uses = EvidenceUse.objects.filter(evidence__in=ids, archived_at=None).select_related(
        "evidence__stored_file", "judged_by", *OF_REPORTS
    )
    by_evidence: dict[int, list[EvidenceUse]] = {pk: [] for pk in ids}
    for use in uses.order_by("created_at", "pk"):
        by_evidence[use.evidence_id].append(use)
    elsewhere = used_elsewhere([use for found in by_evidence.values() for use in found], seen_by=seen_by)
    others = other_proofs(ids, seen_by=seen_by)
    rows = [_row(each, by_evidence[each.pk], elsewhere.get(each.pk, []), today) for each in evidence]
    return [replace(row, others=others.get(row.evidence.pk, ())) for row in rows]


def _row(evidence: Evidence, uses: list[EvidenceUse], elsewhere: list[str], today: date) -> LedgerRow:
    counts: dict[str, int] = {}
    for use in uses:
        counts[use.verdict] = counts.get(use.verdict, 0) + 1
    places = {place.key: place for place in map(place_of, uses)}.values()
    own = {each.seen_from(other) for each in places for other in places}
    return LedgerRow(
        evidence=evidence,
        proves=tuple(proven_line(use) for use in uses),
        level=Level(counts),
        is_shared=bool(elsewhere),
        # Its own places stand in the column of what it proves.
        elsewhere=tuple(name for name in elsewhere if name not in own),
        is_expired=evidence.expires_on is not None and evidence.expires_on < today,
    )


def proven_line(use: EvidenceUse) -> Proven:
    """What a use proves, in words; the use was read with `OF_REPORTS`."""
    report = report_of(use)
    place = place_of(use)
    part = ""
    if use.indicator_value is not None:
        part = use.indicator_value.indicator.name
    elif use.milestone is not None:
        part = use.milestone.milestone.name
    return Proven(use, kind_of(report).slug, report, place.subject, part)


def evidence_for_archive(region: Region, period: Any, *, seen_by: Any) -> list[Evidence]:
    """All evidence shown in reports of a period, with its uses in that period as `shown`, by OPD."""
    shown = EvidenceUse.objects.filter(archived_at=None).annotate(of_period=PERIOD).filter(of_period=period.pk)
    shown = shown.select_related(*OF_REPORTS).order_by("created_at", "pk")
    rows = Evidence.objects.allowed(seen_by, Can.VIEW).filter(region=region, archived_at=None)
    rows = rows.filter(Exists(uses_of().annotate(of_period=PERIOD).filter(of_period=period.pk)))
    rows = rows.select_related("agency", "stored_file", "uploaded_by").prefetch_related(
        Prefetch("uses", queryset=shown, to_attr="shown")
    )
    return list(rows.order_by("agency__name", "title", "pk"))
