"""Handing in proof with the answer to a directive: files and links, kept in the same ledger as those of reports."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction

from masterplan.models.directives import DirectiveAnswer
from monev.monitoring.services.evidence import Attached, Words, take_file, take_link
from organizations.models import User
from organizations.roles import Can


@transaction.atomic
def attach_answer_file(answer: DirectiveAnswer, uploaded: File[Any], words: Words, *, by: User) -> Attached:
    """Hand in a file with an answer. Raises PermissionDenied for others than the OPD; `Refused` at `evidence_file`."""
    _require_own(answer, by)
    return take_file(answer, answer, uploaded, words, by=by)


@transaction.atomic
def attach_answer_link(answer: DirectiveAnswer, link: str, words: Words, *, by: User) -> Attached:
    """Hand in a link with an answer. Raises PermissionDenied for others than the OPD; `Refused` at `evidence_link`."""
    _require_own(answer, by)
    return take_link(answer, answer, link, words, by=by)


def _require_own(answer: DirectiveAnswer, by: User) -> None:
    if not DirectiveAnswer.objects.allowed(by, Can.ENTER).filter(pk=answer.pk).exists():
        raise PermissionDenied
