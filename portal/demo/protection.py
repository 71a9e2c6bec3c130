"""Example requests about personal data, one waiting and one answered, and an example breach that was closed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from organizations.models import DataBreach, DataRequest, Region
from organizations.models.personal import CLOCK
from organizations.roles import Role
from portal.demo.people import holder
from portal.demo.store import examples


def load(region: Region) -> None:
    """What the officer's page shows in the demonstration."""
    now, officer = timezone.now(), holder(Role.DATA_OFFICER)
    received, answered = now - timedelta(hours=20), now - timedelta(days=30)
    examples(
        [
            DataRequest(
                region=region,
                kind=DataRequest.Kind.ACCESS,
                name="Warga Contoh",
                contact="warga@contoh.example",
                text="Contoh: saya pernah mengisi masukan tentang program. Data apa yang masih disimpan tentang saya?",
                received_at=received,
                due_at=received + CLOCK,
            ),
            DataRequest(
                region=region,
                kind=DataRequest.Kind.CORRECTION,
                person=holder(Role.AGENCY_STAFF),
                text="Contoh: gelar pada nama saya sudah berubah, mohon diperbaiki.",
                received_at=answered - timedelta(hours=10),
                due_at=answered - timedelta(hours=10) + CLOCK,
                state=DataRequest.State.DONE,
                answer="Contoh: nama telah diperbaiki.",
                answered_at=answered,
                answered_by=officer,
            ),
        ]
    )
    noticed = now - timedelta(days=60)
    examples(
        [
            DataBreach(
                region=region,
                title="Contoh: daftar hadir terkirim ke penerima yang salah",
                noticed_at=noticed,
                happened_at=noticed - timedelta(hours=5),
                data_concerned="Contoh: nama dan alamat surel 12 peserta rapat.",
                people_concerned=12,
                course="Contoh: lampiran surel undangan tertukar.",
                measures="Contoh: penerima menghapus berkas dan mengonfirmasi; lampiran kini diperiksa dua orang.",
                authority_told_at=noticed + timedelta(hours=30),
                people_told_at=noticed + timedelta(hours=32),
                closed_at=noticed + timedelta(days=6),
            )
        ]
    )
