"""The shapes of the regions come from a file: checked whole, stored whole, replaced whole, or refused with a reason."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.translation import override

from core.errors import Refused
from core.shapes import read_shapes
from organizations.models import BoundaryMap
from organizations.services.boundaries import load_boundaries
from tests.factories.organizations import RegionFactory

HERE = Path(__file__).parent / "boundaries"
TOPOLOGY, COLLECTION = HERE / "two.topo.json", HERE / "two.geo.json"
WEST = [(116.5, -9.2), (116.5, -8.6), (116.9, -8.6), (116.9, -9.2), (116.5, -9.2)]


def changed(**changes) -> bytes:
    """The example as TopoJSON with something wrong."""
    return json.dumps(json.loads(TOPOLOGY.read_text()) | changes).encode()


def first_area(**changes) -> bytes:
    """The example with something wrong in its first area."""
    document = json.loads(TOPOLOGY.read_text())
    document["objects"]["contoh"]["geometries"][0] |= changes
    return json.dumps(document).encode()


@pytest.fixture
def load(region, other_region):
    def loaded(content, **options):
        return load_boundaries(content, **{"file_name": "peta.json", "notice": "Lisensi contoh"} | options)

    return loaded


def test_arcs_are_followed_back_to_the_borders_that_geojson_spells_out():
    topology, collection = read_shapes(TOPOLOGY.read_bytes()), read_shapes(COLLECTION.read_bytes())
    west = [pytest.approx(each) for each in WEST]
    assert topology.areas[0].polygons == [[west]]
    assert collection.areas[0].polygons == [[west]]
    east = topology.areas[1].polygons[0][0]
    assert east[0] == east[-1]
    assert {tuple(round(value, 6) for value in each) for each in east} == {
        (116.9, -8.6),
        (117.4, -8.6),
        (117.4, -9.2),
        (116.9, -9.2),
    }
    assert topology.areas[2].polygons == ()


def test_codes_are_read_with_and_without_a_dot_and_only_the_code_is_kept(load, region):
    loaded = load(TOPOLOGY.read_bytes())
    kept = json.loads(loaded.stored.content)
    assert [each["properties"] for each in kept["objects"]["regions"]["geometries"]] == [
        {"code": "52.07"},
        {"code": "52.04"},
    ]
    assert (loaded.stored.areas, loaded.unknown, loaded.missing) == (2, ("99.99",), ())


def test_geojson_with_a_property_of_its_own_for_the_code(load):
    loaded = load(COLLECTION.read_bytes(), code_property="kode")
    features = json.loads(loaded.stored.content)["features"]
    assert [each["properties"]["code"] for each in features] == ["52.07", "52.04"]
    assert loaded.stored.kind == "geojson"


def test_the_geometry_is_stored_as_it_stands_in_the_file(load):
    kept = json.loads(load(TOPOLOGY.read_bytes()).stored.content)
    given = json.loads(TOPOLOGY.read_text())
    assert (kept["arcs"], kept["transform"]) == (given["arcs"], given["transform"])


def test_a_region_without_a_shape_is_named(load):
    missing = RegionFactory(code="52.99", name="Kabupaten Baru")
    assert load(TOPOLOGY.read_bytes()).missing == (missing,)


def test_loading_again_replaces(load):
    load(TOPOLOGY.read_bytes())
    load(COLLECTION.read_bytes(), code_property="kode")
    assert BoundaryMap.objects.get().kind == "geojson"


def wrong(**cases):
    return pytest.mark.parametrize(("content", "said"), cases.values(), ids=cases)


@wrong(
    no_json=(b"{", "JSON"),
    a_list=(b"[]", "object"),
    another_type=(b'{"type":"Point"}', "Point"),
    no_objects=(changed(objects={}), "objects"),
    several_objects=(changed(objects={"a": {}, "b": {}}), "--object"),
    no_collection=(changed(objects={"a": {"type": "Polygon"}}), "collection"),
    arc_that_is_not_there=(first_area(arcs=[[0, 9]]), "9"),
    open_border=(first_area(arcs=[[0]]), "closed"),
    arcs_that_do_not_meet=(first_area(arcs=[[0, 2]]), "meet"),
    a_line=(first_area(type="LineString"), "LineString"),
    arcs_are_words=(changed(arcs=[["a"]]), "arcs"),
    metres=(changed(transform={"scale": [1000, 1000], "translate": [500000, 9000000]}), "degrees"),
    no_properties=(first_area(properties=None), "properties"),
    twice=(first_area(properties={"code": "52.04"}), "52.04"),
)
def test_a_bad_file_is_refused_with_the_reason_and_changes_nothing(load, content, said):
    before = load(TOPOLOGY.read_bytes()).stored
    with override("en"), pytest.raises(Refused, match=said):
        load(content)
    assert BoundaryMap.objects.get().pk == before.pk


def test_a_file_whose_codes_stand_elsewhere_names_the_properties_it_has(load):
    with pytest.raises(Refused, match="kode, nama"):
        load(COLLECTION.read_bytes())
    assert not BoundaryMap.objects.exists()


def test_the_command_says_what_it_loaded_and_what_is_missing(load, capsys):
    RegionFactory(code="52.99", name="Kabupaten Baru")
    call_command("load_boundaries", str(TOPOLOGY), notice="Contoh buatan sendiri")
    said = capsys.readouterr().out
    assert "99.99" in said
    assert "Kabupaten Baru" in said
    assert BoundaryMap.objects.get().notice == "Contoh buatan sendiri"


def test_the_command_stops_at_a_file_that_is_not_there(db):
    with pytest.raises(CommandError, match="entah"):
        call_command("load_boundaries", "entah.json")


@pytest.mark.reference_data
def test_the_published_boundaries_load_whole(db):
    file = Path(settings.REFERENCE_DATA_DIR) / "regions" / "regencies-boundaries.topo.json"
    call_command("load_reference")
    loaded = load_boundaries(file.read_bytes(), file_name=file.name, notice="MIT, Copyright 2024 Cahya DSN")
    assert loaded.unknown == ()
    assert loaded.stored.areas + len(loaded.missing) == 514
    assert len(loaded.missing) <= 1
