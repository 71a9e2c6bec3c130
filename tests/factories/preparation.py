"""How a plan comes about: documents, stages, councils, meetings, directives, requests."""

import datetime

import factory
from factory.django import DjangoModelFactory

from masterplan.models.agenda import AgendaItem
from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.preparation import (
    Attendance,
    Council,
    CouncilMember,
    Decision,
    Directive,
    LegalDocument,
    Meeting,
    PreparationStage,
    SupportRequest,
)
from tests.factories.organizations import AgencyFactory, MinistryFactory, RegionFactory


class LegalDocumentFactory(DjangoModelFactory):
    class Meta:
        model = LegalDocument

    region = factory.SubFactory(RegionFactory)
    kind = LegalDocument.Kind.DECREE
    number = factory.Sequence(lambda n: f"188.4.45/{n}")
    title = factory.Sequence(lambda n: f"Keputusan Nomor {n}")
    year = 2022


class PreparationStageFactory(DjangoModelFactory):
    class Meta:
        model = PreparationStage

    region = factory.SubFactory(RegionFactory)
    kind = factory.Iterator(PreparationStage.Kind.values)
    position = factory.Sequence(lambda n: n)
    document = factory.SubFactory(LegalDocumentFactory, region=factory.SelfAttribute("..region"))


class CouncilFactory(DjangoModelFactory):
    class Meta:
        model = Council

    region = factory.SubFactory(RegionFactory)
    kind = Council.Kind.COUNCIL
    name = factory.Sequence(lambda n: f"Dewan Nomor {n}")
    decree = factory.SubFactory(LegalDocumentFactory, region=factory.SelfAttribute("..region"))


class CouncilMemberFactory(DjangoModelFactory):
    class Meta:
        model = CouncilMember

    council = factory.SubFactory(CouncilFactory)
    post = factory.Sequence(lambda n: f"Kepala Bagian {n}")
    role_text = "Anggota"
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..council.region"))


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    council = factory.SubFactory(CouncilFactory)
    held_on = datetime.date(2026, 3, 12)
    agenda = "Evaluasi triwulan"


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    member = factory.SubFactory(CouncilMemberFactory, council=factory.SelfAttribute("..meeting.council"))


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    meeting = factory.SubFactory(MeetingFactory)
    text = "Melengkapi data dukung"


class DirectiveFactory(DjangoModelFactory):
    class Meta:
        model = Directive

    region = factory.SubFactory(RegionFactory)
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..region"))
    given_on = datetime.date(2026, 3, 12)
    due_on = factory.LazyAttribute(lambda o: o.given_on + datetime.timedelta(days=31))
    text = "Percepat pengadaan"


class DirectiveAnswerFactory(DjangoModelFactory):
    class Meta:
        model = DirectiveAnswer

    directive = factory.SubFactory(DirectiveFactory)
    text = "Pengadaan sudah diumumkan"


class DirectiveStepFactory(DjangoModelFactory):
    class Meta:
        model = DirectiveStep

    directive = factory.SubFactory(DirectiveFactory)
    step = "close"
    words = "Terima kasih"


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    text = "Serapan anggaran"


class SupportRequestFactory(DjangoModelFactory):
    class Meta:
        model = SupportRequest

    region = factory.SubFactory(RegionFactory)
    ministry = factory.SubFactory(MinistryFactory)
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..region"))
    subject = "Jaringan desa"
    text = "Mohon dukungan jaringan"
