"""Makes the first administrator of an installation, and prints a link that works once to choose a password.

No password is printed, sent or kept anywhere: the link ends with its first use, and after PASSWORD_RESET_TIMEOUT.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from organizations import audit
from organizations.models import Membership, User
from organizations.roles import Role


class Command(BaseCommand):
    help = "Makes the first administrator and prints a link to choose a password; changes nothing where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="Administrator")
        parser.add_argument("--again", action="store_true", help="a new link for an administrator who never logged in")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as problem:
            raise CommandError(f"{email} is no e-mail address.") from problem
        person = User.objects.select_for_update().filter(email=email, is_superuser=True, last_login=None).first()
        if person is None or not options["again"]:
            if User.objects.filter(is_superuser=True, is_active=True).exists():
                self.stdout.write("There is an administrator already: nothing was changed.")
                return
            person = self._make(email, options["name"])
        key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        uidb36, _, key = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": key})
        self.stdout.write(f"The first administrator: {person.name} <{person.email}>")
        self.stdout.write(
            f"Choose a password within {settings.PASSWORD_RESET_TIMEOUT // 3600} hours; this link works once:"
        )
        self.stdout.write(f"  {settings.PORTAL_URL.rstrip('/')}{path}")

    def _make(self, email: str, name: str) -> User:
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} is in use by somebody who is no administrator.")
        person = User.objects.create_superuser(email, None, name=name)
        membership = Membership(user=person, role=Role.NATIONAL_ADMIN)
        membership.full_clean()
        membership.store(by=None)
        audit.record(None, "person.first_administrator", person, region=None)
        return person
