"""The pages of `docs/reference/` that are written from the code, one function each."""

import argparse
import importlib
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from annotated_types import Ge, Le
from django.urls import reverse
from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from standfirst.access.explaining import SENTENCES
from standfirst.access.rules import REMEDIES, Audience, Reason, Remedy
from standfirst.articles.blocks.body import BLOCKS, COUNTS
from standfirst.billing import inbox, messages, schedule
from standfirst.billing.rules import (
    FAILURES,
    READING,
    Debt,
    Facts,
    Policy,
    State,
)
from standfirst.config.table import Settings, variable_of
from standfirst.kernel import errors
from standfirst.ops.main import COMMANDS
from tests.docs import reading
from tests.docs.tables import block_of, code, first_line, sheet, table, visible

GATE = reading.SOURCE / "theme" / "templates" / "gate"


def settings() -> str:
    """Every setting of `config/table.py`."""
    rows = [_setting(name, field) for name, field in Settings.model_fields.items()]
    return sheet(
        "Settings",
        "A setting comes from the environment or from `standfirst.toml` in the folder that the "
        "command is run in. The environment wins. `STANDFIRST_CONFIG` names another file. Every "
        "fault in them is told at once, with the variable, what was seen and what would do.",
        table(
            ["In the environment", "In the file", "Is", "If it is not set", "What it does"], rows
        ),
    )


def _setting(name: str, field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    variables = (
        [str(one) for one in alias.choices if str(one).isupper()]
        if isinstance(alias, AliasChoices)
        else [variable_of(name)]
    )
    return [
        " or ".join(code(one) for one in variables),
        code(name),
        _kind(field),
        _default(field.default),
        field.description or "",
    ]


def _kind(field: FieldInfo) -> str:
    kind = field.annotation
    if kind is bool:
        return "true or false"
    if kind is SecretStr:
        return "text, never shown"
    if kind is int:
        low = next(one.ge for one in field.metadata if isinstance(one, Ge))
        high = next(one.le for one in field.metadata if isinstance(one, Le))
        return f"a number, {low} to {high}"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ", ".join(code(one.value) for one in kind)
    return "a path" if getattr(kind, "__name__", "") == "Path" else "text"


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "it must be set"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, bool):
        return code(str(value).lower())
    return code(str(getattr(value, "value", value))) or "empty"


def commands() -> str:
    """Every command of `ops/main.py` with the words it takes."""
    parts = [_command(name, one.module, one.help) for name, one in COMMANDS.items()]
    return sheet(
        "Commands",
        "`standfirst COMMAND --help` prints the same. A command gives back 0 when all is well, 1 "
        "for a fault or a finding, 2 for wrong usage. A fault is one sentence that says what to "
        "do next.",
        *parts,
    )


def words_of_command(module: str) -> set[str]:
    """The options that a command takes."""
    return {word for action in _actions(module) for word in action.option_strings}


def _actions(module: str) -> list[argparse.Action]:
    parser = argparse.ArgumentParser()
    importlib.import_module(f"standfirst.ops.{module}").add_arguments(parser)
    return [one for one in parser._actions if not isinstance(one, argparse._HelpAction)]


def _command(name: str, module: str, help: str) -> str:
    found = importlib.import_module(f"standfirst.ops.{module}")
    actions = _actions(module)
    usage = " ".join([f"standfirst {name}", *(_word(one) for one in actions)])
    about = f"{help[0].upper()}{help[1:]}. {first_line(found.run.__doc__)}"
    rows = [[code(_word(one).strip("[]")), one.help or "", _otherwise(one)] for one in actions]
    head = ["Word", "What it is", "If it is not given"]
    return f"## {name}\n\n{about}\n\n```\n{usage}\n```\n\n" + (table(head, rows) if rows else "")


def _word(action: argparse.Action) -> str:
    """A word of a command as its usage shows it."""
    choices = "|".join(map(str, action.choices)) if action.choices else ""
    value = str(action.metavar or choices or action.dest.upper())
    if action.option_strings:
        name = action.option_strings[-1]
        return f"[{name}]" if action.nargs == 0 else f"[{name} {value}]"
    return f"{value}…" if action.nargs == "+" else value


def _otherwise(action: argparse.Action) -> str:
    if action.default in (None, False, argparse.SUPPRESS):
        return "" if action.option_strings else "it must be given"
    return code(str(action.default))


def reasons() -> str:
    """Every reason of `access/rules.py` with its remedy and the words of its panel."""
    panels = {path.stem: path.read_text() for path in GATE.glob("*.html")}
    banners = {path.stem: path.read_text() for path in (GATE / "banner").glob("*.html")}
    denied = [one for one in Reason if one.value in panels]
    told = [one for one in Reason if one.value in banners]
    allowed = [one for one in Reason if one not in denied and one not in told]
    audiences = ", ".join(code(one.value) for one in Audience)
    return sheet(
        "Reasons",
        f"An article has a gate for one of {audiences}. For each reader and each article the gate "
        "answers *allowed* or *denied*, one reason, and one remedy. With the setting "
        "`explain_headers` an answer carries both as `Standfirst-Access` and `Standfirst-Reason`. "
        "A denied article answers 200 with its open part and one panel.",
        "## Allowed\n\n" + table(["Reason", "When"], [[code(r), SENTENCES[r]] for r in allowed]),
        "## Denied\n\n"
        + table(
            ["Reason", "When", "The panel says", "Its button", "Remedy"],
            [_denied(one, panels[one.value]) for one in denied],
        ),
        "## Told in a banner while the reader reads\n\n"
        + table(
            ["Reason", "The banner says", "Its link", "Remedy"],
            [_told(one, banners[one.value]) for one in told],
        ),
    )


def _denied(reason: Reason, template: str) -> list[str]:
    return [
        code(reason),
        SENTENCES[reason],
        visible(block_of(template, "heading")),
        visible(block_of(template, "button")) or "none",
        _remedy(reason),
    ]


def _told(reason: Reason, template: str) -> list[str]:
    fact, link = block_of(template, "fact"), block_of(template, "link")
    return [code(reason), visible(fact), visible(link), _remedy(reason)]


def _remedy(reason: Reason) -> str:
    return code(REMEDIES.get(reason, Remedy.NOTHING).value)


WHEN = {
    State.PENDING: "The first payment is not finished. It never stands in the way of a new one.",
    State.TRIALING: "The free days run.",
    State.ACTIVE: "It is paid.",
    State.RENEWING: "The period has just ended and no news has come yet.",
    State.EXPIRING_CARD: "The card runs out before the next charge, and that is soon.",
    State.GRACE: "A payment failed, and the days of grace run from its first failure.",
    State.HELD: "The days of grace are over.",
    State.CANCELING: "The reader canceled, and what is paid runs on.",
    State.PAUSED: "What was paid is read, and nothing is charged until it is resumed.",
    State.ENDED: "Nothing more will come of it.",
}


def states() -> str:
    """The states of `billing/rules.py`."""
    policy = Policy()
    rows = [[code(one), WHEN[one], "yes" if one in READING else "no"] for one in State]
    return sheet(
        "States of a subscription",
        "A state is computed from what the payment company told, at the moment it is asked for. "
        "Each change of state is [recorded](events.md). The newsroom and `standfirst why` name "
        "states by these words. A reader without any subscription has none of them.",
        table(["State", "When", "Reads"], rows),
        f"The grace is {policy.current.hold.days} days, unless the publication has set another. "
        f"News of a renewal is waited for during {_hours(policy.renewing)} hours before the "
        f"company is asked. A card is spoken of {policy.current.card_first.days} days before it "
        "runs out. A status that the company has invented since counts as paid, and is logged as "
        "an error.",
    )


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def events() -> str:
    """Every event that the source records."""
    rows = [
        [
            ", ".join(code(kind) for kind in one.kinds),
            ", ".join(map(code, one.facts)),
            code(one.place),
        ]
        for one in reading.recorded()
    ]
    return sheet(
        "Events",
        "The record of what happened is the table `events_event`. Rows are added and never "
        "changed. Each has its `kind`, the publication's time `at`, the wall time `recorded_at`, "
        "the `reader_id` if it is about a reader, and the facts below as `data`.",
        table(["Kind", "Facts", "Recorded in"], sorted(rows)),
        "`<state>` is a word of [the states](states.md): "
        + ", ".join(code(f"subscription.{one.value}") for one in State)
        + ". Of a notice it is `sent` or `dropped`.",
    )


def error_codes() -> str:
    """Every fault with a code of its own."""
    found = reading.raised()
    known = {one.code: one for one in reversed(found)}
    places = {key: sorted({one.place for one in found if one.code == key}) for key in known}
    rows = [
        [code(key), one.kind, one.message or "several", one.help, ", ".join(map(code, places[key]))]
        for key, one in sorted(known.items())
    ]
    tree: list[type[errors.StandfirstError]] = [errors.StandfirstError]
    tree += errors.StandfirstError.__subclasses__()
    kinds = [[one.__name__, code(one.code), first_line(one.__doc__)] for one in tree]
    return sheet(
        "Errors",
        "A fault that a person may meet has a sentence that says what happened, a next step, and "
        "a code that stays the same. `…` stands for what differs.",
        table(["Code", "Kind", "It says", "It helps", "Raised in"], rows),
        "A payment that the bank refused has as its code one of "
        + ", ".join(code(one) for one in sorted(FAILURES))
        + ".",
        "## Kinds\n\nA fault without a code of its own carries that of its kind.\n\n"
        + table(["Kind", "Code", "Is"], kinds),
    )


def notices() -> str:
    """The mails about a subscription, and when each goes out."""
    rows = [
        [code(kind), _due(kind), messages.WORDS[kind].subject, " ".join(messages.WORDS[kind].lines)]
        for kind in schedule.NoticeKind
    ]
    return sheet(
        "Notices",
        "Mails about one's subscription. Each is claimed once for its debt, hold or card, sent "
        "once, and dropped when it is not true any more. Of several that are overdue only the "
        "latest is sent. Words in braces are filled in.",
        table(["Notice", "When", "Subject", "Text"], rows),
        "`{first}` is one of these, by why the payment failed:",
        table(["Cause", "Sentence"], [[code(c), t] for c, t in messages.FAILED_FIRST.items()]),
    )


def webhooks() -> str:
    """The events that the webhook endpoint at Stripe has to send."""
    return sheet(
        "Webhooks",
        "The endpoint at Stripe sends its events to `" + reverse("webhook") + "` of the "
        "publication. These call for work; others are kept and do no harm. What an event says is "
        "never believed: it is a hint to ask Stripe again.",
        "\n".join(f"- {code(kind)}" for kind in inbox.KINDS),
        "`standfirst doctor` says which of them the endpoint leaves out.",
    )


def _due(kind: schedule.NoticeKind) -> str:
    policy = Policy()
    start = datetime(2026, 3, 1, tzinfo=UTC)
    facts = Facts("plan", "past_due", start, debt=Debt(start))
    for due in schedule.notices_of(facts, policy, start):
        if due.kind is kind:
            return (
                f"{_days(due.at - start)} after the first failure" if due.at > start else "at once"
            )
    ahead = {
        schedule.NoticeKind.CARD_EXPIRING: (policy.current.card_first, "the card runs out"),
        schedule.NoticeKind.CARD_EXPIRING_SOON: (policy.current.card_again, "the card runs out"),
        schedule.NoticeKind.RENEWAL: (policy.current.renewal, "a yearly payment"),
    }
    if kind in ahead:
        return f"{_days(ahead[kind][0])} before {ahead[kind][1]}"
    if kind is schedule.NoticeKind.ENDED_UNPAID:
        return f"{_days(policy.current.cancel)} after the first failure"
    return "as soon as it is paid" if kind is schedule.NoticeKind.RECOVERED else "at once"


def _days(span: timedelta) -> str:
    return f"{span.days} days"


def blocks() -> str:
    """What the body of an article may be made of."""
    return sheet(
        "Blocks",
        "The body of an article is a row of blocks. The newsroom sees each with its example at "
        f"`{reverse('patterns')}`.",
        *[_block(name, block) for name, block in BLOCKS],
    )


def _block(name: str, block: Any) -> str:
    about = first_line(type(block).__doc__)
    limit = f" At most {COUNTS[name]['max_num']} in an article." if name in COUNTS else ""
    template = getattr(block.meta, "template", None)
    shown = f" Shown by `{template}`." if template else ""
    fields = getattr(block, "child_blocks", {})
    rows = [
        [
            code(key),
            str(child.label or key.replace("_", " ").capitalize()),
            "yes" if child.required else "no",
            getattr(getattr(child, "field", None), "help_text", "") or "",
        ]
        for key, child in fields.items()
    ]
    head = ["Field", "Label", "Required", "Help"]
    return f"## {name}\n\n{about}{limit}{shown}\n\n" + (table(head, rows) if rows else "")
