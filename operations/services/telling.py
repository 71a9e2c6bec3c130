"""Administrators hear of a backup that failed, and that there is no recent one; once for each."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import formats
from notices.services.telling import tell
from operations.backup_news import FAILED, TOO_OLD
from operations.models import BackupRun
from operations.selectors.backups import TOO_OLD as TOO_OLD_AGE
from operations.selectors.backups import last_backup
from organizations.models import Membership, User
from organizations.roles import Role


def administrators() -> list[User]:
    """Who looks after the installation: superusers, and national administrators in force."""
    nation = Membership.objects.in_force(timezone.localdate()).filter(role=Role.NATIONAL_ADMIN)
    who = Q(is_superuser=True) | Q(pk__in=nation.values("user"))
    return list(User.objects.filter(who, is_active=True).order_by("pk"))


def tell_of_backups(now: datetime | None = None) -> int:
    """Tell what is not known yet; returns how many were told."""
    now = now or timezone.now()
    told = sum(_tell_failed(run) for run in BackupRun.objects.filter(state="failed").ended_since(now - TOO_OLD_AGE))
    state = last_backup()
    if not state.is_old(now):
        return told
    last = _moment(state.finished_at) if state.finished_at else _("there never was one")
    # Once a day as long as it lasts: the key names the day.
    key = f"old-{timezone.localdate(now).isoformat()}"
    return told + tell(TOO_OLD.code, administrators(), key=key, params={"last": last})


def _tell_failed(run: BackupRun) -> int:
    params = {"began": _moment(run.began_at), "reason": run.error.rstrip(".")[:300]}
    return tell(FAILED.code, administrators(), key=f"backup-{run.uid}", params=params)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{formats.longdate(local.date())} {local:%H.%M}"
