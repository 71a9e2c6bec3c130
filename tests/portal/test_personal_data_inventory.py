"""Every column that looks personal is declared in one place: as personal, or as not personal with a reason."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import override

from portal.personal_data.inventory import BY_TABLE, HOLDINGS
from portal.personal_data.kinds import Fate
from portal.personal_data.not_personal import NOT_PERSONAL
from portal.personal_data.retention import BY_CODE, RULES

LOOKS = re.compile(
    r"(^|_)(name|email|mail|phone|telephone|mobile|address|ip|agent|user_agent|device|nip|nik|photo|picture|avatar|contact"
    r"|birth\w*|gender|sex|latitude|longitude|signatories|minutes)(_|$)"
)
BY_CITIZENS = ("text", "answer", "answers", "message", "comment", "rejection_reason")
"""Free texts in the tables that citizens fill."""
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.DecimalField)
ALWAYS = (models.EmailField, models.GenericIPAddressField)
TECHNICAL = {"contenttypes", "django_celery_results"}


def looks_personal(field: models.Field) -> bool:
    if field.is_relation or field.choices:
        return False
    if isinstance(field, ALWAYS):
        return True
    if field.model._meta.app_label == "citizens" and field.name in BY_CITIZENS:
        return True
    return isinstance(field, TEXTS) and bool(LOOKS.search(field.name))


def own_tables() -> list[type[models.Model]]:
    """All tables but those of history, which hold what the table holds."""
    tables = [each for each in apps.get_models() if each._meta.app_label not in TECHNICAL]
    return [each for each in tables if not each.__name__.startswith("Historical")]


SUSPECTS = [
    f"{table._meta.label}.{field.name}"
    for table in own_tables()
    for field in table._meta.concrete_fields
    if looks_personal(field)
]


def is_declared(name: str) -> bool:
    table, column = name.rsplit(".", 1)
    return name in NOT_PERSONAL or (table in BY_TABLE and column in BY_TABLE[table].fields)


def test_every_column_that_looks_personal_is_declared():
    undeclared = [name for name in SUSPECTS if not is_declared(name) and not name.endswith((".name_id", ".name_en"))]
    assert not undeclared, "say in portal/personal_data/inventory.py what they are, or in not_personal.py why not"


def test_a_column_with_a_personal_name_would_be_found():
    class Visitor(models.Model):  # noqa: DJ008
        whatsapp_phone = models.CharField(max_length=20)
        seen_from = models.GenericIPAddressField()
        count = models.IntegerField()

        class Meta:
            app_label = "portal_test"

    found = {field.name for field in Visitor._meta.concrete_fields if looks_personal(field)}
    assert found == {"whatsapp_phone", "seen_from"}


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda each: each.table)
def test_what_is_declared_exists(holding):
    for name in holding.fields:
        holding.model._meta.get_field(name)
    for path in filter(None, (holding.person, holding.region)):
        model = holding.model
        for step in path.split("__"):
            field = model._meta.pk if step == "pk" else model._meta.get_field(step)
            model = field.related_model or model
    assert holding.rule in BY_CODE if holding.rule else holding.kept, "say for how long"


def test_what_is_called_not_personal_exists_and_is_declared_once():
    for name in NOT_PERSONAL:
        table, column = name.rsplit(".", 1)
        try:
            apps.get_model(table)._meta.get_field(column)
        except FieldDoesNotExist:
            pytest.fail(f"{name} is gone")
        assert column not in getattr(BY_TABLE.get(table), "fields", ())


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.code)
def test_every_rule_has_a_setting_and_a_table(rule):
    assert getattr(settings, rule.setting) > 0
    assert rule.days > 0
    assert [holding for holding in HOLDINGS if holding.rule == rule.code]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_inventory_has_words(language):
    with override(language):
        for holding in HOLDINGS:
            assert holding.label
            assert holding.field_words
            assert holding.fate_words
            assert str(holding.purpose)


def test_every_reference_to_a_person_survives_forgetting():
    """Accounts are never deleted, so that papers keep their authors; what is deleted with an account is declared."""
    cascading = {
        field.model._meta.label
        for table in own_tables()
        for field in table._meta.concrete_fields
        if field.is_relation
        and field.related_model._meta.label == settings.AUTH_USER_MODEL
        and field.remote_field.on_delete is models.CASCADE
    }
    undeclared = cascading - set(BY_TABLE)
    assert not undeclared


def test_fates_that_delete_belong_to_tables_of_accounts_or_rules():
    for holding in HOLDINGS:
        if Fate.DELETE in holding.fields.values():
            assert holding.person or holding.rule
