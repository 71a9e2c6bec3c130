"""A published instrument does not change: the database refuses it. It may still be taken out of use (archived)."""

from django.db import migrations

from core.triggers import FreezeRows

MESSAGE = "a published instrument does not change"
PUBLISHED = "SELECT 1 FROM evaluation_instrument i WHERE i.id = {row}.instrument_id AND i.status <> 'draft'"
COLUMNS = (
    *("uid", "created_at", "is_example", "source", "name_id", "name_en", "code", "year", "status", "rounding"),
    *("steps", "based_on_id", "note", "published_at", "published_by_id"),
)
"""All but what archiving touches: `archived_at`, `version`, `updated_at`."""
CHANGED = "SELECT 1 WHERE OLD.status <> 'draft' AND ({columns})".format(
    columns=" OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in COLUMNS)
)
DELETED = "SELECT 1 WHERE {row}.status <> 'draft'"


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_evaluation_rounds")]

    operations = [
        FreezeRows("evaluation_dimension", PUBLISHED, MESSAGE),
        FreezeRows("evaluation_instrumentindicator", PUBLISHED, MESSAGE),
        FreezeRows("evaluation_instrumentitem", PUBLISHED, MESSAGE),
        FreezeRows("evaluation_instrument_cohorts", PUBLISHED, MESSAGE, name="published"),
        FreezeRows("evaluation_instrument", CHANGED, MESSAGE, events=("UPDATE",), name="published", sides=("OLD",)),
        FreezeRows("evaluation_instrument", DELETED, MESSAGE, events=("DELETE",), name="published"),
    ]
