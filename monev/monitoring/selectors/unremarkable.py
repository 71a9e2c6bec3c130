"""Which reports may be verified together without opening each: only those about which nothing has to be asked.

The rule alone; what it looks at is read in `verification.signs_of`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from monev.monitoring.progress import GREEN

NOT_WAITING = "not_waiting"
OWN_ENTRY = "own_entry"
CORRECTION = "correction"
OPEN_FLAGS = "open_flags"
OPEN_REMARKS = "open_remarks"
LATE = "late"
NO_EVIDENCE = "no_evidence"
BEHIND = "behind"

REASONS = {
    NOT_WAITING: _("it does not wait for verification"),
    OWN_ENTRY: _("you entered or sent it yourself"),
    CORRECTION: _("it corrects a locked period"),
    OPEN_FLAGS: _("a data-quality finding is open"),
    OPEN_REMARKS: _("a remark is open"),
    LATE: _("it was sent late"),
    NO_EVIDENCE: _("the progress rose without evidence"),
    BEHIND: _("its progress is not on schedule"),
}
"""Why a report has to be opened, in words."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether somebody has to look at a report. `light` counts only where there is a planned curve."""

    is_waiting: bool = True
    is_own: bool = False
    is_correction: bool = False
    open_flags: int = 0
    open_remarks: int = 0
    is_late: bool = False
    rose: bool = False
    evidence: int = 0
    has_plan: bool = True
    light: str | None = GREEN


def unremarkable(signs: Signs) -> tuple[str, ...]:
    """Why the report has to be opened, as codes of `REASONS`; nothing: it may be verified together with others.

    >>> unremarkable(Signs()), unremarkable(Signs(rose=True)), unremarkable(Signs(rose=True, evidence=1))
    ((), ('no_evidence',), ())
    """
    found = {
        NOT_WAITING: not signs.is_waiting,
        OWN_ENTRY: signs.is_own,
        CORRECTION: signs.is_correction,
        OPEN_FLAGS: signs.open_flags > 0,
        OPEN_REMARKS: signs.open_remarks > 0,
        LATE: signs.is_late,
        NO_EVIDENCE: signs.rose and not signs.evidence,
        BEHIND: signs.has_plan and signs.light != GREEN,
    }
    return tuple(code for code, holds in found.items() if holds)
