"""Pages of monitoring: entry, reports, evidence."""

from django.urls import path

from monev.monitoring.views.corrections import (
    CorrectionAbandon,
    CorrectionList,
    CorrectionOpen,
    PledgeCorrectionAbandon,
    PledgeCorrectionOpen,
    QuickWinCorrectionAbandon,
    QuickWinCorrectionOpen,
)
from monev.monitoring.views.duties import (
    DutiesMove,
    DutyAssign,
    HandOver,
    PostClose,
    PostList,
    PostOverview,
    PostRename,
    PostVacate,
)
from monev.monitoring.views.entry import (
    PledgeEntry,
    PledgeNil,
    ProgressEntry,
    ProgressNil,
    QuickWinEntry,
    QuickWinNil,
)
from monev.monitoring.views.evidence import EvidenceFile
from monev.monitoring.views.ledger import EvidenceDetail, Ledger, LedgerArchive
from monev.monitoring.views.matrix import StatusItems, StatusMatrix
from monev.monitoring.views.periods import PeriodList, PeriodLock, PeriodRemind
from monev.monitoring.views.previews import EvidencePreview
from monev.monitoring.views.quality import QualityRules, QualitySwitch
from monev.monitoring.views.region_settings import RegionSettings
from monev.monitoring.views.remarks import (
    AnswerRemark,
    ExplainFinding,
    PledgeAnswerRemark,
    PledgeExplainFinding,
    QuickWinAnswerRemark,
    QuickWinExplainFinding,
)
from monev.monitoring.views.reports import PledgeReportDetail, QuickWinReportDetail, ReportDetail
from monev.monitoring.views.uploads import EvidencePieces, EvidenceUpload
from monev.monitoring.views.verification import (
    ApprovalQueue,
    FlagSettle,
    PledgeApproval,
    PledgeVerification,
    PledgeWithdraw,
    ProgressApproval,
    ProgressVerification,
    QuickWinApproval,
    QuickWinVerification,
    QuickWinWithdraw,
    VerificationQueue,
    Withdraw,
)
from monev.monitoring.views.work import WorkList
from monev.monitoring.views.workbooks import (
    WorkbookApply,
    WorkbookDetail,
    WorkbookDownload,
    WorkbookMarked,
    WorkbookUploadPage,
)

app_name = "monitoring"
urlpatterns = [
    path("pekerjaan/", WorkList.as_view(), name="work-list"),
    path("opd/<int:pk>/periode/<int:period>/buku-kerja/", WorkbookDownload.as_view(), name="workbook-download"),
    path("opd/<int:pk>/periode/<int:period>/buku-kerja/unggah/", WorkbookUploadPage.as_view(), name="workbook-upload"),
    path("buku-kerja/<uuid:uid>/", WorkbookDetail.as_view(), name="workbook-detail"),
    path("buku-kerja/<uuid:uid>/ambil/", WorkbookApply.as_view(), name="workbook-apply"),
    path("buku-kerja/<uuid:uid>/bertanda/", WorkbookMarked.as_view(), name="workbook-file"),
    path("jabatan/", PostOverview.as_view(), name="post-overview"),
    path("opd/<int:pk>/jabatan/", PostList.as_view(), name="post-list"),
    path("opd/<int:pk>/tugas/", DutyAssign.as_view(), name="duty-assign"),
    path("jabatan/<int:pk>/serah-terima/", HandOver.as_view(), name="post-hand-over"),
    path("jabatan/<int:pk>/nama/", PostRename.as_view(), name="post-rename"),
    path("jabatan/<int:pk>/kosongkan/", PostVacate.as_view(), name="post-vacate"),
    path("jabatan/<int:pk>/pindah-tugas/", DutiesMove.as_view(), name="duties-move"),
    path("jabatan/<int:pk>/arsip/", PostClose.as_view(), name="post-close"),
    path("laporan/program/<int:pk>/<int:period>/isi/", ProgressEntry.as_view(), name="progress-entry"),
    path("laporan/quick-win/<int:pk>/<int:period>/isi/", QuickWinEntry.as_view(), name="quick-win-entry"),
    path("laporan/komitmen/<int:pk>/<int:period>/isi/", PledgeEntry.as_view(), name="pledge-entry"),
    path("laporan/program/<int:pk>/<int:period>/nihil/", ProgressNil.as_view(), name="progress-nil"),
    path("laporan/quick-win/<int:pk>/<int:period>/nihil/", QuickWinNil.as_view(), name="quick-win-nil"),
    path("laporan/komitmen/<int:pk>/<int:period>/nihil/", PledgeNil.as_view(), name="pledge-nil"),
    path("laporan/<int:pk>/", ReportDetail.as_view(), name="report-detail"),
    path("laporan/quick-win/<int:pk>/", QuickWinReportDetail.as_view(), name="quick-win-report-detail"),
    path("laporan/komitmen/<int:pk>/", PledgeReportDetail.as_view(), name="pledge-report-detail"),
    path("unggahan/", EvidenceUpload.as_view(), name="evidence-pieces"),
    path("unggahan/<uuid:uid>/", EvidencePieces.as_view(), name="upload-pieces"),
    path("bukti/<int:pk>/", EvidenceFile.as_view(), name="evidence-file"),
    path("bukti/<int:pk>/rinci/", EvidenceDetail.as_view(), name="evidence-detail"),
    path("daerah/<str:region>/bukti/", Ledger.as_view(), name="ledger"),
    path("daerah/<str:region>/bukti/unduh/", LedgerArchive.as_view(), name="ledger-archive"),
    path("bukti/<int:pk>/pratinjau/", EvidencePreview.as_view(), name="evidence-preview"),
    path("laporan/<int:pk>/tarik/", Withdraw.as_view(), name="report-withdraw"),
    path("laporan/quick-win/<int:pk>/tarik/", QuickWinWithdraw.as_view(), name="quick-win-report-withdraw"),
    path("laporan/komitmen/<int:pk>/tarik/", PledgeWithdraw.as_view(), name="pledge-report-withdraw"),
    path("laporan/<int:pk>/jawab/", AnswerRemark.as_view(), name="remark-answer"),
    path("laporan/quick-win/<int:pk>/jawab/", QuickWinAnswerRemark.as_view(), name="quick-win-remark-answer"),
    path("laporan/komitmen/<int:pk>/jawab/", PledgeAnswerRemark.as_view(), name="pledge-remark-answer"),
    path("laporan/<int:pk>/jelaskan/", ExplainFinding.as_view(), name="finding-explain"),
    path("laporan/quick-win/<int:pk>/jelaskan/", QuickWinExplainFinding.as_view(), name="quick-win-finding-explain"),
    path("laporan/komitmen/<int:pk>/jelaskan/", PledgeExplainFinding.as_view(), name="pledge-finding-explain"),
    path("verifikasi/", VerificationQueue.as_view(), name="verification-list"),
    path("verifikasi/<int:pk>/", ProgressVerification.as_view(), name="verification-detail"),
    path("verifikasi/quick-win/<int:pk>/", QuickWinVerification.as_view(), name="quick-win-verification-detail"),
    path("verifikasi/komitmen/<int:pk>/", PledgeVerification.as_view(), name="pledge-verification-detail"),
    path("verifikasi/catatan/<int:pk>/", FlagSettle.as_view(), name="flag-settle"),
    path("persetujuan/", ApprovalQueue.as_view(), name="approval-list"),
    path("persetujuan/<int:pk>/", ProgressApproval.as_view(), name="approval-detail"),
    path("persetujuan/quick-win/<int:pk>/", QuickWinApproval.as_view(), name="quick-win-approval-detail"),
    path("persetujuan/komitmen/<int:pk>/", PledgeApproval.as_view(), name="pledge-approval-detail"),
    path("daerah/<str:region>/status/", StatusMatrix.as_view(), name="status-matrix"),
    path("daerah/<str:region>/status/<int:pk>/<int:period>/", StatusItems.as_view(), name="status-items"),
    path("daerah/<str:region>/pengaturan/", RegionSettings.as_view(), name="region-settings"),
    path("daerah/<str:region>/periode/", PeriodList.as_view(), name="period-list"),
    path("daerah/<str:region>/mutu-data/", QualityRules.as_view(), name="quality-rules"),
    path("daerah/<str:region>/mutu-data/atur/", QualitySwitch.as_view(), name="quality-switch"),
    path("periode/<int:pk>/kunci/", PeriodLock.as_view(), name="period-lock"),
    path("periode/<int:pk>/ingatkan/", PeriodRemind.as_view(), name="period-remind"),
    path("periode/<int:pk>/koreksi/", CorrectionList.as_view(), name="correction-list"),
    path("laporan/<int:pk>/koreksi/", CorrectionOpen.as_view(), name="correction-open"),
    path("laporan/quick-win/<int:pk>/koreksi/", QuickWinCorrectionOpen.as_view(), name="quick-win-correction-open"),
    path("laporan/komitmen/<int:pk>/koreksi/", PledgeCorrectionOpen.as_view(), name="pledge-correction-open"),
    path("laporan/<int:pk>/batal-koreksi/", CorrectionAbandon.as_view(), name="correction-abandon"),
    path(
        "laporan/quick-win/<int:pk>/batal-koreksi/",
        QuickWinCorrectionAbandon.as_view(),
        name="quick-win-correction-abandon",
    ),
    path(
        "laporan/komitmen/<int:pk>/batal-koreksi/", PledgeCorrectionAbandon.as_view(), name="pledge-correction-abandon"
    ),
]
