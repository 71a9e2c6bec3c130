"""Admin of the exchange, one module a subject."""

from exchange.admin import exports, requests

__all__ = ["exports", "requests"]
