"""Pages of letterheads."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
