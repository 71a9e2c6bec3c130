"""Quick wins."""

import datetime

import factory
from factory.django import DjangoModelFactory

from quickwins.models import Milestone, QuickWin, Replication, Risk
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


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    quick_win = factory.SubFactory(QuickWinFactory)
    name = "Uji coba"
    due_on = datetime.date(2026, 9, 1)


class RiskFactory(DjangoModelFactory):
    class Meta:
        model = Risk

    quick_win = factory.SubFactory(QuickWinFactory)
    text = "Jaringan putus"
    likelihood = Risk.Level.LOW
    impact = Risk.Level.HIGH


class ReplicationFactory(DjangoModelFactory):
    class Meta:
        model = Replication

    quick_win = factory.SubFactory(QuickWinFactory, is_practice=True)
    requested_by = factory.SubFactory(RegionFactory)
