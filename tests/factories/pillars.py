"""The catalogue of pillars."""

import datetime

import factory
from factory.django import DjangoModelFactory

from pillars.models import Pillar, PillarSet, SubDimension


class PillarSetFactory(DjangoModelFactory):
    class Meta:
        model = PillarSet
        django_get_or_create = ("code",)

    code = "2017"
    name_id = "Enam pilar"
    name_en = "Six pillars"
    valid_from = datetime.date(2017, 1, 1)


class PillarFactory(DjangoModelFactory):
    class Meta:
        model = Pillar
        django_get_or_create = ("pillar_set", "code")

    pillar_set = factory.SubFactory(PillarSetFactory)
    code = "living"
    letters = "LI"
    name_id = "Smart Living"
    name_en = "Smart Living"
    color = "#0B7A75"
    position = 4


class SubDimensionFactory(DjangoModelFactory):
    class Meta:
        model = SubDimension
        django_get_or_create = ("code",)

    pillar = factory.SubFactory(PillarFactory)
    code = "living-health"
    name_id = "Kesehatan"
    name_en = "Health"
    position = 2
