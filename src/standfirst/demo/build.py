"""Making the demo publication: plans, articles, readers and the lives they led."""

from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from standfirst.demo import courier, keeping, lives, turning
from standfirst.demo.cast import CODE
from standfirst.kernel import clock
from standfirst.kernel.errors import StandfirstError
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
    offer_code(box)
    courier.load(Path(__file__).parent / "content", today=today)
    lives.live(box, today=today)
    keeping.keep_up(Path(__file__).parent / "content", today=clock.now())
    turning.settle(clock.now())
    clock.turn_to(lives.demo_today())


def offer_code(box: Sandbox) -> None:
    """What the publisher does in the payment company's own screens: half price, with a code."""
    coupon = {"id": CODE.lower(), "percent_off": 50, "duration": "repeating"}
    promotion = {"code": CODE, "promotion[type]": "coupon", "promotion[coupon]": CODE.lower()}
    for path, fields in (
        ("/v1/coupons", {**coupon, "duration_in_months": 3, "name": "Half price at first"}),
        ("/v1/promotion_codes", promotion),
    ):
        headers = {"Authorization": "Bearer sk_test_demo"}
        answer = box.answer("POST", path, headers, urlencode(fields).encode())
        if answer.status != HTTPStatus.OK:
            raise StandfirstError(f"The demo's code could not be made: {answer.body.decode()}")
