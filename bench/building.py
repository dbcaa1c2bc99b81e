"""Makes the demo and prints, as JSON, how long each phase took. Run as a program of its own."""

import json
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from standfirst.demo import courier, lives  # noqa: E402 - its models need Django
from standfirst.ops import demo_site, publication  # noqa: E402 - needs the settings

TIMES: dict[str, float] = {}


def timed(owner: Any, name: str, call_it: Callable[..., str]) -> None:
    """Puts a stop-watch round a function of a module."""
    inner = getattr(owner, name)

    def watched(*words: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        try:
            return inner(*words, **options)
        finally:
            phase = call_it(*words)
            TIMES[phase] = TIMES.get(phase, 0.0) + time.perf_counter() - begun

    setattr(owner, name, watched)


def main() -> None:
    """Makes it as `standfirst demo` does, watched."""
    phases = {"migrate": "migrations", "collectstatic": "static files"}
    timed(publication, "call_command", lambda name, *_: phases.get(name, name))
    timed(courier, "load", lambda *_: "articles and pictures")
    timed(lives, "live", lambda *_: "readers' lives")
    begun = time.perf_counter()
    demo_site.make()
    TIMES["all"] = time.perf_counter() - begun
    print(json.dumps(TIMES))


if __name__ == "__main__":
    main()
