"""Pages made from the code say what the code says now, and their examples hold."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command

from handbook.generated import dictionary, formulas, pages, picture
from tests.guards.structure import our_models


def test_they_are_current():
    assert pages.stale() == [], "run: manage.py handbook_pages"


def test_the_check_fails_where_one_is_not(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.importlinter.contracts]]\nname = "Apps: arrows point down"\nlayers = ["core"]\n'
        '[[tool.importlinter.contracts]]\nname = "Inside monev: reports compile what monitoring owns"\nlayers = []\n'
    )
    with pytest.raises(CommandError, match=r"images/apps\.svg"):
        call_command("handbook_pages", "--check")
    call_command("handbook_pages")
    call_command("handbook_pages", "--check")


@pytest.mark.parametrize("name", [name for name, _title in formulas.MODULES])
def test_every_worked_example_is_what_the_code_computes(name):
    module = import_module(name)
    result = doctest.testmod(module)
    assert result.failed == 0
    assert list(formulas.functions_of(module)), "nothing of it would stand on the page"


def test_every_table_and_every_column_is_in_the_dictionary():
    text = dictionary.page()
    sections = dict(part.split("\n", 1) for part in text.split("\n### ")[1:])
    for model in our_models():
        section = sections[model.__name__]
        missing = [field.name for field in model._meta.concrete_fields if f"| `{field.name}` |" not in section]
        assert missing == [], model._meta.label


def test_units_and_relations_are_said():
    text = dictionary.page()
    assert "| `ceiling` | decimal, 2 places, Rp |" in text
    assert "| `value` | decimal, 4 places, unit of the indicator |" in text
    assert "to organizations.Region" in text


def test_the_picture_shows_every_package_with_what_it_is_for():
    drawn = picture.page()
    names = [name for layer in picture.layers() for name in layer]
    assert [name for name in names if f">{name}</text>" not in drawn] == []
    assert [name for name in names if not picture.caption(name)] == []
