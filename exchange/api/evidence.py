"""REST: handing in evidence, a file or a link, for the report of a period."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Refused
from core.rest.refusals import refusal
from exchange.api.keyed import (
    CLASH,
    DRY_RUN,
    KEY_PARAMETER,
    REUSED,
    TOO_LARGE,
    UNSUPPORTED,
    TooLarge,
    WritingView,
    shown,
)
from exchange.serializers.handing_in import HandedInAnswerSerializer, HandedInSerializer
from exchange.services.bulk_places import Unplaced
from exchange.services.handing_in import HandedIn, hand_in
from exchange.services.idempotency import Answer
from organizations.roles import Can

BESIDES = 64 * 1024
"""Bytes of a request beside its file."""
FIELDS = {"evidence_file": "file", "evidence_link": "link", "evidence_proves": "indicator"}
"""Names of the page, and of REST."""


class HandInEvidence(WritingView):
    """A file is kept once by its SHA-256; types and sizes as on the page."""

    needs = Can.ENTER
    parser_classes = [MultiPartParser, JSONParser]
    parameters = ("dry_run",)

    @property
    def largest(self) -> int:
        return int(settings.EVIDENCE_MAX_BYTES) + BESIDES

    @extend_schema(
        operation_id="evidence_hand_in",
        parameters=[KEY_PARAMETER, DRY_RUN],
        request={"multipart/form-data": HandedInSerializer, "application/json": HandedInSerializer},
        responses={
            (201, "application/json"): OpenApiResponse(HandedInAnswerSerializer, description="It is attached."),
            (200, "application/json"): OpenApiResponse(HandedInAnswerSerializer, description="A trial; nothing is."),
            409: CLASH,
            413: TOO_LARGE,
            415: UNSUPPORTED,
            422: REUSED,
        },
        examples=[
            OpenApiExample(
                "link",
                request_only=True,
                media_type="application/json",
                value={
                    "region": "52.07",
                    "period": "2026-3",
                    "program": "SG-01",
                    "link": "https://drive.example.id/laporan-tw-iii",
                    "kind": "other",
                    "title": "Laporan TW III",
                    "dated_on": "2026-09-30",
                },
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Hand in a file (multipart) or a link (JSON) for a report; a draft is opened where there is none."""
        dry_run = self.switch("dry_run", "false")
        if dry_run:
            return shown(self._work(dry_run))
        self.require_key()
        return self.answered(lambda: self._work(dry_run))

    def _work(self, dry_run: bool) -> Answer:
        content = self.content()
        asked = HandedInSerializer(data=content)
        asked.is_valid(raise_exception=True)
        file = asked.validated_data.get("file")
        try:
            done = hand_in(asked.validated_data, asked.words(), by=self.person(), dry_run=dry_run)
        except Unplaced as problem:
            raise _misplaced(problem) from problem
        except Refused as refused:
            if file is not None and file.size > settings.EVIDENCE_MAX_BYTES:
                raise TooLarge(str(refused.message)) from refused
            raise _refused(refused) from refused
        return Answer(200 if dry_run else 201, _told(done, dry_run))


def _misplaced(problem: Unplaced) -> APIException:
    fault = problem.fault
    if fault.code == "permission_denied":
        return PermissionDenied(fault.detail)
    return ValidationError({fault.attr: [fault.detail]}, code=fault.code)


def _refused(refused: Refused) -> APIException:
    named = Refused(refused.message, field=FIELDS.get(refused.field or "", refused.field))
    return refusal(named, FIELDS.values())


def _told(done: HandedIn, dry_run: bool) -> dict[str, Any]:
    """What was only tried has no identifiers that anybody could ask for."""
    report, use = done.report, done.attached.use
    evidence = HandedInAnswerSerializer().fields["evidence"]
    return {
        "dry_run": dry_run,
        "evidence": None if dry_run else evidence.to_representation(use.evidence),
        "use": None if dry_run else use.pk,
        "report": report
        and {"id": report.pk, "uid": str(report.uid), "version": report.version, "state": str(report.state)},
        "also_used_by": list(done.attached.also_used_by),
    }
