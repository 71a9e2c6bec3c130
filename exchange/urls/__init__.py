"""Pages of the exchange with other systems, one module a subject."""

from exchange.urls import exports

app_name = "exchange"

urlpatterns = [*exports.urlpatterns]
