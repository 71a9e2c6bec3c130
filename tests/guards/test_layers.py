"""Foreign keys obey the order of the apps: a table refers to its own app or to a lower one."""

import pytest
from django.conf import settings

from tests.guards.structure import APP_ORDER, our_apps, our_models

RANK = {label: place for place, label in enumerate(APP_ORDER)}


def test_every_app_of_ours_has_its_place():
    names = [name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name.replace(".", "/")).is_dir()]
    assert set(names) == {app.name for app in our_apps()}


@pytest.mark.parametrize("model", our_models(history=True), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    for field in model._meta.get_fields():
        target = field.remote_field.model if getattr(field, "remote_field", None) and not field.auto_created else None
        if target is None or target._meta.app_label not in RANK:
            continue
        assert RANK[target._meta.app_label] <= RANK[model._meta.app_label], f"{field} refers to a higher app"
