"""Pages of reports."""

from django.urls import path, register_converter

from monev.reports.views.reports import ReportDetail, ReportDownload, ReportList, ReportRequest, ReportRetry


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
    path("monev/<int:pk>/", ReportDetail.as_view(), name="report-detail"),
    path("monev/<int:pk>/ulang/", ReportRetry.as_view(), name="report-retry"),
    path("monev/<int:pk>/unduh/<report_format:format>/", ReportDownload.as_view(), name="report-download"),
]
