"""Pages of the national evaluation."""

from django.urls import URLPattern, path, re_path

from monev.evaluation.views import survey_entry, survey_public, survey_review, survey_services, surveys

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
]
