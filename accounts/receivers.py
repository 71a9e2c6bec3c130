"""What allauth and Django say happened, handed to the services: their signals are the interface they offer."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth

from accounts.services import changing, devices, factors, logging_in, sessions


def _began(sender: Any, request: Any, user: Any, **more: Any) -> None:
    sessions.begin_session(request)


def _logged_in(sender: Any, request: Any, user: Any, **more: Any) -> None:
    logging_in.logged_in(request, user)


def _logged_out(sender: Any, request: Any, user: Any, **more: Any) -> None:
    if user is not None and user.is_authenticated:
        logging_in.logged_out(request, user)


def _failed(sender: Any, credentials: Any, request: Any = None, **more: Any) -> None:
    logging_in.log_in_failed(request, credentials)


def _factor_failed(sender: Any, request: Any, user: Any, authenticator: Any, **more: Any) -> None:
    logging_in.factor_failed(request, user, authenticator.type)


def _factor_added(sender: Any, request: Any, user: Any, authenticator: Any, **more: Any) -> None:
    factors.factor_added(request, user, authenticator)


def _factor_removed(sender: Any, request: Any, user: Any, authenticator: Any, **more: Any) -> None:
    factors.factor_removed(user, authenticator)


def _codes_made(sender: Any, request: Any, user: Any, **more: Any) -> None:
    factors.codes_made(user)


def _factor_used(sender: Any, request: Any, user: Any, authenticator: Any, **more: Any) -> None:
    factors.factor_used(user, authenticator)


def _password_changed(sender: Any, request: Any, user: Any, **more: Any) -> None:
    keep = sessions.own_key(request) if request.user.is_authenticated else None
    changing.password_changed(user, by=user, keep=keep)
    devices.know_device(request, user)  # by the old password, or by a link to the person's address


def _email_changed(sender: Any, request: Any, user: Any, from_email_address: Any = None, **more: Any) -> None:
    if from_email_address is not None:
        changing.email_changed(user, before=from_email_address.email, by=user)


def connect() -> None:
    """Once, when the portal starts."""
    for signal, receiver in (
        (auth.user_logged_in, _began),
        (account.user_logged_in, _logged_in),
        (auth.user_logged_out, _logged_out),
        (auth.user_login_failed, _failed),
        (mfa.authentication_failed, _factor_failed),
        (mfa.authenticator_added, _factor_added),
        (mfa.authenticator_removed, _factor_removed),
        (mfa.authenticator_reset, _codes_made),
        (mfa.authenticator_used, _factor_used),
        (account.password_changed, _password_changed),
        (account.password_set, _password_changed),
        (account.password_reset, _password_changed),
        (account.email_changed, _email_changed),
    ):
        signal.connect(receiver, dispatch_uid=f"accounts.{receiver.__name__}.{id(signal)}")
