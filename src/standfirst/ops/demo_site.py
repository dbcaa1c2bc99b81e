"""Making and serving the demo, once its settings are in force."""

from standfirst.config.sandbox import sandbox
from standfirst.demo import build, context, turning, year
from standfirst.edge.middleware import fill_slots_by
from standfirst.kernel import clock
from standfirst.ops import publication
from standfirst.ops import serve as serving


def make() -> bool:
    """Makes the demo when it is not there; False when it was."""
    publication.prepare()
    if build.is_built():
        return False
    build.build(sandbox())
    return True


def serve(*, port: int, workers: int, with_worker: bool) -> int:
    """Serves the demo on loopback."""
    turning.keep_sandbox(sandbox())
    fill_slots_by(context.slots_of)
    return serving.serve(host="127.0.0.1", port=port, workers=workers, with_worker=with_worker)


def report() -> str:
    """The year in subscriptions, as text."""
    return year.as_text(year.report(clock.now()))
