"""Telling people news: once per person, kind and key, however often it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from notices.kinds import Kind, known
from notices.models import Mail, MailWish, Notice
from notices.selectors.wishes import Wishes, wishes_of
from notices.services.writing import write_single
from organizations.models import Region, User

AT_ONCE = 500


@dataclass(frozen=True)
class News:
    """One piece of news for one person. `params` fill the texts of the kind; `url` is a page of the portal."""

    user: User
    key: str
    params: Mapping[str, str | int | Decimal] = field(default_factory=dict)
    url: str = ""
    region: Region | None = None


def tell(
    kind: str,
    people: Iterable[User],
    *,
    key: str,
    params: Mapping[str, str | int | Decimal],
    url: str = "",
    region: Region | None = None,
) -> int:
    """Tell the same to several people; returns how many did not know yet.

    Works inside the caller's transaction. A person is told once ever per (kind, key); people who are not active are
    left out. Raises KeyError for an unknown kind, ValueError for missing params or a page outside the portal.
    """
    return tell_each(kind, [News(user, key, params, url, region) for user in people])


@transaction.atomic
def tell_each(kind: str, news: Iterable[News]) -> int:
    """As `tell`, with params and key of their own for each person."""
    what = known(kind)
    rows = [each for each in news if each.user.is_active]
    for each in rows:
        _check(what, each)
    told = 0
    for start in range(0, len(rows), AT_ONCE):
        told += _tell_some(what, rows[start : start + AT_ONCE])
    return told


def _check(kind: Kind, news: News) -> None:
    if missing := kind.placeholders - set(news.params):
        raise ValueError(f"{kind.code} needs {', '.join(sorted(missing))}")
    if news.url and not (news.url.startswith("/") and url_has_allowed_host_and_scheme(news.url, allowed_hosts=None)):
        raise ValueError(f"not a page of the portal: {news.url}")


def _tell_some(kind: Kind, rows: list[News]) -> int:
    now = timezone.now()
    wishes = wishes_of(each.user.pk for each in rows)
    made = [_notice(kind, each, wishes[each.user.pk], now) for each in rows]
    # Who was told before keeps their row: the unique constraint decides, also between two that tell at once.
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    stored = Notice.objects.filter(uid__in=[each.uid for each in made]).select_related("user", "region")
    fresh = list(stored.order_by("pk"))
    _mail_at_once(fresh, wishes, now)
    return len(fresh)


def _notice(kind: Kind, news: News, wishes: Wishes, now: datetime) -> Notice:
    return Notice(
        user=news.user,
        region=news.region,
        kind=kind.code,
        key=news.key,
        params={name: str(value) for name, value in news.params.items()},
        url=news.url,
        created_at=now,
        mail_wish=wishes.mail(kind.group),
    )


def _mail_at_once(notices: list[Notice], wishes: dict[int, Wishes], now: datetime) -> None:
    """Into the outbox what people want at once; the next run of the sender takes it from there."""
    wanted = [each for each in notices if each.mail_wish == MailWish.ONCE]
    mails = [write_single(each, to=each.user, language=wishes[each.user_id].language, now=now) for each in wanted]
    for notice, mail in zip(wanted, Mail.objects.bulk_create(mails), strict=True):
        notice.mail = mail
    Notice.objects.bulk_update(wanted, ["mail"])
