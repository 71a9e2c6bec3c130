"""The public page that tells whether a report is genuine, of when, and whether a newer edition exists."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from monev.reports.check_codes import typed_code
from monev.reports.models import CompiledReport


class CheckCode(TemplateView):
    """What is public about the report with this code; a code that no report has is answered with 404."""

    template_name = "reports/check.html"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        code = typed_code(self.kwargs["code"])
        found = CompiledReport.objects.filter(check_code=code, state=CompiledReport.State.DONE)
        context["report"] = found.select_related("region", "period", "snapshot").first()
        return super().render_to_response(context, status=200 if context["report"] else 404, **kwargs)
