"""Pages of reports, one module a subject."""

from monev.reports.urls import checks, editions, letterheads, reports, runs, schedules

app_name = "reports"

urlpatterns = [
    *reports.urlpatterns,
    *checks.urlpatterns,
    *editions.urlpatterns,
    *letterheads.urlpatterns,
    *schedules.urlpatterns,
    *runs.urlpatterns,
]
