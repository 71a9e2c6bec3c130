"""Pages that combine apps."""

from django.urls import path

from portal.views.activity import Activity
from portal.views.audit import NationAudit, RegionAudit
from portal.views.dashboards import AgencyDashboard, Dashboard, PillarDashboard
from portal.views.history import History, ProgramAsOf
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
    path(f"{PILLAR}/", PillarDashboard.as_view(), name="pillar"),
    path(f"{AGENCY}/", AgencyDashboard.as_view(), name="agency"),
    path("layanan-luring.js", ServiceWorker.as_view(), name="service-worker"),
    path("aplikasi.webmanifest", Manifest.as_view(), name="app-manifest"),
    path("luring/", Offline.as_view(), name="offline"),
    path("program/<int:pk>/per-tanggal/", ProgramAsOf.as_view(), name="program-as-of"),
    path("riwayat/<slug:table>/<uuid:uid>/", History.as_view(), name="history"),
    path("profil/aktivitas/", Activity.as_view(), name="activity"),
    path(f"{REGION}/audit/", RegionAudit.as_view(), name="audit"),
    path("audit/", NationAudit.as_view(), name="audit-nation"),
    path("program/<int:pk>/", ProgramDetail.as_view(), name="program-detail"),
]
