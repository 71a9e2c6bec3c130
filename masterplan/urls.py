"""Pages of the master plan, below /rencana/."""

from django.urls import path

from masterplan.views import importing, placing, plans, preparation

app_name = "masterplan"
urlpatterns = [
    path("daerah/<str:region>/", plans.PlanList.as_view(), name="plan-list"),
    path("daerah/<str:region>/persiapan/", preparation.Preparation.as_view(), name="preparation"),
    path("versi/<int:pk>/", plans.VersionDetail.as_view(), name="version-detail"),
    path("versi/<int:pk>/perubahan/", plans.VersionChanges.as_view(), name="version-changes"),
    path("versi/<int:pk>/baru/", plans.VersionStart.as_view(), name="version-start"),
    path("versi/<int:pk>/tetapkan/", plans.VersionAdopt.as_view(), name="version-adopt"),
    path("dokumen/<int:pk>/", preparation.DocumentFile.as_view(), name="document-file"),
    path("notulen/<int:pk>/", preparation.MinutesFile.as_view(), name="minutes-file"),
    path("impor/", importing.ImportList.as_view(), name="import-list"),
    path("impor/baru/", importing.ImportUpload.as_view(), name="import-upload"),
    path("impor/<uuid:uid>/", importing.ImportPreview.as_view(), name="import-preview"),
    path("impor/<uuid:uid>/kolom/", importing.ImportColumns.as_view(), name="import-columns"),
    path("impor/<uuid:uid>/jalankan/", importing.ImportApply.as_view(), name="import-apply"),
    path("impor/<uuid:uid>/buang/", importing.ImportDiscard.as_view(), name="import-discard"),
    path("impor/pilar/<uuid:uid>/", placing.ProgramPlacing.as_view(), name="program-placing"),
    path("impor/pilar/<uuid:uid>/aturan/", placing.ProgramPlacingByRule.as_view(), name="program-placing-by-rule"),
    path("impor/aturan-pilar/<str:region>/", placing.PillarRules.as_view(), name="pillar-rules"),
    path("impor/aturan-pilar/hapus/<uuid:uid>/", placing.PillarRuleRemove.as_view(), name="pillar-rule-remove"),
]
