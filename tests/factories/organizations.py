"""Regions, OPDs, people."""

import datetime

import factory
from factory.django import DjangoModelFactory

from organizations import audit
from organizations.models import (
    Agency,
    ApiKey,
    AuditEntry,
    Cohort,
    DataBreach,
    DataRequest,
    Membership,
    Ministry,
    Partner,
    Post,
    Province,
    PullEntry,
    Region,
    User,
)
from organizations.roles import Role


class ProvinceFactory(DjangoModelFactory):
    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "52"
    name = "Nusa Tenggara Barat"


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    code = factory.Sequence(lambda n: f"kohort-{n}")
    label = factory.Sequence(lambda n: f"Kohort {n}")
    year = 2017


class MinistryFactory(DjangoModelFactory):
    class Meta:
        model = Ministry

    code = factory.Sequence(lambda n: f"kementerian-{n}")
    name = factory.Sequence(lambda n: f"Kementerian Nomor {n}")
    short_name = factory.Sequence(lambda n: f"K{n}")


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{60 + n // 100 % 40}.{n % 100:02d}")
    name = factory.LazyAttribute(lambda o: f"Kabupaten {o.code}")
    kind = Region.Kind.KABUPATEN
    province = factory.SubFactory(ProvinceFactory)
    time_zone = "Asia/Makassar"
    is_active = True


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    region = factory.SubFactory(RegionFactory)
    code = factory.Sequence(lambda n: f"OPD-{n}")
    name = factory.Sequence(lambda n: f"Dinas Nomor {n}")


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    region = factory.SubFactory(RegionFactory)
    kind = Partner.Kind.BANK
    name = factory.Sequence(lambda n: f"Bank {n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"orang{n}@contoh.example")
    name = factory.Sequence(lambda n: f"Orang {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.REGION_ADMIN
    region = factory.SubFactory(RegionFactory)
    agency = None
    starts_on = datetime.date(2022, 1, 1)


class ApiKeyFactory(DjangoModelFactory):
    class Meta:
        model = ApiKey

    user = factory.SubFactory(UserFactory)
    name = "kunci"
    prefix = factory.Sequence(lambda n: f"sc_{n:09d}")
    digest = factory.Sequence(lambda n: f"f{n:063d}")


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Kepala Seksi {n}")


class AuditEntryFactory(DjangoModelFactory):
    """Somebody changed the settings of a region; written as services write it."""

    class Meta:
        model = AuditEntry

    by = factory.SubFactory(UserFactory)
    region = factory.SubFactory(RegionFactory)
    verb = "region.settings"

    @classmethod
    def _create(cls, model_class, *args, by, verb, region, **details):
        return audit.record(by, verb, region, region=region, **details)


class DataRequestFactory(DjangoModelFactory):
    """A citizen asks to see what is kept about them."""

    class Meta:
        model = DataRequest

    region = factory.SubFactory(RegionFactory)
    kind = DataRequest.Kind.ACCESS
    name = "Warga Contoh"
    contact = "warga@contoh.example"
    text = "Data apa yang disimpan tentang saya?"


class DataBreachFactory(DjangoModelFactory):
    """A list of addresses was sent to the wrong person."""

    class Meta:
        model = DataBreach

    region = factory.SubFactory(RegionFactory)
    title = "Daftar alamat terkirim ke penerima yang salah"
    data_concerned = "Nama dan alamat surel 12 warga"
    course = "Lampiran surel tertukar"
    measures = "Penerima diminta menghapus dan mengonfirmasi"


class PullEntryFactory(DjangoModelFactory):
    """Somebody took a list of one region."""

    class Meta:
        model = PullEntry

    user = factory.SubFactory(UserFactory)
    method = "GET"
    path = "/api/v1/partners/"
    table = "partners"
    status = 200
    rows = 3
    bytes = 900
    duration_ms = 12
    reach = PullEntry.Reach.REGION
    region = factory.SubFactory(RegionFactory)
