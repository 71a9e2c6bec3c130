"""Other reports of a period, evidence, steps, flags, rules."""

import datetime
import hashlib

import factory
from factory.django import DjangoModelFactory

from monev.monitoring.models.duties import Duty
from monev.monitoring.models.evidence import Evidence, EvidenceUse, StoredFile
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.models.progress import MilestoneProgress, PledgeReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag, Remark, Transition
from monev.monitoring.workflow import State
from tests.factories.masterplan import PledgeFactory
from tests.factories.monitoring import PeriodFactory, ProgressReportFactory
from tests.factories.organizations import AgencyFactory, PostFactory, RegionFactory, UserFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory


class RuleVersionFactory(DjangoModelFactory):
    class Meta:
        model = RuleVersion

    region = factory.SubFactory(RegionFactory)
    code = factory.Sequence(lambda n: f"rules-{n}")
    valid_from = datetime.date(2030, 1, 1)


class QuickWinReportFactory(DjangoModelFactory):
    class Meta:
        model = QuickWinReport

    quick_win = factory.SubFactory(QuickWinFactory)
    period = factory.SubFactory(PeriodFactory, region=factory.SelfAttribute("..quick_win.region"))


class MilestoneProgressFactory(DjangoModelFactory):
    class Meta:
        model = MilestoneProgress

    report = factory.SubFactory(QuickWinReportFactory)
    milestone = factory.SubFactory(MilestoneFactory, quick_win=factory.SelfAttribute("..report.quick_win"))
    done_on = datetime.date(2026, 9, 1)


class PledgeReportFactory(DjangoModelFactory):
    class Meta:
        model = PledgeReport

    pledge = factory.SubFactory(PledgeFactory)
    period = factory.SubFactory(PeriodFactory, region=factory.SelfAttribute("..pledge.commitment.region"))


class StoredFileFactory(DjangoModelFactory):
    class Meta:
        model = StoredFile

    class Params:
        content = factory.Sequence(lambda n: f"bukti {n}".encode())

    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.content).hexdigest())
    file = factory.django.FileField(filename="bukti.txt", data=b"bukti")
    size = 5
    content_type = "text/plain"


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    region = factory.SubFactory(RegionFactory)
    agency = factory.SubFactory(AgencyFactory, region=factory.SelfAttribute("..region"))
    title = factory.Sequence(lambda n: f"Bukti {n}")
    stored_file = factory.SubFactory(StoredFileFactory)
    file_name = "bukti.txt"
    dated_on = datetime.date(2026, 9, 1)
    uploaded_by = factory.SubFactory(UserFactory)


class EvidenceUseFactory(DjangoModelFactory):
    class Meta:
        model = EvidenceUse

    progress_report = factory.SubFactory(ProgressReportFactory)
    evidence = factory.SubFactory(
        EvidenceFactory,
        region=factory.SelfAttribute("..progress_report.period.region"),
        agency=factory.SelfAttribute("..progress_report.program.lead_agency"),
    )


class TransitionFactory(DjangoModelFactory):
    class Meta:
        model = Transition

    progress_report = factory.SubFactory(ProgressReportFactory)
    region = factory.LazyAttribute(lambda o: o.progress_report.period.region)
    agency = factory.LazyAttribute(lambda o: o.progress_report.program.lead_agency)
    to_state = State.DRAFT
    by = factory.SubFactory(UserFactory)


class QualityFlagFactory(DjangoModelFactory):
    class Meta:
        model = QualityFlag

    progress_report = factory.SubFactory(ProgressReportFactory)
    region = factory.LazyAttribute(lambda o: o.progress_report.period.region)
    agency = factory.LazyAttribute(lambda o: o.progress_report.program.lead_agency)
    code = "no_evidence"
    severity = QualityFlag.Severity.WARNING


class RemarkFactory(DjangoModelFactory):
    class Meta:
        model = Remark

    progress_report = factory.SubFactory(ProgressReportFactory)
    region = factory.LazyAttribute(lambda o: o.progress_report.period.region)
    agency = factory.LazyAttribute(lambda o: o.progress_report.program.lead_agency)
    field = "physical_percent"
    text = "Angka tidak sama dengan berita acara."
    by = factory.SubFactory(UserFactory)


class DutyFactory(DjangoModelFactory):
    class Meta:
        model = Duty

    post = factory.SubFactory(PostFactory)
    quick_win = factory.SubFactory(
        QuickWinFactory,
        region=factory.SelfAttribute("..post.agency.region"),
        agency=factory.SelfAttribute("..post.agency"),
    )
