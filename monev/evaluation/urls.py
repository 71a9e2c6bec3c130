"""Pages of the national evaluation."""

from django.urls import URLPattern, path, re_path

from monev.evaluation.views import (
    answers,
    assessments,
    assessor_findings,
    assignments,
    closing,
    comparison,
    desk,
    follow_up,
    instrument_rows,
    instruments,
    reopening,
    results,
    rounds,
    score_sheets,
    self_assessment,
)

app_name = "evaluation"
of_instruments: list[URLPattern] = [
    path("instrumen/", instruments.InstrumentList.as_view(), name="instrument-list"),
    path("instrumen/baru/", instruments.InstrumentNew.as_view(), name="instrument-new"),
    path("instrumen/<int:pk>/", instruments.InstrumentDetail.as_view(), name="instrument-detail"),
    path("instrumen/<int:pk>/ubah/", instruments.InstrumentChange.as_view(), name="instrument-change"),
    path("instrumen/<int:pk>/salin/", instruments.InstrumentCopy.as_view(), name="instrument-copy"),
    path("instrumen/<int:pk>/impor/", instruments.InstrumentImport.as_view(), name="instrument-import"),
    path("instrumen/<int:pk>/berkas/<str:format>/", instruments.InstrumentFile.as_view(), name="instrument-file"),
    path("instrumen/<int:pk>/terbitkan/", instruments.InstrumentPublish.as_view(), name="instrument-publish"),
    path("instrumen/<int:pk>/buang/", instruments.InstrumentDiscard.as_view(), name="instrument-discard"),
    path("instrumen/<int:pk>/arsipkan/", instruments.InstrumentArchive.as_view(), name="instrument-archive"),
    path("instrumen/<int:pk>/beda/", instruments.InstrumentDifferences.as_view(), name="instrument-differences"),
    path("instrumen/<int:pk>/bobot/", instrument_rows.WeightsChange.as_view(), name="instrument-weights"),
    path("instrumen/<int:pk>/dimensi/", instrument_rows.DimensionNew.as_view(), name="dimension-new"),
    path("instrumen/dimensi/<int:pk>/", instrument_rows.DimensionChange.as_view(), name="dimension-change"),
    path("instrumen/dimensi/<int:pk>/langkah/", instrument_rows.DimensionStep.as_view(), name="dimension-step"),
    path("instrumen/dimensi/<int:pk>/indikator/", instrument_rows.IndicatorNew.as_view(), name="indicator-new"),
    path("instrumen/indikator/<int:pk>/", instrument_rows.IndicatorChange.as_view(), name="indicator-change"),
    path("instrumen/indikator/<int:pk>/langkah/", instrument_rows.IndicatorStep.as_view(), name="indicator-step"),
    path("instrumen/indikator/<int:pk>/butir/", instrument_rows.ItemNew.as_view(), name="item-new"),
    path("instrumen/butir/<int:pk>/", instrument_rows.ItemChange.as_view(), name="item-change"),
    path("instrumen/butir/<int:pk>/langkah/", instrument_rows.ItemStep.as_view(), name="item-step"),
]
"""The editor of instruments."""
ASSESSMENT = "daerah/<str:region>/evaluasi/<int:pk>"
of_regions: list[URLPattern] = [
    path("daerah/<str:region>/evaluasi/", self_assessment.AssessmentList.as_view(), name="assessment-list"),
    path(f"{ASSESSMENT}/", self_assessment.AssessmentDetail.as_view(), name="assessment-detail"),
    path(f"{ASSESSMENT}/bagian/<slug:dimension>/", self_assessment.AssessmentPart.as_view(), name="assessment-part"),
    path(f"{ASSESSMENT}/setujui/", self_assessment.AssessmentConfirm.as_view(), name="assessment-confirm"),
    path(f"{ASSESSMENT}/kirim/", self_assessment.AssessmentSubmit.as_view(), name="assessment-submit"),
    path(f"{ASSESSMENT}/butir/<str:code>/", answers.AnswerScreen.as_view(), name="answer"),
]
"""The self-assessment of a region."""
running: list[URLPattern] = [
    path("evaluasi/", rounds.RoundList.as_view(), name="round-list"),
    path("evaluasi/baru/", rounds.RoundOpen.as_view(), name="round-open"),
    path("evaluasi/<int:pk>/", rounds.RoundDetail.as_view(), name="round-detail"),
    path("evaluasi/<int:pk>/ubah/", rounds.RoundChange.as_view(), name="round-change"),
    path("evaluasi/<int:pk>/daerah/", rounds.RoundRegions.as_view(), name="round-regions"),
    path("evaluasi/<int:pk>/asesor/", assignments.AssignMany.as_view(), name="assign-many"),
    path("evaluasi/tahap/<int:pk>/buka/", rounds.StageOpen.as_view(), name="stage-open"),
    path("evaluasi/daerah/<int:pk>/", assessments.AssessmentDetail.as_view(), name="round-region"),
    path("evaluasi/daerah/<int:pk>/asesor/", assessments.Assign.as_view(), name="assign"),
    path("evaluasi/daerah/<int:pk>/kembalikan/", assessments.HandBack.as_view(), name="hand-back"),
    path("evaluasi/daerah/<int:pk>/tidak-ikut/", assessments.LeaveOut.as_view(), name="leave-out"),
    path("evaluasi/daerah/<int:pk>/ikut/", assessments.BringBack.as_view(), name="bring-back"),
    path("evaluasi/daerah/<int:pk>/buka-kembali/", reopening.NationalReopen.as_view(), name="round-region-reopen"),
    path("evaluasi/tugas/<int:pk>/", assignments.AssignmentChange.as_view(), name="assignment-change"),
    path("evaluasi/tugas/<int:pk>/tarik/", assignments.AssignmentWithdraw.as_view(), name="assignment-withdraw"),
    path("evaluasi/tugas/<int:pk>/kembalikan/", assignments.ScoresGiveBack.as_view(), name="scores-give-back"),
    path("evaluasi/buka-kembali/<int:pk>/batal/", reopening.ReopeningCancel.as_view(), name="reopening-cancel"),
]
scoring: list[URLPattern] = [
    path("penilaian/", desk.Desk.as_view(), name="desk"),
    path("penilaian/<int:pk>/", desk.AssignmentDetail.as_view(), name="assignment-detail"),
    path("penilaian/<int:pk>/nilai/<slug:dimension>/", score_sheets.SheetScreen.as_view(), name="score-sheet"),
    path("penilaian/<int:pk>/kirim/", desk.ScoresSubmit.as_view(), name="scores-submit"),
    path("penilaian/<int:pk>/banding/", comparison.ComparisonScreen.as_view(), name="score-comparison"),
    path("penilaian/<int:pk>/banding/<int:item>/", comparison.ScoreRevise.as_view(), name="score-revise"),
    path("penilaian/<int:pk>/temuan/", assessor_findings.FindingAdd.as_view(), name="assessor-finding-add"),
    path("penilaian/temuan/<int:pk>/", assessor_findings.FindingChange.as_view(), name="assessor-finding-change"),
    path("penilaian/temuan/<int:pk>/hapus/", assessor_findings.FindingDelete.as_view(), name="assessor-finding-delete"),
    path("penilaian/temuan/<int:pk>/geser/", assessor_findings.FindingMove.as_view(), name="assessor-finding-move"),
    path("penilaian/<int:pk>/buka-kembali/", reopening.Reopen.as_view(), name="assignment-reopen"),
]
STAGE = "evaluasi/tahap/<int:pk>"
RESULT = "daerah/<str:region>/evaluasi/<int:assessment>/hasil"
LETTER = (
    r"^daerah/(?P<region>[0-9.]+)/evaluasi/(?P<assessment>[0-9]+)/hasil/surat-(?P<kind>I|II)\.(?P<format>pdf|xlsx)$"
)
TABLE = r"^evaluasi/tahap/(?P<pk>[0-9]+)/tabel\.(?P<format>pdf|xlsx)$"
results_and_closing: list[URLPattern] = [
    path(f"{STAGE}/", closing.StageClosing.as_view(), name="stage-closing"),
    path(f"{STAGE}/tutup/", closing.StageClose.as_view(), name="stage-close"),
    path(f"{STAGE}/buka-lagi/", closing.StageReopen.as_view(), name="stage-reopen"),
    path(f"{STAGE}/kepala-surat/", closing.LetterHead.as_view(), name="stage-letter-head"),
    path(f"{STAGE}/terbitkan/", closing.StagePublish.as_view(), name="stage-publish"),
    path(f"{STAGE}/ulangi/", closing.StageRetry.as_view(), name="stage-retry"),
    path(f"{STAGE}/hasil/", results.StageResults.as_view(), name="stage-results"),
    re_path(TABLE, results.StageFile.as_view(), name="stage-file"),
    path(f"{RESULT}/", results.ResultPage.as_view(), name="result"),
    path(f"{RESULT}/butir/<str:code>/", results.ResultItem.as_view(), name="result-item"),
    re_path(LETTER, results.LetterFile.as_view(), name="result-letter"),
]
FOLLOW_UP = "daerah/<str:region>/tindak-lanjut"
following_up: list[URLPattern] = [
    path(f"{FOLLOW_UP}/", follow_up.FollowUpList.as_view(), name="follow-up-list"),
    path(f"{FOLLOW_UP}/<int:pk>/", follow_up.FollowUpDetail.as_view(), name="follow-up-detail"),
    path(f"{FOLLOW_UP}/<int:pk>/opd/", follow_up.FollowUpAssign.as_view(), name="follow-up-assign"),
    path(f"{FOLLOW_UP}/<int:pk>/laporan/", follow_up.FollowUpReport.as_view(), name="follow-up-report"),
    path(f"{FOLLOW_UP}/<int:pk>/keputusan/", follow_up.FollowUpDecide.as_view(), name="follow-up-decide"),
]
urlpatterns: list[URLPattern] = [*of_instruments, *of_regions, *running, *scoring, *results_and_closing, *following_up]
