"""REST: a rule that said no."""

from __future__ import annotations

from collections.abc import Iterable

from rest_framework.exceptions import APIException, ValidationError

from core.errors import Refused


class RuleRefused(APIException):
    """A rule said no to something that is not a single field: too much at once, or not in this state."""

    status_code = 409
    default_code = "refused"


def refusal(refused: Refused, fields: Iterable[str] = ()) -> APIException:
    """The answer for a rule that said no: 400 at the field, where it is one of the body; else 409."""
    if refused.field in set(fields):
        return ValidationError({str(refused.field): [str(refused.message)]})
    return RuleRefused(str(refused.message))
