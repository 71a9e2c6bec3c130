"""Factories of the exchange with other systems."""

import factory
from factory.django import DjangoModelFactory

from exchange.models import Export
from tests.factories.organizations import RegionFactory, UserFactory


class ExportFactory(DjangoModelFactory):
    class Meta:
        model = Export

    region = factory.SubFactory(RegionFactory)
    tables = ["programs", "plans"]
    requested_by = factory.SubFactory(UserFactory)
    state = Export.State.FAILED
