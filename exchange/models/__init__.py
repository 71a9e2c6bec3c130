"""The tables of this app."""

from exchange.models.exports import Export
from exchange.models.requests import IdempotentRequest

__all__ = ["Export", "IdempotentRequest"]
