"""Where the gate divides an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standfirst.articles.rules import Kind, Part, count_in_words, split, thread


def parted(parts: list[Part], words: int) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    return split(parts, lambda: words)


def paragraph(words: int, mark: str = "w") -> Part:
    return Part(Kind.PARAGRAPH, f"<p>{mark}</p>", " ".join([mark] * words))


HEADING = Part(Kind.HEADING, "<h2>H</h2>", "H", "h")
BREAK = Part(Kind.BREAK)
A, B, C = paragraph(100, "a"), paragraph(100, "b"), paragraph(100, "c")


@pytest.mark.parametrize(
    ("parts", "opened", "locked"),
    [
        pytest.param([A, B, C], [A, B], [C], id="after the paragraph that reaches the words"),
        pytest.param([A, BREAK, B, C], [A], [B, C], id="at the break"),
        pytest.param([A, HEADING, BREAK, B], [A], [HEADING, B], id="no heading hangs at the break"),
        pytest.param([BREAK, A, B], [], [A, B], id="a break at the start locks everything"),
        pytest.param([A, B, BREAK], [A], [B], id="a break with nothing behind it is none"),
        pytest.param([A, BREAK, B, BREAK, C], [A], [B, C], id="the first break counts"),
        pytest.param([A, B], [A], [B], id="too short: all but the first part"),
        pytest.param([HEADING, A, B], [HEADING, A], [B], id="a heading alone is no opening"),
        pytest.param([A], [A], [], id="one part is all there is"),
        pytest.param([], [], [], id="nothing"),
    ],
)
def test_the_gate_divides(parts: list[Part], opened: list[Part], locked: list[Part]) -> None:
    assert parted(parts, 180) == (tuple(opened), tuple(locked))


def test_the_number_of_words_is_asked_for_only_without_a_break() -> None:
    def never() -> int:
        raise AssertionError

    assert split([A, BREAK, B], never) == ((A,), (B,))


parts_lists = st.lists(
    st.one_of(
        st.integers(1, 120).map(paragraph),
        st.just(HEADING),
        st.just(BREAK),
        st.integers(1, 50).map(lambda n: Part(Kind.IMAGE, "<img>", "x " * n)),
        st.integers(1, 90).map(lambda n: Part(Kind.TABLE, "<table>", "t " * n)),
    ),
    max_size=20,
)


@given(parts_lists, st.integers(0, 500))
def test_no_part_is_lost_or_moved(parts: list[Part], words: int) -> None:
    opened, locked = parted(parts, words)
    assert opened + locked == tuple(part for part in parts if part.kind is not Kind.BREAK)


@given(parts_lists, st.integers(0, 500))
def test_something_is_locked_where_there_is_more_than_one_part(
    parts: list[Part], words: int
) -> None:
    _, locked = parted(parts, words)
    told = [part for part in parts if part.kind not in {Kind.BREAK, Kind.HEADING, Kind.IMAGE}]
    assert locked or len(told) <= 1


@given(parts_lists, st.integers(0, 500))
def test_what_pictures_say_moves_nothing(parts: list[Part], words: int) -> None:
    """The feed leaves them empty; it must not open a word more than the page."""
    bare = [Part(Kind.IMAGE) if part.kind is Kind.IMAGE else part for part in parts]
    assert len(parted(parts, words)[0]) == len(parted(bare, words)[0])


def test_numbers_are_written_out() -> None:
    assert [count_in_words(number) for number in (1, 2, 12)] == ["One", "Two", "12"]


def test_the_thread_stands_round_the_article() -> None:
    assert list(thread(range(20), lambda n: n == 10)) == [7, 8, 9, 10, 11, 12]
    assert list(thread(range(20), lambda n: n == 0)) == [0, 1, 2]
    assert list(thread(range(4), lambda n: False)) == [0, 1, 2, 3]
