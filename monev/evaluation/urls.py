"""Pages of the national evaluation."""

from django.urls import path

from monev.evaluation.views.follow_up import (
    FollowUpAssign,
    FollowUpDecide,
    FollowUpDetail,
    FollowUpList,
    FollowUpReport,
)

app_name = "evaluation"
REGION = "daerah/<str:region>"
FOLLOW_UP = f"{REGION}/tindak-lanjut"
urlpatterns = [
    path(f"{FOLLOW_UP}/", FollowUpList.as_view(), name="follow-up-list"),
    path(f"{FOLLOW_UP}/<int:pk>/", FollowUpDetail.as_view(), name="follow-up-detail"),
    path(f"{FOLLOW_UP}/<int:pk>/opd/", FollowUpAssign.as_view(), name="follow-up-assign"),
    path(f"{FOLLOW_UP}/<int:pk>/laporan/", FollowUpReport.as_view(), name="follow-up-report"),
    path(f"{FOLLOW_UP}/<int:pk>/keputusan/", FollowUpDecide.as_view(), name="follow-up-decide"),
]
