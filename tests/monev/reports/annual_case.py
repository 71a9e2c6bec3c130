"""A region with everything that an annual report tells of: plan, self-assessment, follow-up, papers, evidence."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.core.files.base import ContentFile

from masterplan.models.preparation import Meeting
from monev.evaluation.models.assessments import Assessment
from monev.evaluation.models.surveys import Survey
from monev.monitoring.models.evidence import StoredFile
from monev.monitoring.models.progress import ProgressReport
from monev.reports.catalogue.base import Frame
from monev.reports.selectors.annual import annual_contents
from tests.factories.evaluation import (
    AnswerEvidenceFactory,
    AnswerFactory,
    AssessmentFactory,
    DimensionFactory,
    FindingEvidenceFactory,
    FindingFactory,
    FindingStepFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    NationalResultFactory,
    SurveyFactory,
    SurveyResponseFactory,
    SurveyServiceFactory,
)
from tests.factories.preparation import CouncilFactory, DecisionFactory, LegalDocumentFactory, MeetingFactory
from tests.factories.trail import EvidenceFactory, EvidenceUseFactory
from tests.monev.reports.conftest import make_plan

MOMENT = datetime(2026, 12, 30, 3, 0, tzinfo=UTC)
FORMULA = "=1+1"


def stored(content: bytes, name: str) -> StoredFile:
    """A file in the storage, with its hash."""
    row = StoredFile(sha256=hashlib.sha256(content).hexdigest(), size=len(content), content_type="text/plain")
    row.file.save(name, ContentFile(content), save=True)
    return row


def make_year(region, agency) -> SimpleNamespace:
    """2026 of a region: two verified programs and one silent, an answered item with evidence, a survey, a finding."""
    plan = make_plan(region, agency)
    report = ProgressReport.objects.filter(period=plan.period, state="verified").order_by("pk").first()
    proof = EvidenceFactory(
        region=region, agency=agency, title=f"{FORMULA} Foto posyandu", file_name="foto.txt",
        stored_file=stored(b"foto posyandu", "foto.txt"),
    )  # fmt: skip
    EvidenceUseFactory(progress_report=report, evidence=proof)
    assessment = AssessmentFactory(
        region=region, round__name="Evaluasi 2026", state=Assessment.State.SUBMITTED, submitted_at=MOMENT
    )
    dimension = DimensionFactory(instrument=assessment.round.instrument)
    indicator = InstrumentIndicatorFactory(dimension=dimension)
    item = InstrumentItemFactory(indicator=indicator, code="1.01", text="Apakah rencana ditetapkan?")
    open_item = InstrumentItemFactory(indicator=indicator, code="1.02", text="Apakah Dewan rapat?", is_survey=False)
    answer = AnswerFactory(
        assessment=assessment, item=item, score=3, text="Ditetapkan dengan Perbup", reason="Ada perbaikan",
        proposed=4, proposal={"rule": "plan_regulation", "value": "1"}, confirmed_at=MOMENT,
    )  # fmt: skip
    link = EvidenceFactory(
        region=region, agency=agency, title="Perbup", stored_file=None, file_name="", link="https://jdih.example/perbup"
    )
    for each in (proof, link):
        AnswerEvidenceFactory(answer=answer, evidence=each)
    finding = FindingFactory(region=region, agency=agency, year=2025, text="Rapatkan Dewan", due_on=date(2026, 6, 1))
    step = FindingStepFactory(finding=finding, words="Rapat sudah diadakan", progress_percent=40)
    minutes = EvidenceFactory(
        region=region, agency=agency, title="Notulen", file_name="notulen.txt",
        stored_file=stored(b"notulen rapat", "notulen.txt"),
    )  # fmt: skip
    FindingEvidenceFactory(step=step, evidence=minutes)
    council = CouncilFactory(region=region, name="Dewan Smart City")
    paper = LegalDocumentFactory(region=region, year=2026, title="Perbup Rencana Induk")
    paper.file.save("perbup.pdf", ContentFile(b"%PDF-1.7 perbup"), save=True)
    meeting = MeetingFactory(council=council, held_on=date(2026, 5, 4), state=Meeting.State.HELD)
    DecisionFactory(meeting=meeting, text="Percepat pengadaan")
    NationalResultFactory(region=region, year=2025)
    return SimpleNamespace(
        plan=plan, report=report, proof=proof, link=link, minutes=minutes, assessment=assessment, item=item,
        open_item=open_item, finding=finding, paper=paper, meeting=meeting,
    )  # fmt: skip


def add_survey(region, pillar, item) -> Survey:
    """A survey of one statement with two valid forms."""
    survey = SurveyFactory(region=region, year=2026, pillar=pillar, instrument=item.instrument, state="closed")
    service = SurveyServiceFactory(survey=survey, sub_dimension=item.sub_dimension)
    for score in (4, 1):
        SurveyResponseFactory(
            survey=survey, service=service, answers={item.code: score}, used=[item.sub_dimension.code]
        )
    return survey


def contents(region, language: str = "id", year: int = 2026) -> dict:
    return annual_contents(region, year, language=language, taken_at=MOMENT)


def frame_for(data: dict, **changed) -> Frame:
    parts = {
        "sha256": "a" * 64, "taken_at": MOMENT, "code_version": data["code_version"],
        "rules": data["rules"].get("version", ""), "edition": 1, "check_code": "7K3MXQ2RT9WB",
        "check_url": "https://portal.example/periksa/7K3MXQ2RT9WB/", "number": "050/17/Bappeda/2026",
        "dated_on": "2026-12-31", "place": "Taliwang",
        "institution": "Pemerintah Kabupaten Sumbawa Barat\nDinas Komunikasi dan Informatika",
        "address": "Jalan Bung Karno, Taliwang",
    }  # fmt: skip
    return Frame(**{**parts, **changed})
