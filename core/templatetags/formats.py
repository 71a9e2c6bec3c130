"""The formats of `core.formats` as template filters: `{% load formats %}`."""

from django import template

from core import formats

register = template.Library()

for _name in ("number", "rupiah", "rupiah_short", "percent", "points", "score", "longdate"):
    register.filter(_name, getattr(formats, _name))
