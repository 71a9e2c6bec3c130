"""Quick wins."""

import factory
from factory.django import DjangoModelFactory

from quickwins.models import QuickWin
from tests.factories.organizations import AgencyFactory, RegionFactory
from tests.factories.pillars import PillarFactory


class QuickWinFactory(DjangoModelFactory):
    class Meta:
        model = QuickWin

    region = factory.SubFactory(RegionFactory)
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..region"))
    pillar = factory.SubFactory(PillarFactory)
    title = factory.Sequence(lambda n: f"Quick Win {n}")
    year = 2026
