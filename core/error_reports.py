"""Errors go to an address of Sentry, or of a system that speaks its language, where SENTRY_DSN names one.

Nothing about people leaves: no cookies, bodies, heads, addresses or values of variables. What a message says in passing
(an e-mail address, a password in a URL) is blacked out. The number of the request says where the rest is: in the log.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings

from core import incidents
from core.redaction import redact

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
BLACK = "[…]"
KEPT_OF_REQUEST = ("method", "url")


def start() -> None:
    """Once for each process; without an address nothing is loaded."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=settings.VERSION,
        environment=settings.SENTRY_ENVIRONMENT,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        traces_sample_rate=0.0,
        auto_session_tracking=False,
        before_send=redacted,
        max_breadcrumbs=0,
        default_integrations=True,
        integrations=[DjangoIntegration(), CeleryIntegration(), LoggingIntegration(event_level=None)],
    )


def redacted(event: Any, hint: Any) -> Any:
    """The event as it may leave, with the number under which everything about it is in the log."""
    if request := event.get("request"):
        kept = {name: request[name] for name in KEPT_OF_REQUEST if name in request}
        event["request"] = kept | {"url": str(kept.get("url", "")).partition("?")[0]}
    event.pop("breadcrumbs", None)
    event.pop("user", None)
    event.setdefault("tags", {})["request_id"] = incidents.number()
    for name in ("exception", "logentry", "message", "extra", "transaction"):
        if name in event:
            event[name] = blackened(event[name])
    return event


def blackened(value: Any) -> Any:
    """Texts anywhere within, without what is secret or names a person.

    >>> blackened({"why": ["no mailbox siti@dinkes.go.id", "redis://:geheim@host", "token=abc123, next"]})
    {'why': ['no mailbox […]', 'redis://***@host', 'token=***, next']}
    >>> blackened("postgres://portal:geheim@db/portal is away")
    'postgres://***@db/portal is away'
    """
    if isinstance(value, str):
        return EMAIL.sub(BLACK, redact(value))
    if isinstance(value, dict):
        return {name: blackened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [blackened(each) for each in value]
    return value
