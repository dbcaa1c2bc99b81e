"""What the edge answers by itself, and what it leaves to Django."""

import gzip
import time

import pytest

from standfirst.edge.answering import Edge, House
from standfirst.edge.feed import Feed, News
from standfirst.edge.passes import Seals
from standfirst.edge.store import Store
from standfirst.edge.variants import variant_of

BODY = b"<p>The wells close in May.</p>" * 40
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "public, max-age=0, must-revalidate"),
    ("Vary", "Cookie"),
    ("Content-Length", "9"),
]
HERE = (b"host", b"courier.example")
GZIP = (b"accept-encoding", b"gzip, deflate, br")


def edge_with(path: bytes = b"/wells/", *, is_https: bool = False) -> Edge:
    """An edge that holds one page."""
    store = Store(bytes_max=100_000, age_max_s=60)
    store.put(path, variant_of(HEADERS, BODY, now=time.monotonic()), version=0)
    house = House(b"courier.example", is_https, b"sessionid=", b"pass=", b"messages=")
    return Edge(house, store, Feed(store, lambda _last: News()), Seals([b"key"]))


def asked(
    edge: Edge, *headers: tuple[bytes, bytes], method: bytes = b"GET", url: bytes = b"/wells/"
) -> tuple[bytes, bytes] | None:
    """What the edge answers somebody who asks its host."""
    return edge.answer(method, url, [HERE, *headers], is_https=False)


def head_of(answer: tuple[bytes, bytes] | None) -> bytes:
    assert answer is not None
    return answer[0]


def test_a_page_goes_out_packed() -> None:
    answer = asked(edge_with(), GZIP)
    assert answer is not None
    assert answer[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Encoding: gzip\r\n" in answer[0]
    assert gzip.decompress(answer[1]) == BODY
    assert b"Content-Length: %d\r\n" % len(answer[1]) in answer[0]


@pytest.mark.parametrize("value", [b"", b"identity", b"br", b"gzip;q=0", b"gzip;q=0.0, br"])
def test_who_takes_no_gzip_gets_it_plain(value: bytes) -> None:
    answer = asked(edge_with(), (b"accept-encoding", value))
    assert answer is not None
    assert b"Content-Encoding" not in answer[0]
    assert answer[1] == BODY


def test_each_form_has_a_tag_of_its_own_and_either_is_enough_for_a_304() -> None:
    edge = edge_with()
    tags = {line for line in head_of(asked(edge, GZIP)).split(b"\r\n") if line.startswith(b"ETag")}
    tags |= {line for line in head_of(asked(edge)).split(b"\r\n") if line.startswith(b"ETag")}
    assert len(tags) == 2
    for tag in tags:
        answer = asked(edge, GZIP, (b"if-none-match", tag.removeprefix(b"ETag: ")))
        assert answer is not None
        assert answer[0].startswith(b"HTTP/1.1 304")
        assert answer[1] == b""
    assert head_of(asked(edge, (b"if-none-match", b'"another"'))).startswith(b"HTTP/1.1 200")


def test_a_head_has_no_body() -> None:
    answer = asked(edge_with(), GZIP, method=b"HEAD")
    assert answer is not None
    assert answer[1] == b""


def test_it_varies_by_cookie_and_encoding() -> None:
    assert b"Vary: Cookie, Accept-Encoding\r\n" in head_of(asked(edge_with(), GZIP))


@pytest.mark.parametrize(
    "header",
    [
        (b"cookie", b"a=b; sessionid=abc"),
        (b"cookie", b"messages=xyz"),
        (b"authorization", b"Bearer x"),
        (b"content-length", b"4"),
        (b"upgrade", b"websocket"),
        (b"host", b"elsewhere.example"),
    ],
)
def test_what_may_be_somebodys_own_is_left_to_django(header: tuple[bytes, bytes]) -> None:
    assert asked(edge_with(), GZIP, header) is None


@pytest.mark.parametrize(
    "url", [b"/wells/?x=1", b"/wells", b"//wells/", b"/WELLS/", b"http://x/wells/"]
)
def test_another_address_is_left_to_django(url: bytes) -> None:
    assert asked(edge_with(), GZIP, url=url) is None


@pytest.mark.parametrize("method", [b"POST", b"OPTIONS", b"PUT", b"DELETE"])
def test_another_method_is_left_to_django(method: bytes) -> None:
    assert asked(edge_with(), GZIP, method=method) is None


def test_a_cookie_of_nobodys_is_no_matter() -> None:
    assert asked(edge_with(), GZIP, (b"cookie", b"theme=dark")) is not None


def test_where_the_house_is_https_plain_http_is_left_to_django() -> None:
    edge = edge_with(is_https=True)
    assert asked(edge, GZIP) is None
    assert asked(edge, GZIP, (b"x-forwarded-proto", b"https")) is not None
