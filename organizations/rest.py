"""Bases of all REST views."""

from rest_framework.permissions import IsAuthenticated


class GrantedPermission(IsAuthenticated):
    """Logged in and granted what the view needs."""
