"""Pages that combine apps."""

from django.urls import path

from portal.views.home import Home

app_name = "portal"
urlpatterns = [path("", Home.as_view(), name="home")]
