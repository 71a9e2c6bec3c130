"""Pages of reports."""

from django.urls import path, register_converter

from monev.reports.views.queues import NationalQueue, ReportQueue
from monev.reports.views.reports import (
    NationalList,
    ReportCancel,
    ReportDetail,
    ReportDownload,
    ReportList,
    ReportRetry,
)
from monev.reports.views.requests import NationalRequest, ReportRequest


class FormatConverter:
    """A format that reports are written in."""

    regex = "[a-z0-9]{2,8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(FormatConverter, "report_format")

urlpatterns = [
    path("daerah/<str:region>/monev/", ReportList.as_view(), name="report-list"),
    path("daerah/<str:region>/monev/minta/", ReportRequest.as_view(), name="report-request"),
    path("daerah/<str:region>/monev/antrean/", ReportQueue.as_view(), name="report-queue"),
    path("monev/nasional/", NationalList.as_view(), name="national-list"),
    path("monev/nasional/minta/", NationalRequest.as_view(), name="national-request"),
    path("monev/antrean/", NationalQueue.as_view(), name="national-queue"),
    path("monev/<int:pk>/", ReportDetail.as_view(), name="report-detail"),
    path("monev/<int:pk>/ulang/", ReportRetry.as_view(), name="report-retry"),
    path("monev/<int:pk>/batal/", ReportCancel.as_view(), name="report-cancel"),
    path("monev/<int:pk>/unduh/<report_format:format>/", ReportDownload.as_view(), name="report-download"),
    path(
        "monev/<int:pk>/unduh/<report_format:format>/<int:part>/", ReportDownload.as_view(), name="report-part-download"
    ),
]
