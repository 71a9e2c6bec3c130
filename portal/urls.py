"""Pages that combine apps."""

from django.urls import path

from portal.views.dashboards import AgencyDashboard, Dashboard, DashboardChart, PillarDashboard
from portal.views.home import Home
from portal.views.offline import Manifest, Offline, ServiceWorker
from portal.views.programs import ProgramDetail

app_name = "portal"
REGION = "daerah/<str:region>"
PILLAR = f"{REGION}/pilar/<str:letters>"
AGENCY = f"{REGION}/opd/<int:pk>"
urlpatterns = [
    path("", Home.as_view(), name="home"),
    path(f"{REGION}/dasbor/", Dashboard.as_view(), name="dashboard"),
    path(f"{REGION}/dasbor/grafik/<slug:chart>.svg", DashboardChart.as_view(), name="dashboard-chart"),
    path(f"{PILLAR}/", PillarDashboard.as_view(), name="pillar"),
    path(f"{PILLAR}/grafik/<slug:chart>.svg", PillarDashboard.as_view(), name="pillar-chart"),
    path(f"{AGENCY}/", AgencyDashboard.as_view(), name="agency"),
    path(f"{AGENCY}/grafik/<slug:chart>.svg", AgencyDashboard.as_view(), name="agency-chart"),
    path("layanan-luring.js", ServiceWorker.as_view(), name="service-worker"),
    path("aplikasi.webmanifest", Manifest.as_view(), name="app-manifest"),
    path("luring/", Offline.as_view(), name="offline"),
    path("program/<int:pk>/", ProgramDetail.as_view(), name="program-detail"),
    path("program/<int:pk>/grafik/<slug:chart>.svg", ProgramDetail.as_view(), name="program-chart"),
]
