"""Pages of the region about what citizens see and write."""

from django.urls import path

from citizens.views import feedback, pictures, publishing

app_name = "citizens"
PAGE = "daerah/<str:region>/halaman-publik"
STORY = f"{PAGE}/quick-win/<uuid:uid>"
urlpatterns = [
    path(f"{PAGE}/", publishing.Publishing.as_view(), name="publishing"),
    path(f"{PAGE}/terbitkan/", publishing.Publish.as_view(), name="publish"),
    path(f"{PAGE}/tarik/", publishing.Withdraw.as_view(), name="withdraw"),
    path(f"{PAGE}/pilihan/", publishing.Choose.as_view(), name="choose"),
    path(f"{STORY}/", publishing.StoryPage.as_view(), name="story"),
    path(f"{STORY}/hapus-foto/", publishing.RemovePicture.as_view(), name="story-remove"),
    path("cerita/<uuid:uid>/foto.jpg", pictures.StoryPreview.as_view(), name="story-preview"),
    path("daerah/<str:region>/masukan-warga/", feedback.ModerationList.as_view(), name="moderation-list"),
    path("masukan-warga/", feedback.AnswerList.as_view(), name="answer-list"),
    path("masukan-warga/<uuid:uid>/tampilkan/", feedback.Approve.as_view(), name="feedback-approve"),
    path("masukan-warga/<uuid:uid>/tolak/", feedback.Reject.as_view(), name="feedback-reject"),
    path("masukan-warga/<uuid:uid>/jawab/", feedback.Answer.as_view(), name="feedback-answer"),
]
