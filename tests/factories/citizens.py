"""What citizens see and write."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from citizens.models import DocumentSwitch, Feedback, ProgramSwitch, Publication, QuickWinStory
from citizens.spam import digest_of
from tests.factories.organizations import AgencyFactory, RegionFactory
from tests.factories.preparation import LegalDocumentFactory
from tests.factories.quickwins import QuickWinFactory


class PublicationFactory(DjangoModelFactory):
    """A region that everybody sees."""

    class Meta:
        model = Publication

    region = factory.SubFactory(RegionFactory)
    is_published = True
    published_since = factory.LazyFunction(timezone.now)


class ProgramSwitchFactory(DjangoModelFactory):
    class Meta:
        model = ProgramSwitch

    region = factory.SubFactory(RegionFactory)
    program_lineage = factory.Faker("uuid4", cast_to=None)


class DocumentSwitchFactory(DjangoModelFactory):
    class Meta:
        model = DocumentSwitch

    document = factory.SubFactory(LegalDocumentFactory)
    region = factory.SelfAttribute("document.region")


class QuickWinStoryFactory(DjangoModelFactory):
    class Meta:
        model = QuickWinStory

    quick_win = factory.SubFactory(QuickWinFactory)


class FeedbackFactory(DjangoModelFactory):
    """New, unless a state is given."""

    class Meta:
        model = Feedback

    agency = factory.SubFactory(AgencyFactory)
    region = factory.SelfAttribute("agency.region")
    program_lineage = factory.Faker("uuid4", cast_to=None)
    program_name = "Posyandu digital"
    text = factory.Sequence(lambda n: f"Masukan warga nomor {n}")
    digest = factory.LazyAttribute(lambda o: digest_of(o.text))
    moderated_at = factory.LazyAttribute(lambda o: None if o.state == "new" else timezone.now())
    state = "new"
