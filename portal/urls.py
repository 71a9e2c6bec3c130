"""Pages that combine apps."""

from django.urls import path

from portal.views.activity import Activity
from portal.views.audit import NationAudit, RegionAudit
from portal.views.dashboards import AgencyDashboard, PillarDashboard, RegionDashboard
from portal.views.figures import FigureDetail
from portal.views.forecast import Forecast
from portal.views.history import History, ProgramAsOf
from portal.views.home import Home
from portal.views.offline import Manifest, Offline, ServiceWorker
from portal.views.programs import ProgramDetail
from portal.views.public import data, feedback, files, pages, site

app_name = "portal"
REGION = "daerah/<str:region>"
PILLAR = f"{REGION}/pilar/<str:letters>"
AGENCY = f"{REGION}/opd/<int:pk>"
PUBLIC = "publik/<str:region>"
PUBLIC_PROGRAM = f"{PUBLIC}/program/<uuid:lineage>"
PUBLIC_WIN = f"{PUBLIC}/quick-win/<uuid:uid>"
public_patterns = [
    path("publik/", pages.RegionList.as_view(), name="public-list"),
    path(f"{PUBLIC}/", pages.RegionStart.as_view(), name="public-region"),
    path(f"{PUBLIC}/warna.css", files.Accent.as_view(), name="public-accent"),
    path(f"{PUBLIC}/pratinjau.png", files.RegionCard.as_view(), name="public-card"),
    path(f"{PUBLIC}/pilar/<str:letters>/", pages.PillarPage.as_view(), name="public-pillar"),
    path(f"{PUBLIC}/program/", pages.ProgramList.as_view(), name="public-program-list"),
    path(f"{PUBLIC_PROGRAM}/", pages.ProgramPage.as_view(), name="public-program"),
    path(f"{PUBLIC_PROGRAM}/pratinjau.png", files.ProgramCard.as_view(), name="public-program-card"),
    path(f"{PUBLIC_PROGRAM}/masukan/", feedback.FeedbackPage.as_view(), name="public-feedback"),
    path(f"{PUBLIC_PROGRAM}/masukan/terima-kasih/", feedback.FeedbackSent.as_view(), name="public-feedback-sent"),
    path(f"{PUBLIC}/quick-win/", pages.QuickWinList.as_view(), name="public-quick-win-list"),
    path(f"{PUBLIC_WIN}/", pages.QuickWinPage.as_view(), name="public-quick-win"),
    path(f"{PUBLIC_WIN}/foto-<str:size>.jpg", files.StoryPicture.as_view(), name="public-picture"),
    path(f"{PUBLIC}/dokumen/", pages.DocumentList.as_view(), name="public-document-list"),
    path(f"{PUBLIC}/dokumen/<uuid:uid>/", files.DocumentFile.as_view(), name="public-document-file"),
    path(f"{PUBLIC}/data/", data.DataPage.as_view(), name="public-data"),
    path(f"{PUBLIC}/data/catalog.jsonld", data.DataCatalogue.as_view(), name="public-catalogue"),
    path(f"{PUBLIC}/data/<slug:dataset>.<str:extension>", data.DataFile.as_view(), name="public-dataset"),
    path("robots.txt", site.Robots.as_view(), name="robots"),
    path("sitemap.xml", site.Sitemap.as_view(), name="sitemap"),
]
urlpatterns = [
    *public_patterns,
    path("", Home.as_view(), name="home"),
    path(f"{REGION}/dasbor/", RegionDashboard.as_view(), name="dashboard"),
    path(f"{REGION}/prakiraan/", Forecast.as_view(), name="forecast"),
    path(f"{PILLAR}/", PillarDashboard.as_view(), name="pillar"),
    path(f"{AGENCY}/", AgencyDashboard.as_view(), name="agency"),
    path(f"{REGION}/angka/<slug:figure>/", FigureDetail.as_view(), name="figure"),
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
