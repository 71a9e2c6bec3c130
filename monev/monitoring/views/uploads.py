"""Files handed in piece by piece: `POST` names one, `PUT` brings its bytes, `GET` tells where to go on."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views import View

from core.errors import Refused
from monev.monitoring.forms.uploads import UploadForm
from monev.monitoring.models.evidence import PartialUpload
from monev.monitoring.models.periods import Period
from monev.monitoring.selectors.subjects import KINDS, kind_of, report_on, subjects_due
from monev.monitoring.services.uploads import Misplaced, TooMany, cancel_upload, is_done, receive, start_upload
from organizations.roles import Can
from organizations.screens import JsonLogin, Screen

PIECE = 256 * 1024
LARGEST_PIECE = 2 * 1024 * 1024
"""Bytes of one `PUT`; the browser sends 256 kB, so that a slow phone loses little at a break."""
LONGEST_OFFSET = 12
"""Digits: no file that is accepted has more bytes."""


class EvidenceUpload(JsonLogin, Screen):
    """`GET`: who is logged in, with a fresh token. `POST` {uid, kind, subject, period, name, size, words} begins."""

    needs = Can.ENTER

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse({"person": str(self.person.uid), "csrf": get_token(request), "piece": PIECE})

    def post(self, request: HttpRequest) -> JsonResponse:
        form = UploadForm(_body(request))
        if not form.is_valid():
            field, errors = next(iter(form.errors.items()))
            return JsonResponse({"refusal": errors[0], "field": field}, status=422)
        given = form.cleaned_data
        subject, period = self.subject(given["kind"], given["subject"]), self.period(given["period"])
        if report_on(subject, period) is None and not subjects_due(kind_of(subject), period).filter(pk=subject.pk):
            raise Http404
        file = {name: given[name] for name in ("uid", "name", "size", "words")}
        try:
            upload = start_upload(subject, period, **file, by=self.person)
        except TooMany as refused:
            return JsonResponse({"notice": str(refused.message)}, status=429)
        except Refused as refused:
            return JsonResponse({"refusal": str(refused.message)}, status=422)
        except PermissionDenied as error:
            raise Http404 from error
        return JsonResponse(answer(upload))

    def subject(self, slug: str, number: int) -> Any:
        """The row, if this person may enter for it; 404 and 403 as everywhere."""
        rows: Any = next(kind for kind in KINDS if kind.slug == slug).subject._default_manager.all()
        return rows.obtain(self.person, Can.ENTER, pk=number)

    def period(self, number: int) -> Any:
        return Period.objects.select_related("region").obtain(self.person, Can.VIEW, pk=number)


class EvidencePieces(JsonLogin, View):
    """One upload of this person; that of somebody else is not found."""

    def upload(self) -> PartialUpload:
        found = PartialUpload.objects.of(self.request.user).filter(uid=self.kwargs["uid"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        return JsonResponse(answer(self.upload()))

    def put(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        """The bytes from `Upload-Offset` on; 409 with `received` where they do not follow what is there."""
        upload, offset = self.upload(), request.headers.get("Upload-Offset", "")
        if not offset.isdecimal() or len(offset) > LONGEST_OFFSET:
            return JsonResponse({"refusal": "Upload-Offset"}, status=400)
        if int(request.headers.get("Content-Length") or 0) > LARGEST_PIECE:
            return JsonResponse({"refusal": "Content-Length"}, status=413)
        person: Any = request.user
        try:
            return JsonResponse(answer(receive(upload, request.body, offset=int(offset), by=person)))
        except Misplaced as misplaced:
            return JsonResponse({"received": misplaced.received}, status=409)

    def delete(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        cancel_upload(self.upload(), by=person)
        return HttpResponse(status=204)


def answer(upload: PartialUpload) -> dict[str, Any]:
    """What has arrived, whether it is done, and why it was refused, if it was."""
    return {
        "uid": str(upload.uid),
        "received": upload.received,
        "size": upload.size,
        "done": is_done(upload),
        "refusal": upload.refusal,
        "evidence": upload.use.evidence_id if upload.use_id and upload.use else None,
    }


def _body(request: HttpRequest) -> dict[str, Any]:
    """The JSON of the request; nothing for anything else."""
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
