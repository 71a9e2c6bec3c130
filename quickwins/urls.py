"""Pages of quick wins, below /quick-win/."""

from django.urls import path

from quickwins.views import QuickWinDetail, QuickWinList

app_name = "quickwins"
urlpatterns = [
    path("daerah/<str:region>/", QuickWinList.as_view(), name="quick-win-list"),
    path("<int:pk>/", QuickWinDetail.as_view(), name="quick-win-detail"),
]
