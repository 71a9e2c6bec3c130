"""Pages of schedules."""

from django.urls import path

from monev.reports.views import schedules as views

urlpatterns = [
    path("daerah/<str:region>/monev/jadwal/", views.ScheduleList.as_view(), name="schedule-list"),
    path("daerah/<str:region>/monev/jadwal/baru/", views.ScheduleNew.as_view(), name="schedule-new"),
    path("monev/jadwal/<int:pk>/", views.ScheduleDetail.as_view(), name="schedule-detail"),
    path("monev/jadwal/<int:pk>/ubah/", views.ScheduleChange.as_view(), name="schedule-change"),
    path("monev/jadwal/<int:pk>/jeda/", views.SchedulePause.as_view(), name="schedule-pause"),
    path("monev/jadwal/<int:pk>/lanjut/", views.SchedulePause.as_view(paused=False), name="schedule-resume"),
    path("monev/jadwal/<int:pk>/arsip/", views.ScheduleArchive.as_view(), name="schedule-archive"),
    path("monev/jadwal/giliran/<int:pk>/", views.TurnDetail.as_view(), name="schedule-turn"),
]
