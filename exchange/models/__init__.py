"""The tables of this app."""

from exchange.models.requests import IdempotentRequest

__all__ = ["IdempotentRequest"]
