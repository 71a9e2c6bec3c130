"""Which part of the handbook explains which page: the one table. The first line that fits a page's name counts."""

from __future__ import annotations

from fnmatch import fnmatchcase
from types import MappingProxyType

from organizations.roles import Role

HANDBOOK = "bantuan/"
BY_ROLE = "@role"
"""The guide of the reader's own role."""

PLACES: tuple[tuple[str, str], ...] = (
    ("portal:home", BY_ROLE),
    ("portal:search", "panduan/dasar/#mencari"),
    ("portal:offline", "panduan/staf-opd/#tanpa-koneksi"),
    ("portal:activity", "panduan/dasar/#profil"),
    ("portal:history", "panduan/dasar/#riwayat"),
    ("portal:program-as-of", "panduan/dasar/#riwayat"),
    ("portal:figure", "panduan/dewan/#menelusuri-angka"),
    ("portal:forecast", "panduan/dewan/#prakiraan"),
    ("portal:compare-*", "panduan/dewan/#membandingkan"),
    ("portal:meeting-mode", "panduan/dewan/#mode-rapat"),
    ("portal:directive*", "panduan/dewan/#arahan"),
    ("portal:meeting*", "panduan/dewan/#rapat"),
    ("portal:agenda-item", "panduan/dewan/#rapat"),
    ("portal:commitments", "panduan/dewan/#komitmen"),
    ("portal:pledge-detail", "panduan/dewan/#komitmen"),
    ("portal:dashboard", "panduan/dewan/#dasbor"),
    ("portal:pillar", "panduan/dewan/#menelusuri-angka"),
    ("portal:agency", "panduan/dewan/#menelusuri-angka"),
    ("portal:program-detail", "panduan/dewan/#menelusuri-angka"),
    ("portal:national*", "panduan/admin-nasional/#pandangan-nasional"),
    ("portal:audit*", "panduan/administrasi/#log-audit"),
    ("portal:region-key*", "panduan/data-dan-sistem-lain/#siapa-mengambil"),
    ("portal:pulls", "panduan/data-dan-sistem-lain/#siapa-mengambil"),
    ("portal:pull-*", "panduan/data-dan-sistem-lain/#rest"),
    ("portal:public-privacy", "panduan/warga/#data-pribadi"),
    ("portal:own-data*", "panduan/akun/#data-saya"),
    ("portal:protection*", "panduan/pelindungan-data/"),
    ("portal:data-request*", "panduan/pelindungan-data/"),
    ("portal:breach*", "panduan/pelindungan-data/"),
    ("portal:public-feedback*", "panduan/warga/#menulis-masukan"),
    ("portal:public-data*", "panduan/warga/#data-terbuka"),
    ("portal:public-*", "panduan/warga/#halaman-publik"),
    ("citizens:moderation-list", "panduan/verifikator/#masukan-warga"),
    ("citizens:feedback-a*", "panduan/staf-opd/#pertanyaan-warga"),
    ("citizens:answer-list", "panduan/staf-opd/#pertanyaan-warga"),
    ("citizens:*", "panduan/administrasi/#halaman-publik"),
    ("organizations:key*", "panduan/data-dan-sistem-lain/#kunci-api"),
    ("organizations:pull-list", "panduan/data-dan-sistem-lain/#siapa-mengambil"),
    ("organizations:*", "panduan/dasar/#profil"),
    ("people:accept", "panduan/akun/#undangan"),
    ("people:invitation", "panduan/akun/#undangan"),
    ("people:*invit*", "panduan/administrasi/#mengundang"),
    ("people:import*", "panduan/administrasi/#mengundang"),
    ("people:*", "panduan/administrasi/#orang"),
    ("accounts:*", "panduan/akun/#sesi"),
    ("openid_connect_*", "panduan/akun/#masuk"),
    ("identity_*", "panduan/akun/#masuk"),
    ("account_reset_password*", "panduan/akun/#lupa-kata-sandi"),
    ("account_*", "panduan/akun/"),
    ("mfa_*", "panduan/akun/#pengaman-kedua"),
    ("socialaccount_*", "panduan/akun/"),
    ("notices:*", "panduan/dasar/#pemberitahuan"),
    ("operations:*", "operation/"),
    ("handbook:*", "panduan/hari-pertama/"),
    ("masterplan:preparation", "panduan/rencana/#persiapan"),
    ("masterplan:document-file", "panduan/rencana/#persiapan"),
    ("masterplan:version-*", "panduan/rencana/#versi"),
    ("masterplan:import-*", "panduan/rencana/#mengimpor"),
    ("masterplan:program-placing*", "panduan/rencana/#penempatan-pilar"),
    ("masterplan:pillar-rule*", "panduan/rencana/#penempatan-pilar"),
    ("masterplan:*", "panduan/rencana/"),
    ("exchange:plan-*", "panduan/rencana/#dokumen-json"),
    ("exchange:export*", "panduan/data-dan-sistem-lain/#ekspor"),
    ("quickwins:*", "panduan/dewan/#quick-win"),
    ("monitoring:workbook-*", "panduan/staf-opd/#buku-kerja"),
    ("monitoring:post-*", "panduan/kepala-opd/#jabatan"),
    ("monitoring:duty-assign", "panduan/kepala-opd/#jabatan"),
    ("monitoring:approval-*", "panduan/kepala-opd/#pengesahan"),
    ("monitoring:*-approval-detail", "panduan/kepala-opd/#pengesahan"),
    ("monitoring:verification-*", "panduan/verifikator/#memeriksa"),
    ("monitoring:*verification-detail", "panduan/verifikator/#memeriksa"),
    ("monitoring:status-*", "panduan/verifikator/#status-pengisian"),
    ("monitoring:*correction-*", "panduan/verifikator/#koreksi"),
    ("monitoring:period-*", "panduan/verifikator/#mengunci-periode"),
    ("monitoring:quality-*", "panduan/verifikator/#mutu-data"),
    ("monitoring:ledger*", "panduan/verifikator/#buku-bukti"),
    ("monitoring:region-settings", "panduan/administrasi/#pengaturan"),
    ("monitoring:*nil", "panduan/staf-opd/#nihil"),
    ("monitoring:evidence-*", "panduan/staf-opd/#bukti"),
    ("monitoring:work-list", "panduan/staf-opd/#laporan-saya"),
    ("monitoring:*report-detail", "panduan/staf-opd/#setelah-diajukan"),
    ("monitoring:*", "panduan/staf-opd/#mengisi"),
    ("reports:check*", "panduan/warga/#memeriksa-laporan"),
    ("reports:letterhead*", "panduan/laporan/#kop-surat"),
    ("reports:signatory-*", "panduan/laporan/#kop-surat"),
    ("reports:schedule-*", "panduan/laporan/#jadwal"),
    ("reports:report-differences", "panduan/laporan/#edisi"),
    ("reports:run-*", "panduan/admin-nasional/#penyusunan-nasional"),
    ("reports:national-*", "panduan/admin-nasional/#penyusunan-nasional"),
    ("reports:*", "panduan/laporan/"),
    ("evaluation:assessment-*", "panduan/evaluasi-nasional/#penilaian-mandiri"),
    ("evaluation:answer", "panduan/evaluasi-nasional/#penilaian-mandiri"),
    ("evaluation:follow-up-*", "panduan/evaluasi-nasional/#tindak-lanjut"),
    ("evaluation:external-*", "panduan/evaluasi-nasional/#data-eksternal"),
    ("evaluation:comparison", "panduan/evaluasi-nasional/#hasil"),
    ("evaluation:simulator", "panduan/evaluasi-nasional/#hasil"),
    ("evaluation:result*", "panduan/evaluasi-nasional/#hasil"),
    ("evaluation:survey-find", "panduan/warga/#survei"),
    ("evaluation:survey-form", "panduan/warga/#survei"),
    ("evaluation:survey-thanks", "panduan/warga/#survei"),
    ("evaluation:survey-not-used", "panduan/warga/#survei"),
    ("evaluation:survey-entry", "panduan/evaluasi-nasional/#survei-warga"),
    ("evaluation:survey-*", "panduan/evaluasi-nasional/#survei-warga"),
    ("evaluation:desk", "panduan/asesor/#penilaian"),
    ("evaluation:assignment-detail", "panduan/asesor/#penilaian"),
    ("evaluation:score-sheet", "panduan/asesor/#lembar-nilai"),
    ("evaluation:score-*", "panduan/asesor/#membandingkan-nilai"),
    ("evaluation:assessor-finding-*", "panduan/asesor/#temuan"),
    ("evaluation:assignment-reopen", "panduan/asesor/#membuka-kembali"),
    ("evaluation:instrument-*", "panduan/admin-nasional/#instrumen"),
    ("evaluation:dimension-*", "panduan/admin-nasional/#instrumen"),
    ("evaluation:indicator-*", "panduan/admin-nasional/#instrumen"),
    ("evaluation:item-*", "panduan/admin-nasional/#instrumen"),
    ("evaluation:stage-*", "panduan/admin-nasional/#menutup-tahap"),
    ("evaluation:*", "panduan/admin-nasional/#putaran"),
    ("webhooks:*", "panduan/data-dan-sistem-lain/#webhook"),
    ("api:*", "panduan/data-dan-sistem-lain/#rest"),
)
"""Name of a page (with `*`) and its part of the handbook, below /bantuan/."""

GUIDES: MappingProxyType[str, str] = MappingProxyType(
    {
        Role.AGENCY_STAFF: "panduan/staf-opd/",
        Role.AGENCY_HEAD: "panduan/kepala-opd/",
        Role.VERIFIER: "panduan/verifikator/",
        Role.COUNCIL: "panduan/dewan/",
        Role.SECRETARY: "panduan/sekda-admin/",
        Role.REGION_ADMIN: "panduan/sekda-admin/#admin-daerah",
        Role.DATA_OFFICER: "panduan/pelindungan-data/",
        Role.ASSESSOR: "panduan/asesor/",
        Role.NATIONAL_ADMIN: "panduan/admin-nasional/",
    }
)
FIRST_STEPS = "panduan/hari-pertama/"


def place_of(view_name: str) -> str | None:
    """The part of the handbook about a page, `BY_ROLE` where it is the reader's; None for a page nobody placed.

    >>> place_of("monitoring:pledge-approval-detail"), place_of("portal:home"), place_of("unknown")
    ('panduan/kepala-opd/#pengesahan', '@role', None)
    """
    return next((place for name, place in PLACES if fnmatchcase(view_name, name)), None)


def guide_of(roles: list[str]) -> str:
    """The guide of the first role that somebody has; the first day for who has none yet.

    >>> guide_of(["council"]), guide_of([])
    ('panduan/dewan/', 'panduan/hari-pertama/')
    """
    return next((GUIDES[role] for role in roles if role in GUIDES), FIRST_STEPS)
