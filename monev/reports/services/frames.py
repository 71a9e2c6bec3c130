"""What stands around the figures, frozen with the snapshot: head, signatures, number, check code."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.canonical import plain
from monev.reports.catalogue.base import Frame, Signer
from monev.reports.models import CompiledReport, Letterhead, Signatory, Snapshot


def take_frame(report: CompiledReport) -> dict[str, Any]:
    """The head and the signatures of the region as they are now, as plain data."""
    head = Letterhead.objects.filter(region=report.region_id, archived_at=None).first()
    path = reverse("reports:check-code", args=[report.check_code])
    frozen: dict[str, Any] = plain(
        {
            "edition": report.edition,
            "check_code": report.check_code,
            "check_url": settings.PORTAL_URL.rstrip("/") + path,
            "number": report.number,
            "dated_on": report.dated_on or "",
            "institution": head.institution if head else "",
            "address": head.address if head else "",
            "place": head.place if head else "",
            "arms": head.arms.name if head and head.arms else "",
            "arms_sha256": head.arms_sha256 if head else "",
            "signers": [asdict(each) for each in _signers(report)],
        }
    )
    return frozen


def frame_of(report: CompiledReport, snapshot: Snapshot) -> Frame:
    """The frozen frame, with what is known of the snapshot."""
    kept = dict(report.frame)
    signers = tuple(Signer(**each) for each in kept.pop("signers", ()))
    return Frame(
        sha256=snapshot.sha256,
        taken_at=snapshot.taken_at,
        code_version=snapshot.code_version,
        rules=snapshot.rules,
        signers=signers,
        **kept,
    )


def _signers(report: CompiledReport) -> list[Signer]:
    """Those entered for this kind of report; else those for reports without their own."""
    rows = list(Signatory.objects.for_kind(report.kind).filter(region=report.region_id).order_by("position", "pk"))
    own = [each for each in rows if each.kind] or rows
    return [Signer(each.introduction, each.post, each.name, each.nip, each.rank) for each in own]
