"""Log-in is by invitation: nobody registers themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from organizations.freshness import is_fresh


class InvitedOnly(DefaultAccountAdapter):
    """allauth's behaviour, with the sign-up page closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names; the e-mail address is the log-in."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Log-in, password and factor count alike; see `freshness`."""
        return not is_fresh(self.request)
