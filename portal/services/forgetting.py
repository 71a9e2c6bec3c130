"""Forgetting a person: the account is closed and leads to a pseudonym; official acts keep their author's number.

What becomes of each column stands in the inventory (`portal/personal_data/inventory.py`). The audit log keeps what was
done; names in it are made unreadable without breaking its chains (`organizations/services/redacting.py`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invitation
from accounts.services.sessions import drop_sessions
from core.errors import Refused
from organizations import audit
from organizations.models import ApiKey, AuditEntry, DataRequest, Membership, User
from organizations.roles import Can, Role
from organizations.services.keys import revoke_key
from organizations.services.redacting import redact, through_texts
from organizations.services.requests import empty_requests
from portal.personal_data.inventory import HOLDINGS
from portal.personal_data.kinds import Fate, Holding

OWN_HAND = (
    *("organizations.User", "organizations.AuditEntry", "organizations.DataRequest", "admin.LogEntry"),
    "accounts.Invitation",
)
"""Tables that need more than emptying or deleting."""
TELLING = (
    ("admin.LogEntry", ("object_repr", "change_message")),
    ("notices.Notice", ("params",)),
    ("notices.Mail", ("subject", "body")),
    ("exchange.IdempotentRequest", ("answer",)),
    ("monitoring.Receipt", ("answer",)),
)
"""Columns in which the portal itself tells others of a person: who asked, who sent, who answered."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done: rows deleted and emptied by table, and audit entries made unreadable."""

    pseudonym: str
    deleted: dict[str, int]
    emptied: dict[str, int]
    redacted: int


ASKED = (DataRequest.Kind.DELETION, DataRequest.Kind.WITHDRAWAL)
"""What somebody asks for who wants to be forgotten."""


def may_forget(by: User, person: User) -> bool:
    """Whoever looks after personal data forgets people whose every role lies within reach, never themselves.

    An administrator of a region is forgotten by those of the nation, an account of the administration by a superuser.
    """
    reach = by.access.reach(Can.PROTECT)
    if by.pk == person.pk or is_forgotten(person):
        return False
    if (person.is_staff or person.is_superuser) and not by.is_superuser:
        return False
    if _administers(person) and not by.access.reach(Can.CATALOGUE).nation:
        return False
    held = person.memberships.values_list("region_id", "role")
    return reach.nation or (
        bool(held) and all(region is not None and region in reach.regions for region, _role in held)
    )


def may_forget_for(by: User, asked: DataRequest) -> bool:
    """Whether `by` may forget who asked: only where that is what was asked for."""
    return asked.person is not None and asked.kind in ASKED and may_forget(by, asked.person)


def _administers(person: User) -> bool:
    held = person.memberships.filter(role=Role.REGION_ADMIN, archived_at=None)
    return held.exclude(ends_on__lt=timezone.localdate()).exists()


def is_forgotten(person: User) -> bool:
    """Whether the account leads to a pseudonym already."""
    return person.email.endswith(f"@{NOWHERE}")


NOWHERE = "terhapus.invalid"
"""A domain that can never exist (RFC 2606)."""


def pseudonym_of(person: User) -> str:
    """What is shown instead of the name: the same for good, and it says nothing about the person."""
    return f"Akun terhapus {person.uid.hex[:8]}"


@transaction.atomic
def forget_person(person: User, *, by: User | None, reason: str) -> Forgotten:
    """Close the account, replace what names the person, delete what only served the account. It cannot be undone."""
    row = User.objects.select_for_update().get(pk=person.pk)
    if by is not None and not may_forget(by, row):
        raise Refused(_("This person has roles that you do not look after, or is yourself."))
    if is_forgotten(row):
        raise Refused(_("This person has been forgotten already."))
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    names = _Names.of(row)
    reason = names.out_of_reason(reason)
    _end_roles(row, by, reason)
    _close(row, by)
    deleted, emptied = _by_inventory(row)
    _replace(row)
    _take_invitations_back(row, names)
    _out_of_texts(names)
    redacted = redact(_entries_about(row, names), names.taken_out, about=row, by=by)
    audit.record(by, "person.forgotten", row, region=None, reason=reason, rows=sum(deleted.values()))
    person.refresh_from_db()
    return Forgotten(pseudonym_of(row), deleted, emptied, redacted)


@dataclass(frozen=True, slots=True)
class _Names:
    """What names a person in texts, and what stands there afterwards."""

    name: str
    email: str
    nip: str
    pseudonym: str

    @classmethod
    def of(cls, person: User) -> _Names:
        return cls(person.name.strip(), person.email, person.nip, pseudonym_of(person))

    def taken_out(self, text: str) -> str:
        """The text without the person: their e-mail and NIP wherever they stand, the name where it is the whole text or
        has several words (a single one may be a street or somebody else), and as `name: role`."""
        for secret in filter(None, (self.email, self.nip)):
            text = re.sub(re.escape(secret), self.pseudonym, text, flags=re.IGNORECASE)
        if not self.name:
            return text
        if text == self.name or text.startswith(f"{self.name}: "):
            return self.pseudonym + text[len(self.name) :]
        if " " in self.name:
            return re.sub(rf"(?<!\w){re.escape(self.name)}(?!\w)", self.pseudonym, text)
        return text

    def out_of_reason(self, text: str) -> str:
        """A reason without the person: here a single word is their name too."""
        text = self.taken_out(text)
        if not self.name:
            return text
        return re.sub(rf"(?<!\w){re.escape(self.name)}(?!\w)", self.pseudonym, text, flags=re.IGNORECASE)

    @property
    def looked_for(self) -> list[str]:
        """As the names may stand in JSON, with and without escapes."""
        texts = [each for each in (self.name, self.email, self.nip) if each]
        return list(dict.fromkeys([*texts, *(json.dumps(each)[1:-1] for each in texts)]))


def _end_roles(person: User, by: User | None, reason: str) -> None:
    """Roles end yesterday; they stay as the record of who held which post when."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for held in Membership.objects.filter(user=person, archived_at=None).exclude(ends_on__lte=yesterday):
        if held.starts_on > yesterday:
            held.archive(by=by, reason=reason[:80])
            continue
        held.ends_on = yesterday
        held.store(by=by, reason=reason[:80])


def _close(person: User, by: User | None) -> None:
    for key in ApiKey.objects.filter(user=person, revoked_at=None):
        revoke_key(key, by=by or person)
    drop_sessions([person])


def _by_inventory(person: User) -> tuple[dict[str, int], dict[str, int]]:
    deleted: dict[str, int] = {}
    emptied: dict[str, int] = {}
    for holding in HOLDINGS:
        if not holding.person or holding.table in OWN_HAND:
            continue
        rows = holding.model._base_manager.filter(**{holding.person: person})
        fates = set(holding.fields.values())
        if Fate.DELETE in fates:
            deleted[holding.table] = rows.count()
            rows.delete()
        elif Fate.EMPTY in fates:
            emptied[holding.table] = rows.update(**_empty(holding))
    asked = [*DataRequest.objects.filter(person=person).values_list("pk", flat=True)]
    emptied["organizations.DataRequest"] = empty_requests(asked)
    return {name: count for name, count in deleted.items() if count}, {k: n for k, n in emptied.items() if n}


def _empty(holding: Holding) -> dict[str, Any]:
    """The columns that are emptied, with what stands there when there is nothing."""
    found: dict[str, Any] = {}
    for name, fate in holding.fields.items():
        if fate is Fate.EMPTY:
            column = holding.model._meta.get_field(name)
            found[name] = None if column.null else column.get_default()
    return found


def _replace(person: User) -> None:
    person.email = f"{person.uid.hex[:12]}@{NOWHERE}"
    person.name = pseudonym_of(person)
    person.nip, person.last_login = "", None
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()


def _take_invitations_back(person: User, names: _Names) -> None:
    """Invitations to the person lead to the pseudonym, in their history too; those still open are withdrawn."""
    to_them = Q(email__iexact=names.email) | Q(accepted_by=person)
    told = {"email": person.email, "name": person.name, "problem": ""}
    history = Invitation.history.model.objects
    known = set(Invitation._base_manager.filter(to_them).values_list("pk", flat=True))
    known |= set(history.filter(to_them).values_list("id", flat=True))
    rows = Invitation._base_manager.filter(pk__in=known)
    rows.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now(), digest=None)
    rows.update(**told)
    history.filter(id__in=known).update(**told)


def _out_of_texts(names: _Names) -> None:
    """What tells others of the person, for as long as it is kept."""
    for table, columns in TELLING:
        model = apps.get_model(table)
        for row in model._base_manager.filter(_naming(names, *columns)).iterator():
            for name in columns:
                changed = through_texts(getattr(row, name), names.taken_out)
                longest = model._meta.get_field(name).max_length
                setattr(row, name, changed[:longest] if longest else changed)
            row.save(update_fields=columns)


def _entries_about(person: User, names: _Names) -> list[int]:
    """The audit entries that may name the person; which of them do is seen when they are read."""
    about = Q(subject_uid=str(person.uid)) | _naming(names, "subject_label", "details")
    return list(AuditEntry.objects.filter(about).values_list("pk", flat=True))


def _naming(names: _Names, *columns: str) -> Q:
    found = Q(pk__in=())
    for column in columns:
        for text in names.looked_for:
            found |= Q(**{f"{column}__icontains": text})
    return found
