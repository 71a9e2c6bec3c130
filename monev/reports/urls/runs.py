"""Pages of national runs."""

from django.urls import path

from monev.reports.views.runs import RunCancel, RunDetail, RunDownload, RunKinds, RunList, RunResume, RunStart

urlpatterns = [
    path("monev/nasional/", RunList.as_view(), name="run-list"),
    path("monev/nasional/mulai/", RunKinds.as_view(), name="run-kinds"),
    path("monev/nasional/mulai/<slug:kind>/", RunStart.as_view(), name="run-start"),
    path("monev/nasional/<int:pk>/", RunDetail.as_view(), name="run-detail"),
    path("monev/nasional/<int:pk>/lanjutkan/", RunResume.as_view(), name="run-resume"),
    path("monev/nasional/<int:pk>/batalkan/", RunCancel.as_view(), name="run-cancel"),
    path("monev/nasional/<int:pk>/berkas.zip", RunDownload.as_view(), name="run-download"),
]
