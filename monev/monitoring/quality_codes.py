"""The names of the data-quality rules, as they are stored with flags and named in a region's settings."""

from __future__ import annotations

PHYSICAL_FELL = "physical_fell"
SPENDING_FELL = "spending_fell"
ABOVE_CEILING = "above_ceiling"
AMOUNT_SCALE = "amount_scale"
NO_EVIDENCE = "no_evidence"
JUMP = "jump"
IMPLAUSIBLE = "implausible"
SHARED_EVIDENCE = "shared_evidence"
SILENT = "silent"
MONEY_WITHOUT_PROGRESS = "money_without_progress"
PROGRESS_WITHOUT_MONEY = "progress_without_money"
FINISHED_LITTLE_SPENT = "finished_little_spent"
SPENT_AT_ONCE = "spent_at_once"
ITEMS_DONE = "items_done"
ITEMS_OPEN = "items_open"
BEHIND_UNEXPLAINED = "behind_unexplained"
LATE_UNEXPLAINED = "late_unexplained"
MILESTONE_OVERDUE = "milestone_overdue"
COPIED_NARRATIVE = "copied_narrative"
NIL_REPEATED = "nil_repeated"
VALUE_UNCHANGED = "value_unchanged"
EXACT_TARGETS = "exact_targets"
SPENDING_UNPROVEN = "spending_unproven"
NO_HANDOVER = "no_handover"
KEPT_UNPROVEN = "kept_unproven"
EVIDENCE_LATER = "evidence_later"
EVIDENCE_EARLIER = "evidence_earlier"
EVIDENCE_EXPIRED = "evidence_expired"
DEAD_LINK = "dead_link"

CODES = (
    PHYSICAL_FELL,
    JUMP,
    SILENT,
    NIL_REPEATED,
    COPIED_NARRATIVE,
    BEHIND_UNEXPLAINED,
    LATE_UNEXPLAINED,
    ITEMS_DONE,
    ITEMS_OPEN,
    MILESTONE_OVERDUE,
    SPENDING_FELL,
    ABOVE_CEILING,
    AMOUNT_SCALE,
    SPENT_AT_ONCE,
    MONEY_WITHOUT_PROGRESS,
    PROGRESS_WITHOUT_MONEY,
    FINISHED_LITTLE_SPENT,
    IMPLAUSIBLE,
    VALUE_UNCHANGED,
    EXACT_TARGETS,
    NO_EVIDENCE,
    NO_HANDOVER,
    SPENDING_UNPROVEN,
    KEPT_UNPROVEN,
    SHARED_EVIDENCE,
    EVIDENCE_LATER,
    EVIDENCE_EARLIER,
    EVIDENCE_EXPIRED,
    DEAD_LINK,
)
"""In the order in which they are explained and run."""
