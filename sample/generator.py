"""Write the files of a production and of the claims that follow, row by row."""

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sample.filers import claim_rows
from sample.people import account_holder, account_row, message_rows, subscription_rows

FILES = {
    "accounts": "accounts.csv",
    "subscriptions": "subscriptions.csv",
    "messages": "messages.csv.gz",
    "claims": "claims.csv",
    "exclusions": "exclusions.csv",
}
_COLUMNS = {
    "accounts": "account_id,profile_url,email,other_emails,first_name,last_name,street,city,state,"
    "postal_code,country,created_on,closed_on,ai_training_setting,ai_training_setting_changed_on",
    "subscriptions": "subscription_id,account_id,product,started_on,ended_on,amount_paid,currency,"
    "is_trial",
    "messages": "message_id,account_id,channel,direction,sent_at",
    "claims": "external_ref,filed_at,first_name,last_name,email,profile_url,street,city,state,"
    "postal_code,country,signed",
    "exclusions": "external_ref,email,account_id,received_on",
}
_BAD_ROW_EVERY = 250

WriteRow = Callable[[list[str]], Any]


@dataclass(frozen=True)
class SampleSize:
    """How many accounts, and the seed that everything is drawn from."""

    accounts: int = 6000
    seed: int = 20240918


def write_files(
    folder: Path, size: SampleSize, progress: Callable[[int], None] | None = None
) -> None:
    """Write all files of FILES into the folder. The same size gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(size.seed)  # noqa: S311  # nosec B311  (made-up people, no secret)
    with ExitStack() as stack:
        to = {kind: stack.enter_context(_csv_writer(folder, kind)) for kind in FILES}
        for number in range(size.accounts):
            holder = account_holder(random, number)
            account = account_row(holder)
            subscriptions = list(subscription_rows(random, holder))
            messages = list(message_rows(random, holder))
            to["accounts"](account)
            for row in subscriptions:
                to["subscriptions"](row)
            for row in messages:
                to["messages"](row)
            for row in claim_rows(random, holder):
                to["claims"](row)
            if random.random() < 0.002:
                to["exclusions"](["", "", holder.account_id, "2026-03-02"])
            if number % _BAD_ROW_EVERY == _BAD_ROW_EVERY - 1:
                _write_bad_row(number // _BAD_ROW_EVERY, account, subscriptions, messages, to)
            if progress and number % 1000 == 0:
                progress(number)


def _write_bad_row(
    place: int,
    account: list[str],
    subscriptions: list[list[str]],
    messages: list[list[str]],
    to: dict[str, WriteRow],
) -> None:
    """One row that must be refused or counted as a repeat, of another kind each time."""
    subscription = subscriptions[0] if subscriptions else None
    message = messages[0] if messages else None
    match place % 6:
        case 0:
            to["accounts"](account)
        case 1:
            to["accounts"]([*account[:11], "2021-02-30", *account[12:]])
        case 2:
            to["accounts"](["", *account[1:]])
        case 3 if subscription:
            to["subscriptions"]([f"{subscription[0]}x", *subscription[1:6], "EUR", "false"])
        case 4 if subscription:
            to["subscriptions"]([f"{subscription[0]}y", "A1", *subscription[2:]])
        case _ if message:
            to["messages"]([f"{message[0]}z", *message[1:4], "yesterday"])
        case _:
            to["accounts"](account)


@contextmanager
def _csv_writer(folder: Path, kind: str) -> Iterator[WriteRow]:
    """A CSV of one kind, with its header; the accounts start with a byte-order mark."""
    path = folder / FILES[kind]
    with ExitStack() as stack:
        text: io.TextIOBase
        if path.suffix == ".gz":
            raw = stack.enter_context(path.open("wb"))
            # Without a name and a time in the header, the same rows give the same bytes.
            packed = stack.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0))
            text = stack.enter_context(io.TextIOWrapper(packed, encoding="utf-8", newline=""))
        else:
            encoding = "utf-8-sig" if kind == "accounts" else "utf-8"
            text = stack.enter_context(path.open("w", encoding=encoding, newline=""))
        writer = csv.writer(text, lineterminator="\r\n" if kind == "accounts" else "\n")
        writer.writerow(_COLUMNS[kind].split(","))
        yield writer.writerow
