"""The profile of the person who is logged in, their keys and what they took with them."""

from django.urls import path

from organizations.views.keys import KeyDetail, KeyList, KeyMake, KeyRevoke, KeyRotate, PullList
from organizations.views.profile import Profile, Session

app_name = "organizations"
urlpatterns = [
    path("", Profile.as_view(), name="profile"),
    path("sesi/", Session.as_view(), name="session"),
    path("kunci/", KeyList.as_view(), name="key-list"),
    path("kunci/baru/", KeyMake.as_view(), name="key-make"),
    path("kunci/<int:pk>/", KeyDetail.as_view(), name="key-detail"),
    path("kunci/<int:pk>/ganti/", KeyRotate.as_view(), name="key-rotate"),
    path("kunci/<int:pk>/cabut/", KeyRevoke.as_view(), name="key-revoke"),
    path("pengambilan/", PullList.as_view(), name="pull-list"),
]
