"""Existing entries are chained, then the database refuses to change or delete entries and anchors.

Not one transaction: some thousand entries at a time are sealed and committed, whoever writes meanwhile does not wait,
and a migration that was broken off goes on where it stopped.
"""

from django.db import migrations

from core.triggers import FreezeRows
from organizations.chain_triggers import ONLY_SEALING_OR_REDACTING, TABLE, SeeEntryBefore


def seal(apps, schema_editor):
    """With the code of today: form 1 never changes, and only the columns of 0005 are read."""
    from organizations.services.anchoring import anchor_first
    from organizations.services.sealing import seal_entries

    seal_entries(trusting=True)
    anchor_first()


seal.in_batches = True


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("organizations", "0005_audit_chain_and_personal_data")]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop, elidable=False),
        SeeEntryBefore(),
        FreezeRows(
            TABLE, "SELECT 1", "An audit entry is never deleted.", events=("DELETE",), name="kept", sides=("OLD",)
        ),
        FreezeRows(
            TABLE,
            ONLY_SEALING_OR_REDACTING,
            "An audit entry is never changed.",
            events=("UPDATE",),
            name="sealed",
            sides=("NEW",),
        ),
        FreezeRows(
            "organizations_auditanchor",
            "SELECT 1",
            "An anchor of the audit log is never changed.",
            events=("UPDATE", "DELETE"),
            name="kept",
            sides=("OLD",),
        ),
    ]
