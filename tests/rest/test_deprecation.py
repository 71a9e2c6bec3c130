"""What will go away says so: in the headers of every answer, and in the schema."""

from datetime import date
from typing import ClassVar

from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIRequestFactory, force_authenticate

from core.rest.deprecation import Deprecated
from organizations.api import PartnerViewSet
from organizations.serializers import PartnerSerializer

BEGUN, GONE = date(2027, 1, 1), date(2028, 1, 1)


class OldPartnerSerializer(PartnerSerializer):
    """A partner; `note` will go."""

    deprecated_fields: ClassVar = {"note": Deprecated(BEGUN, date(2027, 7, 1), "/docs/note/")}

    class Meta(PartnerSerializer.Meta):
        ref_name = "OldPartner"


class OldView(PartnerViewSet):
    """Partners, at an address that will go."""

    deprecated_since = BEGUN
    sunset_on = GONE
    deprecation_link = "/api/v1/docs/#partners"


class OldFieldView(PartnerViewSet):
    """Partners with a field that will go."""

    serializer_class = OldPartnerSerializer


def answer_of(view, person):
    request = APIRequestFactory().get("/old/", {"format": "json"})
    force_authenticate(request, person)
    return view.as_view({"get": "list"})(request)


def test_an_address_that_goes_says_since_when_and_until_when(cast):
    answer = answer_of(OldView, cast.assessor)
    assert answer["Deprecation"] == "@1798761600"
    assert answer["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert '</api/v1/docs/#partners>; rel="deprecation"' in answer["Link"]


def test_a_field_that_goes_says_so_too(cast):
    answer = answer_of(OldFieldView, cast.assessor)
    assert answer["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert '</docs/note/>; rel="deprecation"' in answer["Link"]


def test_what_stays_says_nothing(cast):
    answer = answer_of(PartnerViewSet, cast.assessor)
    assert not {"Deprecation", "Sunset"} & set(answer.headers)


def test_the_schema_marks_both(db):
    addresses = [
        path("api/v1/old/", OldView.as_view({"get": "list"})),
        path("api/v1/old-field/", OldFieldView.as_view({"get": "list"})),
        path("api/v1/partners/", PartnerViewSet.as_view({"get": "list"})),
    ]
    schema = SchemaGenerator(patterns=addresses).get_schema(request=None, public=True)
    assert schema["paths"]["/api/v1/old/"]["get"]["deprecated"] is True
    assert "deprecated" not in schema["paths"]["/api/v1/partners/"]["get"]
    properties = schema["components"]["schemas"]["OldPartner"]["properties"]
    assert [name for name, each in properties.items() if each.get("deprecated")] == ["note"]
