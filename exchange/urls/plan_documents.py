"""Pages of plans as documents."""

from django.urls import path

from exchange.views.plan_documents import ImportApply, ImportPage, ImportUpload, PlanDocument

urlpatterns = [
    path("rencana/dokumen-json/<int:pk>/", PlanDocument.as_view(), name="plan-document-download"),
    path("rencana/impor/json/", ImportUpload.as_view(), name="plan-import-upload"),
    path("rencana/impor/json/<uuid:uid>/", ImportPage.as_view(), name="plan-import"),
    path("rencana/impor/json/<uuid:uid>/jalankan/", ImportApply.as_view(), name="plan-import-apply"),
]
