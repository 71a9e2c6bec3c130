"""Pages of national runs."""

from django.urls import path

from monev.reports.views.runs import RunCancel, RunDetail, RunDownload, RunKinds, RunList, RunResume, RunStart

urlpatterns = [
    path("monev/serentak/", RunList.as_view(), name="run-list"),
    path("monev/serentak/mulai/", RunKinds.as_view(), name="run-kinds"),
    path("monev/serentak/mulai/<slug:kind>/", RunStart.as_view(), name="run-start"),
    path("monev/serentak/<int:pk>/", RunDetail.as_view(), name="run-detail"),
    path("monev/serentak/<int:pk>/lanjutkan/", RunResume.as_view(), name="run-resume"),
    path("monev/serentak/<int:pk>/batalkan/", RunCancel.as_view(), name="run-cancel"),
    path("monev/serentak/<int:pk>/berkas.zip", RunDownload.as_view(), name="run-download"),
]
