"""What the demo says there is to try, held against what the gate answers."""

from urllib.parse import urlsplit

import pytest

from tests.browser.running import Running

GATES = {"everyone", "registered", "subscribers", "plans"}
STATES = {
    "none", "pending", "trialing", "active", "renewing", "expiring_card", "grace", "held",
    "canceling", "paused", "ended", "grant", "meter",
}  # fmt: skip


def test_every_reader_gets_the_answer_that_is_written_down(shared_demo: Running) -> None:
    article = shared_demo.article("subscribers")
    told, got = {}, {}
    for row in shared_demo.manifest()["readers"]:
        signed_in = shared_demo.get(row["signin"])
        answer = shared_demo.get(article, cookies=signed_in.cookies)
        assert answer.status == 200
        told[row["email"]] = (row["access"], row["reason"])
        got[row["email"]] = (
            answer.headers["Standfirst-Access"],
            answer.headers["Standfirst-Reason"],
        )
    assert got == told
    assert len(told) >= 10


def test_somebody_not_logged_in_is_denied_with_status_200(shared_demo: Running) -> None:
    answer = shared_demo.get(shared_demo.article("subscribers"))
    assert answer.status == 200
    assert answer.headers["Standfirst-Access"] == "denied"
    assert answer.headers["Standfirst-Reason"] == "signed_out"


def test_articles_are_listed_with_address_gate_and_title(shared_demo: Running) -> None:
    rows = shared_demo.manifest()["articles"]
    assert len(rows) >= 12
    for row in rows:
        assert set(row) == {"url", "gate", "title"}
        assert row["gate"] in GATES
        assert row["url"].startswith(shared_demo.url)
        assert shared_demo.get(row["url"]).status == 200
    assert {row["gate"] for row in rows} == GATES


def test_readers_are_listed_with_state_access_and_reason(shared_demo: Running) -> None:
    for row in shared_demo.manifest()["readers"]:
        assert set(row) == {"email", "state", "access", "reason", "signin"}
        assert row["state"] in STATES
        assert row["access"] in {"allowed", "denied"}
        assert row["reason"]


def test_all_addresses_are_on_the_host_that_asked(shared_demo: Running) -> None:
    host = f"127.0.0.1:{shared_demo.port}"
    answer = shared_demo.ask("GET", "/demo/manifest.json", headers={"Host": host}).json()
    urls = [answer["clock"], answer["inbox"]]
    urls += [row["url"] for row in answer["articles"]]
    urls += [row["signin"] for row in answer["readers"]]
    assert {urlsplit(url).netloc for url in urls} == {host}


def test_signing_in_works_as_often_as_asked(shared_demo: Running) -> None:
    cookies = [shared_demo.signed_in("ada") for _ in range(3)]
    assert len({jar["sessionid"] for jar in cookies}) == 3
    for jar in cookies:
        assert shared_demo.get("/account/", cookies=jar).status == 200


def test_the_inbox_lists_mail_with_text_and_html(shared_demo: Running) -> None:
    mails = shared_demo.inbox()
    assert mails
    for mail in mails:
        assert mail["to"]
        assert mail["subject"]
        assert mail["text"]
        assert mail["html"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[]", b'"14d"', b"nonsense", b"\xff\xfe", b'{"advance": ""}',
        b'{"advance": "-3d"}', b'{"advance": "14"}', b'{"advance": "14y"}', b'{"advance": 14}',
        b'{"advance": null}', b'{"advance": "1e3d"}', b'{"advance": "999999999999d"}',
        '{"advance": "²d"}'.encode(), '{"advance": "٣d"}'.encode(),
    ],
)  # fmt: skip
def test_a_clock_that_is_asked_nonsense_answers_400_and_stands_still(
    shared_demo: Running, body: bytes
) -> None:
    before = (shared_demo.folder / "clock").read_text()
    answer = shared_demo.post_clock(body)
    assert answer.status == 400
    assert answer.json()["error"]
    assert (shared_demo.folder / "clock").read_text() == before


def test_the_clock_is_turned_by_post_alone(shared_demo: Running) -> None:
    assert shared_demo.get("/demo/clock").status == 405
