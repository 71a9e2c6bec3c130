"""Which language a person reads: the one they chose, else Indonesian; REST clients may ask by header."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from core.languages import PARAMETER

API = "/api/"
FOR_EVERYBODY = ("/publik/", "/survei/", "/periksa/", "/tarik-data/", "/privasi/", "/robots.txt", "/sitemap.xml")


class ChosenLanguage:
    """Pages are Indonesian until somebody switches: browsers here are often set to English by their makers.

    Pages for everybody say their language in the address (`?bahasa=en`), so that a proxy may keep them for all.
    Under `/api/` the `Accept-Language` header decides, as REST clients expect.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self._language(request)):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        return response

    def _language(self, request: HttpRequest) -> str:
        if request.path_info.startswith(API):
            return translation.get_language_from_request(request)
        if request.path_info.startswith(FOR_EVERYBODY):
            chosen = request.GET.get(PARAMETER, "")
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
