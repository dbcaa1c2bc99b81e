"""The edge over a socket: what it answers, and how soon it hears what another process changed."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.running import Answer, Running, quiet_environment, running_demo, wait_until

BOUND_S = 1.0
"""No process gives an answer that is older than this."""

CHANGE = """
import json, sys
from pathlib import Path
from standfirst.ops import demo, main
demo.use_demo_settings(Path(sys.argv[1]), port=int(sys.argv[2]))
main.set_up_django()
from standfirst.articles.models import Article, PublicationSettings
article = Article.objects.get(slug=sys.argv[3])
told = json.loads(sys.argv[4])
if told.pop("unpublish", False):
    article.unpublish()
else:
    draft = article.get_latest_revision_as_object()
    for name, value in told.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
"""


@pytest.fixture(scope="module")
def demo(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo that these tests may change."""
    with running_demo(template, tmp_path_factory.mktemp("edge") / "demo") as running:
        yield running


def is_from_edge(answer: Answer) -> bool:
    """What comes from Django comes with its names in small letters."""
    return "Content-Type" in list(answer.headers.keys())


def warm(demo: Running, path: str) -> Answer:
    """Asks until the edge answers by itself."""
    wait_until(lambda: is_from_edge(demo.get(path)), what=f"{path} from the edge", seconds=20)
    return demo.get(path)


def change(demo: Running, path: str, **fields: object) -> None:
    """Changes an article in a process of its own, as the worker or another server would."""
    words = [str(demo.folder), str(demo.port), path.strip("/"), json.dumps(fields)]
    done = subprocess.run(
        [sys.executable, "-c", CHANGE, *words],
        env=quiet_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_second_reader_is_answered_without_django(demo: Running) -> None:
    for path in ("/", demo.article(), demo.article("everyone"), "/feed.rss", "/sitemap.xml"):
        from_django = demo.get(path)
        from_edge = warm(demo, path)
        assert from_edge.body == from_django.body, path
        for name in ("Content-Security-Policy", "Cache-Control", "X-Content-Type-Options"):
            assert from_edge.headers[name] == from_django.headers[name], (path, name)
        assert "Set-Cookie" not in from_edge.headers


def test_a_page_that_has_not_changed_is_not_sent_again(demo: Running) -> None:
    path = demo.article()
    tag = warm(demo, path).headers["ETag"]
    answer = demo.get(path, **{"If-None-Match": tag})
    assert (answer.status, answer.body) == (304, b"")


class Browser:
    """A reader's browser, as far as cookies go."""

    def __init__(self, demo: Running, name: str) -> None:
        self.demo = demo
        self.cookies = demo.signed_in(name)

    def get(self, path: str) -> Answer:
        answer = self.demo.get(path, cookies=self.cookies)
        gone = [name for name, value in answer.cookies.items() if value in {"", '""'}]
        self.cookies = {**self.cookies, **answer.cookies}
        for name in gone:
            del self.cookies[name]
        return answer

    def settled(self, path: str, *, seconds: float = 2.0) -> Answer:
        """The edge's answer, or Django's if the edge does not take over."""
        ends = time.monotonic() + seconds
        while not is_from_edge(answer := self.get(path)) and time.monotonic() < ends:
            time.sleep(0.05)
        return answer

    def warm(self, path: str) -> Answer:
        wait_until(lambda: is_from_edge(self.get(path)), what=f"{path} from the edge", seconds=20)
        return self.get(path)


def test_a_subscriber_is_answered_without_django_with_all_of_it(demo: Running) -> None:
    path, ada = demo.article(), Browser(demo, "ada")
    from_django = ada.get(path)
    from_edge = ada.warm(path)
    assert from_edge.body == from_django.body
    assert from_edge.headers["Standfirst-Reason"] == "subscribed"
    assert from_edge.headers["Cache-Control"] == "private, no-store"
    assert "Ada Holm" in from_edge.text
    oda = Browser(demo, "oda")
    assert "Oda Reed" in oda.warm(path).text
    assert not is_from_edge(demo.get(path, cookies={"sessionid": ada.cookies["sessionid"]}))
    assert demo.get(path).headers["Standfirst-Access"] == "denied"


def test_every_reader_gets_from_the_edge_what_django_would_give_them(demo: Running) -> None:
    paths = [demo.article(), demo.article("plans"), demo.article("registered"), "/help/"]
    warm_all(demo, paths)
    from_edge = 0
    for row in demo.manifest()["readers"]:
        reader = Browser(demo, row["email"].split(".")[0])
        for path in paths:
            answers = [reader.settled(path) for _ in range(2)]
            without_pass = {"sessionid": reader.cookies["sessionid"]}
            from_django = demo.get(path, cookies=without_pass)
            assert not is_from_edge(from_django)
            from_edge += is_from_edge(answers[-1])
            for answer in answers:
                assert answer.body == from_django.body, (row["email"], path)
                for name in ("Standfirst-Access", "Standfirst-Reason", "Cache-Control"):
                    assert answer.headers[name] == from_django.headers[name], (row["email"], path)
    most = 4 * (len(demo.manifest()["readers"]) - 2)
    assert from_edge >= most, "all but the newsroom are answered by the edge"


def warm_all(demo: Running, paths: list[str]) -> None:
    """Has every page at hand for everybody."""
    for path in paths:
        warm(demo, path)


def test_signing_out_everywhere_ends_every_pass_within_a_second(demo: Running) -> None:
    path, here, there = demo.article(), Browser(demo, "oda"), Browser(demo, "oda")
    here.warm(path)
    there.warm(path)
    stolen = dict(there.cookies)
    page = here.get("/account/")
    assert page.status == 200
    answer = demo.post_form("/account/devices/", {}, here.cookies)
    assert answer.status in {302, 303}, answer.text
    time.sleep(BOUND_S)
    assert demo.get(path, cookies=stolen).headers["Standfirst-Access"] == "denied"


def test_a_reader_held_while_the_clock_turns_is_shut_out_and_back_in_at_once(demo: Running) -> None:
    path, gus = demo.article(), Browser(demo, "gus")
    assert gus.get(path).headers["Standfirst-Access"] == "allowed"
    ivo = Browser(demo, "ivo")
    ivo.warm(path)
    demo.turn("400d")
    time.sleep(BOUND_S)
    told = {row["email"]: row for row in demo.manifest()["readers"]}
    assert told
    for reader in (gus, ivo):
        fresh, kept = reader.get(path), reader.get(path)
        assert fresh.headers["Standfirst-Access"] == kept.headers["Standfirst-Access"]
    assert gus.get(path).headers["Standfirst-Access"] == "denied"


def test_two_requests_in_one_go_are_answered_in_their_order(demo: Running) -> None:
    path = demo.article()
    warm(demo, path)
    one = f"GET {{}} HTTP/1.1\r\nHost: localhost:{demo.port}\r\n{{}}\r\n"
    asked = (
        one.format(path, "")
        + one.format("/search/?q=levy", "")
        + one.format(path, "Connection: close\r\n")
    )
    with socket.create_connection(("127.0.0.1", demo.port), timeout=20) as wire:
        wire.sendall(asked.encode())
        got = b""
        while piece := wire.recv(65536):
            got += piece
    assert got.count(b"HTTP/1.1 200 OK") == 3
    got = got.lower()
    gated = b"standfirst-access"
    assert got.find(gated) < got.find(b"levy: search") < got.rfind(gated)


def test_a_new_headline_is_everywhere_within_a_second(demo: Running) -> None:
    path = demo.article("everyone")
    warm(demo, path)
    warm(demo, "/")
    change(demo, path, title="A headline nobody has read before")
    ends = time.monotonic() + BOUND_S
    for place in (path, "/"):
        wait_until(
            lambda place=place: "nobody has read before" in demo.get(place).text,
            what=f"the new headline on {place}",
            seconds=max(0.05, ends - time.monotonic()),
        )


def test_a_stricter_gate_holds_within_a_second(demo: Running) -> None:
    path = demo.article("everyone", place=1)
    before = warm(demo, path)
    assert before.headers["Standfirst-Access"] == "allowed"
    change(demo, path, audience="subscribers")
    time.sleep(BOUND_S)
    assert demo.get(path).headers["Standfirst-Access"] == "denied"
    assert warm(demo, path).headers["Standfirst-Access"] == "denied"


def test_an_article_taken_down_is_gone_within_a_second(demo: Running) -> None:
    path = demo.article("everyone")
    warm(demo, path)
    change(demo, path, unpublish=True)
    time.sleep(BOUND_S)
    assert demo.get(path).status == 404
