"""Compiling a report again: the same parameters, fresh data, the next edition; what is compiled stays as it is."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.reports.models import CompiledReport
from monev.reports.services.requests import request_report
from monev.reports.wishes import wish_of
from organizations.models import User


@transaction.atomic
def compile_again(report: CompiledReport, *, by: User) -> CompiledReport:
    """Ask for the next edition; one that is under way already is returned. The official number is given anew.

    Raises `Refused` for a report that is not ready, or what `request_report` raises.
    """
    if report.state != CompiledReport.State.DONE:
        raise Refused(_("Only a report that is ready can be compiled again as a new edition."))
    return request_report(report.kind, wish_of(report), by=by)
