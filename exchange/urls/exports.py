"""Pages of exports."""

from django.urls import path

from exchange.views.exports import ExportCancel, ExportDetail, ExportDownload, ExportList, ExportRetry

urlpatterns = [
    path("data/ekspor/", ExportList.as_view(), name="export-list"),
    path("data/ekspor/<int:pk>/", ExportDetail.as_view(), name="export-detail"),
    path("data/ekspor/<int:pk>/batalkan/", ExportCancel.as_view(), name="export-cancel"),
    path("data/ekspor/<int:pk>/ulangi/", ExportRetry.as_view(), name="export-retry"),
    path("data/ekspor/<int:pk>/berkas.zip", ExportDownload.as_view(), name="export-download"),
]
