"""The number that a person may read to the administrator: `{% load incidents %}{% incident_number as number %}`."""

from django import template

from core import incidents

register = template.Library()


@register.simple_tag
def incident_number() -> str:
    """The number of the request at hand; nothing outside of one."""
    return incidents.number()
