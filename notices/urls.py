"""News, mails, and how a person wants them."""

from django.urls import path

from notices.views import Preferences

app_name = "notices"
urlpatterns = [
    path("profil/pemberitahuan/", Preferences.as_view(), name="preferences"),
]
