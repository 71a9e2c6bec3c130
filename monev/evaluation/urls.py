"""Pages of the national evaluation."""

from django.urls import URLPattern, path

from monev.evaluation.views import external, instrument_rows, instruments, over_years, simulator

app_name = "evaluation"
of_instruments: list[URLPattern] = [
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
"""The editor of instruments."""
of_past_years: list[URLPattern] = [
    path("daerah/<str:region>/data-eksternal/", external.ExternalFigures.as_view(), name="external-figures"),
    path(
        "daerah/<str:region>/data-eksternal/impor/",
        external.ExternalFiguresImport.as_view(),
        name="external-import",
    ),
    path(
        "daerah/<str:region>/data-eksternal/<slug:code>/<int:year>/",
        external.ExternalFigureEntry.as_view(),
        name="external-figure",
    ),
    path("daerah/<str:region>/evaluasi/banding/", over_years.ComparisonScreen.as_view(), name="comparison"),
    path("daerah/<str:region>/evaluasi/simulasi/", simulator.Simulator.as_view(), name="simulator"),
]
"""External figures, results over the years, the simulator."""
urlpatterns: list[URLPattern] = [*of_instruments, *of_past_years]
