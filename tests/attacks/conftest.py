"""The publication, its cast and its articles, for those who mean harm and for what goes wrong."""

from tests.articles.making import front, make  # noqa: F401 - fixtures
from tests.readers.conftest import ada, code_to, editor, events_of, log_in, mail_to  # noqa: F401 - fixtures
from tests.stories.conftest import company, courier  # noqa: F401 - fixtures
