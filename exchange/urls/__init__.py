"""Pages of the exchange with other systems, one module a subject."""

from exchange.urls import plan_documents

app_name = "exchange"

urlpatterns = [*plan_documents.urlpatterns]
