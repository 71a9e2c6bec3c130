"""Pages that combine apps."""

from django.urls import path

from portal.views.activity import Activity
from portal.views.audit import NationAudit, RegionAudit
from portal.views.commitments import CommitmentList, PledgeDetail
from portal.views.comparing import ComparePeriods
from portal.views.comparing_agencies import CompareAgencies
from portal.views.comparing_regions import CompareRegions
from portal.views.dashboards import AgencyDashboard, PillarDashboard, RegionDashboard
from portal.views.directives import (
    DirectiveAnswerGive,
    DirectiveDetail,
    DirectiveGive,
    DirectiveList,
    DirectiveStepTake,
)
from portal.views.figures import FigureDetail
from portal.views.forecast import Forecast
from portal.views.history import History, ProgramAsOf
from portal.views.home import Home
from portal.views.meeting_mode import MeetingMode
from portal.views.meetings import (
    AgendaItemChange,
    MeetingAgenda,
    MeetingAttendance,
    MeetingChange,
    MeetingDecisions,
    MeetingDetail,
    MeetingList,
    MeetingPlan,
)
from portal.views.national import NationalScreen, NationalShapes
from portal.views.offline import Manifest, Offline, ServiceWorker
from portal.views.programs import ProgramDetail
from portal.views.protection import officer, own
from portal.views.public import data, feedback, files, pages, privacy, site
from portal.views.pulling import PullExample, PullGuide
from portal.views.pulls import RegionKeyRevoke, RegionKeys, RegionPulls
from portal.views.quick_wins import QuickWinDetail, QuickWinList
from portal.views.search import Search

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
    path("cari/", Search.as_view(), name="search"),
    path(f"{REGION}/dasbor/", RegionDashboard.as_view(), name="dashboard"),
    path(f"{REGION}/layar/", MeetingMode.as_view(), name="meeting-mode"),
    path(f"{REGION}/prakiraan/", Forecast.as_view(), name="forecast"),
    path(f"{PILLAR}/", PillarDashboard.as_view(), name="pillar"),
    path(f"{AGENCY}/", AgencyDashboard.as_view(), name="agency"),
    path(f"{REGION}/banding/periode/", ComparePeriods.as_view(), name="compare-periods"),
    path(f"{REGION}/banding/opd/", CompareAgencies.as_view(), name="compare-agencies"),
    path("banding/daerah/", CompareRegions.as_view(), name="compare-regions"),
    path(f"{REGION}/angka/<slug:figure>/", FigureDetail.as_view(), name="figure"),
    path("layanan-luring.js", ServiceWorker.as_view(), name="service-worker"),
    path("aplikasi.webmanifest", Manifest.as_view(), name="app-manifest"),
    path("tarik-data/", PullGuide.as_view(), name="pull-guide"),
    path("tarik-data/<str:name>", PullExample.as_view(), name="pull-example"),
    path("luring/", Offline.as_view(), name="offline"),
    path("program/<int:pk>/per-tanggal/", ProgramAsOf.as_view(), name="program-as-of"),
    path("nasional/", NationalScreen.as_view(), name="national"),
    path("nasional/batas/<slug:mark>.json", NationalShapes.as_view(), name="national-shapes-file"),
    path("riwayat/<slug:table>/<uuid:uid>/", History.as_view(), name="history"),
    path("profil/aktivitas/", Activity.as_view(), name="activity"),
    path(f"{REGION}/audit/", RegionAudit.as_view(), name="audit"),
    path(f"{REGION}/kunci/", RegionKeys.as_view(), name="region-keys"),
    path(f"{REGION}/kunci/<int:pk>/cabut/", RegionKeyRevoke.as_view(), name="region-key-revoke"),
    path(f"{REGION}/pengambilan/", RegionPulls.as_view(), name="pulls"),
    path("audit/", NationAudit.as_view(), name="audit-nation"),
    path("privasi/", privacy.PrivacyNotice.as_view(), name="public-privacy"),
    path("profil/data-saya/", own.OwnData.as_view(), name="own-data"),
    path("profil/data-saya/berkas/", own.OwnFile.as_view(), name="own-data-file"),
    path(f"{REGION}/data-pribadi/", officer.RegionProtection.as_view(), name="protection"),
    path("data-pribadi/", officer.NationProtection.as_view(), name="protection-nation"),
    path(f"{REGION}/data-pribadi/permintaan/baru/", officer.RequestNew.as_view(), name="data-request-new"),
    path("data-pribadi/permintaan/<int:pk>/", officer.RequestDetail.as_view(), name="data-request"),
    path("data-pribadi/permintaan/<int:pk>/lupakan/", officer.PersonForget.as_view(), name="data-request-forget"),
    path(f"{REGION}/data-pribadi/insiden/baru/", officer.BreachNew.as_view(), name="breach-new"),
    path("data-pribadi/insiden/<int:pk>/", officer.BreachDetail.as_view(), name="breach"),
    path("data-pribadi/insiden/<int:pk>/langkah/", officer.BreachStep.as_view(), name="breach-step"),
    path("data-pribadi/insiden/<int:pk>/surat.pdf", officer.BreachLetter.as_view(), name="breach-letter"),
    path("program/<int:pk>/", ProgramDetail.as_view(), name="program-detail"),
    path(f"{REGION}/arahan/", DirectiveList.as_view(), name="directives"),
    path(f"{REGION}/arahan/baru/", DirectiveGive.as_view(), name="directive-give"),
    path("arahan/<int:pk>/", DirectiveDetail.as_view(), name="directive-detail"),
    path("arahan/<int:pk>/jawaban/", DirectiveAnswerGive.as_view(), name="directive-answer"),
    path("arahan/<int:pk>/langkah/", DirectiveStepTake.as_view(), name="directive-step"),
    path(f"{REGION}/rapat/", MeetingList.as_view(), name="meetings"),
    path(f"{REGION}/rapat/baru/", MeetingPlan.as_view(), name="meeting-plan"),
    path("rapat/<int:pk>/", MeetingDetail.as_view(), name="meeting-detail"),
    path("rapat/<int:pk>/ubah/", MeetingChange.as_view(), name="meeting-change"),
    path("rapat/<int:pk>/kehadiran/", MeetingAttendance.as_view(), name="meeting-attendance"),
    path("rapat/<int:pk>/keputusan/", MeetingDecisions.as_view(), name="meeting-decisions"),
    path("rapat/<int:pk>/agenda/", MeetingAgenda.as_view(), name="meeting-agenda"),
    path("agenda/<int:pk>/", AgendaItemChange.as_view(), name="agenda-item"),
    path(f"{REGION}/komitmen/", CommitmentList.as_view(), name="commitments"),
    path("komitmen/<int:pk>/", PledgeDetail.as_view(), name="pledge-detail"),
]

quick_wins = (
    [
        path(f"{REGION}/", QuickWinList.as_view(), name="quick-win-list"),
        path("<int:pk>/", QuickWinDetail.as_view(), name="quick-win-detail"),
    ],
    "quickwins",
)
"""Below /quick-win/, under the names of quick wins: their pages show what monitoring knows, which lies above them."""
