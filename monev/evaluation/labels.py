"""The words and tones of the states of an evaluation."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.documents import State


def reopening_state(*, completed: bool, passed: bool) -> State:
    """Of an item that was opened again."""
    if completed:
        return State(pgettext("reopened item", "completed"), "good", "completed")
    if passed:
        return State(pgettext("reopened item", "time is up"), "bad", "passed", "failed")
    return State(pgettext("reopened item", "open to the region"), "active", "running", "open")


def assessment_state(*, submitted: bool, handed_back: bool, answered: int) -> State:
    """Of the self-assessment of a region."""
    if submitted:
        return State(pgettext("self-assessment", "submitted"), "good", "submitted", "submitted")
    if handed_back:
        return State(pgettext("self-assessment", "handed back"), "warning", "returned", "returned")
    if answered:
        return State(pgettext("self-assessment", "being filled in"), "active", "running", "running")
    return State(pgettext("self-assessment", "not begun"), "none", "missing", "missing")


def team_state(*, assigned: int, submitted: int) -> State:
    """Of the assessors of a region."""
    if not assigned:
        return State(_("no assessor"), "warning", "none", "missing")
    if submitted == assigned:
        return State(_("all submitted"), "good", "done", "done")
    return State(_("scoring"), "active", "running", "running")


def stage_state(code: str) -> State:
    """Of a stage of a round."""
    return {
        "planned": State(pgettext("stage", "planned"), "none", "planned", "planned"),
        "passed_over": State(pgettext("stage", "passed over"), "none", "passed_over"),
        "open": State(pgettext("stage", "open"), "active", "open", "open"),
        "closed": State(pgettext("stage", "closed"), "warning", "closed", "closed"),
        "published": State(pgettext("stage", "published"), "good", "published", "done"),
    }[code]
