"""Switches for what goes wrong with webhooks, settable while the sandbox runs.

These two addresses are the sandbox's own; Stripe has nothing like them.
"""

import json

from standfirst.sandbox.books import Books
from standfirst.sandbox.errors import invalid
from standfirst.sandbox.params import Params
from standfirst.sandbox.shapes import Doc
from standfirst.sandbox.webhooks import Faults, faults_from

SHARES = ("duplicate", "reorder", "delay", "drop", "sign_wrongly")
ACCEPTS = (*SHARES, "drop_types", "delay_s", "seed")
NOTE = "faults"


def retrieve(books: Books, params: Params) -> Doc:
    """What goes wrong at present."""
    row = books.connection.execute("SELECT value FROM note WHERE name = ?", (NOTE,)).fetchone()
    return _shown(faults_from(json.loads(row[0])) if row else Faults())


def update(books: Books, params: Params) -> Doc:
    """Sets all the switches: what is not named goes right again."""
    switches: Doc = {name: _share(params, name) for name in SHARES if name in params}
    if kinds := frozenset(params.texts("drop_types")):
        switches["drop"] = kinds
    for name in ("delay_s", "seed"):
        switches[name] = params.whole(name) or 0
    faults = Faults(**switches)
    books.connection.execute(
        "INSERT OR REPLACE INTO note VALUES (?, ?)", (NOTE, json.dumps(faults.as_note()))
    )
    return _shown(faults)


def _share(params: Params, name: str) -> float:
    try:
        share = float(params.must(name))
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise invalid(f"{name} is a share from 0 to 1.", param=name)
    return share


def _shown(faults: Faults) -> Doc:
    note = faults.as_note()
    lost = note["drop"] if isinstance(note["drop"], list) else []
    share = 0.0 if lost else note["drop"]
    return {"object": "webhook_faults", **note, "drop": share, "drop_types": lost}
