"""What a report is: a name, parameters, the data it freezes, and the document it makes of them.

A new report is one module in a package that `REPORT_PACKAGES` names, with one subclass of `Report`; nothing else needs
to know it. Every format is written from the same document (`monev.reports.writers`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.utils.functional import Promise

from core.documents import Attachment, Document
from monev.reports.models import CompiledReport
from monev.reports.parameters import Parameter
from monev.reports.previews import Preview
from monev.reports.wishes import Wish
from organizations.models import Region
from organizations.roles import Can

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: introduction, post, name, NIP and rank; empty texts are left to be filled in by hand."""

    introduction: str
    post: str
    name: str = ""
    nip: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the figures of one edition, frozen with its snapshot (`CompiledReport.frame`).

    `arms` is the name of a file in the storage and `arms_sha256` its hash; `check_url` is the address of the public
    check page. Empty texts: the region has not entered them, a line to be filled in by hand is printed.
    """

    sha256: str
    taken_at: datetime
    code_version: str
    rules: str
    edition: int
    check_code: str
    check_url: str
    number: str = ""
    dated_on: str = ""
    institution: str = ""
    address: str = ""
    place: str = ""
    arms: str = ""
    arms_sha256: str = ""
    signers: Sequence[Signer] = field(default_factory=tuple)


class Report:
    """One report of the catalogue. Subclasses fill in the class variables and the methods below.

    `collect` reads the tables once, in the language of the report and at one moment of the database; it returns plain
    data (`core.canonical.plain`) with `format` (version of the shape) and `examples` ({"rows": made up, "of": all}).
    `document` works from these data and the frame only, so the same snapshot gives the same document.
    """

    code: ClassVar[str]
    title: ClassVar[str | Promise]
    purpose: ClassVar[str | Promise]
    audience: ClassVar[str | Promise]
    formats: ClassVar[tuple[str, ...]]
    parameters: ClassVar[tuple[Parameter, ...]]
    optional: ClassVar[tuple[Parameter, ...]] = ()
    """Parameters that may be left empty: `agency` empty is the whole region."""
    needs: ClassVar[Can] = Can.COMPILE
    """The right to ask for it; who may see the region may read it."""
    is_national: ClassVar[bool] = False
    """Of the nation: asked for without a region."""
    queue: ClassVar[str] = CompiledReport.Queue.QUICK
    most_rows: ClassVar[int] = 20_000
    """A report with more rows than that (`preview`) is refused before it starts."""
    position: ClassVar[int] = 100
    """Its place in the catalogue."""

    def subject(self, wish: Wish) -> str:
        """About what, as it stands under the title: `Kabupaten Sumbawa Barat, TW III 2026`. Language is active."""
        parts = [wish.program, wish.quick_win, wish.agency, wish.pillar, wish.region, wish.meeting, wish.stage]
        named = next((str(each) for each in parts if each), "")
        return ", ".join(filter(None, [named, str(wish.period or wish.year or "")]))

    def preview(self, wish: Wish) -> Preview:
        """What it will hold. Few queries: it is shown while somebody chooses."""
        raise NotImplementedError

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        """The data that are frozen. Raises `Refused` when there is nothing to report."""
        raise NotImplementedError

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        """The report, from frozen data only; `alive` is called now and then."""
        raise NotImplementedError

    def queue_of(self, wish: Wish) -> str:
        """In which queue this one waits: a report that packs much keeps the quick ones free."""
        return self.queue

    def attachments(self, data: Data) -> Sequence[Attachment]:
        """Stored files that go with it (into the ZIP)."""
        return ()

    def may_be_asked_for(self, region: Region | None) -> bool:
        """Whether the region has what this report is about."""
        return (region is None) == self.is_national
