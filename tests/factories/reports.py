"""Compiled reports."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from monev.reports.models import CompiledReport, ReportFile, Snapshot
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import RegionFactory


class SnapshotFactory(DjangoModelFactory):
    class Meta:
        model = Snapshot

    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    data = factory.LazyFunction(dict)
    rules = "baseline"
    code_version = "0.1.0"
    taken_at = factory.LazyFunction(timezone.now)


class CompiledReportFactory(DjangoModelFactory):
    class Meta:
        model = CompiledReport

    region = factory.SubFactory(RegionFactory)
    kind = CompiledReport.Kind.QUARTERLY
    period = factory.SubFactory(PeriodFactory, region=factory.SelfAttribute("..region"))
    state = CompiledReport.State.DONE
    progress = 100
    snapshot = factory.SubFactory(SnapshotFactory)


class ReportFileFactory(DjangoModelFactory):
    class Meta:
        model = ReportFile

    report = factory.SubFactory(CompiledReportFactory)
    format = ReportFile.Format.PDF
    file = factory.django.FileField(filename="laporan.pdf", data=b"%PDF-1.7")
    sha256 = "0" * 64
    size = 8
