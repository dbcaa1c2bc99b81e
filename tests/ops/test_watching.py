"""What a watcher asks: is it alive, may readers come, what was counted; and what the log says."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.running import Answer, wait_until
from tests.ops.serving import Served, serving

pytestmark = pytest.mark.slow
TOKEN = "a-token-for-the-watcher"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def site(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two processes with everything switched on that a watcher may want."""
    settings = {
        "STANDFIRST_METRICS_TOKEN": TOKEN,
        "STANDFIRST_ACCESS_LOG": "true",
        "STANDFIRST_LOG_FORMAT": "json",
    }
    folder = tmp_path_factory.mktemp("watched") / "site"
    with serving(template, folder, "--workers", "2", settings=settings) as served:
        wait_until(lambda: len(served.server_pids()) == 2, what="both processes")
        yield served


def numbers(site: Served) -> dict[str, float]:
    """The metrics, by name and labels."""
    answer = site.ask("GET", "/metrics", headers=BEARER)
    assert answer.status == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def hits_after(site: Served, path: str, times: int) -> float:
    """Asks so often, and gives by how much the hits have grown when all processes have told."""
    time.sleep(2.5)
    before = numbers(site)["standfirst_edge_hits_total"]
    for _ in range(times):
        assert site.get(path).status == 200
    time.sleep(2.5)
    return numbers(site)["standfirst_edge_hits_total"] - before


def warm(site: Served, path: str) -> Answer:
    """Asks until the edge of every process answers."""
    in_row = 0
    while in_row < 30:
        answer = site.get(path)
        in_row = in_row + 1 if "Content-Type" in answer.headers else 0
    return answer


def test_it_says_that_it_is_alive_and_that_readers_may_come(site: Served) -> None:
    for path, said in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = site.ask("GET", path, headers={"Host": "10.1.2.3"})
        assert (answer.status, answer.text) == (200, said)
        assert answer.headers["Cache-Control"] == "no-store"
        assert site.ask("HEAD", path).body == b""
        assert site.ask("POST", path, body=b"").status == 405


def test_without_the_token_nobody_reads_the_numbers(site: Served) -> None:
    assert site.get("/metrics").status == 401
    for wrong in ("Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN):
        answer = site.ask("GET", "/metrics", headers={"Authorization": wrong})
        assert answer.status == 401, wrong
        assert "standfirst" not in answer.text


def test_hits_are_counted_once_over_all_processes(site: Served) -> None:
    path = site.article("everyone")
    warm(site, path)
    assert hits_after(site, path, 100) == 100


def test_what_django_answers_is_counted_and_timed(site: Served) -> None:
    name = 'standfirst_django_seconds_count{method="GET",status="2xx"}'
    before = numbers(site).get(name, 0)
    for _ in range(5):
        site.get("/search/?q=levy")
    time.sleep(0.2)
    after = numbers(site)
    assert after[name] - before >= 5
    assert 0 <= after["standfirst_feed_age_seconds"] < 5
    assert after["standfirst_store_bytes"] > 1000
    assert after['standfirst_jobs{state="failed"}'] == 0


def test_decisions_are_counted_by_their_reason(site: Served) -> None:
    path, cookies = site.article(), site.signed_in("dag")
    name = 'standfirst_decisions_total{by="%s",reason="payment_failed"}'
    before = numbers(site)
    for _ in range(10):
        assert site.get(path, cookies=cookies).headers["Standfirst-Access"] == "denied"
    time.sleep(2.5)
    after = numbers(site)
    names = [name % by for by in ("edge", "django")]
    assert sum(after.get(one, 0) - before.get(one, 0) for one in names) == 10


def test_the_log_has_a_line_for_hits_and_for_the_rest_and_no_secret(site: Served) -> None:
    path = site.article("everyone")
    warm(site, path)
    site.get("/search/?q=a-private-question")
    site.get("/login/link/a-secret-word/")
    time.sleep(1)
    text = site.log.read_text()
    lines = [json.loads(line) for line in text.splitlines() if '"answered"' in line]
    assert {line["by"] for line in lines} == {"edge", "django"}
    hit = next(line for line in lines if line["by"] == "edge" and line["path"] == path)
    assert (hit["method"], hit["status"]) == ("GET", 200)
    assert hit["bytes"] > 1000
    assert any(line["path"] == "/search/" and line["ms"] > 0 for line in lines)
    assert any(line["path"] == "/login/link/…" for line in lines)
    assert "a-private-question" not in text
    assert "a-secret-word" not in text
    assert not any("127.0.0.1" in json.dumps(line) for line in lines)


def test_a_server_without_a_token_has_no_numbers(template: Path, tmp_path: Path) -> None:
    with serving(template, tmp_path / "site", "--no-worker") as site:
        assert site.ask("GET", "/metrics", headers=BEARER).status == 404
        assert site.ask("GET", "/metrics", headers={"Authorization": "Bearer "}).status == 404
        assert site.get("/readyz").status == 200
        moved = site.folder / "moved.sqlite3"
        (site.folder / "standfirst.sqlite3").rename(moved)
        (site.folder / "standfirst.sqlite3-wal").rename(site.folder / "moved.sqlite3-wal")
        wait_until(lambda: site.get("/readyz").status == 503, what="the missing database")
        assert site.get("/readyz").text.startswith("database: ")
        assert site.get("/healthz").status == 200
