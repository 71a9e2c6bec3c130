"""Addresses of the handbook and of getting to know the portal."""

from django.urls import path

from handbook.views import reading, start

app_name = "handbook"
urlpatterns = [
    path("bantuan/", reading.page, name="contents"),
    path("bantuan/<path:path>", reading.page, name="page"),
    path("mulai/", start.StartHere.as_view(), name="start"),
    path("mulai/selesai/", start.TourDone.as_view(), name="tour-done"),
]
