"""What breaks under the server: the disk is full, the database is gone, and readers read on."""

import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.running import Answer, wait_until
from tests.ops.serving import Served, serving

pytestmark = pytest.mark.slow


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Iterator[Served]:
    """A server in one process that can be replaced."""
    with serving(template, tmp_path / "site", "--workers", "1", "--no-worker") as served:
        yield served


def access(answer: Answer) -> str:
    """Allowed or denied; what is wrong where neither was said."""
    return str(answer.headers["Standfirst-Access"] or answer.status)


def warm(site: Served, path: str, cookies: dict[str, str] | None = None) -> Answer:
    """Asks until the edge answers by itself; cookies that come are kept."""
    cookies = {} if cookies is None else cookies

    def from_edge() -> Answer | None:
        answer = site.get(path, cookies=cookies)
        cookies.update(answer.cookies)
        return answer if "Content-Type" in list(answer.headers.keys()) else None

    answer = wait_until(from_edge, what=f"{path} from the edge", seconds=20)
    assert answer is not None
    return answer


def test_while_the_disk_is_full_everybody_reads_on(site: Served) -> None:
    open_path, path, cookies = site.article("everyone"), site.article(), site.signed_in("ada")
    told = warm(site, open_path).body
    warm(site, path)
    assert access(warm(site, path, cookies)) == "allowed"
    held = site.signed_in("dag")
    assert access(site.get(path, cookies=held)) == "denied"
    (server,) = site.server_pids()
    resource.prlimit(server, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        for _ in range(20):
            answer = site.get(open_path)
            assert (answer.status, answer.body) == (200, told)
            assert access(site.get(path, cookies=cookies)) == "allowed"
            assert access(site.get(path, cookies=held)) != "allowed"
            assert access(site.get(path)) == "denied"
        cold = site.article("everyone", place=1)
        assert site.get(cold).status == 200
    finally:
        everything = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(server, resource.RLIMIT_FSIZE, everything)
    assert access(site.get(path, cookies=cookies)) == "allowed"


def test_when_the_database_is_gone_anonymous_readers_read_on(site: Served) -> None:
    path, cookies = site.article(), site.signed_in("dag")
    told = warm(site, path).body
    before = site.server_pids()
    for file in site.folder.glob("standfirst.sqlite3*"):
        file.rename(site.folder / f"gone-{file.name}")
    os.kill(site.pid, signal.SIGHUP)
    wait_until(lambda: site.get("/readyz").status == 503, what="that it is not ready")
    ends = time.monotonic() + 8
    while time.monotonic() < ends:
        answer = site.get(path)
        assert (answer.status, answer.body) == (200, told)
        assert access(site.get(path, cookies=cookies)) != "allowed"
    wait_until(
        lambda: "serve.reload_refused" in site.log.read_text(), what="that no reload is possible"
    )
    assert site.server_pids() == before
    assert site.get("/healthz").status == 200
