"""What is counted for whoever watches the server, in Prometheus' words.

The edge counts in plain attributes, for a hit takes a dozen microseconds. Once a second, and when
somebody asks, what they have grown by is put down here. Where several processes serve, each writes
its numbers into files of a folder they share, and whichever is asked adds them up.
"""

import os
import threading
import time
from collections import Counter as Count
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from standfirst.articles.headers import TOLD
from standfirst.edge.answering import Edge

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Answer = Callable[[HttpRequest], HttpResponse]

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable, Prometheus' own, that names the folder of several processes."""

EVERY_S = 1.0
LATENCIES_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

OURS = CollectorRegistry()
HITS = Counter("standfirst_edge_hits", "Requests that the edge answered.", registry=OURS)
MISSES = Counter("standfirst_edge_misses", "Readings left to Django.", registry=OURS)
DECISIONS = Counter(
    "standfirst_decisions", "Answers of the gate, by reason.", ["by", "reason"], registry=OURS
)
REQUESTS = Histogram(
    "standfirst_django_seconds",
    "How long Django took for a request.",
    ["method", "status"],
    buckets=LATENCIES_S,
    registry=OURS,
)
REFUSED = Counter("standfirst_refused", "Requests that found too many waiting.", registry=OURS)
WAITING = Gauge(
    "standfirst_django_requests",
    "Requests that Django has or that wait for it.",
    multiprocess_mode="livesum",
    registry=OURS,
)
FEED_AGE = Gauge(
    "standfirst_feed_age_seconds",
    "How long ago the change feed was last heard, by the process that is furthest behind.",
    multiprocess_mode="livemax",
    registry=OURS,
)
STORE_BYTES = Gauge(
    "standfirst_store_bytes",
    "Memory that stored pages take.",
    multiprocess_mode="livesum",
    registry=OURS,
)
DISK_BYTES = Gauge(
    "standfirst_store_disk_bytes",
    "Disk that stored pages take.",
    multiprocess_mode="livesum",
    registry=OURS,
)
STORE_PAGES = Gauge(
    "standfirst_store_pages", "Stored pages.", multiprocess_mode="livesum", registry=OURS
)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Reporter:
    """Puts down once a second what an edge has counted since."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self._told: Count[str] = Count()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)

    def start(self) -> None:
        """Begins to report."""
        self._thread.start()

    def report(self) -> None:
        """Reports now."""
        edge = self.edge
        with self._lock:
            HITS.inc(self._grown("hits", edge.hits))
            MISSES.inc(self._grown("misses", edge.misses))
            for reason, count in list(edge.by_reason.items()):
                DECISIONS.labels("edge", reason).inc(self._grown(f"by {reason}", count))
            FEED_AGE.set(edge.feed.age_s)
            STORE_BYTES.set(edge.store.bytes)
            DISK_BYTES.set(edge.store.shelf.bytes if edge.store.shelf is not None else 0)
            STORE_PAGES.set(len(edge.store))

    def _grown(self, name: str, count: int) -> int:
        grown = count - self._told[name]
        self._told[name] = count
        return grown

    def _run(self) -> None:
        while True:
            self.report()
            time.sleep(EVERY_S)


class Jobs(Collector):
    """How many jobs wait and how many failed, asked of the database when somebody asks."""

    def collect(self) -> Iterable[Metric]:
        """Nothing when the database cannot say."""
        family = GaugeMetricFamily("standfirst_jobs", "Jobs, by state.", labels=["state"])
        try:
            for status in (TaskResultStatus.READY, TaskResultStatus.FAILED):
                count = DBTaskResult.objects.filter(status=status).count()
                family.add_metric([status.value.lower()], count)
        except DatabaseError:
            return
        finally:
            connection.close()
        yield family


def exposition() -> bytes:
    """All numbers of all processes, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(Jobs())
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it registers itself
        return generate_latest(registry)
    return generate_latest(OURS) + generate_latest(registry)


class DecisionsMiddleware:
    """Counts what the gate answered where Django asked it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, counted unless it is made to be kept."""
        response = self.get_response(request)
        decision = getattr(response, "decision", None)
        if decision is not None and TOLD not in request.META:
            DECISIONS.labels("django", decision.reason.value).inc()
        return response


def count_request(method: str, status: int, seconds: float) -> None:
    """Puts down how long one request took."""
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, f"{status // 100}xx").observe(seconds)
