"""Pages of the exchange with other systems, one module a subject."""

from exchange.urls import exports, plan_documents

app_name = "exchange"

urlpatterns = [*exports.urlpatterns, *plan_documents.urlpatterns]
