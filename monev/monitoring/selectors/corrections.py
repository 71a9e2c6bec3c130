"""Corrections of locked periods: which there are, why, by whom, and what each changed in the report before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from core import formats
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ActionItemProgress, IndicatorValue, MilestoneProgress, Spending
from monev.monitoring.models.trail import Transition
from monev.monitoring.selectors.entry import WORDS
from monev.monitoring.selectors.region_year import RegionYear, counting
from monev.monitoring.selectors.subjects import KINDS, Kind, Report, kind_of, report_of, subject_of
from monev.monitoring.selectors.verification import READS
from monev.monitoring.workflow import State
from organizations.models import Agency, Membership, User
from organizations.roles import AGENCY_ROLES, Can

OPEN, COUNTS, SUPERSEDED, WITHDRAWN = "open", "counts", "superseded", "withdrawn"
"""Where a correction stands: under way, verified and counting, replaced by a later one, withdrawn."""

Contents = dict[str, tuple[str, str]]
"""What a report says, for comparison: key of an input -> its label, and its value as it is shown."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One input that a correction changed; formatted in the reader's language."""

    label: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One revision after the first, with what it changed in the revision before it."""

    kind: str
    report: Any
    subject: Any
    opened_by: Any | None
    standing: str
    changes: tuple[Difference, ...]

    @property
    def number(self) -> int:
        """Which correction it is: the first one is revision 2."""
        return int(self.report.revision) - 1

    @property
    def reason(self) -> str:
        return str(self.report.correction_reason)

    @property
    def at(self) -> datetime:
        """When it was verified; while it is under way, when it was opened."""
        found: datetime = self.report.verified_at or self.report.created_at
        return found

    @property
    def sentence(self) -> str:
        """`Koreksi ke-1 (24 November 2026): alasan …`, as it stands beside figures and in reports."""
        return gettext("Correction %(number)s (%(date)s): %(reason)s") % {
            "number": self.number,
            "date": formats.longdate(self.at),
            "reason": self.reason,
        }


def corrections_of(period: Period, *, seen_by: Any) -> tuple[Correction, ...]:
    """Every correction of a period that `seen_by` may see, also withdrawn ones, by OPD; a fixed number of queries."""
    found = [each for kind in KINDS for each in _of_kind(kind, Q(period=period), seen_by)]
    return tuple(sorted(found, key=lambda each: (str(each.report.agency), str(each.subject), each.report.revision)))


def corrections_on(report: Report, *, seen_by: Any) -> tuple[Correction, ...]:
    """The corrections of what this report is about in its period, the newest first; withdrawn ones are left out."""
    kind = kind_of(report)
    if not report.period.is_locked:
        return ()
    found = _of_kind(kind, _same(report), seen_by)
    return tuple(reversed([each for each in found if each.standing != WITHDRAWN]))


def correction_counts(periods: Collection[Period]) -> Counter[int]:
    """By period: how many corrections there are that were not withdrawn; three queries."""
    found: Counter[int] = Counter()
    for kind in KINDS:
        rows = kind.report._default_manager.filter(period__in=periods, revision__gt=1, archived_at=None)
        found.update(rows.order_by().values_list("period", flat=True))
    return found


@dataclass(frozen=True, slots=True)
class RevisionNote:
    """What the page of a report says of its revisions; addresses are empty where there is nothing to open."""

    corrections: tuple[Correction, ...] = ()
    superseded_url: str = ""
    open_url: str = ""
    correct_url: str = ""
    abandon_url: str = ""


def revision_note(report: Report, *, seen_by: Any) -> RevisionNote:
    """Which corrections there are of this report, which of them counts, and what `seen_by` may do about it."""
    if not report.period.is_locked:
        return RevisionNote()
    found = corrections_on(report, seen_by=seen_by)
    slug = kind_of(report).slug
    later = [each for each in found if each.report.revision > report.revision]
    counting = next((each.report.pk for each in later if each.standing == COUNTS), None)
    under_way = next((each.report.pk for each in later if each.standing == OPEN), None)
    prefix = "" if slug == "progress" else f"{slug}-"
    return RevisionNote(
        corrections=found,
        superseded_url=reverse(f"monitoring:{prefix}report-detail", args=[counting]) if counting else "",
        open_url=reverse(f"monitoring:{prefix}report-detail", args=[under_way]) if under_way else "",
        correct_url=(
            reverse(f"monitoring:{prefix}correction-open", args=[report.pk])
            if may_correct(report, user=seen_by)
            else ""
        ),
        abandon_url=(
            reverse(f"monitoring:{prefix}correction-abandon", args=[report.pk])
            if may_abandon(report, user=seen_by)
            else ""
        ),
    )


def counting_corrections(year: RegionYear) -> tuple[Correction, ...]:
    """The corrections behind the figures of a loaded year up to the end of its period, the newest first; no query.

    Without what they changed.
    """
    found = [
        Correction(slug, report, subject_of(report), None, COUNTS, ())
        for slug in year.reports
        for (_subject, number), report in counting(year, slug).items()
        if report.is_correction and report.is_verified and number <= year.period.number
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.report.pk), reverse=True))


def verified_corrections(where: Q) -> list[Correction]:
    """Verified corrections that still stand or were replaced by a later one, in the order in which they were verified.

    `where` is over the columns that the three kinds of report share. For compiled reports, which have no reader yet.
    """
    found = [each for kind in KINDS for each in _of_kind(kind, where & Q(state=State.VERIFIED), None)]
    return sorted(found, key=lambda each: (each.at, each.kind, each.report.pk))


def may_correct(report: Report, *, user: Any) -> bool:
    """Whether `user` may open a correction of this very report: the newest of a locked period, with none under way."""
    rows: Any = type(report)._default_manager.all()
    if not report.period.is_locked or not report.is_frozen:
        return False
    return bool(rows.allowed(user, Can.LOCK).newest().filter(pk=report.pk).exists())


def opener_of(report: Report) -> Any | None:
    """Who opened a correction: the person of its first step."""
    row: dict[str, Any] = {kind_of(report).use: report.pk}
    first = Transition.objects.filter(**row).select_related("by").order_by("at", "pk").first()
    return first.by if first else None


def may_abandon(report: Report, *, user: Any) -> bool:
    """Whether `user` may withdraw this correction: who opened it, or the region's administrator."""
    if not report.is_correction or report.is_verified or report.archived_at is not None:
        return False
    rows: Any = type(report)._default_manager.filter(pk=report.pk)
    opener = opener_of(report)
    is_opener = opener is not None and opener.pk == user.pk and rows.allowed(user, Can.LOCK).exists()
    return is_opener or bool(rows.allowed(user, Can.ADMINISTER).exists())


def who_enters(agency: Agency, on: date) -> list[User]:
    """The people who may enter for this OPD on a day."""
    rows = Membership.objects.in_force(on).filter(role__in=AGENCY_ROLES, agency=agency, archived_at=None)
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("pk"))


def _same(report: Report) -> Q:
    subject = subject_of(report)
    kind = kind_of(report)
    own = Q(program__lineage=subject.lineage) if kind.field == "program" else Q(**{kind.field: subject})
    return own & Q(period=report.period_id)


def _of_kind(kind: Kind, where: Q, seen_by: Any | None) -> list[Correction]:
    """The corrections of one kind, oldest revision first, each compared with the revision before it."""
    rows: Any = READS[kind.slug]()
    rows = rows if seen_by is None else rows.allowed(seen_by, Can.VIEW)
    rows = rows.select_related("verified_by")
    corrections = list(rows.filter(where, revision__gt=1).order_by("revision", "pk"))
    if not corrections:
        return []
    families = _families(kind, rows.model, corrections)
    contents = _contents(kind, [each for rows in families.values() for each in rows])
    openers = _openers(kind, corrections)
    found = []
    for report in corrections:
        family = families[_family(kind, report)]
        before = [each for each in family if each.revision < report.revision and each.archived_at is None]
        changes = _differences(contents[before[-1].pk], contents[report.pk]) if before else ()
        standing = _standing(report, family)
        found.append(
            Correction(kind.slug, report, subject_of(report), openers.get(report.pk), standing, tuple(changes))
        )
    return found


def _family(kind: Kind, report: Any) -> tuple[Any, int]:
    """What all revisions of one report share: subject and period."""
    key = report.program.lineage if kind.field == "program" else getattr(report, f"{kind.field}_id")
    return key, report.period_id


def _families(kind: Kind, model: Any, corrections: Sequence[Any]) -> dict[tuple[Any, int], list[Any]]:
    """All revisions of what was corrected, oldest first."""
    path = "program__lineage" if kind.field == "program" else kind.field
    keys, periods = zip(*(_family(kind, each) for each in corrections), strict=True)
    rows = model._default_manager.filter(**{f"{path}__in": set(keys)}, period__in=set(periods)).select_related(
        kind.field
    )
    found: dict[tuple[Any, int], list[Any]] = defaultdict(list)
    for row in rows.order_by("revision", "pk"):
        found[_family(kind, row)].append(row)
    return found


def _standing(report: Any, family: Sequence[Any]) -> str:
    if report.archived_at is not None:
        return WITHDRAWN
    if not report.is_verified:
        return OPEN
    later = any(each.is_verified and each.revision > report.revision for each in family if each.archived_at is None)
    return SUPERSEDED if later else COUNTS


def _openers(kind: Kind, corrections: Sequence[Any]) -> dict[int, Any]:
    rows = Transition.objects.filter(**{f"{kind.use}__in": [each.pk for each in corrections]}).select_related("by")
    found: dict[int, Any] = {}
    for row in rows.order_by("-at", "-pk"):
        found[getattr(row, f"{kind.use}_id")] = row.by
    return found


def _differences(before: Contents, now: Contents) -> Iterable[Difference]:
    for key in [*now, *(each for each in before if each not in now)]:
        label = (now.get(key) or before[key])[0]
        was, is_now = before.get(key, ("", ""))[1], now.get(key, ("", ""))[1]
        if was != is_now:
            yield Difference(label, was or formats.NOTHING, is_now or formats.NOTHING)


def _contents(kind: Kind, reports: Sequence[Any]) -> dict[int, Contents]:
    """What each report says, in a fixed number of queries for any number of reports of one kind."""
    found: dict[int, Contents] = {report.pk: _columns(report) for report in reports}
    ids = list(found)
    rows: Iterable[tuple[int, str, str, str]] = ()
    if kind.slug == "progress":
        rows = [*_spending(ids), *_values(ids), *_action_items(ids)]
    elif kind.slug == "quick-win":
        rows = _milestones(ids)
    for pk, key, label, shown in [*rows, *_evidence(kind, ids)]:
        found[pk][key] = (label, shown)
    return found


def _columns(report: Any) -> Contents:
    """The inputs of the report itself; what is empty is left out."""
    found: Contents = {}
    if report.physical_percent is not None:
        found["physical_percent"] = (_label(report, "physical_percent"), formats.percent(report.physical_percent))
    if getattr(report, "pledge_state", ""):
        found["pledge_state"] = (_label(report, "pledge_state"), str(report.get_pledge_state_display()))
    for name in WORDS:
        if getattr(report, name):
            found[name] = (_label(report, name), getattr(report, name))
    return found


def _label(report: Any, name: str) -> str:
    text = str(report._meta.get_field(name).verbose_name)
    return text[:1].upper() + text[1:]


def _spending(ids: list[int]) -> Iterable[tuple[int, str, str, str]]:
    for row in Spending.objects.filter(report__in=ids).select_related("source_of_funds").order_by("pk"):
        label = gettext("Spending from %(source)s") % {"source": row.source_of_funds}
        yield row.report_id, f"spending_{row.source_of_funds_id}", label, formats.rupiah(row.amount)


def _values(ids: list[int]) -> Iterable[tuple[int, str, str, str]]:
    for row in IndicatorValue.objects.filter(report__in=ids).select_related("indicator").order_by("pk"):
        shown = f"{formats.number(row.value)} {row.indicator.unit}".strip()
        yield row.report_id, f"value_{row.indicator_id}", str(row.indicator), shown


def _action_items(ids: list[int]) -> Iterable[tuple[int, str, str, str]]:
    for row in ActionItemProgress.objects.filter(report__in=ids).select_related("action_item").order_by("pk"):
        yield row.report_id, f"action_{row.action_item_id}", str(row.action_item), str(row.get_state_display())


def _milestones(ids: list[int]) -> Iterable[tuple[int, str, str, str]]:
    for row in MilestoneProgress.objects.filter(report__in=ids).select_related("milestone").order_by("pk"):
        yield row.report_id, f"milestone_{row.milestone_id}", str(row.milestone), formats.longdate(row.done_on)


def _evidence(kind: Kind, ids: list[int]) -> Iterable[tuple[int, str, str, str]]:
    titles: dict[int, list[str]] = defaultdict(list)
    uses = EvidenceUse.objects.of_reports(kind.use, ids).select_related(
        "evidence", "indicator_value__report", "milestone__report", kind.use
    )
    for use in uses.order_by("evidence__created_at", "evidence_id", "pk"):
        titles[report_of(use).pk].append(str(use.evidence))
    for pk, names in titles.items():
        yield pk, "evidence", gettext("Evidence"), ", ".join(dict.fromkeys(names))
