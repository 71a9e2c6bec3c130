"""Write a plan as a document to standard output."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from exchange.interchange.document import bytes_of
from exchange.selectors.plan_documents import plan_document
from masterplan.models.plans import MasterPlan


class Command(BaseCommand):
    help = (
        "Writes the master plan of a region as JSON (docs/plan-format.md): manage.py export_plan 52.07 > plan.json. A"
        " region with several plans needs --title."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("region", help="official code, such as 52.07")
        parser.add_argument("--title", help="title of the plan")

    def handle(self, *args: Any, **options: Any) -> None:
        plans: Any = MasterPlan.objects.filter(region__code=options["region"], archived_at=None)
        if options["title"]:
            plans = plans.filter(title=options["title"])
        found = list(plans.select_related("region"))
        if not found:
            raise CommandError(_("The region %(code)s has no such plan.") % {"code": options["region"]})
        if len(found) > 1:
            titles = "\n".join(f"  {plan.title}" for plan in found)
            raise CommandError(_("There are several plans; choose one with --title:") + f"\n{titles}")
        self.stdout.write(bytes_of(plan_document(found[0])).decode(), ending="")
