"""Which records have a page of history, under which name, and which other rows belong to their trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Invitation
from citizens.models import DocumentSwitch, Feedback, ProgramSwitch, Publication, QuickWinStory
from masterplan.models.agenda import AgendaItem
from masterplan.models.catalogues import PillarRule
from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.plans import (
    ActionItem,
    BudgetLine,
    Indicator,
    IndicatorTarget,
    MasterPlan,
    Partnership,
    PlannedProgress,
    PlanVersion,
    Program,
    ProgramSupporter,
)
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
from monev.evaluation.models.assessments import Answer, AnswerEvidence, Assessment, Reopening
from monev.evaluation.models.external import ExternalFigure
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep, NationalItemScore, NationalResult
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import AssessorFinding, Assignment, ItemScore, StageResult
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService
from monev.monitoring.models.duties import Duty
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period, RuleVersion
from monev.monitoring.models.progress import (
    ActionItemProgress,
    IndicatorValue,
    MilestoneProgress,
    PledgeReport,
    ProgressReport,
    QuickWinReport,
    Spending,
)
from monev.reports.models import Letterhead, ReportRun, ReportSchedule, Signatory
from organizations.models import Agency, DataBreach, DataRequest, Partner, Post, Region
from quickwins.models import Milestone, QuickWin, Replication, Risk
from webhooks.models import Webhook


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to the trail of another row: `column` points at it, or at a part of it (`of`).

    `names`: the columns by which people tell these rows apart.
    """

    model: Any
    column: str
    names: tuple[str, ...]
    of: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of record: its name in addresses, and what belongs to its trail.

    `page`: where a row is shown; `of_region`: below the address of its region.
    """

    slug: str
    model: Any
    parts: tuple[Part, ...] = ()
    page: str = ""
    of_region: bool = False

    def address_of(self, row: Any) -> str:
        """The page of a row; empty where it has none."""
        if not self.page:
            return ""
        return reverse(self.page, args=[row.region.code, row.pk] if self.of_region else [row.pk])

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)


_TARGET = Part(IndicatorTarget, "indicator", ("indicator", "year"), Indicator)


_PROGRAM = (
    Part(Indicator, "program", ("name",)),
    _TARGET,
    Part(BudgetLine, "program", ("year", "source_of_funds", "edition")),
    Part(PlannedProgress, "program", ("year", "month")),
    Part(ActionItem, "program", ("name",)),
    Part(ProgramSupporter, "program", ("agency",)),
    Part(Partnership, "program", ("partner",)),
)


_PROGRESS = (
    Part(Spending, "report", ("source_of_funds",)),
    Part(IndicatorValue, "report", ("indicator",)),
    Part(ActionItemProgress, "report", ("action_item",)),
    Part(EvidenceUse, "progress_report", ("evidence",)),
    Part(EvidenceUse, "indicator_value", ("evidence", "indicator_value"), IndicatorValue),
)


_WIN = (
    Part(MilestoneProgress, "report", ("milestone",)),
    Part(EvidenceUse, "quick_win_report", ("evidence",)),
    Part(EvidenceUse, "milestone", ("evidence", "milestone"), MilestoneProgress),
)


TABLES = (
    Table("laporan-program", ProgressReport, _PROGRESS, "monitoring:report-detail"),
    Table("laporan-quick-win", QuickWinReport, _WIN, "monitoring:quick-win-report-detail"),
    Table(
        "laporan-komitmen",
        PledgeReport,
        (Part(EvidenceUse, "pledge_report", ("evidence",)),),
        "monitoring:pledge-report-detail",
    ),
    Table("program", Program, _PROGRAM, "portal:program-detail"),
    Table("indikator", Indicator, (Part(IndicatorTarget, "indicator", ("year",)),)),
    Table("target", IndicatorTarget),
    Table("anggaran", BudgetLine),
    Table("rencana-progres", PlannedProgress),
    Table("rencana-aksi", ActionItem),
    Table("opd-pendukung", ProgramSupporter),
    Table("kemitraan", Partnership),
    Table("rencana-induk", MasterPlan),
    Table("versi-rencana", PlanVersion, (), "masterplan:version-detail"),
    Table("aturan-pilar", PillarRule),
    Table(
        "quick-win",
        QuickWin,
        (Part(Milestone, "quick_win", ("name",)), Part(Risk, "quick_win", ("text",))),
        "quickwins:quick-win-detail",
    ),
    Table("tonggak", Milestone),
    Table("risiko", Risk),
    Table("replikasi", Replication),
    Table("lembar-komitmen", Commitment, (Part(Pledge, "commitment", ("text",)),)),
    Table("komitmen", Pledge, (), "portal:pledge-detail"),
    Table("periode", Period, (), "monitoring:period-lock"),
    Table("aturan-hitung", RuleVersion),
    Table("realisasi", Spending),
    Table("nilai-indikator", IndicatorValue),
    Table("progres-aksi", ActionItemProgress),
    Table("progres-tonggak", MilestoneProgress),
    Table("bukti", Evidence, (Part(EvidenceUse, "evidence", ()),), "monitoring:evidence-detail"),
    Table("pemakaian-bukti", EvidenceUse),
    Table("tugas", Duty),
    Table("undangan", Invitation),
    Table(
        "instrumen",
        Instrument,
        (
            Part(Dimension, "instrument", ("code",)),
            Part(InstrumentIndicator, "instrument", ("name",)),
            Part(InstrumentItem, "instrument", ("code",)),
        ),
        "evaluation:instrument-detail",
    ),
    Table("dimensi-instrumen", Dimension),
    Table("indikator-instrumen", InstrumentIndicator),
    Table("butir-instrumen", InstrumentItem),
    Table("hasil-evaluasi", NationalResult),
    Table("temuan", Finding),
    Table("survei", Survey, (Part(SurveyService, "survey", ("sub_dimension",)),)),
    Table("layanan-survei", SurveyService),
    Table("jawaban-survei", SurveyResponse),
    Table("putaran-evaluasi", EvaluationRound, (Part(RoundStage, "round", ("kind",)),), "evaluation:round-detail"),
    Table("tahap-evaluasi", RoundStage),
    Table("proses-nasional", ReportRun, (), "reports:run-detail"),
    Table("penilaian-daerah", Assessment, (Part(Assignment, "assessment", ("assessor", "stage")),)),
    Table("penugasan-asesor", Assignment),
    Table("nilai-asesor", ItemScore),
    Table("temuan-asesor", AssessorFinding),
    Table("butir-dibuka", Reopening),
    Table(
        "temuan",
        Finding,
        (
            Part(FindingStep, "finding", ("step",)),
            Part(FindingEvidence, "step", ("evidence",), FindingStep),
        ),
        "evaluation:follow-up-detail",
        of_region=True,
    ),
    Table("langkah-temuan", FindingStep, (Part(FindingEvidence, "step", ("evidence",)),)),
    Table("bukti-temuan", FindingEvidence),
    Table("jawaban-evaluasi", Answer),
    Table("bukti-jawaban", AnswerEvidence),
    Table("hasil-tahap", StageResult),
    Table("skor-butir-nasional", NationalItemScore),
    Table("data-eksternal", ExternalFigure),
    Table("dokumen", LegalDocument),
    Table("tahapan", PreparationStage),
    Table("dewan", Council, (Part(CouncilMember, "council", ("name",)),)),
    Table(
        "rapat",
        Meeting,
        (
            Part(Attendance, "meeting", ("member",)),
            Part(Decision, "meeting", ("text",)),
            Part(AgendaItem, "meeting", ("text",)),
        ),
        "portal:meeting-detail",
    ),
    Table("keputusan", Decision),
    Table("agenda", AgendaItem),
    Table(
        "arahan",
        Directive,
        (
            Part(DirectiveAnswer, "directive", ()),
            Part(DirectiveStep, "directive", ("step",)),
            Part(EvidenceUse, "directive_answer", ("evidence",), DirectiveAnswer),
        ),
        "portal:directive-detail",
    ),
    Table("jawaban-arahan", DirectiveAnswer, (Part(EvidenceUse, "directive_answer", ("evidence",)),)),
    Table("langkah-arahan", DirectiveStep),
    Table("permohonan", SupportRequest),
    Table("halaman-publik", Publication),
    Table("program-ditahan", ProgramSwitch),
    Table("dokumen-publik", DocumentSwitch),
    Table("cerita-quick-win", QuickWinStory),
    Table("masukan-warga", Feedback),
    Table("kop-laporan", Letterhead),
    Table("penanda-tangan", Signatory, (), "reports:signatory-change"),
    Table("jadwal-laporan", ReportSchedule, (), "reports:schedule-detail"),
    Table("webhook", Webhook, (), "webhooks:webhook-detail"),
    Table("permintaan-data-pribadi", DataRequest),
    Table("insiden-data-pribadi", DataBreach),
    Table("daerah", Region),
    Table("opd", Agency),
    Table("jabatan", Post),
    Table("mitra", Partner),
)


BY_SLUG = {table.slug: table for table in TABLES}


BY_LABEL = {table.model._meta.label_lower: table for table in TABLES}
"""By the name under which the audit log keeps a kind of record."""


def table_of(row: Any) -> Table | None:
    """The table of a row, where it has a page of history."""
    return BY_LABEL.get(row._meta.label_lower)
