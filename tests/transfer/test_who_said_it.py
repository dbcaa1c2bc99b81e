"""Quotations in running text, with the speakers a person would name."""

import pytest

from standfirst.transfer.people import known
from standfirst.transfer.quotes import Listener

CAST = (
    "Lotte Arkwright, chair of the water board, met Owen Tsai, an engineer, in Linde. "
    "The board's chemist, Imke Dahl, was there, and so was union secretary Pieter Oyelaran."
)
ARKWRIGHT, TSAI, DAHL, OYELARAN = "Lotte Arkwright", "Owen Tsai", "Imke Dahl", "Pieter Oyelaran"

CLAIMS = [
    ('"It is dry," said Dahl.', [("It is dry", DAHL)]),
    ('"It is dry," Dahl said on Monday.', [("It is dry", DAHL)]),
    ('"It is dry", says Imke Dahl, who measured it.', [("It is dry", DAHL)]),
    ('Dahl said: "It is dry."', [("It is dry.", DAHL)]),
    ('Dahl: "It is dry."', [("It is dry.", DAHL)]),
    ('According to Dahl, the well is "dry to the bottom".', [("dry to the bottom", DAHL)]),
    ('The well is "dry to the bottom", according to Dahl.', [("dry to the bottom", DAHL)]),
    ('In Dahl\'s words, it is "dry to the bottom".', [("dry to the bottom", DAHL)]),
    ('Dahl called the well "a hole with a fence".', [("a hole with a fence", DAHL)]),
    (
        'Dahl told the assembly in 2022 that it "would only frighten people".',
        [("would only frighten people", DAHL)],
    ),
    (
        'Pieter Oyelaran, who runs the union, called it "a verdict without a trial" in a letter.',
        [("a verdict without a trial", OYELARAN)],
    ),
    (
        'The board\'s chemist, Imke Dahl, answered him in the same room: "A year is a year."',
        [("A year is a year.", DAHL)],
    ),
    (
        '"It is dry," said Dahl, "and it will stay dry."',
        [("It is dry, and it will stay dry.", DAHL)],
    ),
    (
        '"It is dry," said Dahl. "It will stay dry."',
        [("It is dry", DAHL), ("It will stay dry.", DAHL)],
    ),
    ('"Is it dry?" Dahl asked. "It is," said Tsai.', [("Is it dry?", DAHL), ("It is", TSAI)]),
    ('"It is dry!" "How dry?" asked Tsai.', [("It is dry!", TSAI), ("How dry?", TSAI)]),
    ("'It isn't the growers' fault,' said Dahl.", [("It isn't the growers' fault", DAHL)]),
    ("‘It isn’t the growers’ fault,’ said Dahl.", [("It isn’t the growers’ fault", DAHL)]),
    ("„Es ist trocken“, said Dahl.", [("Es ist trocken", DAHL)]),
    ("« It is dry », said Dahl.", [("It is dry", DAHL)]),
    ("»It is dry,« said Dahl.", [("It is dry", DAHL)]),
    ("“She said ‘never’ and left,” said Dahl.", [("She said ‘never’ and left", DAHL)]),
    ('Arkwright read the letter. "It is dry," she said.', [("It is dry", ARKWRIGHT)]),
    ('Tsai measured it. It was deep. He said it was "dry as a book".', [("dry as a book", TSAI)]),
    (
        '"We are not afraid of it," said a spokesman for the board.',
        [("We are not afraid of it", "a spokesman for the board")],
    ),
    ('The survey said the float was "within tolerance".', [("within tolerance", "The survey")]),
    (
        '"It was sent to us in the night and we sent it back," they said.',
        [("It was sent to us in the night and we sent it back", "")],
    ),
    (
        '"Nobody came to the meeting that we had called," the minutes read.',
        [("Nobody came to the meeting that we had called", "the minutes")],
    ),
    ('The so-called "museum" pieces are old.', []),
    ('They study "ordinary care" in the law schools.', []),
    ('A report called "The Last Well" came out in May.', []),
    ("The growers' union and the drivers' union met at 7:30.", []),
    ('The pipe is 5" wide and 6" deep.', []),
    (
        'In 2021 Tsai told the assembly that it "could live with one"; now his office said no.',
        [("could live with one", TSAI)],
    ),
    (
        'Tsai rose from his seat and said "this is enough for today".',
        [("this is enough for today", TSAI)],
    ),
    (
        'As Dahl put it, "the well keeps its own minutes".',
        [("the well keeps its own minutes", DAHL)],
    ),
    (
        '"The well keeps its own minutes," as Dahl put it.',
        [("The well keeps its own minutes", DAHL)],
    ),
    ('Asked about it, Dahl said she was "tired of tables".', [("tired of tables", DAHL)]),
    ('Dahl, asked whether that was fair, said: "It is chemistry."', [("It is chemistry.", DAHL)]),
    ('Dahl and Tsai met. Dahl warned that the well was "past saving".', [("past saving", DAHL)]),
    ('"It is dry" (Imke Dahl).', [("It is dry", DAHL)]),
    (
        "“It is dry,” Dahl said, adding that “nobody listened”.",
        [("It is dry", DAHL), ("nobody listened", DAHL)],
    ),
    ('Dahl described the fence as "older than the well".', [("older than the well", DAHL)]),
    ('For Dahl, the fence is "older than the well".', [("older than the well", DAHL)]),
    ('Dr Dahl said: "It is dry."', [("It is dry.", DAHL)]),
    ('Ms. Dahl said it was "dry as a book".', [("dry as a book", DAHL)]),
    ('"It is dry," insisted the chemist, Imke Dahl.', [("It is dry", DAHL)]),
    ('"It is dry," board chemist Imke Dahl told the Courier.', [("It is dry", DAHL)]),
    (
        'The assembly was told that the wells were "a matter for adults".',
        [("a matter for adults", "")],
    ),
]


@pytest.mark.parametrize(("text", "said"), CLAIMS, ids=lambda x: x if isinstance(x, str) else "")
def test_speaker(text: str, said: list[tuple[str, str]]) -> None:
    listener = Listener(known([CAST, text]))
    listener.hear(CAST)
    assert [(s.text, s.speaker) for s in listener.hear(text)] == said


OFFICES = [
    ("Lotte Arkwright, chair of the water board, said it.", "chair of the water board"),
    ("The board's chemist, Lotte Arkwright, answered.", "the board's chemist"),
    ("Board chair Lotte Arkwright spoke.", "board chair"),
    ("It was said by chair Lotte Arkwright.", "chair"),
    ("Lotte Arkwright, who runs the growers' union, called.", "runs the growers' union"),
    ("Lotte Arkwright (growers' union) called.", "growers' union"),
    ("Lotte Arkwright of the growers' union called.", "the growers' union"),
    ("Lotte Arkwright, drivers' union, called.", "drivers' union"),
    ("Mayor Lotte Arkwright spoke.", "mayor"),
    ("Sandhollow's mayor, Lotte Arkwright, spoke.", "Sandhollow's mayor"),
    ("Lotte Arkwright, 54, a retired dentist, spoke.", "a retired dentist"),
    ("Lotte Arkwright, who had come late, spoke.", ""),
    ("Lotte Arkwright, on Monday, spoke.", ""),
    ("After water and bread, Lotte Arkwright spoke.", ""),
]


@pytest.mark.parametrize(("text", "office"), OFFICES)
def test_office(text: str, office: str) -> None:
    assert known([text]).office_of("Lotte Arkwright") == office
