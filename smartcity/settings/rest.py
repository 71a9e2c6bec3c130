"""REST framework, OpenAPI."""

from smartcity.settings.environment import env

# Days for which the log of pulls (who took what through REST) is kept.
PULL_LOG_DAYS = env.int("PULL_LOG_DAYS", 730)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "organizations.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["organizations.authentication.GrantedPermission"],
    "DEFAULT_RENDERER_CLASSES": [
        "core.rest.fast.FastJsonRenderer",
        "core.rest.formats.CsvRenderer",
        "core.rest.formats.XlsxRenderer",
        "core.rest.formats.NdjsonRenderer",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "core.rest.formats.StrictNegotiation",
    "DEFAULT_FILTER_BACKENDS": [
        "organizations.filtersets.ScopedFilterBackend",
        "core.rest.parameters.StrictSearchFilter",
        "core.rest.parameters.StrictOrderingFilter",
        "core.rest.whole.WholeList",
    ],
    "DEFAULT_PAGINATION_CLASS": "core.rest.paging.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "core.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["organizations.throttling.PersonThrottle", "organizations.throttling.KeyThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.str("API_PERSON_RATE", "1200/min"),
        "key": env.str("API_KEY_RATE", "1200/min"),
        "ask": "60/min",
        "write": "120/min",
    },
    "COERCE_DECIMAL_TO_STRING": True,
}

# One shape for every refusal, in the schema too.
ERRORS = ("400", "401", "403", "404", "405", "406", "413", "415", "429", "500", "503")
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "core.rest.problems.ProblemHandler",
    "EXCEPTION_FORMATTER_CLASS": "core.rest.problems.ProblemFormatter",
    "ALLOWED_ERROR_STATUS_CODES": list(ERRORS),
    "ERROR_SCHEMAS": dict.fromkeys(ERRORS, "core.openapi.Problem"),
}

# Which views belong to which subject of the documentation, and example rows.
REST_SUBJECTS = "smartcity.subjects"

SPECTACULAR_SETTINGS = {
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.rest.describing.describe",
    ],
    "TITLE": "Portal Smart City API",
    "DESCRIPTION": (
        "Reading plans, progress and evaluation; writing progress, figures and evidence in bulk; whole lists, exports "
        "and monev reports; webhooks. "
        "Lists take `region` (official code), `updated_since`, `search`, `ordering` and `page_size`, and are walked by "
        "the address in `next`; `page` gives numbered pages with a `count`. Filters have operators: `__gt`, `__gte`, "
        "`__lt`, `__lte` (more, at least, less, at most), `__contains`, `__startswith`, `__in` (values with commas), "
        "`__not`, `__isnull`. `format=csv`, `xlsx` and `ndjson` give the same columns in the same order; `fields` "
        "chooses columns, `expand` shows referenced rows whole. A parameter that is not listed is refused."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "WEBHOOKS": [
        f"webhooks.catalogue.{each}"
        for each in (
            "REPORT_SUBMITTED",
            "REPORT_VERIFIED",
            "REPORT_RETURNED",
            "PERIOD_LOCKED",
            "COMPILED_REPORT_READY",
            "ASSESSMENT_PUBLISHED",
            "PING",
        )
    ],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    # Many tables have a `kind`, a `state` or a `status`: each list of choices has its own name.
    "ENUM_NAME_OVERRIDES": {
        "RegionKindEnum": "organizations.models.Region.Kind",
        "PartnerKindEnum": "organizations.models.Partner.Kind",
        "RhythmEnum": "organizations.models.Region.Rhythm",
        "LegalDocumentKindEnum": "masterplan.models.preparation.LegalDocument.Kind",
        "StageKindEnum": "masterplan.models.preparation.PreparationStage.Kind",
        "StageStatusEnum": "masterplan.models.preparation.PreparationStage.Status",
        "CouncilKindEnum": "masterplan.models.preparation.Council.Kind",
        "SupportRequestStatusEnum": "masterplan.models.preparation.SupportRequest.Status",
        "DirectiveStatusEnum": "masterplan.models.preparation.Directive.Status",
        "PledgeStateEnum": "masterplan.models.commitments.Pledge.State",
        "VersionStatusEnum": "masterplan.models.plans.PlanVersion.Status",
        "ActionItemKindEnum": "masterplan.models.plans.ActionItem.Kind",
        "RiskLevelEnum": "quickwins.models.Risk.Level",
        "ReplicationStatusEnum": "quickwins.models.Replication.Status",
        "ActionItemStateEnum": "monev.monitoring.models.progress.ActionItemProgress.State",
        "PeriodKindEnum": "monev.monitoring.models.periods.Period.Kind",
        "EvidenceKindEnum": "monev.monitoring.models.evidence.Evidence.Kind",
        "InstrumentStatusEnum": "monev.evaluation.models.instruments.Instrument.Status",
        "RoundingEnum": "monev.evaluation.models.instruments.Instrument.Rounding",
        "RoundStageKindEnum": "monev.evaluation.models.rounds.RoundStage.Kind",
        "RoundStageStateEnum": "monev.evaluation.models.rounds.RoundStage.State",
        "AssessmentStateEnum": "monev.evaluation.models.assessments.Assessment.State",
        "NationalResultStageEnum": "monev.evaluation.models.results.NationalResult.Stage",
        "ResultLetterFormatEnum": "monev.evaluation.models.closing.ResultLetter.Format",
        "FindingKindEnum": "monev.evaluation.models.results.Finding.Kind",
        "FindingStatusEnum": "monev.evaluation.models.results.Finding.Status",
        "FrozenOccasionEnum": "monev.evaluation.models.assessments.FrozenAssessment.Occasion",
        "FindingStepEnum": "monev.evaluation.models.results.FindingStep.Step",
        "SurveyFormEnum": "monev.evaluation.models.surveys.Survey.Form",
        "SurveyStateEnum": "monev.evaluation.models.surveys.Survey.State",
        "FeedbackStateEnum": "citizens.models.Feedback.State",
        "WebhookKindEnum": "webhooks.kinds.Kind",
        "WebhookChoiceEnum": "webhooks.kinds.CHOICES",
        "WebhookStateEnum": "webhooks.models.Webhook.State",
        "WebhookDeliveryStateEnum": "webhooks.models.WebhookDelivery.State",
        "ReportStateEnum": "monev.monitoring.workflow.State",
        "CompiledReportStateEnum": "monev.reports.models.reports.CompiledReport.State",
        "ExportStateEnum": "exchange.models.exports.Export.State",
        "ExportFormatEnum": "exchange.models.exports.Export.Format",
        "ScheduleRhythmEnum": "monev.reports.models.schedules.ReportSchedule.Rhythm",
        "ReportRunStateEnum": "monev.reports.models.runs.ReportRun.State",
        "ReportParameterEnum": "monev.reports.parameters.NAMES",
        "PullReachEnum": "organizations.models.PullEntry.Reach",
        "PlanImportModeEnum": "exchange.services.plan_documents.wishes.Mode",
        "BulkModeEnum": "exchange.api.bulk.MODES",
        "ReportQueueEnum": "monev.reports.models.reports.CompiledReport.Queue",
    },
}
