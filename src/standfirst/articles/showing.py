"""What a page says that it shows, so that whoever keeps it knows when it is no longer true.

The same words name what has changed (`edge.models.Change`), and stand in `Surrogate-Key`. Each
names what is shown of something: `article:5` is on the page of that article, `beside:5` on those
that lead to it as to a neighbour, `in:topic:3` on the list of a topic's articles.
"""

SITE = "site"
"""On every page: the publication's name, its menu, its theme."""

FRONT = "front"
FEEDS = "feeds"
"""The feeds and the sitemap, which list articles whatever they are about."""

LISTS = "lists"
"""On every page that does not say more exactly what it lists: whatever is published changes it."""

STORIES = "stories"
"""The list of all stories."""

HELP = "help"
PLANS = "plans"
"""Where a price or the name of a plan is told."""

TODAY = "today"
"""Where the day that it is stands."""


def article(number: int) -> str:
    """The article itself."""
    return f"article:{number}"


def beside(number: int) -> str:
    """An article's headline on the page of its neighbour."""
    return f"beside:{number}"


def story(number: int) -> str:
    """A story: its own page, and its articles, which tell its timeline."""
    return f"story:{number}"


def person(number: int) -> str:
    """Somebody's name."""
    return f"person:{number}"


def in_story(number: int) -> str:
    """The list of a story's articles."""
    return f"in:story:{number}"


def in_topic(number: int) -> str:
    """The list of a topic's articles."""
    return f"in:topic:{number}"


def in_person(number: int) -> str:
    """The list of somebody's articles."""
    return f"in:person:{number}"


def primer(number: int) -> str:
    """What a kept primer says, in articles and on the pages of stories."""
    return f"primer:{number}"


CORRECTIONS = "corrections"
"""The list of all corrections, and its feed."""
