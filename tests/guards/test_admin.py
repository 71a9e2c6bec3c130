"""The administration: every list, form and search opens; what has a workflow is read-only there."""

import pytest
from django.contrib import admin
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from organizations.models import User
from tests.factories.monitoring import ProgressReportFactory

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OURS = [model for model in MODELS if model._meta.app_label not in {"account", "auth", "sessions"}]


@pytest.fixture
def administrator(db, client):
    client.force_login(User.objects.create_superuser("admin@contoh.example", "rahasia-sekali", name="Admin"))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_opens_and_searches(administrator, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert administrator.get(address).status_code == 200
    assert administrator.get(address, {"q": "kesehatan"}).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_history_is_offered_where_there_is_one(model):
    """Otherwise its page is a server error."""
    if isinstance(admin.site._registry[model], SimpleHistoryAdmin):
        assert hasattr(model._meta, "simple_history_manager_attribute")


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_table_can_be_searched(model):
    assert admin.site._registry[model].search_fields


def test_a_report_is_looked_at_but_not_changed_in_the_administration(administrator):
    report = ProgressReportFactory()
    address = reverse("admin:monitoring_progressreport_change", args=[report.pk])
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"physical_percent": "99"}).status_code == 403
    assert administrator.get(reverse("admin:monitoring_progressreport_add")).status_code == 403


def test_a_change_in_the_administration_is_in_the_history(administrator, region):
    address = reverse("admin:organizations_region_change", args=[region.pk])
    page = administrator.get(address)
    form = {key: value for key, value in page.context["adminform"].form.initial.items() if value is not None}
    answer = administrator.post(address, {**form, "name": "Kabupaten Baru"})
    assert answer.status_code == 302
    newest = region.history.first()
    assert (newest.name, newest.version) == ("Kabupaten Baru", 2)
    assert newest.history_user.email == "admin@contoh.example"
