"""Nothing of a plan is forgotten: every table and column beside it is in the document, or left out with a reason."""

import pytest
from django.apps import apps

from exchange.interchange.belonging import COLUMNS_LEFT_OUT, LEFT_OUT
from exchange.interchange.shapes import shapes
from exchange.services.plan_documents.identity import MODELS

SHAPES = {shape.name: shape for shape in shapes()}
OWNERS = {"region", "plan", "plan_version", "program", "indicator", "commitment", "quick_win"}
"""Said by where an object stands in the document."""


def test_every_table_beside_the_plan_is_in_the_document_or_left_out_with_a_reason():
    tables = {
        model._meta.label
        for app in ("masterplan", "quickwins", "pillars")
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    inside = {model._meta.label for model in MODELS.values()}
    assert tables - inside == LEFT_OUT.keys()


@pytest.mark.parametrize("name", MODELS)
def test_every_column_of_a_table_is_a_field_of_its_object(name):
    columns = {field.name for field in MODELS[name]._meta.get_fields() if not field.auto_created}
    fields = {field if kind.of in ("", "-") else kind.of for field, kind in SHAPES[name].fields.items()}
    missing = columns - fields - COLUMNS_LEFT_OUT
    assert missing <= OWNERS, f"{missing - OWNERS} would be lost on the way"
