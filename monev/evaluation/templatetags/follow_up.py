"""Words of the follow-up for templates: `{% load follow_up %}`."""

from __future__ import annotations

from django import template

from monev.evaluation.tables.follow_up import follow_up_state

register = template.Library()
register.filter("follow_up_state", follow_up_state)
