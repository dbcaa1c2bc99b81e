"""The pages of logging in and of the account ask the database for little, whatever it holds."""

import pytest

ADA = "ada.holm@post.example"


@pytest.fixture
def statements(django_assert_max_num_queries):
    """Counts the statements of a GET, after one that fills the caches of the process."""

    def visit(browser, path, at_most):
        browser.get(path)
        with django_assert_max_num_queries(at_most):
            assert browser.get(path).status_code == 200

    return visit


def test_logging_in(ada, client, statements):
    statements(client, "/login/", 4)
    client.post("/login/", {"email": ADA})
    statements(client, "/login/code/", 12)


def test_the_account(ada, log_in, statements):
    browser = log_in(ADA)
    log_in(ADA)
    log_in(ADA)
    statements(browser, "/account/address/", 12)
    statements(browser, "/account/close/", 12)
    statements(browser, "/account/", 20)
