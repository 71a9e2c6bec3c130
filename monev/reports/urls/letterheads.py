"""Pages of letterheads."""

from django.urls import path

from monev.reports.views.letterheads import (
    ArmsPicture,
    LetterheadPage,
    SignatoryArchive,
    SignatoryChange,
    SignatoryMove,
    SignatoryNew,
)

urlpatterns = [
    path("daerah/<str:region>/monev/kop/", LetterheadPage.as_view(), name="letterhead"),
    path("daerah/<str:region>/monev/kop/lambang/", ArmsPicture.as_view(), name="letterhead-picture"),
    path("daerah/<str:region>/monev/penanda-tangan/", SignatoryNew.as_view(), name="signatory-new"),
    path("monev/penanda-tangan/<int:pk>/", SignatoryChange.as_view(), name="signatory-change"),
    path("monev/penanda-tangan/<int:pk>/arsip/", SignatoryArchive.as_view(), name="signatory-archive"),
    path("monev/penanda-tangan/<int:pk>/geser/", SignatoryMove.as_view(), name="signatory-move"),
]
