"""The nomenclature loads with its parents, twice without harm."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from masterplan.models.catalogues import NomenclatureItem
from tests.masterplan.importing.matrices import EXAMPLES

pytestmark = pytest.mark.django_db


def test_every_level_is_stored_with_its_parent():
    call_command("load_nomenclature", str(EXAMPLES / "nomenclature.csv"), "--edition", "contoh")
    levels = NomenclatureItem.objects.values_list("level", flat=True)
    assert sorted(levels) == sorted(["bidang", *["program"] * 2, *["kegiatan"] * 2, *["subkegiatan"] * 3])
    leaf = NomenclatureItem.objects.get(code="9.01.02.2.01.0002")
    assert leaf.parent.parent.parent.code == "9.01"
    assert "Pemeliharaan" in leaf.predecessor


def test_again_changes_nothing(capsys):
    for _time in range(2):
        call_command("load_nomenclature", str(EXAMPLES / "nomenclature.csv"), "--edition", "contoh")
    assert NomenclatureItem.objects.count() == 8


def test_a_file_of_another_kind_is_refused():
    with pytest.raises(CommandError, match="bidang_kode"):
        call_command("load_nomenclature", str(EXAMPLES / "plan-matrix.csv"))


@pytest.mark.reference_data
def test_the_published_edition_loads_whole():
    file = Path(settings.REFERENCE_DATA_DIR or "nowhere") / "reference" / "government-program-nomenclature.csv"
    if not file.exists():
        (pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip)(
            "the nomenclature is not on this machine"
        )
    call_command("load_nomenclature", str(file))
    assert NomenclatureItem.objects.filter(level="subkegiatan").count() == 3550
    assert not NomenclatureItem.objects.exclude(level="bidang").filter(parent=None).exists()
