"""Pages of editions."""

from django.urls import path

from monev.reports.views.editions import ReportAgain, ReportDifferences

urlpatterns = [
    path("monev/<int:pk>/edisi-baru/", ReportAgain.as_view(), name="report-again"),
    path("monev/<int:pk>/perbedaan/", ReportDifferences.as_view(), name="report-differences"),
]
