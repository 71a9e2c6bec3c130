"""The profile of the person who is logged in."""

from django.urls import path

from organizations.views import ApiKeyMake, ApiKeyRevoke, Profile, Session

app_name = "organizations"
urlpatterns = [
    path("", Profile.as_view(), name="profile"),
    path("sesi/", Session.as_view(), name="session"),
    path("kunci/", ApiKeyMake.as_view(), name="key-make"),
    path("kunci/<int:pk>/cabut/", ApiKeyRevoke.as_view(), name="key-revoke"),
]
