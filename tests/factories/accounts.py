"""Sessions, devices and invitations."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Device, Invitation, Session
from organizations.roles import Role
from tests.factories.organizations import RegionFactory, UserFactory


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


class InvitationFactory(DjangoModelFactory):
    """Sent; of the link only a hash is known."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"undangan{n}@contoh.example")
    name = factory.Sequence(lambda n: f"Orang Undangan {n}")
    role = Role.VERIFIER
    region = factory.SubFactory(RegionFactory)
    invited_by = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    sent_at = factory.LazyFunction(timezone.now)
