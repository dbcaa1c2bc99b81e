"""Sessions that end, codes that are used up, cookies that were changed: all over plain HTTP."""

import re

import pytest

from tests.browser.running import Answer, Running, wait_until

NEWCOMER = "vera.stone@post.example"
CODE = re.compile(r"^([A-Z]{6}) is your code")


def stays_out(running: Running, cookies: dict[str, str]) -> bool:
    """Whether these cookies open nothing."""
    account = running.get("/account/", cookies=cookies)
    article = running.get(running.article("subscribers"), cookies=cookies)
    return account.status == 302 and article.headers["Standfirst-Reason"] == "signed_out"


def ask_for_code(running: Running, email: str) -> tuple[dict[str, str], str]:
    """The cookies of somebody who asked for a code, and the code."""
    before = len(running.inbox(email))
    cookies = running.get("/login/").cookies
    answer = running.post_form("/login/", {"email": email}, cookies)
    assert answer.status == 302
    cookies |= answer.cookies

    def subject() -> str:
        mails = running.inbox(email)[before:]
        return mails[-1]["subject"] if mails else ""

    match = CODE.match(wait_until(subject, what=f"a code for {email}"))
    assert match
    return cookies, match[1]


def give_code(running: Running, cookies: dict[str, str], code: str) -> Answer:
    """Types the code."""
    return running.post_form("/login/code/", {"code": code, "action": "verify"}, cookies)


def test_after_signing_out_the_old_cookie_reads_nothing(shared_demo: Running) -> None:
    cookies = shared_demo.signed_in("ada")
    cookies |= shared_demo.get("/account/", cookies=cookies).cookies
    old = dict(cookies)
    article = shared_demo.article("subscribers")
    assert shared_demo.get(article, cookies=old).headers["Standfirst-Access"] == "allowed"
    assert shared_demo.post_form("/logout/", {}, cookies).status == 302
    assert stays_out(shared_demo, old)


def test_signing_out_everywhere_ends_every_device(shared_demo: Running) -> None:
    phone, desk = shared_demo.signed_in("lev"), shared_demo.signed_in("lev")
    desk |= shared_demo.get("/account/", cookies=desk).cookies
    assert shared_demo.get("/account/", cookies=phone).status == 200
    assert shared_demo.post_form("/account/devices/", {}, desk).status == 302
    assert stays_out(shared_demo, phone)
    assert stays_out(shared_demo, desk)


def test_a_code_logs_in_once(shared_demo: Running) -> None:
    cookies, code = ask_for_code(shared_demo, NEWCOMER)
    asked = dict(cookies)
    answer = give_code(shared_demo, cookies, code)
    assert answer.status == 302
    assert shared_demo.get("/account/", cookies=cookies | answer.cookies).status == 200

    again = give_code(shared_demo, asked, code)
    assert "sessionid" not in again.cookies or stays_out(shared_demo, asked | again.cookies)
    elsewhere, _ = ask_for_code(shared_demo, NEWCOMER)
    refused = give_code(shared_demo, elsewhere, code)
    assert refused.status == 200
    assert stays_out(shared_demo, elsewhere | refused.cookies)


def test_a_wrong_code_says_how_to_go_on_and_logs_nobody_in(shared_demo: Running) -> None:
    cookies, code = ask_for_code(shared_demo, NEWCOMER)
    wrong = "BCDFGH" if code != "BCDFGH" else "CDFGHJ"
    answer = give_code(shared_demo, cookies, wrong)
    assert 'aria-invalid="true"' in answer.text
    assert stays_out(shared_demo, cookies | answer.cookies)


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c[::-1], lambda c: "", str.upper])
def test_a_tampered_cookie_is_nobody(shared_demo: Running, change: object) -> None:
    cookies = shared_demo.signed_in("ada")
    assert callable(change)
    assert stays_out(shared_demo, {**cookies, "sessionid": change(cookies["sessionid"])})


def test_cookies_cannot_be_read_by_scripts_nor_sent_by_other_sites(shared_demo: Running) -> None:
    email = shared_demo.email("ada")
    lines = shared_demo.get(f"/demo/signin/{email}/").headers.get_all("Set-Cookie") or []
    assert lines
    for line in lines:
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line


def test_an_anonymous_visit_sets_no_cookie(shared_demo: Running) -> None:
    for path in ("/", shared_demo.article("subscribers"), shared_demo.article("everyone")):
        assert shared_demo.get(path).headers.get_all("Set-Cookie") is None
