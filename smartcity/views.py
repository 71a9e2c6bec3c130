"""Pages of the site itself."""

from __future__ import annotations

from django.views.generic import TemplateView


class ApiDocumentation(TemplateView):
    """The documentation of the REST interface, drawn from its schema by Swagger UI that we serve ourselves."""

    template_name = "api/documentation.html"
