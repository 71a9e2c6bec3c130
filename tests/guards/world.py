"""Two regions with the same set of objects, so that every address can be asked for one's own and for a foreign one."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from citizens.models import DocumentSwitch, Feedback, ProgramSwitch, Publication, QuickWinStory
from core.emblems import emblem
from exchange.interchange.document import bytes_of
from exchange.selectors.plan_documents import plan_document
from exchange.services.plan_documents.importing import accept_document
from masterplan.models.agenda import AgendaItem
from masterplan.models.catalogues import PillarRule
from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.plans import Partnership, PlanVersion
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
from masterplan.services.importing.uploads import accept_upload
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.services.letters import region_letter, stage_file
from monev.monitoring.models.duties import Duty
from monev.monitoring.models.evidence import Evidence, EvidenceUse, PartialUpload, StoredFile
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.models.progress import MilestoneProgress, PledgeReport, ProgressReport, QuickWinReport
from monev.monitoring.models.trail import QualityFlag, Transition
from monev.monitoring.workflow import State
from monev.reports.models import ReportFile, Snapshot
from organizations.models import ApiKey, BoundaryMap, Ministry, Region, User
from organizations.roles import Role
from quickwins.models import Milestone, Replication, Risk
from tests.drawings import SHIELD
from tests.factories.accounts import InvitationFactory, SessionFactory
from tests.factories.evaluation import (
    A_MOMENT,
    AnswerFactory,
    AssessmentFactory,
    AssessorFindingFactory,
    AssignmentFactory,
    DimensionFactory,
    EvaluationRoundFactory,
    ExternalFigureFactory,
    FindingEvidenceFactory,
    FindingFactory,
    FindingStepFactory,
    InstrumentFactory,
    InstrumentIndicatorFactory,
    InstrumentItemFactory,
    ItemScoreFactory,
    NationalItemScoreFactory,
    NationalResultFactory,
    ReopeningFactory,
    RoundStageFactory,
    SurveyServiceFactory,
)
from tests.factories.exchange import ExportFactory
from tests.factories.frozen import thawed
from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    CommitmentFactory,
    FundSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MasterPlanFactory,
    PlannedProgressFactory,
    PlanVersionFactory,
    PledgeFactory,
    ProgramFactory,
    ProgramSupporterFactory,
    adopt,
)
from tests.factories.monitoring import (
    ActionItemProgressFactory,
    IndicatorValueFactory,
    PeriodFactory,
    ProgressReportFactory,
    RegionStandingFactory,
    SpendingFactory,
)
from tests.factories.notices import MailFactory, NoticeFactory
from tests.factories.organizations import (
    AgencyFactory,
    ApiKeyFactory,
    AuditEntryFactory,
    DataBreachFactory,
    DataRequestFactory,
    MembershipFactory,
    PartnerFactory,
    PostFactory,
    PullEntryFactory,
    RegionFactory,
    UserFactory,
)
from tests.factories.pillars import SubDimensionFactory
from tests.factories.quickwins import QuickWinFactory
from tests.factories.reports import (
    CompiledReportFactory,
    LetterheadFactory,
    ReportLogFactory,
    ReportRunFactory,
    ReportScheduleFactory,
    ScheduleTurnFactory,
    SignatoryFactory,
)
from tests.factories.webhooks import WebhookDeliveryFactory, WebhookFactory
from tests.factories.workbooks import WorkbookUploadFactory, checked_result
from tests.guards.instruments import add_instruments, more_instruments
from tests.masterplan.importing.matrices import EXAMPLES
from tests.monev.evaluation import survey_case
from tests.monev.evaluation.assess_case import answered_more, self_assessed
from tests.monev.evaluation.stage_case import close, give, make_stage, publish, result_of, take_part
from tests.people import make_cast, person

NOW = "2026-10-01 02:00:00+00:00"
"""The third quarter of 2026 is open, the second is closed, the first is locked."""
SHAPES = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"52.07"},"geometry":{"type":"Polygon",'
    '"coordinates":[[[116.5,-9.2],[116.5,-8.6],[116.9,-8.6],[116.9,-9.2],[116.5,-9.2]]]}}]}'
)
JPEG = b"\xff\xd8\xff\xe0" + bytes(64)
PDF = b"%PDF-1.7\n%%EOF\n"


def make_world() -> SimpleNamespace:
    """`cast`, `own` and `foreign` (see `make_place`); the cast stands in `own`, its people named `foreign_*` do not."""
    region = RegionFactory(code="52.07", name="Kabupaten Sumbawa Barat")
    other = RegionFactory(code="52.04", name="Kabupaten Sumbawa")
    agency = AgencyFactory(region=region, code="DINKES", name="Dinas Kesehatan")
    other_agency = AgencyFactory(region=region, code="DLH", name="Dinas Lingkungan Hidup")
    cast = make_cast(region, other, agency, other_agency)
    cast.officer = person(Role.DATA_OFFICER, region)
    abroad = person(Role.REGION_ADMIN, other)
    there = AgencyFactory(region=other, code="DIKBUD", name="Dinas Pendidikan")
    evaluation = make_evaluation()
    own = make_place(region, agency, cast.admin, cast.staff)
    assess(own, evaluation, cast.assessor)
    Publication.objects.filter(region=region).update(is_published=True)  # the foreign region is not public
    foreign = make_place(other, there, abroad, cast.foreign_agency_staff)
    assess(foreign, evaluation, cast.foreign_assessor)
    published = {"state": "published", "closed_at": A_MOMENT, "published_at": A_MOMENT}
    RoundStage.objects.filter(pk=evaluation.first.pk).update(**published)
    return SimpleNamespace(cast=cast, own=own, foreign=foreign)


def make_evaluation() -> SimpleNamespace:
    """A round of one instrument: stages I and II are open; a second round has its stage planned."""
    instrument = InstrumentFactory()
    dimension = DimensionFactory(instrument=instrument, code="output")
    indicator = InstrumentIndicatorFactory(dimension=dimension)
    items = [InstrumentItemFactory(indicator=indicator, code=f"1.0{number}") for number in (1, 2)]
    evaluation = EvaluationRoundFactory(instrument=instrument)
    first = RoundStageFactory(round=evaluation, kind="I")
    stage = RoundStageFactory(round=evaluation)
    planned = RoundStageFactory(round__year=2025, state="planned")
    return SimpleNamespace(
        round=evaluation, dimension=dimension, items=items, first=first, stage=stage, planned=planned
    )


def assess(place, evaluation, assessor) -> None:
    """The region in the round: stage I scored and published by `assessor`, stage II at work."""
    place.round, place.stage, place.dimension = evaluation.round, evaluation.planned, evaluation.dimension
    place.item = evaluation.items[0]
    submitted = {"state": "submitted", "submitted_at": A_MOMENT, "submitted_by": place.admin}
    place.assessment = AssessmentFactory(region=place.region, round=evaluation.round, **submitted)
    answers = [AnswerFactory(assessment=place.assessment, item=item) for item in evaluation.items]
    who = {"assessment": place.assessment, "assessor": assessor}
    place.submitted_assignment = AssignmentFactory(**who, stage=evaluation.first, submitted_at=A_MOMENT)
    place.assignment = AssignmentFactory(**who, stage=evaluation.stage)
    for item in evaluation.items:
        ItemScoreFactory(assignment=place.submitted_assignment, item=item)
    AssessorFindingFactory(assignment=place.submitted_assignment)
    place.own_finding = AssessorFindingFactory(assignment=place.assignment)
    place.reopening = ReopeningFactory(answer=answers[0], stage=evaluation.stage, opened_by=assessor)


def make_place(region: Region, agency, admin, staff) -> SimpleNamespace:
    """One region with everything that has an address."""
    place = SimpleNamespace(region=region, agency=agency, admin=admin, staff=staff)
    place.boundaries = BoundaryMap.objects.first() or BoundaryMap.objects.create(
        kind="geojson", content=SHAPES, sha256="a" * 64, areas=1, file_name="contoh.json"
    )
    _plan(place)
    _periods(place)
    _reports(place)
    _proof(place)
    _preparation(place)
    _compiled(place)
    _citizens(place)
    _evaluated(place)
    place.self_assessment = self_assessed(region, agency)
    place.survey = survey_case.make_survey(region, agency)
    survey_case.answer(place.survey, phone_hash="a")
    add_instruments(place)
    _told_outside(place)
    place.mail = MailFactory(user=staff, region=region)
    place.notice = NoticeFactory(user=staff, region=region, mail=place.mail)
    place.key = ApiKey.objects.create(user=staff, name="kunci", prefix=f"p{staff.pk}", digest=f"{staff.pk:064d}")
    place.region_key = ApiKeyFactory(user=admin)
    place.login_session = SessionFactory(user=staff)
    place.nation_person = person(Role.NATIONAL_ADMIN, None)
    place.invitation = InvitationFactory(region=region)
    place.membership = staff.memberships.get()
    place.national = User.objects.filter(memberships__role=Role.NATIONAL_ADMIN).first()
    place.audit_entry = AuditEntryFactory(by=admin, region=region)
    place.data_request = DataRequestFactory(region=region)
    place.breach = DataBreachFactory(region=region)
    place.pull = PullEntryFactory(user=person(Role.COUNCIL, region), region=region, reach="region")
    return place


def _told_outside(place) -> None:
    """Webhooks: one in use with a message that arrived and one that did not, one paused."""
    place.webhook = WebhookFactory(region=place.region, name="Dasbor", made_by=place.admin)
    place.paused_webhook = WebhookFactory(region=place.region, paused_at=timezone.now(), pause_reason="failures")
    what = {"webhook": place.webhook, "attempt": 1, "tries": 1, "sent_at": timezone.now(), "next_at": None}
    place.delivery = WebhookDeliveryFactory(state="sent", status=200, answer="ok", duration_ms=80, **what)
    WebhookDeliveryFactory(state="given_up", status=302, **what)


def make_program(version, agency, **columns):
    """A program with one row of each kind below it."""
    program = ProgramFactory(plan_version=version, lead_agency=agency, sub_dimension=SubDimensionFactory(), **columns)
    ProgramSupporterFactory(program=program)
    BudgetLineFactory(program=program)
    PlannedProgressFactory(program=program, spending=Decimal(400_000_000))
    IndicatorTargetFactory(indicator=IndicatorFactory(program=program))
    ActionItemFactory(program=program)
    return program


def _plan(place) -> None:
    place.plan = MasterPlanFactory(region=place.region)
    place.version = PlanVersionFactory(plan=place.plan)
    place.program = make_program(place.version, place.agency, name="Tanpa laporan")
    place.programs = {state: make_program(place.version, place.agency, name=f"Program {state}") for state in State}
    adopt(place.version)
    place.draft = PlanVersionFactory(plan=place.plan, number=2, based_on=place.version)
    place.post = PostFactory(agency=place.agency)
    Duty.objects.create(post=place.post, program_lineage=place.program.lineage)
    place.unplaced = ProgramFactory(plan_version=place.draft, lead_agency=place.agency, sub_dimension=None)
    place.rule = PillarRule.objects.create(region=place.region, code_prefix="1.02", sub_dimension=SubDimensionFactory())
    FundSourceFactory(code="1", name_id="Umum", name_en="General")
    place.upload = accept_upload(
        place.region,
        title=f"Rencana {place.region.code}",
        start=2022,
        end=2024,
        name="rencana.csv",
        content=(EXAMPLES / "plan-matrix.csv").read_bytes(),
        by=place.admin,
    )
    document = plan_document(place.plan)
    place.plan_upload = accept_document(place.region, name="rencana.json", data=bytes_of(document), by=place.admin)


def _periods(place) -> None:
    place.locked = PeriodFactory(region=place.region, number=1)
    place.closed = PeriodFactory(region=place.region, number=2)
    place.period = PeriodFactory(region=place.region, number=3)
    RegionStandingFactory(period=place.closed)


def _reports(place) -> None:
    source = FundSourceFactory()
    place.reports = {}
    for state, program in place.programs.items():
        sent = {} if state == State.DRAFT else {"submitted_at": timezone.now(), "submitted_by": place.staff}
        report = ProgressReportFactory(program=program, period=place.period, state=state, **sent)
        SpendingFactory(report=report, source_of_funds=source)
        IndicatorValueFactory(report=report, indicator=program.indicators.get())
        ActionItemProgressFactory(report=report, action_item=program.action_items.get())
        place.reports[state] = report
    locked = ProgressReportFactory(program=place.program, period=place.locked, state=State.VERIFIED)
    place.locked_report = locked
    corrected = ProgressReportFactory(program=place.programs[State.DRAFT], period=place.locked, state=State.VERIFIED)
    type(place.locked).objects.filter(pk=place.locked.pk).update(locked_at=timezone.now(), locked_by=place.admin)
    place.correction = _correction(corrected.program, place.locked, state=State.RETURNED)
    sent = {"period": place.period, "state": State.SUBMITTED, "submitted_at": timezone.now()}
    place.quick_win = QuickWinFactory(region=place.region, agency=place.agency, is_practice=True)
    place.pledge = PledgeFactory(commitment=CommitmentFactory(region=place.region, agency=place.agency))
    place.quick_win_report = QuickWinReport.objects.create(quick_win=place.quick_win, physical_percent=40, **sent)
    place.pledge_report = PledgeReport.objects.create(pledge=place.pledge, pledge_state="running", **sent)
    place.open_quick_win = QuickWinFactory(region=place.region, agency=place.agency)
    place.open_pledge = PledgeFactory(commitment=place.pledge.commitment)
    day = date(2026, 9, 1)
    milestone = Milestone.objects.create(quick_win=place.quick_win, name="Uji coba", due_on=day)
    MilestoneProgress.objects.create(report=place.quick_win_report, milestone=milestone, done_on=day)
    Risk.objects.create(quick_win=place.quick_win, text="Jaringan", likelihood="low", impact="high")
    Replication.objects.create(quick_win=place.quick_win, requested_by=place.region)
    submitted: ProgressReport = place.reports[State.SUBMITTED]
    where = {"region": place.region, "agency": place.agency, "progress_report": submitted}
    place.flag = QualityFlag.objects.create(code="jump", severity="notice", params={"points": "45"}, **where)
    Transition.objects.create(from_state=State.DRAFT, to_state=State.SUBMITTED, by=place.staff, **where)


def _correction(program, period, **columns):
    """What was reported for a locked period, once more."""
    words = {"correction_reason": "Salah ketik.", "return_reason": "Salah ketik."}
    return ProgressReportFactory(program=program, period=period, revision=2, physical_percent=55, **words, **columns)


def _proof(place) -> None:
    content = PDF + place.region.code.encode()
    digest = hashlib.sha256(content).hexdigest()
    stored = StoredFile.objects.create(
        sha256=digest, file=ContentFile(content, f"{digest}.pdf"), size=len(content), content_type="application/pdf"
    )
    place.evidence = Evidence.objects.create(
        region=place.region,
        agency=place.agency,
        title="Berita acara",
        stored_file=stored,
        file_name="berita.pdf",
        uploaded_by=place.staff,
    )
    EvidenceUse.objects.create(evidence=place.evidence, progress_report=place.reports[State.SUBMITTED])
    place.partial_upload = PartialUpload.objects.create(
        uid=uuid4(),
        user=place.staff,
        period=place.period,
        kind="progress",
        subject_id=place.program.pk,
        name="foto.jpg",
        size=1000,
    )


def _preparation(place) -> None:
    region = place.region
    place.document = LegalDocument.objects.create(
        region=region, kind="decree", title="Keputusan", year=2022, file=ContentFile(PDF, "sk.pdf")
    )
    place.council = Council.objects.create(region=region, kind="council", name="Dewan Smart City")
    place.meeting = Meeting.objects.create(
        council=place.council, held_on=date(2026, 3, 1), agenda="Evaluasi", minutes_file=ContentFile(PDF, "notulen.pdf")
    )
    member = CouncilMember.objects.create(council=place.council, post="Ketua", role_text="Ketua")
    Attendance.objects.create(meeting=place.meeting, member=member)
    Decision.objects.create(meeting=place.meeting, text="Dilanjutkan")
    PreparationStage.objects.create(region=region, kind="mou", position=1)
    day = date(2026, 3, 1)
    who = {"region": region, "agency": place.agency}
    place.planned_meeting = Meeting.objects.create(council=place.council, state="planned", held_on=date(2026, 11, 1))
    place.agenda_item = AgendaItem.objects.create(meeting=place.planned_meeting, text="Anggaran", is_own=True)
    place.directive = Directive.objects.create(text="Percepat", given_on=day, due_on=day, **who)
    _answered(place, 0)
    ministry, _made = Ministry.objects.get_or_create(
        code="KOMDIGI", defaults={"name": "Komdigi", "short_name": "Komdigi"}
    )
    SupportRequest.objects.create(ministry=ministry, subject="Jaringan", text="Mohon", **who)
    partner = PartnerFactory(region=region)
    Partnership.objects.create(
        program=place.program, partner=partner, contribution="Dana", start_year=2022, end_year=2026
    )
    NationalResultFactory(region=region, year=2021)
    NationalItemScoreFactory(region=region)
    place.external_figure = ExternalFigureFactory(region=region, year=2025)
    place.finding = FindingFactory(region=region, agency=place.agency)
    _followed_up(place, 0)
    RuleVersion.objects.create(region=region, code=f"aturan-{region.code}", valid_from=date(2022, 1, 1))


def _answered(place, number) -> None:
    """An answer with evidence to the directive, and its step."""
    answer = DirectiveAnswer.objects.create(directive=place.directive, text=f"Lelang {number}", answered_by=place.staff)
    DirectiveStep.objects.create(directive=place.directive, step="answer", answer=answer, by=place.staff)
    proof = Evidence.objects.create(
        title=f"Lelang {number}", link=f"https://contoh.example/a/{number}", **_owner(place)
    )
    EvidenceUse.objects.create(evidence=proof, directive_answer=answer)


def _followed_up(place, number) -> None:
    """A step of the follow-up of the finding, with evidence."""
    step = FindingStepFactory(finding=place.finding, by=place.staff, words=f"Rapat {number}", agency=place.agency)
    link = f"https://contoh.example/t/{place.region.code}/{number}"
    proof = Evidence.objects.create(title=f"Notulen {number}", link=link, **_owner(place))
    FindingEvidenceFactory(step=step, evidence=proof)


def _compiled(place) -> None:
    _exports(place)
    place.workbook = WorkbookUploadFactory(agency=place.agency, period=place.period, uploaded_by=place.staff)
    what = {"region": place.region, "kind": "quarterly", "period": place.closed}
    snapshot = Snapshot.objects.create(sha256="0" * 64, data={}, rules="1", code_version="1", taken_at=timezone.now())
    place.compiled = CompiledReportFactory(snapshot=snapshot, **what)
    place.failed = CompiledReportFactory(state="failed", error="Gagal", snapshot=None, **what)
    place.asked = CompiledReportFactory(state="queued", progress=0, snapshot=None, **what)
    place.schedule = ReportScheduleFactory(region=place.region, owner=place.admin, recipient_roles=["secretary"])
    place.schedule.recipients.add(place.staff)
    place.turn = ScheduleTurnFactory(schedule=place.schedule, finished_at=timezone.now(), problem="Belum dibuka")
    about = {"schedule": place.schedule, "due_on": place.turn.due_on, "state": "queued", "snapshot": None}
    place.waiting = CompiledReportFactory(**what, **about)
    ReportLogFactory(report=place.compiled)
    for extension in ("pdf", "xlsx"):
        ReportFile.objects.create(
            report=place.compiled,
            format=extension,
            file=ContentFile(PDF, f"laporan.{extension}"),
            sha256="0" * 64,
            size=len(PDF),
        )
    place.again = CompiledReportFactory(snapshot=snapshot, series=place.compiled.series, edition=2, **what)
    LetterheadFactory(region=place.region, arms=ContentFile(emblem(SHIELD), "lambang.png"))
    place.signatory = SignatoryFactory(region=place.region)

    _national_run(place)


def _exports(place) -> None:
    """Exports of one person of the region: ready, failed, waiting."""
    what = {"region": place.region, "requested_by": place.staff}
    place.export = ExportFactory(
        **what, state="done", file=ContentFile(PDF, "ekspor.zip"), sha256="0" * 64, size=len(PDF), snapshot="1" * 64
    )
    place.failed_export = ExportFactory(**what)
    place.waiting_export = ExportFactory(**what, state="queued")


def _national_run(place) -> None:
    """A run for this region whose report is ready, with a region for which there is none."""
    place.report_run = ReportRunFactory(requested_by=person(Role.NATIONAL_ADMIN, None), problems={"99.99": "Tidak ada"})
    place.report_run.regions.set([place.region])
    report = CompiledReportFactory(region=place.region, period=place.closed, run=place.report_run, queue="long")
    ReportFile.objects.create(
        report=report, format="pdf", file=ContentFile(PDF, "laporan.pdf"), sha256="0" * 64, size=len(PDF)
    )


def _evaluated(place) -> None:
    """A stage that is closed and published, with the files that were issued for it."""
    by = person(Role.NATIONAL_ADMIN, None)
    place.closed_stage = make_stage({"a": 60, "b": 40}, {"a": 1, "b": 2})
    place.evaluated = take_part(place.closed_stage, place.region)
    give(place.closed_stage, place.evaluated, [3, 2, 4])
    close(place.closed_stage, by=by)
    publish(place.closed_stage, by=by)
    region_letter(result_of(place.evaluated), "xlsx")
    stage_file(place.closed_stage, "xlsx")


def _more_decided(place, number, agency, pledge) -> None:
    """Directives with answers, members, decisions, and items of an agenda about different things."""
    day = date(2026, 3, 1)
    Decision.objects.create(meeting=place.planned_meeting, text=f"Putusan {number}")
    member = CouncilMember.objects.create(council=place.council, post=f"Anggota {number}", role_text="Anggota")
    Attendance.objects.create(meeting=place.planned_meeting, member=member)
    words = {"given_on": day, "due_on": day, "region": place.region, "given_by": UserFactory()}
    program = {"program_lineage": place.programs[State.DRAFT].lineage, "meeting": place.planned_meeting}
    for owner in (place.agency, agency):
        row = Directive.objects.create(text=f"Arahan {number}", agency=owner, pledge=place.pledge, **words, **program)
        AgendaItem.objects.create(meeting=place.planned_meeting, text="Arahan", reference=f"directive:{row.uid}")
    AgendaItem.objects.create(meeting=place.planned_meeting, text="Janji", reference=f"pledge:{pledge.uid}")
    earlier = PeriodFactory(region=place.region, year=2015 - number // 4, number=number % 4 + 1)
    PledgeReport.objects.create(pledge=place.pledge, period=earlier, state=State.SUBMITTED)
    type(earlier).objects.filter(pk=earlier.pk).update(locked_at=timezone.now())
    _answered(place, number + 1)
    for owner in (place.agency, agency, None):
        FindingFactory(region=place.region, agency=owner, due_on=owner and day, status="reported" if owner else "open")
    _followed_up(place, number + 1)


def _citizens(place) -> None:
    """Everything published but the region itself; feedback that waits, and some that is shown."""
    region, program = place.region, place.programs[State.VERIFIED]
    Publication.objects.create(region=region, published_since=timezone.now())
    DocumentSwitch.objects.create(region=region, document=place.document)
    ProgramSwitch.objects.create(region=region, program_lineage=place.program.lineage, is_withheld=False)
    picture = ContentFile(JPEG, "foto.jpg")
    place.story = QuickWinStory.objects.create(quick_win=place.quick_win, picture=picture, thumbnail=picture)
    place.feedback = _feedback(place, program, "Masukan baru")
    place.shown_feedback = _feedback(place, program, "Masukan tampil", state=Feedback.State.APPROVED)


def _feedback(place, program, text, **columns) -> Feedback:
    moderated = {"moderated_at": timezone.now()} if columns.get("state") else {}
    return Feedback.objects.create(
        region=place.region,
        agency=place.agency,
        program_lineage=program.lineage,
        program_name=program.name,
        text=text,
        **moderated,
        **columns,
    )


def make_more(place, count: int, first: int = 0) -> None:
    """`count` more of everything that lists show, all of it in one go before the plan is in force again."""
    PlanVersion.objects.filter(pk=place.version.pk).update(status=PlanVersion.Status.DRAFT)
    for number in range(first, first + count):
        agency = AgencyFactory(region=place.region)
        source = FundSourceFactory(code=f"9.{number}", name_id=f"Sumber {number}", name_en=f"Source {number}")
        program = make_program(place.version, place.agency, name=f"Tambahan {number}")
        BudgetLineFactory(program=program, source_of_funds=source)
        make_program(place.version, agency, name=f"Tambahan OPD {number}")
        _more_reports(place, number)
        _more_of_the_rest(place, number, agency)
        more_instruments(place, number)
    adopt(place.version)


def _more_reports(place, number) -> None:
    for state in (State.SUBMITTED, State.VERIFIED, State.RETURNED):
        program = make_program(place.version, place.agency, name=f"{state} {number}")
        sent = {"state": state, "submitted_at": timezone.now(), "submitted_by": UserFactory()}
        report = ProgressReportFactory(program=program, period=place.period, hindering_factors="Hujan", **sent)
        SpendingFactory(report=report, source_of_funds=FundSourceFactory())
        IndicatorValueFactory(report=report, indicator=program.indicators.get())
        ActionItemProgressFactory(report=report, action_item=program.action_items.get())
        where = {"region": place.region, "agency": place.agency, "progress_report": report}
        QualityFlag.objects.create(code="jump", severity="notice", params={"points": "45"}, **where)
        Transition.objects.create(to_state=state, by=UserFactory(), **where)
        _more_proof(place, f"{state} {number}", report)
        _correction(program, place.locked, state=State.VERIFIED, verified_at=timezone.now(), verified_by=UserFactory())


def _more_proof(place, title, report) -> None:
    evidence = Evidence.objects.create(
        region=place.region, agency=place.agency, title=title, link=f"https://contoh.example/{report.pk}"
    )
    EvidenceUse.objects.create(evidence=evidence, progress_report=report)


def _owner(place) -> dict:
    return {"region": place.region, "agency": place.agency}


def _more_of_the_rest(place, number, agency) -> None:
    verifier = User.objects.get(memberships__role=Role.VERIFIER, memberships__region=place.region)
    for owner in (place.admin, place.staff, verifier):
        PullEntryFactory(user=owner, key=ApiKeyFactory(user=owner), region=place.region)
    PullEntryFactory(user=place.staff, key=place.key, region=place.region)
    WorkbookUploadFactory(agency=place.agency, period=place.period)
    SignatoryFactory(region=place.region, position=number)
    type(place.workbook).objects.filter(pk=place.workbook.pk).update(result=checked_result(number + 3))
    quick_win = QuickWinFactory(region=place.region, agency=agency)
    Milestone.objects.create(quick_win=quick_win, name="Uji", due_on=date(2026, 9, 1))
    Duty.objects.create(post=PostFactory(agency=place.agency), quick_win=QuickWinFactory(**_owner(place)))
    MembershipFactory(role=Role.AGENCY_STAFF, **_owner(place), held_post=PostFactory(agency=place.agency))
    more = Milestone.objects.create(quick_win=place.quick_win, name=f"Uji {number}", due_on=date(2026, 9, 1))
    MilestoneProgress.objects.create(report=place.quick_win_report, milestone=more, done_on=more.due_on)
    Milestone.objects.create(quick_win=place.open_quick_win, name=f"Uji {number}", due_on=date(2026, 9, 1))
    ActionItemFactory(program=place.program, name=f"Langkah {number}", agency=agency)
    IndicatorTargetFactory(indicator=IndicatorFactory(program=place.program, name=f"Indikator {number}"))
    Risk.objects.create(quick_win=place.quick_win, text="Jaringan", likelihood="low", impact="high")
    pledge = PledgeFactory(commitment=CommitmentFactory(region=place.region, agency=agency))
    PledgeFactory(commitment=place.pledge.commitment)
    sent = {"period": place.period, "state": State.SUBMITTED, "submitted_at": timezone.now()}
    NationalResultFactory(region=place.region), NationalItemScoreFactory(region=place.region)
    ExternalFigureFactory(region=place.region)
    QuickWinReport.objects.create(quick_win=quick_win, physical_percent=40, **sent)
    PledgeReport.objects.create(pledge=pledge, pledge_state="running", **sent)
    MasterPlanFactory(region=place.region)
    PlanVersionFactory(plan=place.plan, number=number + 10)
    ProgramFactory(plan_version=place.draft, lead_agency=agency, sub_dimension=None)
    PillarRule.objects.create(region=place.region, code_prefix=f"7.{number}", sub_dimension=SubDimensionFactory())
    LegalDocument.objects.create(region=place.region, kind="mou", title=f"MoU {number}", year=2022)
    Meeting.objects.create(council=place.council, held_on=date(2026, 4, 1), agenda="Evaluasi")
    Council.objects.create(region=place.region, kind="team", name=f"Tim {number}")
    _more_decided(place, number, agency, pledge)
    PartnerFactory(region=place.region)
    answered_more(place.self_assessment, number)
    survey_case.answer(place.survey, 4, device_hash="b", seconds=number, phone_hash="a", entered_by=UserFactory())
    survey_case.answer(survey_case.make_survey(place.region, agency, year=2000 + number))
    SurveyServiceFactory(agency=place.agency, survey__region=place.region, survey__year=2050 + number)
    _more_of_citizens(place, number)
    _more_of_evaluation(place)
    NoticeFactory(user=place.staff, region=place.region, mail=MailFactory(user=place.staff, region=place.region))
    NoticeFactory(user=place.admin, region=place.region, mail=MailFactory(user=place.admin, region=place.region))
    PeriodFactory(region=place.region, year=2025 - number // 4, number=number % 4 + 1, locked_at=timezone.now())
    CompiledReportFactory(
        region=place.region, period=place.closed, state="failed", snapshot=None, requested_by=UserFactory()
    )
    _more_scheduled(place, number)
    _more_told_outside(place, number)


def _more_told_outside(place, number) -> None:
    """A webhook more, and messages to the one that there is."""
    WebhookDeliveryFactory(webhook=WebhookFactory(region=place.region))
    WebhookDeliveryFactory(webhook=place.webhook, state="failed", problem="timeout")


def _more_scheduled(place, number) -> None:
    """Another schedule, another turn of the first one, each with a report; another line of a log."""
    more = ReportScheduleFactory(region=place.region)
    more.recipients.add(UserFactory(), UserFactory())
    for schedule in (more, place.schedule):
        turn = ScheduleTurnFactory(schedule=schedule, due_on=date(2026, 9, number % 28 + 1))
        about = {"region": place.region, "period": place.closed, "schedule": schedule, "due_on": turn.due_on}
        CompiledReportFactory(**about, requested_by=UserFactory())
    ReportLogFactory(report=place.compiled, code="done")


def _more_of_evaluation(place) -> None:
    """More regions and items in the round, more assessors, findings and reopened items of the region."""
    AssessmentFactory(region=RegionFactory(), round=place.round)
    item = InstrumentItemFactory(indicator=place.item.indicator)
    answer = AnswerFactory(assessment=place.assessment, item=item)
    ReopeningFactory(answer=answer, stage=place.assignment.stage, opened_by=UserFactory(), request="Foto")
    AssessorFindingFactory(assignment=place.assignment, item=item, agency=place.agency)
    with thawed("frozen_evaluation_itemscore_insert"):  # one of the stages is closed
        ItemScoreFactory(assignment=place.submitted_assignment, item=item)
        for stage in (place.submitted_assignment.stage, place.assignment.stage):
            colleague = AssignmentFactory(assessment=place.assessment, stage=stage, submitted_at=A_MOMENT)
            ItemScoreFactory(assignment=colleague, item=place.item)
    more = AssessmentFactory(region=place.region, round=EvaluationRoundFactory())
    AssignmentFactory(assessment=more, assessor=place.assignment.assessor)


def _more_of_citizens(place, number) -> None:
    document = LegalDocument.objects.create(region=place.region, kind="decree", title=f"SK {number}", year=2022)
    DocumentSwitch.objects.create(region=place.region, document=document)
    picture = ContentFile(JPEG, "foto.jpg")
    win = QuickWinFactory(region=place.region, agency=place.agency)
    QuickWinStory.objects.create(quick_win=win, picture=picture, thumbnail=picture)
    program = place.programs[State.VERIFIED]
    for state in ("new", "approved"):
        _feedback(place, program, f"Masukan {state} {number}", state=state)
    answered = {"answer": "Ya.", "answered_at": timezone.now(), "answered_by": UserFactory()}
    _feedback(place, program, f"Terjawab {number}", state="answered", moderated_by=UserFactory(), **answered)
