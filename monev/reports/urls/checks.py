"""The public pages that tell whether a report is genuine."""

from django.urls import path

from monev.reports.views.checks import CheckCode, CheckForm

urlpatterns = [
    path("periksa/", CheckForm.as_view(), name="check"),
    path("periksa/<str:code>/", CheckCode.as_view(), name="check-code"),
]
