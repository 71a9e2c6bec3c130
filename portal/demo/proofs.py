"""What example reports show as proof: a document, a picture or a link, in turns over the quarters."""

from __future__ import annotations

from dataclasses import dataclass

from masterplan.models.plans import Program
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from portal.demo import papers
from portal.demo.quarters import Quarter
from portal.demo.stories import BARE, SHARED, pick

DISCLAIMER = "Berkas contoh untuk demonstrasi portal. Bukan dokumen resmi."
SHARED_TITLE = "Foto kegiatan bersama"
GREY = "#444444"
PDF, PNG = "application/pdf", "image/png"
ENDINGS = {PDF: "pdf", PNG: "png"}
Verdict = EvidenceUse.Verdict
VERDICTS = [Verdict.STRONG] * 3 + [Verdict.SUFFICIENT] * 5 + [Verdict.WEAK] + [Verdict.UNJUDGED]
"""What the verifier says of ten proofs of verified reports."""


@dataclass(frozen=True)
class Proof:
    """A file or a link to hand in; the title says that it is an example."""

    title: str
    kind: str
    link: str = ""
    file_name: str = ""
    content_type: str = ""
    content: bytes = b""


def of_chapter(program: Program, quarter: Quarter, evidence: str) -> tuple[Proof, ...]:
    """The proofs of a program's report, by what its chapter says of evidence."""
    if evidence == BARE:
        return ()
    return (shared() if evidence == SHARED else own(program, quarter),)


def own(program: Program, quarter: Quarter) -> Proof:
    """A proof of the program's own: a link in the third quarter, else a document or a picture."""
    title = f"Bukti dukung {program.code} TW {quarter.number} {quarter.year}"
    name = f"{program.code}-{quarter.year}-{quarter.number}"
    if quarter.number == 3:
        link = f"https://berbagi.ksb.example/{program.code.lower()}/{quarter.year}-{quarter.number}"
        return Proof(f"Contoh: {title}", Evidence.Kind.OTHER, link=link)
    if quarter.number % 2:
        content = papers.document([title, program.name[:80], DISCLAIMER])
        return Proof(f"Contoh: {title}", Evidence.Kind.HANDOVER, "", f"{name}.pdf", PDF, content)
    color = program.sub_dimension.pillar.color if program.sub_dimension else GREY
    return Proof(f"Contoh: {title}", Evidence.Kind.PHOTO, "", f"{name}.png", PNG, papers.picture(color, title))


def shared() -> Proof:
    """A picture that more than one program shows."""
    content = papers.picture(GREY, SHARED_TITLE)
    return Proof(f"Contoh: {SHARED_TITLE}", Evidence.Kind.PHOTO, "", "foto-kegiatan-bersama.png", PNG, content)


def verdict_of(proof: Proof) -> str:
    """What the verifier says of a proof, always the same for the same one; what several programs show is weak."""
    return str(Verdict.WEAK if proof.title.endswith(SHARED_TITLE) else pick(VERDICTS, f"verdict {proof.title}"))
