"""News and mails."""

import factory
from factory.django import DjangoModelFactory

from notices.models import Mail, Notice, Preference
from tests.factories.organizations import RegionFactory, UserFactory


class PreferenceFactory(DjangoModelFactory):
    class Meta:
        model = Preference

    user = factory.SubFactory(UserFactory)


class MailFactory(DjangoModelFactory):
    class Meta:
        model = Mail

    user = factory.SubFactory(UserFactory)
    region = factory.SubFactory(RegionFactory)
    to = factory.LazyAttribute(lambda o: o.user.email)
    subject = factory.Sequence(lambda n: f"TW III 2026 tutup, {n} belum terkirim")
    body = "Yth. Contoh,\n\nMasih ada laporan yang belum terkirim.\n"
    message_id = factory.Sequence(lambda n: f"<{n}@contoh.example>")


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    user = factory.SubFactory(UserFactory)
    region = factory.SubFactory(RegionFactory)
    kind = "period.locked"
    key = factory.Sequence(str)
    params = factory.LazyFunction(lambda: {"period": "2026-3", "verified": "9", "total": "11"})
    url = "/pekerjaan/"
