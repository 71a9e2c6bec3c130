"""Pages of running the portal, and what machines ask (`operations.middleware` answers those before everything else)."""

from django.urls import path

from operations.views import status, watching

app_name = "operations"
urlpatterns = [
    path("health/live", watching.live, name="health-live"),
    path("health/ready", watching.ready, name="health-ready"),
    path("metrics", watching.metrics, name="metrics"),
    path("status/", status.StatusPage.as_view(), name="status"),
    path("status/surel/", status.TestMail.as_view(), name="test-mail"),
]
