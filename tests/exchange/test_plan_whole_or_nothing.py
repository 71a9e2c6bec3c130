"""Whatever goes wrong, and whenever: no row and no file of a plan stays behind."""

import json

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from core.storing import HALVES
from exchange.services.plan_documents.importing import Unacceptable, import_document
from exchange.services.plan_documents.wishes import Mode, Wish
from tests.exchange.documents import PROGRAM, catalogues, document, encoded  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogues")]


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def everything(cast, files):
    """`everything()`: every row of every table, history and audit too, and every file."""

    def look():
        rows = {each._meta.label: list(each._base_manager.order_by("pk").values_list()) for each in apps.get_models()}
        return rows | {"files": sorted(each.name for each in files.rglob("*") if each.name != HALVES)}

    return look


def bring(region, by, data=None, **more):
    return import_document(
        encoded(data), Wish(region, more.pop("mode", Mode.WHOLE), create_agencies=True), by=by, **more
    )


@pytest.mark.parametrize("mode", Mode)
def test_a_dry_run_leaves_nothing(region, cast, everything, mode):
    before = everything()
    made = bring(region, cast.admin, mode=mode, dry_run=True)
    assert made.found.counts["programs"] == 1
    assert everything() == before


def test_one_mistake_at_the_end_of_a_long_document_leaves_nothing(region, cast, everything):
    many = [PROGRAM | {"lineage": None, "code": f"P{number}"} for number in range(30)]
    before = everything()
    with pytest.raises(Unacceptable) as refused:
        bring(region, cast.admin, {"/versions/0/programs/-": many[0], "/quick_wins/0/pillar": "economy"})
    assert [each.pointer for each in refused.value.found.problems] == ["/quick_wins/0/pillar"]
    assert everything() == before


def test_somebody_who_may_not_plan_here_leaves_nothing(region, cast, everything):
    before = everything()
    with pytest.raises(PermissionDenied):
        bring(region, cast.staff)
    assert everything() == before


def test_a_disk_that_takes_no_file_leaves_nothing(region, cast, everything, files):
    before = everything()
    (files / "imports").write_text("a file where the folder should be")
    there = everything()
    assert there != before
    with pytest.raises((OSError, FileExistsError)):
        bring(region, cast.admin)
    assert everything() == there


def test_after_every_failure_the_corrected_document_goes_in(region, cast, everything):
    with pytest.raises(Unacceptable):
        bring(region, cast.admin, {"/plan/end_year": 2000})
    bring(region, cast.admin, dry_run=True)
    made = bring(region, cast.admin)
    assert json.loads(encoded())["plan"]["title"] == made.plan.title == document()["plan"]["title"]
