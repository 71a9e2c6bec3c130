"""E-mail addresses that were typed with capitals become what log-in, invitations and identity providers look for.

Each row by itself, whoever writes meanwhile does not wait; broken off, it begins again. Where the small form belongs to
another account nothing is changed: which of the two is right, people decide (`manage.py preflight` names them).
"""

import sys

from django.db import IntegrityError, migrations, transaction


def lower(apps, schema_editor):
    """Of several forms of one address the account that is open, and was used last, gets it."""
    model = apps.get_model("organizations", "User")
    people = model.objects.using(schema_editor.connection.alias)
    rows = people.values_list("pk", "email", "is_active", "last_login").order_by("pk")
    found = [row for row in rows.iterator(chunk_size=1000) if row[1] != row[1].strip().lower()]
    found.sort(key=lambda row: (not row[2], -(row[3].timestamp() if row[3] else 0), row[0]))
    left = [email for pk, email, *_more in found if not lowered(people, pk, email)]
    if left:
        sys.stderr.write(f"\nNot changed, another account has the address in lower case: {', '.join(left)}\n")


def lowered(people, pk, email):
    """Whether the address could be changed. The constraint decides: the old version may write at the same moment."""
    try:
        with transaction.atomic(using=people.db):
            people.filter(pk=pk, email=email).update(email=email.strip().lower())
    except IntegrityError:
        return False
    return True


lower.in_batches = True


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0006_seal_audit_entries")]
    operations = [migrations.RunPython(lower, migrations.RunPython.noop, elidable=False)]
