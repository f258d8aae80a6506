"""Signing in and out in the plain terminal."""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import TYPE_CHECKING

from mbtui import paths
from mbtui.api.credentials import Token
from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.errors import SignInRequired
from mbtui.cli.context import Context
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.output import agrees

if TYPE_CHECKING:
    from mbtui.accounts.accounts import SignedIn
    from mbtui.api import Client

_WELCOME = (
    "Sign in to {name} with an app token (on the website under Account, App tokens), {mail}or the link from a sign-in "
    "mail. What you type is not shown."
)


async def login(context: Context) -> Exit:
    """Sign in: ask for a token, verify it, keep it, and only where no keyring takes it ask for a file."""
    from mbtui.api import Client

    given = context.arguments
    async with Client(None, context.server) as client:
        is_through_browser = given.browser or given.me
        if is_through_browser:
            token = await _through_browser(context)
        elif given.token_stdin:
            token = _pasted(sys.stdin.readline())
        else:
            token = await _asked(context, client)
        signed_in = await context.accounts.sign_in(client, token, may_use_file=given.keep_in_file or None)
        if not (signed_in.account.kept or given.keep_in_file):
            if not _wants_file(context, signed_in, is_new=is_through_browser or signed_in.token != token):
                return Exit.NOTHING
            signed_in = await context.accounts.settle(client, signed_in, may_use_file=True)
    if not signed_in.is_kept:
        context.output.complain(f"The token is valid but could not be kept. {signed_in.reason}")
        return Exit.LOCAL
    where = "the keyring" if signed_in.account.kept == "keyring" else paths.displayed(signed_in.file)  # type: ignore[arg-type]  # kept in it
    context.output.line(f"Signed in as {signed_in.account.username}. The token is kept in {where}.")
    return Exit.OK


async def logout(context: Context) -> None:
    """Sign out of an account."""
    accounts = context.accounts
    name = context.arguments.name or context.options.username or context.config.account
    name = name or (await accounts.known())[0].current
    if not name:
        raise Failure("No account is signed in here.", Exit.SIGN_IN)
    for sentence in await accounts.sign_out(name):
        context.output.complain(sentence)
    name = name.removeprefix("@")
    folder = paths.displayed(paths.account_folder(context.server, name))
    context.output.line(f"Signed out of {name}. Saved posts and drafts are still in {folder}.")


async def accounts(context: Context) -> None:
    """List the accounts, or choose one."""
    if context.arguments.name:
        account = await context.accounts.select(context.arguments.name)
        context.output.line(f"{account.username} is the current account.")
        return
    known, notice = await context.accounts.known()
    if notice:
        context.output.complain(notice)
    for account in known.accounts:
        is_current = account.username == known.current
        place = f"token in {account.kept}" if account.kept else "no token"
        words = filter(None, (account.username, account.name, place, "current" if is_current else ""))
        context.show(account, ", ".join(words), server=context.server, is_current=is_current)
    if not known.accounts:
        context.output.say(f"No account of {context.server} is signed in here. `mbtui login` signs in.")


async def _asked(context: Context, client: Client) -> Token:
    """Ask until there is a token; an e-mail address has a mail sent."""
    from mbtui.accounts.sign_in_field import EmailAddress, read_entry

    if not sys.stdin.isatty():
        raise Failure("There is no terminal to ask on. Use `mbtui login --token-stdin`, or set MBTUI_TOKEN.")
    mail = "your e-mail address, " if context.accounts.can_send_mail else ""
    context.output.say(_WELCOME.format(name=client.origin.name, mail=mail))
    while True:
        try:
            entry = read_entry(await _typed("Token: ", is_hidden=True))
        except SignInRequired as error:
            context.output.say(str(error))
            continue
        if isinstance(entry, Token):
            return entry
        if isinstance(entry, EmailAddress):
            await context.accounts.send_mail(client, entry)
            context.output.say(f"{client.origin.name} sends a mail to {entry}. Paste the link from it.")
        else:
            context.output.say("This address belongs to a sign-in through the browser: `mbtui login --browser`.")


def _pasted(text: str) -> Token:
    from mbtui.accounts.sign_in_field import read_entry

    try:
        entry = read_entry(text)
    except SignInRequired:
        entry = None
    if not isinstance(entry, Token):
        raise Failure("Standard input holds no token on its first line.")
    return entry


async def _through_browser(context: Context) -> Token:
    """Show the address to open, and take the browser's return or what is pasted, whichever comes first."""
    from mbtui.accounts.indieauth import BrowserSignIn, Endpoints, discover

    endpoints = Endpoints.of_server(context.server)
    me = context.arguments.me or ""
    if me:
        endpoints = await discover(me, default=endpoints)
    async with BrowserSignIn(endpoints, client_id=context.config.client_id, me=me) as attempt:
        context.output.say("Open this address in a browser and say yes:\n")
        context.output.line(attempt.address)
        context.output.flush()
        waiting = [asyncio.ensure_future(attempt.wait())]
        if sys.stdin.isatty():
            context.output.say(
                "\nIf the browser is on another computer, it ends on an address that it can not open. Paste that here."
            )
            waiting.append(asyncio.ensure_future(_typed("Address: ")))
        done, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        answer = done.pop().result()
        code = attempt.read(answer) if "://" in answer else answer
        return await attempt.exchange(code)


def _wants_file(context: Context, signed_in: SignedIn, *, is_new: bool) -> bool:
    """Ask whether the token may go to a file; without a terminal, say how to say yes.

    Args:
        is_new: The token is not the one that the reader has: a no loses it, which is said before and after.
    """
    folder = paths.displayed(paths.server_folder(context.server))
    question = (
        f"The token of {signed_in.account.username} is valid. {signed_in.reason} Shall the token be kept in a file "
        f"below {folder} that only you can read?{' It was made in this sign-in, and a no loses it.' if is_new else ''}"
    )
    lost = " The token that was made in this sign-in is gone: the next one needs another." if is_new else ""
    if (answer := agrees(question)) is None:
        context.output.complain(
            f"{signed_in.reason} Nothing was kept.{lost} Add --keep-in-file to keep the token in a file below {folder} "
            "that only you can read, or set MBTUI_TOKEN."
        )
    elif not answer:
        context.output.say(f"Nothing was kept.{lost} MBTUI_TOKEN or token_command can give a token each time.")
    return bool(answer)


async def _typed(prompt: str, *, is_hidden: bool = False) -> str:
    """Read a line from the terminal; the event loop goes on meanwhile, and the program can end without it."""
    try:
        return await in_daemon_thread(lambda: getpass.getpass(prompt) if is_hidden else input(prompt))
    except EOFError:
        raise Failure("The input ended before there was an answer.", Exit.NOTHING) from None
