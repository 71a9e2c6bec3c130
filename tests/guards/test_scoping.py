"""Every table that belongs to a region is read through a scoped queryset; the others are listed with a reason."""

import pytest
from django.core.exceptions import FieldDoesNotExist

from accounts.models import AttemptCount, Device, Session
from exchange.models import IdempotentRequest
from handbook.models import TourSeen
from masterplan.models.catalogues import FundSource, NomenclatureItem
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.external import ExternalIndicator
from monev.evaluation.models.instruments import Dimension, Instrument, InstrumentIndicator, InstrumentItem
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.querysets import NationalRows
from monev.monitoring.models.evidence import PartialUpload, StoredFile
from monev.monitoring.models.sending import Receipt
from monev.reports.models import ReportRun, Snapshot
from notices.models import MailChoice, Preference
from operations.models import BackupRun
from organizations.models import (
    Agency,
    ApiKey,
    AuditAnchor,
    AuditCheck,
    BoundaryMap,
    Cohort,
    Ministry,
    Province,
    Region,
    RetentionRun,
    User,
)
from organizations.scoping import ScopedQuerySet
from pillars.models import Pillar, PillarSet, SubDimension
from tests.guards.structure import our_models

SHARED = {
    Province: "national catalogue",
    Cohort: "national catalogue",
    Ministry: "national catalogue",
    PillarSet: "national catalogue",
    Pillar: "national catalogue",
    SubDimension: "national catalogue",
    FundSource: "national catalogue",
    NomenclatureItem: "national catalogue",
    BoundaryMap: "the shapes of all regions, which are public",
    AttemptCount: "keyed hashes of who tried from where; nobody reads them",
    User: "a person may stand in several regions; reached through memberships, which are scoped",
    Preference: "belongs to a person, not to a region; read with their own",
    MailChoice: "belongs to a person, not to a region; read with their own",
    TourSeen: "belongs to a person, not to a region; read with their own",
    IdempotentRequest: "belongs to a person, not to a region; read with `of(user)`",
    ApiKey: "belongs to a person, not to a region; read with `of(user)`",
    Session: "belongs to a person (or to a browser that has not logged in); read with `of(user)`",
    Device: "belongs to a person, not to a region; read with `of(user)`",
    Receipt: "belongs to a person, not to a region; read with `of(user)`",
    PartialUpload: "belongs to a person, not to a region; read with `of(user)`; what comes of it is scoped",
    StoredFile: "bytes kept once for all; reached through evidence, which is scoped",
    BackupRun: "belongs to the installation, not to a region; looked at by its administrators",
    AuditAnchor: "heads of the chains of all regions: hashes, nothing that was done",
    AuditCheck: "one check goes over the chains of all regions; their pages show what concerns them",
    RetentionRun: "one run goes over the rows of all regions: a rule, a time and a number",
    Snapshot: "reached through the compiled report, which is scoped",
}
NATIONAL = (
    Instrument,
    Dimension,
    InstrumentIndicator,
    InstrumentItem,
    EvaluationRound,
    RoundStage,
    StageJob,
    ExternalIndicator,
    ReportRun,
)
"""Of the nation, with rights of its own: read by everyone with an account, changed by the nation."""
OURS = our_models()
TENANT = [model for model in OURS if model not in SHARED and model not in NATIONAL]


@pytest.mark.parametrize("model", NATIONAL, ids=lambda model: model._meta.label)
def test_rows_of_the_nation_are_read_through_the_access_rule(model):
    assert isinstance(model._default_manager.all(), NationalRows)


def end_of(model, path):
    """The model at the end of a path of foreign keys."""
    for step in path.split("__"):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        model = model if step == "pk" else field.related_model
    return model


@pytest.mark.parametrize("model", TENANT, ids=lambda model: model._meta.label)
def test_rows_of_a_region_are_read_through_the_access_rule(model):
    rows = model._default_manager.all()
    assert isinstance(rows, ScopedQuerySet), "give it a ScopedQuerySet, or list it as shared with the reason"
    try:
        assert end_of(model, rows.region_path) is Region
        assert rows.agency_path is None or end_of(model, rows.agency_path) is Agency
    except FieldDoesNotExist as problem:
        pytest.fail(f"{model._meta.label}: {problem}")


@pytest.mark.parametrize("model", TENANT, ids=lambda model: model._meta.label)
def test_a_row_that_names_its_opd_is_within_reach_of_that_opd(model):
    """Else people of the OPD could not be let in to their own rows by a right that reaches single OPDs."""
    names = {field.name for field in model._meta.fields if field.related_model is Agency}
    rows = model._default_manager.all()
    if names & {"agency", "lead_agency"} and model._meta.label not in WITHOUT_OPD:
        assert rows.agency_path is not None


WITHOUT_OPD = {
    "masterplan.ProgramSupporter": "the lead OPD's row",
    "masterplan.ActionItem": "the lead OPD's row",
    "evaluation.AssessorFinding": "the assessor's until the stage is published",
    "masterplan.CouncilMember": "a seat of the region's council, whoever sits in it",
}


@pytest.mark.parametrize("model", sorted(SHARED, key=str), ids=lambda model: model._meta.label)
def test_shared_tables_belong_to_no_region(model):
    assert model in OURS
    assert not [field for field in model._meta.fields if field.related_model in (Region, Agency)]
