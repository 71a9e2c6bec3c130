"""The public page that tells whether a report is genuine."""

from django.urls import path

from monev.reports.views.checks import CheckCode

urlpatterns = [
    path("periksa/<str:code>/", CheckCode.as_view(), name="check-code"),
]
