"""Whatever a document says: it is refused with a place, or stored and said again in the same words."""

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.interchange.document import bytes_of, without_identity
from exchange.interchange.reading import read_document
from exchange.interchange.shapes import DOCUMENT, ENVELOPE
from exchange.selectors.plan_documents import plan_document
from exchange.services.plan_documents.importing import import_document
from exchange.services.plan_documents.wishes import Wish
from tests.exchange.documents import catalogues, document, encoded, schema  # noqa: F401
from tests.exchange.generated_plans import plans

LIMIT = 10_000_000
CALM = settings(deadline=None, suppress_health_check=list(HealthCheck))


def content(found: dict) -> bytes:
    """The bytes of a document without what belongs to the file."""
    return bytes_of({name: value for name, value in found.items() if name not in ENVELOPE})


@pytest.mark.usefixtures("catalogues")
@settings(CALM, max_examples=30)
@given(data=plans())
def test_whatever_a_document_says_the_stored_plan_says(region, other_region, tmp_path_factory, data):
    with settings_of(tmp_path_factory), transaction.atomic():
        raw = json.dumps(data).encode()
        assert read_document(raw, limit=LIMIT).problems == []
        first = plan_document(import_document(raw, Wish(region, create_agencies=True), by=None).plan)
        schema().validate(first)
        copy = plan_document(import_document(bytes_of(first), Wish(other_region, create_agencies=True), by=None).plan)
        schema().validate(copy)
        assert bytes_of(without_identity(copy)) == bytes_of(without_identity(first))
        transaction.set_rollback(True)
    with settings_of(tmp_path_factory), transaction.atomic():
        again = plan_document(import_document(bytes_of(first), Wish(region, create_agencies=True), by=None).plan)
        assert content(again) == content(first)
        transaction.set_rollback(True)


def settings_of(tmp_path_factory):
    """Files of each example in a folder of its own."""
    from django.test import override_settings

    return override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))


def places(value, at=()):
    """The way to everything in the document."""
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from places(each, (*at, name))


PLACES = [way for way in places(document()) if way]
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=50)
    | st.sampled_from(["", "0", "-1", "1e9", "2026-02-30", "52.07", "adopted", "x" * 20_001]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


@settings(CALM, max_examples=300)
@given(way=st.sampled_from(PLACES), value=JUNK, takes_away=st.booleans())
def test_whatever_the_schema_refuses_the_reader_refuses(way, value, takes_away):
    data = document()
    at = data
    for part in way[:-1]:
        at = at[part]
    if takes_away:
        del at[way[-1]]
    else:
        at[way[-1]] = value
    found = read_document(json.dumps(data).encode(), limit=LIMIT)
    assert found.problems or schema().is_valid(data)
    if not found.problems:
        schema().validate(found.content)
        assert list(found.content) == list(DOCUMENT.fields)


@settings(CALM, max_examples=200)
@given(data=st.binary(max_size=200), at=st.integers(0, len(encoded())), cut=st.integers(0, 50))
def test_no_bytes_bring_the_reader_down(data, at, cut):
    whole = encoded()
    for each in read_document(whole[:at] + data + whole[at + cut :], limit=LIMIT).problems:
        assert each.text
