"""A caching nginx in front: what it may keep it keeps; who is logged in is never given it."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser.running import Answer, free_port, wait_until
from tests.edge import nginx
from tests.ops.serving import Served, serving

pytestmark = pytest.mark.slow

BOUND_S = 2.0
"""A second in which every process hears of it, and one for which nginx may keep a page."""

A_SECOND = "public, max-age=0, s-maxage=1, must-revalidate"
A_MINUTE = "public, max-age=60"

TURN = """
import sys
from standfirst.ops import main
main.set_up_django()
from standfirst.config.sandbox import sandbox
from standfirst.demo import turning
turning.keep_sandbox(sandbox())
turning.turn_by(turning.step_of(sys.argv[1]))
"""

FILL_IN = """
import sys
from standfirst.ops import main
main.set_up_django()
from standfirst.config.sandbox import sandbox
page = sys.argv[1]
sandbox().complete_checkout(page, number="4242424242424242", exp_month=12, exp_year=2040)
"""


@pytest.fixture(scope="module")
def nginx_path() -> str:
    """Where nginx is. Without it tests skip; in CI they fail."""
    path = nginx.program()
    if path is None and os.environ.get("CI"):
        pytest.fail(nginx.MISSING, pytrace=False)
    if path is None:
        pytest.skip(nginx.MISSING)
    return path


@pytest.fixture(scope="module")
def site(
    nginx_path: str, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Two processes behind nginx, which may keep pages for a second. It is asked through nginx."""
    root, front, back = tmp_path_factory.mktemp("proxy"), free_port(), free_port()
    settings = {"STANDFIRST_PROXY_KEEPS_S": "1"}
    with (
        nginx.running_nginx(root / "nginx", port=front, servers=[back]),
        serving(
            template, root / "site", "--workers", "2", settings=settings, front=front, back=back
        ) as served,
    ):
        yield served


def origin(site: Served, path: str) -> Answer:
    """What Standfirst itself says to nginx."""
    straight = Served(site.folder, front=site.back, back=site.back)
    return straight.ask("GET", path, headers={"Host": f"localhost:{site.port}"})


def kept(site: Served, path: str) -> Answer:
    """Asks until nginx answers from what it keeps."""

    def is_hit() -> Answer | None:
        answer = site.get(path)
        return answer if answer.headers["X-Cache"] == "HIT" else None

    answer = wait_until(is_hit, what=f"{path} from nginx")
    assert answer is not None
    return answer


def access(answer: Answer) -> str:
    """Allowed or denied."""
    return str(answer.headers["Standfirst-Access"])


def test_an_anonymous_page_is_kept_and_says_by_what_it_varies(site: Served) -> None:
    for path in ("/", site.article("everyone"), site.article(), "/feed.rss", "/sitemap.xml"):
        answer = kept(site, path)
        assert answer.headers["Cache-Control"] == (A_MINUTE if "feed" in path else A_SECOND), path
        varies = {word.strip() for word in answer.headers["Vary"].lower().split(",")}
        assert {"cookie", "accept-encoding"} <= varies, path
        assert answer.headers["Set-Cookie"] is None
        assert answer.headers["Surrogate-Key"] is None
        straight = origin(site, path)
        assert "site" in straight.headers["Surrogate-Key"].split(), path


def test_packed_and_plain_are_kept_apart(site: Served) -> None:
    path = site.article("everyone")
    kept(site, path)
    wait_until(
        lambda: site.get(path, **{"Accept-Encoding": "gzip"}).headers["X-Cache"] == "HIT",
        what="the packed page from nginx",
    )
    assert site.get(path, **{"Accept-Encoding": "gzip"}).body[:2] == b"\x1f\x8b"
    assert site.get(path).body.startswith(b"<!")


def test_what_may_be_kept_never_sets_a_cookie(site: Served) -> None:
    told = site.manifest()["articles"]
    paths = [urlsplit(row["url"]).path for row in told]
    more = ["/", "/login/", "/subscribe/", "/search/?q=levy", "/help/", "/stories/", "/withdraw/"]
    cookies = site.signed_in("ada")
    jars = ({}, {"pass": "old"}, {"csrftoken": "x" * 32}, {"sessionid": "gone"}, cookies)
    for path in (*paths, *more):
        for jar in jars:
            answer = site.get(path, cookies=jar)
            may_be_kept = "public" in (answer.headers["Cache-Control"] or "")
            assert not (may_be_kept and answer.headers["Set-Cookie"]), (path, jar)
            if "sessionid" in jar:
                assert not may_be_kept, path


def test_logging_in_and_out_passes_through(site: Served) -> None:
    path = site.article()
    assert access(kept(site, path)) == "denied"
    cookies = site.signed_in("ada")
    answer = site.get(path, cookies=cookies)
    assert access(answer) == "allowed"
    assert answer.headers["X-Cache"] == "BYPASS"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert access(site.get(path)) == "denied"
    cookies |= site.get("/account/", cookies=cookies).cookies
    assert site.post_form("/logout/", {}, cookies).status == 302
    assert access(site.get(path, cookies=cookies)) == "denied"
    assert access(site.get(path)) == "denied"


def test_a_page_taken_down_is_gone_after_the_bound(site: Served) -> None:
    path = site.article("everyone", place=1)
    kept(site, path)
    site.change(path, "unpublish")
    time.sleep(BOUND_S)
    assert site.get(path).status == 404


def test_a_stricter_gate_holds_after_the_bound(site: Served) -> None:
    path = site.article("everyone")
    assert access(kept(site, path)) == "allowed"
    site.change(path, "audience=subscribers")
    time.sleep(BOUND_S)
    assert access(site.get(path)) == "denied"


def test_what_is_for_watchers_is_not_for_everybody(site: Served) -> None:
    assert site.get("/metrics").status == 403
    assert site.get("/readyz").status == 403
    assert site.get("/healthz").status == 200


def test_a_hold_and_a_recovery_pass_through(site: Served) -> None:
    path = site.article()
    cookies = site.signed_in("cleo")
    for _ in range(3):
        assert access(site.get(path, cookies=cookies)) == "allowed"
    site.run("-c", TURN, "15d")
    time.sleep(BOUND_S)
    held = site.get(path, cookies=cookies)
    assert (access(held), held.headers["Standfirst-Reason"]) == ("denied", "payment_failed")
    pay(site, cookies, back_to=path)
    assert access(site.get(path, cookies=cookies)) == "allowed"
    assert access(kept(site, path)) == "denied"


def pay(site: Served, cookies: dict[str, str], *, back_to: str) -> None:
    """Gives a good card on the payment company's page, and comes back from it."""
    cookies |= site.get("/account/card/", cookies=cookies).cookies
    sent = site.post_form("/account/card/", {"next": back_to}, cookies)
    assert sent.status == 302, sent.text
    page = urlsplit(str(sent.headers["Location"])).path.rsplit("/", 1)[1]
    site.run("-c", FILL_IN, page)
    back = urlencode({"next": back_to, "session": page})
    assert site.get(f"/account/card/done/?{back}", cookies=cookies).status == 302
