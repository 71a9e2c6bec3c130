"""Results and findings of the national evaluation."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from monev.evaluation.models import Finding, NationalResult
from tests.factories.organizations import RegionFactory


class NationalResultFactory(DjangoModelFactory):
    class Meta:
        model = NationalResult

    region = factory.SubFactory(RegionFactory)
    year = factory.Sequence(lambda n: 2000 + n)
    instrument_code = "2022"
    index = Decimal("3.28")


class FindingFactory(DjangoModelFactory):
    class Meta:
        model = Finding

    region = factory.SubFactory(RegionFactory)
    year = 2025
    kind = Finding.Kind.RECOMMENDATION
    text = factory.Sequence(lambda n: f"Tindak lanjuti rekomendasi {n}")
