"""Open data: the same rows as CSV and JSON, explained, and described by a catalogue that any consumer reads."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest
from django.core.cache import cache
from django.urls import reverse
from rdflib import DCAT, RDF, XSD, Graph, Literal, Namespace, URIRef

from citizens.exports.tables import ALL
from tests.factories.citizens import DocumentSwitchFactory, PublicationFactory
from tests.factories.preparation import LegalDocumentFactory
from tests.factories.quickwins import QuickWinFactory

DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
REQUIRED = {
    DCAT.Catalog: (
        *(DCT["title"], DCT.description, DCT.publisher, DCT.license, DCT.modified, DCT.issued, DCT.language),
        *(DCAT.dataset, FOAF.homepage, DCT.spatial),
    ),
    DCAT.Dataset: (
        *(DCT["title"], DCT.description, DCT.identifier, DCT.publisher, DCT.license, DCT.modified, DCT.spatial),
        *(DCT.temporal, DCT.accrualPeriodicity, DCAT.keyword, DCAT.theme, DCAT.contactPoint, DCAT.distribution),
    ),
    DCAT.Distribution: (
        *(DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCAT.byteSize, DCT["format"], DCT.license, DCT.modified),
        SPDX.checksum,
    ),
}
"""What DCAT 3 and DCAT-AP 3 ask for or recommend, as far as we say it."""


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def publication(region, programs, agency):
    QuickWinFactory(region=region, agency=agency, title="=1+1 antrean")
    DocumentSwitchFactory(document=LegalDocumentFactory(region=region, title="Keputusan"))
    return PublicationFactory(region=region, contact_email="kantor@contoh.example")


def file_of(client, region, name, extension):
    return client.get(reverse("portal:public-dataset", args=[region.code, name, extension]))


@pytest.fixture
def graph(publication, region, client):
    answer = client.get(reverse("portal:public-catalogue", args=[region.code]))
    assert answer["Content-Type"] == "application/ld+json"
    return Graph().parse(data=answer.content, format="json-ld")


@pytest.mark.parametrize("name", [each.slug for each in ALL])
def test_csv_and_json_have_the_same_columns_and_rows(publication, region, client, name):
    whole = json.loads(file_of(client, region, name, "json").content)
    lines = list(csv.DictReader(io.StringIO(file_of(client, region, name, "csv").content.decode("utf-8-sig"))))
    columns = [each["nama"] for each in whole["kolom"]]
    assert whole["baris"]
    assert len(lines) == len(whole["baris"])
    for line, row in zip(lines, whole["baris"], strict=True):
        assert list(line) == list(row) == columns
        assert [_said(value) for value in row.values()] == list(line.values())
    assert all(each["arti"] for each in whole["kolom"])
    assert whole["lisensi"]["nama"].startswith("Creative Commons")


def _said(value):
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith("=") else text


def test_the_types_of_the_columns_are_true(publication, region, client):
    types = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "date": str}
    for dataset in ALL:
        whole = json.loads(file_of(client, region, dataset.slug, "json").content)
        for column in whole["kolom"]:
            known = [row[column["nama"]] for row in whole["baris"] if row[column["nama"]] is not None]
            assert all(isinstance(value, types[column["tipe"]]) for value in known), column


def test_figures_are_verified_ones_by_hand(publication, region, client, programs):
    rows = json.loads(file_of(client, region, "program", "json").content)["baris"]
    by_code = {row["kode"]: row for row in rows}
    assert by_code["A"]["capaian_persen"] == 90.0
    assert (by_code["A"]["pagu_rp"], by_code["A"]["realisasi_rp"]) == (300, 150)
    assert (by_code["C"]["terverifikasi"], by_code["C"]["realisasi_fisik_persen"]) == (False, None)
    indicators = json.loads(file_of(client, region, "indikator", "json").content)["baris"]
    one = next(row for row in indicators if row["program_id"] == str(programs["good"].lineage) and row["tahun"] == 2025)
    assert (one["target"], one["realisasi"], one["capaian_persen"]) == (50, 45, 90.0)


def test_the_page_explains_every_column(publication, region, client):
    page = client.get(reverse("portal:public-data", args=[region.code])).content.decode()
    for dataset in ALL:
        for field in dataset.fields:
            assert f"<code>{field.key}</code>" in page


def test_the_catalogue_has_what_the_standard_asks_for(graph):
    for kind, properties in REQUIRED.items():
        nodes = list(graph.subjects(RDF.type, kind))
        assert nodes
        missing = [(node, each) for node in nodes for each in properties if graph.value(node, each) is None]
        assert missing == []
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) == len(ALL)
    for agent in graph.objects(None, DCT.publisher):
        assert graph.value(agent, FOAF.name)
    assert URIRef("mailto:kantor@contoh.example") in set(graph.objects(None, VCARD.hasEmail))


def test_every_file_of_the_catalogue_is_there_and_is_as_large_as_it_says(graph, client):
    for node in graph.subjects(RDF.type, DCAT.Distribution):
        address = str(graph.value(node, DCAT.downloadURL)).removeprefix("http://localhost:8000")
        content = client.get(address).content
        size = graph.value(node, DCAT.byteSize)
        assert size == Literal(str(len(content)), datatype=XSD.nonNegativeInteger)
        checksum = graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum).lower() == hashlib.sha256(content).hexdigest()


def test_the_licence_is_a_setting(publication, region, client, settings):
    settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_URL = "Bebas", "https://contoh.example/bebas"
    page = client.get(reverse("portal:public-data", args=[region.code])).content.decode()
    assert 'href="https://contoh.example/bebas"' in page
    assert b"https://contoh.example/bebas" in client.get(reverse("portal:public-catalogue", args=[region.code])).content


def test_a_table_or_format_that_does_not_exist_is_not_there(publication, region, client):
    assert file_of(client, region, "rahasia", "csv").status_code == 404
    assert file_of(client, region, "program", "xml").status_code == 404
