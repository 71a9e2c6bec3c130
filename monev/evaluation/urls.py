"""Pages of the national evaluation."""

from django.urls import URLPattern, path, re_path

from monev.evaluation.views import (
    instrument_rows,
    instruments,
    survey_entry,
    survey_public,
    survey_review,
    survey_services,
    surveys,
)

app_name = "evaluation"
SURVEYS = "daerah/<str:region>/survei"
SURVEY = f"{SURVEYS}/<int:pk>"
SERVICE = "layanan-survei/<int:pk>"
urlpatterns: list[URLPattern] = [
    path(f"{SURVEYS}/", surveys.SurveyList.as_view(), name="survey-list"),
    path(f"{SURVEYS}/baru/", surveys.SurveyNew.as_view(), name="survey-new"),
    path(f"{SURVEY}/", surveys.SurveyDetail.as_view(), name="survey-detail"),
    path(f"{SURVEY}/atur/", surveys.SurveySetup.as_view(), name="survey-setup"),
    path(f"{SURVEY}/atur/<int:sub>/", surveys.ServiceChoose.as_view(), name="survey-choose"),
    path(f"{SURVEY}/isi/", survey_entry.SurveyEntry.as_view(), name="survey-entry"),
    path(f"{SURVEY}/impor/", survey_entry.SurveyImport.as_view(), name="survey-import"),
    path(f"{SURVEY}/impor/templat.csv", survey_entry.ImportTemplate.as_view(), name="survey-template"),
    path(f"{SURVEY}/jawaban/", survey_review.SurveyReview.as_view(), name="survey-review"),
    path("survei-warga/<int:pk>/buka/", surveys.SurveyOpen.as_view(), name="survey-open"),
    path("survei-warga/<int:pk>/tutup/", surveys.SurveyClose.as_view(), name="survey-close"),
    path("survei-warga/<int:pk>/buang/", surveys.SurveyDiscard.as_view(), name="survey-discard"),
    path(f"{SERVICE}/", survey_services.ServiceConfirm.as_view(), name="survey-service"),
    path(f"{SERVICE}/poster/", survey_services.Poster.as_view(), name="survey-poster"),
    re_path(
        r"^layanan-survei/(?P<pk>[0-9]+)/kode-qr\.(?P<extension>svg|png)$",
        survey_services.QrCode.as_view(),
        name="survey-qr",
    ),
    path("survei/", survey_public.SurveyFind.as_view(), name="survey-find"),
    path("survei/<str:token>/", survey_public.SurveyForm.as_view(), name="survey-form"),
    path("survei/<str:token>/terima-kasih/", survey_public.SurveyThanks.as_view(), name="survey-thanks"),
    path("survei/<str:token>/bukan-pengguna/", survey_public.SurveyNotUsed.as_view(), name="survey-not-used"),
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
