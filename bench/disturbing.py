"""Clients that keep Django busy while readers are answered: one publishes, one searches."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.asking import TOKEN, Client

QUESTIONS = ("water", "wells", "board", "tram", "harvest", "river", "levy", "school")

Work = Callable[[int], None]
"""One step of a client's work; told how many went before."""


@contextmanager
def at_work(*works: Work) -> Iterator[list[int]]:
    """Has each client work without a pause; gives how many steps each has done so far."""
    done, stopping = [0] * len(works), threading.Event()

    def go_on(place: int) -> None:
        while not stopping.is_set():
            works[place](done[place])
            done[place] += 1

    threads = [threading.Thread(target=go_on, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def publishing(editor: Client, data: Path) -> Work:
    """Publishes an article in the newsroom's own form, again and again."""
    add = f"/admin/pages/add/articles/article/{front_of(data)}/"
    token = TOKEN.search(editor.get(add).body.decode())
    if token is None:
        raise RuntimeError("The newsroom's form is not to be had.")

    def publish(address: str, step: int) -> str:
        fields = {"csrfmiddlewaretoken": token[1], **form(f"Words of version {step}.")}
        got = editor.post(address, list(fields.items()))
        if got.status != 302:
            raise RuntimeError(f"The newsroom answered {got.status} where it should publish.")
        return str(got.headers["Location"])

    publish(add, 0)
    edit = f"/admin/pages/{latest_of(data)}/edit/"
    return lambda step: void(publish(edit, step))


def void(_result: object) -> None:
    """Nothing, whatever came of it."""


def searching(client: Client) -> Work:
    """Searches for one word after the other."""
    return lambda step: void(client.get(f"/search/?q={QUESTIONS[step % len(QUESTIONS)]}"))


def form(words: str) -> dict[str, str]:
    """The fields of the newsroom's form for an article with one paragraph."""
    block = {"key": "a", "type": "unstyled", "depth": 0, "text": words, "inlineStyleRanges": []}
    text = {"blocks": [{**block, "entityRanges": []}], "entityMap": {}}
    return {
        "title": "What is published again and again",
        "slug": "what-is-published-again-and-again",
        "standfirst": "An article of the bench.",
        "audience": "everyone",
        "body-count": "1",
        "body-0-type": "text",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-id": "",
        "body-0-value-text": json.dumps(text),
        "corrections-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }


def front_of(data: Path) -> int:
    """The number of the front page."""
    return _number(data, "SELECT page_ptr_id FROM fronts_frontpage")


def latest_of(data: Path) -> int:
    """The number of the page made last."""
    return _number(data, "SELECT max(id) FROM wagtailcore_page")


def _number(data: Path, statement: str) -> int:
    file = data / "standfirst.sqlite3"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as line:
        return int(line.execute(statement).fetchone()[0])
