"""A demo's publication as `standfirst serve` serves it, with settings of a test's own."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.browser.running import Running, free_port, quiet_environment

CHANGE = """
import sys
from standfirst.ops import main
main.set_up_django()
from standfirst.articles.models import Article
article = Article.objects.get(slug=sys.argv[1])
what, _, value = sys.argv[2].partition("=")
if what == "unpublish":
    article.unpublish()
else:
    draft = article.get_latest_revision_as_object()
    setattr(draft, what, value)
    draft.save_revision().publish()
"""


class Served(Running):
    """One server, in a folder of its own. `settings` are named as in the environment.

    It listens on `back`, and is asked on `front`, where something may stand in front of it.
    """

    def __init__(
        self,
        folder: Path,
        *words: str,
        settings: Mapping[str, str] | None = None,
        front: int = 0,
        back: int = 0,
    ) -> None:
        self.back = back or free_port()
        super().__init__(folder, front or self.back, words)
        self.settings = dict(settings or {})

    def command(self) -> list[str]:
        """`standfirst serve` in its folder."""
        place = ["--data", str(self.folder), "--port", str(self.back)]
        return [sys.executable, "-m", "standfirst.ops.main", "serve", *place, *self.words]

    def environment(self) -> dict[str, str]:
        """Where it is, and the settings of the test."""
        where = {"STANDFIRST_BASE_URL": self.url, "STANDFIRST_DATA_DIR": str(self.folder)}
        return {**quiet_environment(), **where, **self.settings}

    def run(self, *words: str) -> str:
        """What Python prints with these words, in a process with the settings of this server."""
        environment = self.environment()
        environment["STANDFIRST_CONFIG"] = str(self.folder / "standfirst.toml")
        done = subprocess.run(
            [sys.executable, *words], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def change(self, path: str, what: str) -> None:
        """Changes an article in a process of its own: `title=Another one`, or `unpublish`."""
        self.run("-c", CHANGE, path.strip("/"), what)


@contextmanager
def serving(
    template: Path,
    folder: Path,
    *words: str,
    settings: Mapping[str, str] | None = None,
    front: int = 0,
    back: int = 0,
) -> Iterator[Served]:
    """Serves a copy of the template from `folder`; ends it at the end."""
    shutil.copytree(template, folder)
    served = Served(folder, *words, settings=settings, front=front, back=back)
    try:
        served.start()
        yield served
    finally:
        served.stop()
