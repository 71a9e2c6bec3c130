"""Sessions and devices."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Device, Session
from tests.factories.organizations import UserFactory


class SessionFactory(DjangoModelFactory):
    """Another browser in which somebody is logged in."""

    class Meta:
        model = Session

    session_key = factory.Sequence(lambda n: f"{n:032d}")
    session_data = ""
    expire_date = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=2))
    user = factory.SubFactory(UserFactory)
    address = "10.9.8.7"
    user_agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


class DeviceFactory(DjangoModelFactory):
    """A browser that somebody has logged in with."""

    class Meta:
        model = Device

    user = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"d{n:063d}")
