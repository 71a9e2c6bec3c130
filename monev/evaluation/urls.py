"""Pages of the national evaluation."""

from django.urls import URLPattern, path, re_path

from monev.evaluation.views import closing, results

app_name = "evaluation"
STAGE = "evaluasi/tahap/<int:pk>"
RESULT = "daerah/<str:region>/evaluasi/<int:assessment>/hasil"
urlpatterns: list[URLPattern] = [
    path(f"{STAGE}/", closing.StageClosing.as_view(), name="stage-closing"),
    path(f"{STAGE}/tutup/", closing.StageClose.as_view(), name="stage-close"),
    path(f"{STAGE}/buka-lagi/", closing.StageReopen.as_view(), name="stage-reopen"),
    path(f"{STAGE}/kepala-surat/", closing.LetterHead.as_view(), name="stage-letter-head"),
    path(f"{STAGE}/terbitkan/", closing.StagePublish.as_view(), name="stage-publish"),
    path(f"{STAGE}/ulangi/", closing.StageRetry.as_view(), name="stage-retry"),
    path(f"{STAGE}/hasil/", results.StageResults.as_view(), name="stage-results"),
    re_path(
        r"^evaluasi/tahap/(?P<pk>[0-9]+)/tabel\.(?P<format>pdf|xlsx)$", results.StageFile.as_view(), name="stage-file"
    ),
    path(f"{RESULT}/", results.ResultPage.as_view(), name="result"),
    path(f"{RESULT}/butir/<str:code>/", results.ResultItem.as_view(), name="result-item"),
    re_path(
        r"^daerah/(?P<region>[0-9.]+)/evaluasi/(?P<assessment>[0-9]+)/hasil/surat-(?P<kind>I|II)\.(?P<format>pdf|xlsx)$",
        results.LetterFile.as_view(),
        name="result-letter",
    ),
]
