"""Migrations are there, complete and in a line; what they freeze refuses every change, on whichever database runs."""

import importlib.util

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from core.triggers import FreezeRows
from masterplan.models.plans import PlanVersion
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import PledgeReport, QuickWinReport
from tests.factories.evaluation import (
    AnswerEvidenceFactory,
    AnswerFactory,
    AssessorFindingFactory,
    ItemScoreFactory,
    RoundStageFactory,
    draft_instrument,
)
from tests.factories.masterplan import (
    ActionItemFactory,
    BudgetLineFactory,
    CommitmentFactory,
    IndicatorTargetFactory,
    PlannedProgressFactory,
    PledgeFactory,
    ProgramSupporterFactory,
    adopt,
)
from tests.factories.monitoring import (
    ActionItemProgressFactory,
    IndicatorValueFactory,
    PeriodFactory,
    ProgressReportFactory,
    SpendingFactory,
)
from tests.factories.quickwins import QuickWinFactory
from tests.factories.trail import MilestoneProgressFactory
from tests.guards.structure import our_apps

WITH_TABLES = [app for app in our_apps() if list(app.get_models())]


@pytest.mark.parametrize("app", WITH_TABLES, ids=lambda app: app.label)
def test_an_app_with_tables_has_a_migrations_package(app):
    """Without it `makemigrations --check` says nothing and the tables are made without migrations."""
    found = importlib.util.find_spec(f"{app.name}.migrations")
    assert found is not None
    assert found.origin is not None


@pytest.mark.django_db
def test_migrations_are_complete(capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


@pytest.mark.parametrize("app", WITH_TABLES, ids=lambda app: app.label)
def test_migrations_are_in_a_line(app):
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert len(loader.graph.leaf_nodes(app.label)) == 1
    own = [key for key in loader.disk_migrations if key[0] == app.label]
    for key in own:
        children = [child for child in own if key in loader.disk_migrations[child].dependencies]
        assert len(children) <= 1, f"{key} has several successors: {children}"


OTHERWISE = {
    "evaluation_instrument": "archiving stays possible: tests/monev/evaluation/test_instruments_frozen.py",
    "evaluation_instrument_cohorts": "no record of its own: the same tests",
    "evaluation_stageresult": "computed after the close: tests/monev/evaluation/test_publishing.py",
}
"""Frozen tables that have tests of their own."""


def frozen_tables():
    """Every table that a migration freezes."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return sorted(
        {
            operation.table
            for migration in loader.disk_migrations.values()
            for operation in migration.operations
            if isinstance(operation, FreezeRows) and operation.table not in OTHERWISE
        }
    )


def row_of_an_adopted_version(table):
    """A row of that table, made while the version was a draft; then the version is adopted."""
    make = {
        "masterplan_program": lambda: BudgetLineFactory().program,
        "masterplan_programsupporter": ProgramSupporterFactory,
        "masterplan_actionitem": ActionItemFactory,
        "masterplan_budgetline": BudgetLineFactory,
        "masterplan_plannedprogress": PlannedProgressFactory,
        "masterplan_indicator": lambda: IndicatorTargetFactory().indicator,
        "masterplan_indicatortarget": IndicatorTargetFactory,
    }
    row = make[table]()
    adopt(PlanVersion.objects.get())
    return row


def row_of_a_locked_period(table):
    """A row of that table, made while the period was open; then the period is locked."""
    make = {
        "monitoring_progressreport": ProgressReportFactory,
        "monitoring_spending": SpendingFactory,
        "monitoring_indicatorvalue": IndicatorValueFactory,
        "monitoring_quickwinreport": quick_win_report,
        "monitoring_pledgereport": pledge_report,
        "monitoring_evidenceuse": evidence_use,
        "monitoring_actionitemprogress": ActionItemProgressFactory,
        "monitoring_milestoneprogress": MilestoneProgressFactory,
    }
    row = make[table]()
    Period.objects.update(locked_at=timezone.now())
    return row


def quick_win_report():
    quick_win = QuickWinFactory()
    return QuickWinReport.objects.create(quick_win=quick_win, period=PeriodFactory(region=quick_win.region))


def pledge_report():
    pledge = PledgeFactory(commitment=CommitmentFactory())
    return PledgeReport.objects.create(pledge=pledge, period=PeriodFactory(region=pledge.commitment.region))


def evidence_use():
    report = ProgressReportFactory()
    agency = report.program.lead_agency
    evidence = Evidence.objects.create(region=agency.region, agency=agency, title="Foto", link="https://contoh.example")
    return EvidenceUse.objects.create(evidence=evidence, progress_report=report)


def row_of_a_published_instrument(table):
    """A row of that table, made while the instrument was a draft; then it is published."""
    instrument = draft_instrument()
    rows = {
        "evaluation_dimension": instrument.dimensions,
        "evaluation_instrumentindicator": instrument.indicators,
        "evaluation_instrumentitem": instrument.items,
    }
    row = rows[table].first()
    type(instrument).objects.update(status="published", published_at=timezone.now())
    return row


def row_of_a_closed_stage(table):
    """A row of that table, made while the stage was open; then the stage is closed."""
    make = {
        "evaluation_itemscore": ItemScoreFactory,
        "evaluation_assessorfinding": AssessorFindingFactory,
        "evaluation_answer": AnswerFactory,
        "evaluation_answerevidence": AnswerEvidenceFactory,
    }
    row = make[table]()
    evaluation = EvaluationRound.objects.get()
    if not evaluation.stages.exists():
        RoundStageFactory(round=evaluation)
    RoundStage.objects.update(state="closed", closed_at=timezone.now())
    return row


def row_of_the_evaluation(table):
    """A row that stands still: of a published instrument, or of a closed stage."""
    scored = ("evaluation_itemscore", "evaluation_assessorfinding", "evaluation_answer", "evaluation_answerevidence")
    return row_of_a_closed_stage(table) if table in scored else row_of_a_published_instrument(table)


MAKERS = {
    "masterplan": row_of_an_adopted_version,
    "monitoring": row_of_a_locked_period,
    "evaluation": row_of_the_evaluation,
}


def test_every_frozen_table_is_tried():
    """Those of the audit log: tests/organizations/test_audit_chain.py."""
    others = {table for table in frozen_tables() if table.split("_")[0] not in MAKERS}
    assert others == {"organizations_auditentry", "organizations_auditanchor"}


def refused(statement, *params):
    frozen = pytest.raises(DatabaseError, match=r"does not change|is locked")
    with frozen, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.django_db
@pytest.mark.parametrize("table", [table for table in frozen_tables() if table.split("_")[0] in MAKERS])
def test_a_frozen_row_refuses_every_change(table):
    """By raw SQL: no code of ours stands between."""
    row = MAKERS[table.split("_")[0]](table)
    columns = [field.column for field in row._meta.concrete_fields if field.column != "id"]
    listed = ", ".join(columns)
    refused(f"UPDATE {table} SET is_example = NOT is_example WHERE id = %s", row.pk)  # noqa: S608
    refused(f"DELETE FROM {table} WHERE id = %s", row.pk)  # noqa: S608
    refused(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} WHERE id = %s", row.pk)  # noqa: S608
    assert type(row)._base_manager.filter(pk=row.pk).count() == 1


@pytest.mark.django_db
def test_a_row_cannot_be_moved_out_of_a_locked_period():
    report = row_of_a_locked_period("monitoring_progressreport")
    open_period = PeriodFactory(region=report.period.region, number=4)
    refused("UPDATE monitoring_progressreport SET period_id = %s WHERE id = %s", open_period.pk, report.pk)


@pytest.mark.django_db
def test_a_row_cannot_be_moved_into_an_adopted_version():
    line = row_of_an_adopted_version("masterplan_budgetline")
    draft = BudgetLineFactory(program__plan_version__plan__title="Rencana lain")
    refused("UPDATE masterplan_budgetline SET program_id = %s WHERE id = %s", line.program_id, draft.pk)


THAWED = {
    "masterplan.Partnership": "partnerships go on being made while a plan is in force",
    "masterplan.PlanImport": "an import only names the version that came of it",
}


def test_every_row_of_a_plan_version_is_frozen():
    """A table that hangs below a version, a program or an indicator of the plan must not be forgotten."""
    models = [model for model in apps.get_app_config("masterplan").get_models() if model._meta.label not in THAWED]
    for model in models:
        keys = {field.name for field in model._meta.fields if field.many_to_one}
        if keys & {"plan_version", "program", "indicator"} and not model.__name__.startswith("Historical"):
            assert model._meta.db_table in frozen_tables()
