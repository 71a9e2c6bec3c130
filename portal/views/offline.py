"""What a browser needs to open pages without a connection: service worker, stand-in page, manifest."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

WORKER = ("keep", "pages", "deliver", "worker")
"""Scripts of `static/js/entry/` that the service worker is made of."""


class ServiceWorker(View):
    """The service worker. It stands at the top so that it may answer for the whole site; no data of anybody is in it.

    The names of its scripts change with their content, and with them this file: browsers notice a new release.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        known = json.dumps({"settings": {"OFFLINE": reverse("portal:offline"), "RELEASE": settings.VERSION}})
        scripts = json.dumps([static(f"js/entry/{name}.js") for name in WORKER])
        answer = HttpResponse(
            f'"use strict";\nself.portal = {known};\nimportScripts(...{scripts});\n', content_type="text/javascript"
        )
        answer["Cache-Control"] = "no-cache"
        answer["Service-Worker-Allowed"] = "/"
        return answer


class Offline(TemplateView):
    """Shown by the service worker where there is no connection and no kept copy; the same for everybody."""

    template_name = "portal/offline.html"


class Manifest(View):
    """What a phone needs to put the portal on its first screen; it opens with the list of work."""

    def get(self, request: HttpRequest) -> HttpResponse:
        mark = {"src": static("img/mark.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}
        return JsonResponse(
            {
                "name": "Portal Smart City",
                "short_name": "Smart City",
                "description": _("Smart City master plans: programs, progress, evidence and evaluation."),
                "id": "/",
                "start_url": reverse("portal:home"),
                "scope": "/",
                "display": "standalone",
                "background_color": "#ffffff",
                "theme_color": "#12304f",
                "icons": [mark],
            },
            content_type="application/manifest+json",
        )
