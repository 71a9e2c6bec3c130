"""Published results of the national evaluation: facts, with the letter that published them."""

from __future__ import annotations

from datetime import date

from monev.evaluation.models.instruments import Instrument
from monev.evaluation.services.published_results import load_published_results
from portal.reference.files import DATA
from portal.reference.rows import Tally

INSTRUMENT = "2022"
FILE = "reference/national-results-2022.csv"
SOURCE = "Surat B-1004/DJAI/AI.01.04/12/2022 (6 Desember 2022), hasil evaluasi implementasi Smart City 2022"
PUBLISHED_ON = date(2022, 12, 6)


def load() -> dict[str, Tally]:
    """The results of 2022: 42 regions, the same way that files of other years are loaded. Instruments come first."""
    loaded = load_published_results(
        (DATA / FILE).read_bytes(),
        filename=FILE,
        instrument=Instrument.objects.get(code=INSTRUMENT),
        source=SOURCE,
        published_on=PUBLISHED_ON,
    )
    return {"national results": Tally(loaded.created, loaded.completed, loaded.unchanged)}
