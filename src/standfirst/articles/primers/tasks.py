"""The job that brings a primer to the articles that follow it."""

from django_tasks import task

from standfirst.articles.primers.actions import spread_further
from standfirst.kernel import clock


@task()
def go_on(spread_id: int) -> None:
    """One batch, and another job for the next."""
    if spread_further(spread_id, now=clock.now()):
        go_on.enqueue(spread_id)
