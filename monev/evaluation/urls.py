"""Pages of the national evaluation."""

from django.urls import path

from monev.evaluation.views import answers, self_assessment

app_name = "evaluation"
ASSESSMENT = "daerah/<str:region>/evaluasi/<int:pk>"
urlpatterns = [
    path("daerah/<str:region>/evaluasi/", self_assessment.AssessmentList.as_view(), name="assessment-list"),
    path(f"{ASSESSMENT}/", self_assessment.AssessmentDetail.as_view(), name="assessment-detail"),
    path(f"{ASSESSMENT}/bagian/<slug:dimension>/", self_assessment.AssessmentPart.as_view(), name="assessment-part"),
    path(f"{ASSESSMENT}/setujui/", self_assessment.AssessmentConfirm.as_view(), name="assessment-confirm"),
    path(f"{ASSESSMENT}/kirim/", self_assessment.AssessmentSubmit.as_view(), name="assessment-submit"),
    path(f"{ASSESSMENT}/butir/<str:code>/", answers.AnswerScreen.as_view(), name="answer"),
]
