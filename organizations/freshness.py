"""How long ago somebody proved who they are: by log-in, password or factor, in this session."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

SIGNED_IN = "signed_in"
"""Under this name a session keeps when, from where and with what somebody logged in."""


def is_fresh(request: HttpRequest) -> bool:
    """Whether it was within the last REAUTHENTICATION_SECONDS.

    Who has neither a password nor a factor here (log-in by an identity provider alone) cannot be asked again.
    """
    user: Any = request.user
    moments = [each["at"] for each in get_authentication_records(request, user)]
    moments.append(request.session.get(SIGNED_IN, {}).get("at", 0))
    if time.time() - max(moments) < settings.REAUTHENTICATION_SECONDS:
        return True
    return not get_adapter(request).get_reauthentication_methods(user)
