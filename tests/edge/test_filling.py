"""Filling slots in a packed page gives what filling them in the plain page would."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from standfirst.edge.filling import SLOT, filling_of

texts = st.text(alphabet="ab<p> é\n", max_size=400)
names = st.sampled_from(["on", "mail", "banner_until"])
words = st.dictionaries(names, st.text(max_size=60))


@given(st.lists(st.tuples(texts, names), min_size=1, max_size=6), texts, words)
def test_it_unpacks_to_the_page_with_the_words_in_it(
    pieces: list[tuple[str, str]], rest: str, said: dict[str, str]
) -> None:
    body = "".join(f"{text}<!--slot:{name}-->" for text, name in pieces) + rest
    filling = filling_of(body.encode())
    assert filling is not None
    want = SLOT.sub(lambda hit: said.get(hit[1].decode(), "").encode(), body.encode())
    assert gzip.decompress(filling.packed(said)) == want
    assert filling.plain(said) == want


def test_a_long_page_with_long_words() -> None:
    body = b"<p>The wells close in May.</p>" * 9000 + b"<!--slot:on-->" + b"<p>Linde</p>" * 9000
    filling = filling_of(body)
    assert filling is not None
    word = "x" * 60_000
    assert gzip.decompress(filling.packed({"on": word})) == body.replace(
        b"<!--slot:on-->", word.encode()
    )


def test_a_page_without_slots_has_none() -> None:
    assert filling_of(b"<p>Linde</p><!--slot:NO-->") is None
