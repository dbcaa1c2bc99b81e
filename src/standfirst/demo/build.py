"""Making the demo publication: plans, articles, readers and the lives they led."""

from pathlib import Path

from standfirst.demo import courier, lives
from standfirst.kernel import clock
from standfirst.readers.models import Reader
from standfirst.sandbox.company import Sandbox


def is_built() -> bool:
    """True when the cast has been made."""
    return Reader.objects.filter(email="ada.holm@post.example").exists()


def build(box: Sandbox) -> None:
    """Makes the whole demo, its clock arriving at now. Called on an empty publication."""
    today = lives.demo_today()
    lives.begin(today)
    lives.make_plans()
    courier.load(Path(__file__).parent / "content", today=today)
    lives.live(box, today=today)
    clock.turn_to(lives.demo_today())
