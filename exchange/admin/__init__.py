"""Admin of the exchange, one module a subject."""

from exchange.admin import exports

__all__ = ["exports"]
