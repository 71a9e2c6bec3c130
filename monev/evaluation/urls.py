"""Pages of the national evaluation."""

from django.urls import URLPattern, path

from monev.evaluation.views.assessments import AssessmentDetail, Assign, BringBack, HandBack, LeaveOut
from monev.evaluation.views.assessor_findings import FindingAdd, FindingChange, FindingDelete, FindingMove
from monev.evaluation.views.assignments import AssignMany, AssignmentChange, AssignmentWithdraw, ScoresGiveBack
from monev.evaluation.views.comparison import ComparisonScreen, ScoreRevise
from monev.evaluation.views.desk import AssignmentDetail, Desk, ScoresSubmit
from monev.evaluation.views.reopening import NationalReopen, Reopen, ReopeningCancel
from monev.evaluation.views.rounds import RoundChange, RoundDetail, RoundList, RoundOpen, RoundRegions, StageOpen
from monev.evaluation.views.score_sheets import SheetScreen

app_name = "evaluation"
rounds: list[URLPattern] = [
    path("evaluasi/", RoundList.as_view(), name="round-list"),
    path("evaluasi/baru/", RoundOpen.as_view(), name="round-open"),
    path("evaluasi/<int:pk>/", RoundDetail.as_view(), name="round-detail"),
    path("evaluasi/<int:pk>/ubah/", RoundChange.as_view(), name="round-change"),
    path("evaluasi/<int:pk>/daerah/", RoundRegions.as_view(), name="round-regions"),
    path("evaluasi/<int:pk>/asesor/", AssignMany.as_view(), name="assign-many"),
    path("evaluasi/tahap/<int:pk>/buka/", StageOpen.as_view(), name="stage-open"),
    path("evaluasi/daerah/<int:pk>/", AssessmentDetail.as_view(), name="assessment-detail"),
    path("evaluasi/daerah/<int:pk>/asesor/", Assign.as_view(), name="assign"),
    path("evaluasi/daerah/<int:pk>/kembalikan/", HandBack.as_view(), name="hand-back"),
    path("evaluasi/daerah/<int:pk>/tidak-ikut/", LeaveOut.as_view(), name="leave-out"),
    path("evaluasi/daerah/<int:pk>/ikut/", BringBack.as_view(), name="bring-back"),
    path("evaluasi/daerah/<int:pk>/buka-kembali/", NationalReopen.as_view(), name="assessment-reopen"),
    path("evaluasi/tugas/<int:pk>/", AssignmentChange.as_view(), name="assignment-change"),
    path("evaluasi/tugas/<int:pk>/tarik/", AssignmentWithdraw.as_view(), name="assignment-withdraw"),
    path("evaluasi/tugas/<int:pk>/kembalikan/", ScoresGiveBack.as_view(), name="scores-give-back"),
    path("evaluasi/buka-kembali/<int:pk>/batal/", ReopeningCancel.as_view(), name="reopening-cancel"),
]
scoring: list[URLPattern] = [
    path("penilaian/", Desk.as_view(), name="desk"),
    path("penilaian/<int:pk>/", AssignmentDetail.as_view(), name="assignment-detail"),
    path("penilaian/<int:pk>/nilai/<slug:dimension>/", SheetScreen.as_view(), name="score-sheet"),
    path("penilaian/<int:pk>/kirim/", ScoresSubmit.as_view(), name="scores-submit"),
    path("penilaian/<int:pk>/banding/", ComparisonScreen.as_view(), name="score-comparison"),
    path("penilaian/<int:pk>/banding/<int:item>/", ScoreRevise.as_view(), name="score-revise"),
    path("penilaian/<int:pk>/temuan/", FindingAdd.as_view(), name="assessor-finding-add"),
    path("penilaian/temuan/<int:pk>/", FindingChange.as_view(), name="assessor-finding-change"),
    path("penilaian/temuan/<int:pk>/hapus/", FindingDelete.as_view(), name="assessor-finding-delete"),
    path("penilaian/temuan/<int:pk>/geser/", FindingMove.as_view(), name="assessor-finding-move"),
    path("penilaian/<int:pk>/buka-kembali/", Reopen.as_view(), name="assignment-reopen"),
]
urlpatterns: list[URLPattern] = [*rounds, *scoring]
