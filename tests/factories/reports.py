"""Compiled reports."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from monev.reports.models import (
    CompiledReport,
    Letterhead,
    ReportFile,
    ReportLog,
    ReportRun,
    ReportSchedule,
    ScheduleTurn,
    Signatory,
    Snapshot,
)
from tests.factories.monitoring import PeriodFactory
from tests.factories.organizations import RegionFactory, UserFactory


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
    kind = "quarterly"
    title = "Laporan monev triwulanan"
    subject = factory.LazyAttribute(lambda row: f"{row.region}, {row.period}")
    params = factory.LazyAttribute(lambda row: {"period": row.period.address} if row.period else {})
    series = factory.Sequence(lambda n: f"{n:064d}")
    period = factory.SubFactory(PeriodFactory, region=factory.SelfAttribute("..region"))
    state = CompiledReport.State.DONE
    progress = 100
    snapshot = factory.SubFactory(SnapshotFactory)


class ReportFileFactory(DjangoModelFactory):
    class Meta:
        model = ReportFile

    report = factory.SubFactory(CompiledReportFactory)
    format = "pdf"
    file = factory.django.FileField(filename="laporan.pdf", data=b"%PDF-1.7")
    sha256 = "0" * 64
    size = 8


class ReportLogFactory(DjangoModelFactory):
    class Meta:
        model = ReportLog

    report = factory.SubFactory(CompiledReportFactory)
    code = "snapshot"


class ReportRunFactory(DjangoModelFactory):
    class Meta:
        model = ReportRun

    kind = "quarterly"
    title = "Laporan monev triwulanan"
    params = factory.LazyFunction(lambda: {"period": "2026-3"})


class ReportScheduleFactory(DjangoModelFactory):
    class Meta:
        model = ReportSchedule

    region = factory.SubFactory(RegionFactory)
    name = factory.Sequence(lambda n: f"Jadwal {n}")
    kind = "quarterly"
    owner = factory.SubFactory(UserFactory)


class ScheduleTurnFactory(DjangoModelFactory):
    class Meta:
        model = ScheduleTurn

    schedule = factory.SubFactory(ReportScheduleFactory)
    due_on = date(2026, 10, 10)


class LetterheadFactory(DjangoModelFactory):
    class Meta:
        model = Letterhead

    region = factory.SubFactory(RegionFactory)
    institution = "PEMERINTAH KABUPATEN SUMBAWA BARAT\nDINAS KOMUNIKASI DAN INFORMATIKA"
    place = "Taliwang"


class SignatoryFactory(DjangoModelFactory):
    class Meta:
        model = Signatory

    region = factory.SubFactory(RegionFactory)
    post = "Kepala Dinas Komunikasi dan Informatika"
    name = "Contoh Pejabat"
    nip = "197001012000011001"
