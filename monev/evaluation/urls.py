"""Pages of the national evaluation."""

from django.urls import URLPattern, path

from monev.evaluation.views import comparison, external, simulator

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("daerah/<str:region>/data-eksternal/", external.ExternalFigures.as_view(), name="external-figures"),
    path(
        "daerah/<str:region>/data-eksternal/<slug:code>/<int:year>/",
        external.ExternalFigureEntry.as_view(),
        name="external-figure",
    ),
    path("daerah/<str:region>/evaluasi/banding/", comparison.ComparisonScreen.as_view(), name="comparison"),
    path("daerah/<str:region>/evaluasi/simulasi/", simulator.Simulator.as_view(), name="simulator"),
]
