"""News, mails, and how a person wants them."""

from django.urls import path

from notices.views import MailDetail, MailList, NewsList, OpenNotice, Preferences, ReadAll, ReadNotice

app_name = "notices"
urlpatterns = [
    path("pemberitahuan/", NewsList.as_view(), name="notice-list"),
    path("pemberitahuan/baca/", ReadAll.as_view(), name="read-all"),
    path("pemberitahuan/<int:pk>/buka/", OpenNotice.as_view(), name="notice-open"),
    path("pemberitahuan/<int:pk>/baca/", ReadNotice.as_view(), name="notice-read"),
    path("surat/", MailList.as_view(), name="mail-list"),
    path("surat/<int:pk>/", MailDetail.as_view(), name="mail-detail"),
    path("profil/pemberitahuan/", Preferences.as_view(), name="preferences"),
]
