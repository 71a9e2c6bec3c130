"""What the made-up programs are called and measured by: the example programs of the tree, varied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from portal.reference.files import toml

FILES = ("1-governance", "2-branding", "3-economy", "4-living", "5-society", "6-environment")
AREAS = ("", "tahap lanjutan", "wilayah kepulauan dan pesisir", "wilayah pegunungan", "kecamatan perbatasan")
KEPT_OUT = frozenset({"RSUD", "DISPORA"})
"""OPDs of the example region that no other region has under that name."""

NARRATIVES = (
    "Pekerjaan berjalan sesuai jadwal; pelatihan petugas dan penyiapan lokasi selesai di sebagian besar kecamatan.",
    "Kontrak ditandatangani dan pekerjaan lapangan dimulai; uji coba dengan pengguna dijadwalkan bulan depan.",
    "Layanan sudah dipakai warga; perbaikan dilakukan dari keluhan yang masuk dan hasil pemantauan mingguan.",
    "Pengadaan selesai, pemasangan berlangsung di lokasi yang disepakati bersama perangkat desa.",
    "Pendataan selesai dan hasilnya diperiksa bersama OPD pendukung; laporan disusun untuk Dewan Smart City.",
)
OBSTACLES = (
    "",
    "",
    "Jaringan di dua kecamatan belum stabil.",
    "Lelang diulang karena penawaran di bawah syarat.",
    "Petugas terlatih pindah tugas; pengganti dilatih bulan ini.",
)
ANSWERS = (
    "Rapat pengendalian setiap pekan sampai selisih tertutup.",
    "Jaringan cadangan dipakai sampai pemasangan selesai.",
    "Tambahan tim lapangan dan jadwal ulang lokasi.",
)


@dataclass(frozen=True)
class Kind:
    """An example program: what all regions' programs of this kind share."""

    pillar: str
    row: dict[str, Any]


@cache
def kinds() -> list[Kind]:
    """The example programs, the pillars in turns so that a small plan has all of them."""
    by_pillar = [[Kind(name[2:], row) for row in toml(f"demo/programs/{name}.toml")["program"]] for name in FILES]
    longest = max(map(len, by_pillar))
    return [rows[place] for place in range(longest) for rows in by_pillar if place < len(rows)]


@cache
def agencies() -> list[dict[str, Any]]:
    """The OPDs that a region has."""
    rows = toml("demo/agencies.toml")["agency"]
    return [row for row in rows if row["code"] not in KEPT_OUT and not row.get("collective")]


def name_of(kind: Kind, turn: int) -> str:
    """The name of the program when its kind is used for the `turn`th time in a plan.

    >>> name_of(Kind("living", {"name": "Rumah layak huni"}), 1)
    'Rumah layak huni tahap lanjutan'
    """
    area = AREAS[turn] if turn < len(AREAS) else f"tahap {turn + 1}"
    return f"{kind.row['name']} {area}".strip()


def quick_wins() -> list[dict[str, Any]]:
    """The example quick wins, one for each pillar."""
    found: list[dict[str, Any]] = toml("demo/quick_wins.toml")["quick_win"]
    return found
