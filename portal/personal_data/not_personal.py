"""Columns whose name looks personal and that are not: the name of a thing, the address of an office. With the reason.

The test that walks over all tables asks for a decision about every new column that looks personal: here or in the
inventory.
"""

from __future__ import annotations

THING = "the name of a thing or an office, not of a person"
OFFICE = "the address of an office"
FILE = "the name of a file"
TEXT = "written by officials about their work"
TECHNICAL = "made by a program"

NOT_PERSONAL: dict[str, str] = {
    "account.EmailConfirmation.key": TECHNICAL,
    "auth.Group.name": THING,
    "socialaccount.SocialApp.name": "the name of an identity provider",
    "operations.BackupRun.name": "the name of a backup",
    "auth.Permission.name": THING,
    "auth.Permission.codename": THING,
    "organizations.Province.name": THING,
    "organizations.Region.name": THING,
    "organizations.Agency.name": THING,
    "organizations.Agency.short_name": THING,
    "organizations.Ministry.name": THING,
    "organizations.Ministry.short_name": THING,
    "organizations.Partner.name": "the name of a company, university or community",
    "organizations.BoundaryMap.file_name": FILE,
    "organizations.Post.name": "the name of a post, whoever holds it",
    "webhooks.Webhook.name": THING,
    "masterplan.Council.name": THING,
    "masterplan.NomenclatureItem.name": THING,
    "masterplan.Program.name": THING,
    "masterplan.ActionItem.name": THING,
    "masterplan.Indicator.name": THING,
    "masterplan.PlanImport.file_name": FILE,
    "quickwins.Milestone.name": THING,
    "monitoring.WorkbookUpload.file_name": FILE,
    "evaluation.EvaluationRound.name": THING,
    "evaluation.InstrumentIndicator.name": THING,
    "evaluation.SurveyService.name": THING,
    "reports.Letterhead.address": OFFICE,
    "reports.ReportSchedule.name": THING,
    "citizens.Feedback.program_name": THING,
    "citizens.Feedback.answer": "written by an OPD in public",
    "citizens.Feedback.rejection_reason": TEXT,
    "masterplan.LegalDocument.number": THING,
}
