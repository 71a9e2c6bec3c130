"""People: they log in by e-mail; what they may do follows from their memberships."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organizations.access import Access, Standing


def kept_address(email: str) -> str:
    """An e-mail address as the portal keeps it and looks it up: people type capitals now and then."""
    return email.strip().lower()


class AddressField(models.EmailField):
    """An e-mail address that is checked and stored in lower case, whoever sets it: administration, commands, imports.

    In the tables it is an `EmailField`. Rows that are restored from a backup stay as they were.
    """

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.EmailField", args, options

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(kept_address(value) if isinstance(value, str) else value, model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = kept_address(value)
            setattr(model_instance, self.attname, value)
        return value


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the log-in and is kept in lower case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=kept_address(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=kept_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows from `access`, nothing else."""

    uid = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True, editable=False)
    email = AddressField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_example = models.BooleanField(_("example data"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nip="") | Q(nip__regex=r"^[0-9]{18}$"),
                name="user_nip_18_digits",
                violation_error_message=_("A NIP has 18 digits."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def access(self) -> Access:
        """The rights of this person today, in the memberships that are in force; read once per request."""
        rows = self.memberships.in_force(timezone.localdate()).values_list("role", "region_id", "agency_id")
        return Access.of(Standing(*row) for row in rows)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email
