"""Adopted versions of a plan do not change: the database refuses it."""

from django.db import migrations

from core.triggers import FreezeRows

MESSAGE = "an adopted version of a plan does not change"
VERSION = "SELECT 1 FROM masterplan_planversion v WHERE v.id = {row}.plan_version_id AND v.status <> 'draft'"
PROGRAM = (
    "SELECT 1 FROM masterplan_program p JOIN masterplan_planversion v ON v.id = p.plan_version_id"
    " WHERE p.id = {row}.program_id AND v.status <> 'draft'"
)
INDICATOR = (
    "SELECT 1 FROM masterplan_indicator i JOIN masterplan_program p ON p.id = i.program_id"
    " JOIN masterplan_planversion v ON v.id = p.plan_version_id"
    " WHERE i.id = {row}.indicator_id AND v.status <> 'draft'"
)
ROWS_OF_PROGRAM = ("programsupporter", "actionitem", "budgetline", "plannedprogress", "indicator")


class Migration(migrations.Migration):
    dependencies = [("masterplan", "0001_initial")]

    operations = [
        FreezeRows("masterplan_program", VERSION, MESSAGE),
        *(FreezeRows(f"masterplan_{table}", PROGRAM, MESSAGE) for table in ROWS_OF_PROGRAM),
        FreezeRows("masterplan_indicatortarget", INDICATOR, MESSAGE),
    ]
