"""Load the shapes of the regions for the national map."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused
from organizations.services.boundaries import LoadedBoundaries, load_boundaries

NAMED = 20
"""So many regions or codes are named; of more the number is said."""


class Command(BaseCommand):
    help = (
        "Loads the boundaries of the regions from a TopoJSON or GeoJSON file, in place of those loaded before. "
        "Nothing is simplified; a bad file changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--code-property", default="code", help="property with the official code (default: code)")
        parser.add_argument("--object", default="", help="object of a TopoJSON file, where it has several")
        parser.add_argument("--notice", default="", help="source and licence, shown under the map")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_boundaries(
                options["file"].read_bytes(),
                file_name=options["file"].name,
                notice=options["notice"],
                code_property=options["code_property"],
                object_name=options["object"],
            )
        except OSError as problem:
            raise CommandError(_("The file %(file)s cannot be opened.") % {"file": options["file"]}) from problem
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused
        self._say(loaded)

    def _say(self, loaded: LoadedBoundaries) -> None:
        areas = loaded.stored.areas
        line = ngettext("%(count)s region with a shape loaded.", "%(count)s regions with a shape loaded.", areas)
        self.stdout.write(line % {"count": areas})
        if loaded.unknown:
            self.stdout.write(_("Left out, no such region: %(codes)s") % {"codes": _some(loaded.unknown)})
        if loaded.nameless:
            self.stdout.write(_("Left out, without a code: %(count)s areas") % {"count": loaded.nameless})
        if loaded.missing:
            names = _some([f"{region.code} {region}" for region in loaded.missing])
            self.stdout.write(_("Regions without a shape: %(names)s") % {"names": names})
        if not loaded.stored.notice:
            self.stdout.write(_("No source and licence given: say it with --notice, it is shown under the map."))


def _some(words: Any) -> str:
    """The first ones, and how many there are more."""
    rest = len(words) - NAMED
    return ", ".join(words[:NAMED]) + (_(" and %(count)s more") % {"count": rest} if rest > 0 else "")
