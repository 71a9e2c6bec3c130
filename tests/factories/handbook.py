"""What the handbook remembers of people."""

import factory
from factory.django import DjangoModelFactory

from handbook.models import TourSeen
from tests.factories.organizations import UserFactory


class TourSeenFactory(DjangoModelFactory):
    class Meta:
        model = TourSeen

    user = factory.SubFactory(UserFactory)
    tour = "verifier"
