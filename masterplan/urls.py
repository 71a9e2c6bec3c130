"""Pages of the master plan, below /rencana/."""

from django.urls import path

from masterplan.views import importing, placing

app_name = "masterplan"
urlpatterns = [
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
