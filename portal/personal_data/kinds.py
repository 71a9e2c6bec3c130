"""The words of the inventory: whose data, on which basis, and what becomes of them when somebody is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Whose(models.TextChoices):
    """The person whom data concern."""

    USER = "user", _("people with an account")
    CITIZEN = "citizen", _("citizens")
    OFFICIAL = "official", _("officials named in papers")


class Basis(models.TextChoices):
    """Why data may be processed: the grounds of article 20 (2) of Law 27/2022."""

    CONSENT = "consent", _("consent (art. 20 (2) a)")
    LAW = "law", _("legal duty (art. 20 (2) c)")
    PUBLIC_TASK = "public_task", _("public task of the government (art. 20 (2) e)")


class Fate(models.TextChoices):
    """What becomes of a column when the person is forgotten."""

    PSEUDONYM = "pseudonym", _("replaced by a pseudonym")
    EMPTY = "empty", _("emptied")
    DELETE = "delete", _("the row is deleted")
    REDACT = "redact", _("made unreadable, the hash chain still verifies")
    KEEP = "keep", pgettext_lazy("personal data", "kept as a record of the government")
    NONE = "none", _("nothing leads to the person any more")


@dataclass(frozen=True, slots=True)
class Holding:
    """One table that holds personal data. `fields`: what becomes of each column.

    `person`: the path to the account that the data belong to; empty where they belong to nobody with an account.
    `rule`: the code of the rule of retention that works on the table; `kept`: how long, in words, where there is none
    or where its days do not say all.
    `title`: the name of the table, where its own has no translation.
    """

    table: str
    whose: Whose
    purpose: Any
    basis: Basis
    seen_by: Any
    fields: Mapping[str, Fate]
    person: str = ""
    rule: str = ""
    kept: Any = ""
    region: str = field(default="")
    title: Any = ""

    @property
    def model(self) -> Any:
        """The table itself; LookupError where its app is not installed."""
        return apps.get_model(self.table)

    @property
    def label(self) -> str:
        return str(capfirst(self.title or self.model._meta.verbose_name_plural))

    def field_label(self, name: str) -> str:
        """A column in words."""
        return str(self.model._meta.get_field(name).verbose_name)

    @property
    def field_words(self) -> str:
        """All columns in words."""
        return ", ".join(self.field_label(name) for name in self.fields)

    @property
    def fate_words(self) -> str:
        """What becomes of the columns, each fate once."""
        return "; ".join(dict.fromkeys(str(fate.label) for fate in self.fields.values()))


@dataclass(frozen=True, slots=True)
class Rule:
    """How long data may stay: `run` deletes what is older than the setting says and returns how many rows."""

    code: str
    label: Any
    setting: str
    run: Any
    unit: str = "days"

    @property
    def days(self) -> int:
        """The setting in days."""
        value = int(getattr(settings, self.setting))
        return value // 86_400 if self.unit == "seconds" else value

    @property
    def words(self) -> str:
        """How long, in words."""
        if self.days or self.unit == "days":
            return gettext("%(days)s days") % {"days": self.days}
        return gettext("%(hours)s hours") % {"hours": int(getattr(settings, self.setting)) // 3600}
