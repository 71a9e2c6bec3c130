"""The nightly job of retention: every rule once, each run written down, one that fails does not stop the others."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction

from organizations.models import RetentionRun
from portal.personal_data.kinds import Rule
from portal.personal_data.retention import RULES

logger = logging.getLogger(__name__)


def carry_out() -> list[RetentionRun]:
    """Carry out every rule."""
    return [_run(rule) for rule in RULES]


def _run(rule: Rule) -> RetentionRun:
    rows, problem = 0, ""
    try:
        with transaction.atomic():
            rows = rule.run()
    except (DatabaseError, OSError, ValueError) as error:
        problem = str(error)[:300] or type(error).__name__
        logger.exception("the rule of retention %s failed", rule.code)
    return RetentionRun.objects.create(rule=rule.code, days=rule.days, rows=rows, problem=problem)
