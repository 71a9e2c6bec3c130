"""Admin of the preparation records and catalogues; plans themselves are read-only here, they have a workflow."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from core.admin import ReadOnlyAdmin, RecordAdmin, ReferenceAdmin
from masterplan.models.agenda import AgendaItem
from masterplan.models.catalogues import FundSource, NomenclatureItem, PillarRule
from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.directives import DirectiveAnswer, DirectiveStep
from masterplan.models.imports import PlanImport
from masterplan.models.plans import BudgetLine, Indicator, MasterPlan, PlanVersion, Program
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


@admin.register(FundSource)
class FundSourceAdmin(ReferenceAdmin):
    list_display = ("code", "name_id", "name_en", "parent", "is_apbd")
    list_filter = ("is_apbd",)
    search_fields = ("code", "name_id", "name_en")
    list_select_related = ("parent",)


@admin.register(NomenclatureItem)
class NomenclatureItemAdmin(ReferenceAdmin):
    list_display = ("code", "level", "name", "unit", "edition")
    list_filter = ("edition", "level")
    search_fields = ("code", "name")
    autocomplete_fields = ("parent",)


@admin.register(PillarRule)
class PillarRuleAdmin(RecordAdmin):
    list_display = ("region", "code_prefix", "sub_dimension")
    search_fields = ("region__name", "code_prefix")
    autocomplete_fields = ("region", "sub_dimension")
    list_select_related = ("region", "sub_dimension__pillar")


@admin.register(LegalDocument)
class LegalDocumentAdmin(RecordAdmin):
    list_display = ("title", "kind", "number", "year", "region", "is_example")
    list_filter = ("kind", "year", "is_example")
    search_fields = ("title", "number", "region__name")
    autocomplete_fields = ("region",)
    list_select_related = ("region",)


@admin.register(PreparationStage)
class PreparationStageAdmin(RecordAdmin):
    list_display = ("region", "position", "kind", "status", "period_text")
    list_filter = ("kind", "status")
    search_fields = ("region__name",)
    autocomplete_fields = ("region", "document")
    list_select_related = ("region",)


@admin.register(Council)
class CouncilAdmin(RecordAdmin):
    list_display = ("name", "kind", "region", "valid_from", "valid_until", "is_example")
    list_filter = ("kind", "is_example")
    search_fields = ("name", "region__name")
    autocomplete_fields = ("region", "decree")
    list_select_related = ("region",)


@admin.register(CouncilMember)
class CouncilMemberAdmin(RecordAdmin):
    list_display = ("post", "person_name", "role_text", "council", "is_external", "is_example")
    list_filter = ("is_external", "is_example")
    search_fields = ("post", "person_name", "council__name", "council__region__name")
    autocomplete_fields = ("council", "agency", "membership")
    list_select_related = ("council",)


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    list_display = ("council", "held_on", "place", "is_example")
    list_filter = ("is_example",)
    search_fields = ("council__name", "agenda", "council__region__name")
    autocomplete_fields = ("council",)
    date_hierarchy = "held_on"
    list_select_related = ("council",)


@admin.register(Attendance)
class AttendanceAdmin(RecordAdmin):
    list_display = ("meeting", "member", "present")
    search_fields = ("member__post", "member__person_name", "meeting__council__name")
    autocomplete_fields = ("meeting", "member")
    list_select_related = ("meeting__council", "member")


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ("text", "meeting", "position")
    search_fields = ("text", "meeting__council__name")
    autocomplete_fields = ("meeting",)
    list_select_related = ("meeting__council",)


@admin.register(SupportRequest)
class SupportRequestAdmin(RecordAdmin):
    list_display = ("subject", "ministry", "region", "status", "sent_on", "is_example")
    list_filter = ("status", "ministry", "is_example")
    search_fields = ("subject", "region__name")
    autocomplete_fields = ("region", "ministry", "agency")
    list_select_related = ("region", "ministry")


class PledgeInline(admin.TabularInline):
    model = Pledge
    fields = ("text", "due_year", "state")
    extra = 0


@admin.register(Commitment)
class CommitmentAdmin(RecordAdmin):
    list_display = ("agency", "region", "signed_on", "signed_text", "is_example")
    list_filter = ("is_example",)
    search_fields = ("agency__name", "region__name")
    autocomplete_fields = ("region", "agency", "document")
    list_select_related = ("agency", "region")
    inlines: ClassVar = [PledgeInline]


@admin.register(Directive)
class DirectiveAdmin(ReadOnlyAdmin):
    list_display = ("text", "agency", "given_on", "due_on", "status", "is_example")
    list_filter = ("status", "is_example")
    search_fields = ("text", "agency__name", "region__name")
    list_select_related = ("agency",)


@admin.register(DirectiveAnswer)
class DirectiveAnswerAdmin(ReadOnlyAdmin):
    list_display = ("text", "directive", "answered_by", "answered_at", "is_example")
    list_filter = ("is_example",)
    search_fields = ("text", "directive__text", "directive__agency__name")
    list_select_related = ("directive", "answered_by")


@admin.register(DirectiveStep)
class DirectiveStepAdmin(ReadOnlyAdmin):
    list_display = ("step", "directive", "by", "at", "is_example")
    list_filter = ("step", "is_example")
    search_fields = ("words", "directive__text", "directive__agency__name")
    list_select_related = ("directive", "by")


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnlyAdmin):
    list_display = ("text", "kind", "meeting", "position", "is_own", "is_example")
    list_filter = ("kind", "is_example")
    search_fields = ("text", "result", "meeting__council__name")
    list_select_related = ("meeting__council",)


@admin.register(MasterPlan)
class MasterPlanAdmin(ReadOnlyAdmin):
    list_display = ("title", "region", "start_year", "end_year", "is_example")
    search_fields = ("title", "region__name")
    list_select_related = ("region",)


@admin.register(PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    list_display = ("plan", "number", "status", "adopted_on", "is_example")
    list_filter = ("status", "is_example")
    search_fields = ("plan__title", "plan__region__name")
    list_select_related = ("plan",)


@admin.register(Program)
class ProgramAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "lead_agency", "sub_dimension", "plan_version", "is_example")
    list_filter = ("is_example", "term", "sub_dimension__pillar")
    search_fields = ("code", "name", "lead_agency__name", "plan_version__plan__region__name")
    list_select_related = ("lead_agency", "sub_dimension", "plan_version__plan")


@admin.register(BudgetLine)
class BudgetLineAdmin(ReadOnlyAdmin):
    list_display = ("program", "year", "source_of_funds", "edition", "ceiling")
    list_filter = ("year", "edition")
    search_fields = ("program__code", "program__name")
    list_select_related = ("program", "source_of_funds")


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = ("name", "unit", "polarity", "aggregation", "program")
    list_filter = ("polarity", "aggregation")
    search_fields = ("name", "program__code", "program__name")
    list_select_related = ("program",)


@admin.register(PlanImport)
class PlanImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "region", "title", "status", "created_at", "uploaded_by")
    list_filter = ("status",)
    search_fields = ("file_name", "title", "region__name")
    list_select_related = ("region", "uploaded_by")
