"""What the data-quality rules say about a report, each finding with what the OPD explained and the verifier settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monev.monitoring import quality
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.quality import Finding
from monev.monitoring.selectors.facts import findings, findings_of
from monev.monitoring.selectors.subjects import Report, kind_of


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in the reader's language; `flag` is there once it was sent or explained."""

    code: str
    about: str
    severity: str
    message: str
    flag: QualityFlag | None

    @property
    def explanation(self) -> str:
        return self.flag.explanation if self.flag else ""

    @property
    def is_settled(self) -> bool:
        return self.flag is not None and self.flag.settled_at is not None


def current_findings(report: Report, *, seen_by: Any, stored: Iterable[FindingLine] | None = None) -> list[FindingLine]:
    """The rules run now over what is stored; beside each finding what was said about it.

    `stored`: the findings of the last submission, if they are known already.
    """
    known = recorded_findings(flags_of(report)) if stored is None else stored
    flags = {(line.code, line.about): line.flag for line in known}
    return _lines(findings(report, seen_by=seen_by), flags)


def all_findings(reports: Sequence[Report], *, seen_by: Any) -> dict[int, list[FindingLine]]:
    """`current_findings` of several reports of one kind, by id."""
    known = all_recorded(reports)
    found = findings_of(reports, seen_by=seen_by)
    return {pk: _lines(each, {(line.code, line.about): line.flag for line in known[pk]}) for pk, each in found.items()}


def all_recorded(reports: Sequence[Report]) -> dict[int, list[FindingLine]]:
    """`recorded_findings` of several reports of one kind, by id."""
    found: dict[int, list[QualityFlag]] = {each.pk: [] for each in reports}
    if reports:
        use = kind_of(reports[0]).use
        for flag in _with_people(QualityFlag.objects.filter(**{f"{use}__in": list(found)})):
            found[getattr(flag, f"{use}_id")].append(flag)
    return {pk: recorded_findings(flags) for pk, flags in found.items()}


def _lines(found: Iterable[Finding], flags: Mapping[tuple[str, str], QualityFlag | None]) -> list[FindingLine]:
    return [
        FindingLine(each.code, each.about, each.severity, quality.message(each), flags.get((each.code, each.about)))
        for each in found
    ]


def recorded_findings(flags: Iterable[QualityFlag]) -> list[FindingLine]:
    """The findings of the last submission, as they were written then."""
    return [FindingLine(flag.code, flag.about, flag.severity, _message(flag), flag) for flag in flags]


def flags_of(report: Report) -> Any:
    """The flags of a report with who explained and settled them, warnings first."""
    return _with_people(QualityFlag.objects.filter(**{kind_of(report).use: report}))


def _with_people(flags: Any) -> Any:
    return flags.select_related("settled_by", "explained_by").order_by("-severity", "code", "about", "pk")


def _message(flag: QualityFlag) -> str:
    """A rule that is gone since then leaves its code."""
    if flag.code not in quality.TEXTS:
        return flag.code
    return quality.message(Finding(flag.code, flag.severity, flag.params, flag.about))
