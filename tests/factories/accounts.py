"""Invitations."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Invitation
from organizations.roles import Role
from tests.factories.organizations import RegionFactory, UserFactory


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
