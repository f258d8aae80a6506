"""Accounts against the demo server: signing in and out, where tokens are kept, and what the server exchanges."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.accounts.account_list import AccountList, KnownAccount, load_accounts
from mbtui.accounts.accounts import AccountProblem, Accounts, TokenFound, TokenMissing
from mbtui.accounts.keyring import SystemKeyring
from mbtui.api import Client, MicroblogError, ServiceUnavailable, SignInRequired, Token
from mbtui.config import Config
from mbtui.demo import DemoServer
from tests.accounts.keyring_backends import NAME, Working

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
async def client(demo: DemoServer) -> AsyncIterator[Client]:
    """A client without a token yet."""
    Working.secrets.clear()
    async with Client(None, demo.url) as client:
        yield client


def accounts(
    demo: DemoServer, *, backend: str = "Working", token: str = "", now: datetime = NOON, **options: object
) -> Accounts:
    """The demo's accounts, with a keyring of that kind and perhaps a token in the environment."""
    config = Config(**options)  # type: ignore[arg-type]  # each test names fields it knows
    environ = {"MBTUI_TOKEN": token} if token else {}
    keyring = SystemKeyring(f"{NAME}.{backend}" if backend else "off")
    return Accounts(demo.url, config, environ=environ, keyring=keyring, now=lambda: now)


def stored(demo: DemoServer, username: str = "ines") -> str | None:
    """What the keyring holds."""
    return Working.secrets.get((f"mbtui {demo.url}", username))


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def found(result: TokenFound | TokenMissing) -> TokenFound:
    """The token that was found."""
    assert isinstance(result, TokenFound), result
    return result


async def test_a_pasted_token_is_kept_in_the_keyring_and_found_again(demo: DemoServer, client: Client) -> None:
    """One paste; the next start finds the account at once and the token with one look."""
    signed_in = await accounts(demo).sign_in(client, f" {demo.token}\n")
    assert (signed_in.is_kept, signed_in.account.kept, stored(demo)) == (True, "keyring", demo.token)
    assert (await client.posts.all(count=1)).posts
    later = accounts(demo)
    assert later.expected() == signed_in.account
    async with Client(None, demo.url) as other:
        token = await found(await later.token(other))
        assert (token.source, token.token.reveal(), other.has_token) == ("keyring", demo.token, True)


async def test_a_token_the_server_refuses_leaves_nothing_behind(demo: DemoServer, client: Client, home: Path) -> None:
    """Nothing is kept and no account is listed."""
    with pytest.raises(SignInRequired):
        await accounts(demo).sign_in(client, "wrong")
    assert (await accounts(demo).known())[0].accounts == ()
    assert files_below(home) == []


async def test_a_no_counts_although_there_was_a_yes_before(demo: DemoServer, client: Client) -> None:
    """Not asked again, the earlier yes counts; asked again, the answer does."""
    await accounts(demo, backend="").sign_in(client, demo.token, may_use_file=True)
    file = paths.token_file(demo.url, "ines")
    file.unlink()
    assert not (await accounts(demo, backend="").sign_in(client, demo.token, may_use_file=False)).is_kept
    assert not file.exists()
    await accounts(demo, backend="").sign_in(client, demo.token, may_use_file=True)
    file.unlink()
    assert (await accounts(demo, backend="").sign_in(client, demo.token)).is_kept
    assert file.exists()


async def test_without_a_keyring_a_file_is_used_only_after_a_yes(demo: DemoServer, client: Client) -> None:
    """Until then it is in memory and nobody is signed in; after a no in memory only; then in a file of one's own."""
    first = accounts(demo, backend="Locked")
    signed_in = await first.sign_in(client, demo.token)
    file = paths.token_file(demo.url, "ines")
    assert (signed_in.is_kept, signed_in.file, file.exists()) == (False, file, False)
    assert "The keyring is locked" in signed_in.reason
    assert (await first.known())[0].accounts == ()
    missing = await accounts(demo, backend="Locked").token(client)
    assert isinstance(missing, TokenMissing)
    assert not (await first.settle(client, signed_in, may_use_file=False)).is_kept
    assert not file.exists()
    assert (await found(await first.token(client))).source == "memory"
    settled = await first.settle(client, signed_in, may_use_file=True)
    assert (settled.is_kept, settled.account.kept) == (True, "file")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = await found(await accounts(demo, backend="Locked").token(client))
    assert (again.source, again.token.reveal()) == ("file", demo.token)


async def test_a_yes_given_beforehand_needs_no_second_question(demo: DemoServer, client: Client) -> None:
    """As `mbtui login` asks first."""
    signed_in = await accounts(demo, backend="").sign_in(client, demo.token, may_use_file=True)
    assert (signed_in.is_kept, signed_in.account.kept) == (True, "file")


async def test_a_file_open_to_others_is_refused(demo: DemoServer, client: Client) -> None:
    """The reasons name the file, its mode and what mends it."""
    await accounts(demo, backend="").sign_in(client, demo.token, may_use_file=True)
    paths.token_file(demo.url, "ines").chmod(0o644)
    missing = await accounts(demo, backend="").token(client)
    assert isinstance(missing, TokenMissing)
    assert missing.reasons[0] == "No token for ines was found."
    assert any("(mode 0644)" in reason and "chmod 600" in reason for reason in missing.reasons)


async def test_places_are_asked_in_order(demo: DemoServer, client: Client) -> None:
    """Environment, command, keyring: the first that has the token of the account asked for."""
    await accounts(demo).sign_in(client, "demo-token-tomas")
    command = (sys.executable, "-c", "print('demo-token-yuki')")
    everything = accounts(demo, token=demo.token, token_command=command)
    assert (await found(await everything.token(client))).source == "environment"
    without = accounts(demo, token_command=command)
    assert (await found(await without.token(client))).account.username == "yuki"
    assert (await found(await everything.token(client, "yuki"))).source == "command"
    assert (await found(await everything.token(client, "@Tomas"))).source == "keyring"
    missing = await everything.token(client, "nobody")
    assert isinstance(missing, TokenMissing)
    assert missing.reasons == (
        "MBTUI_TOKEN holds the token of ines, not of nobody.",
        "token_command holds the token of yuki, not of nobody.",
        "nobody is not signed in here.",
    )


async def test_the_owner_of_a_token_from_the_environment_is_asked_once(demo: DemoServer, client: Client) -> None:
    """Verifying lasting tokens often makes them expire. The token itself is not written down."""
    outside = accounts(demo, token=demo.token)
    assert outside.expected() is None
    for _ in range(3):
        assert (await found(await outside.token(client))).token.reveal() == demo.token
    assert len(demo.asked("POST", "/account/verify")) == 1
    assert outside.expected() == KnownAccount("ines", "Ines Okafor", kept="environment", verified_at=NOON)
    assert demo.token not in paths.accounts_file(demo.url).read_text()
    assert stored(demo) is None


async def test_the_saved_posts_of_one_are_never_shown_to_another(demo: DemoServer, client: Client) -> None:
    """Not even in the first frame, which asks neither server nor keyring: an unknown token is nobody's yet."""
    await accounts(demo, token=demo.token).token(client)
    assert accounts(demo, token="demo-token-tomas").expected() is None
    await accounts(demo, token="demo-token-tomas").token(client)
    for token, username in ((demo.token, "ines"), ("demo-token-tomas", "tomas")):
        expected = accounts(demo, token=token).expected()
        assert expected is not None and expected.username == username


async def test_a_list_of_an_earlier_version_is_read(demo: DemoServer, client: Client) -> None:
    """As mbtui wrote it at 74f2c91, with a token in the environment that was exchanged, and one that was not."""
    file = paths.accounts_file(demo.url)
    file.parent.mkdir(parents=True)
    file.touch(0o600)
    file.write_text(
        """{
  "current": "ines",
  "accounts": [
    {"username": "ines", "name": "Ines Duarte", "avatar_url": "", "default_site": "ines.example", "kept": "keyring",
     "verified_at": "2026-03-02T12:00:00Z", "expires_at": "2026-05-01T12:00:00Z"},
    {"username": "tomas", "name": "", "avatar_url": "", "default_site": "", "kept": "environment",
     "verified_at": "2026-03-02T12:00:00Z", "expires_at": null}
  ],
  "owners": {"e5482ecb38700a15": "ines", "4f5f9b6c538fd3d0": "tomas"},
  "replaced": ["e5482ecb38700a15"]
}
"""
    )
    known, notice = await accounts(demo).known()
    assert notice == "" and known.current == "ines"
    expected = accounts(demo, token="demo-token-tomas").expected()
    assert expected is not None and expected.username == "tomas"
    Working.secrets[f"mbtui {demo.url}", "ines"] = "demo-token-ines"
    exchanged = await found(await accounts(demo, token="old-token-of-ines").token(client))
    assert (exchanged.account.username, exchanged.source) == ("ines", "keyring")
    assert demo.asked("POST", "/account/verify") == []


async def test_a_token_from_the_environment_that_is_exchanged_is_kept_elsewhere(
    demo: DemoServer, client: Client
) -> None:
    """The variable can not be changed, so the new token goes to the keyring and is preferred from then on."""
    with demo.fault("token-rotation"):
        first = await found(await accounts(demo, token=demo.token).token(client))
    assert first.token.reveal() == stored(demo) != demo.token
    again = await found(await accounts(demo, token=demo.token).token(client))
    assert (again.token, again.source) == (first.token, "keyring")


async def test_an_exchanged_token_that_can_not_be_kept_is_told(demo: DemoServer, client: Client) -> None:
    """The notice says why, and what to do."""
    with demo.fault("token-rotation"):
        first = await found(await accounts(demo, token=demo.token, backend="Locked").token(client))
    assert "could not be kept for the next start. The keyring is locked" in first.notice


async def test_a_wrong_token_in_the_environment_is_named(demo: DemoServer, client: Client) -> None:
    """It is not passed over in silence."""
    with pytest.raises(SignInRequired, match="MBTUI_TOKEN"):
        await accounts(demo, token="wrong").token(client)
    with pytest.raises(SignInRequired, match="MBTUI_TOKEN"):
        await accounts(demo, token="two words").token(client)


async def test_a_command_that_fails_is_a_reason(demo: DemoServer, client: Client) -> None:
    """The keyring is asked after it."""
    await accounts(demo).sign_in(client, demo.token)
    failing = accounts(demo, token_command=("/no/such/program",))
    assert (await found(await failing.token(client))).source == "keyring"
    missing = await accounts(demo, backend="", token_command=("/no/such/program",)).token(client)
    assert isinstance(missing, TokenMissing)
    assert "token_command could not run program (No such file or directory)." in missing.reasons


@pytest.mark.parametrize("backend", ["Forgetful", "Locked", "Prompting", "Talkative", ""])
async def test_whatever_the_keyring_does_signing_in_succeeds(demo: DemoServer, client: Client, backend: str) -> None:
    """The token is in memory, and the reason is a sentence without it."""
    signed_in = await accounts(demo, backend=backend).sign_in(client, demo.token)
    assert not signed_in.is_kept
    assert signed_in.reason.endswith(".")
    assert demo.token not in signed_in.reason
    assert demo.token not in repr(signed_in)


async def test_an_exchanged_token_is_kept_before_anything_else(
    demo: DemoServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the client begins to use it and the list is written, the keyring already has it."""
    seen = []
    use_token = client.use_token

    def look_and_use(token: Token | str | None) -> None:
        seen.append((stored(demo), token))
        use_token(token)

    monkeypatch.setattr(client, "use_token", look_and_use)
    with demo.fault("token-rotation"):
        signed_in = await accounts(demo).sign_in(client, demo.token)
    assert seen == [(signed_in.token.reveal(), signed_in.token)]
    assert signed_in.token.reveal() != demo.token
    assert signed_in.account.expires_at is not None


async def test_a_list_that_can_not_be_written_does_not_lose_the_token(
    demo: DemoServer, client: Client, home: Path
) -> None:
    """The data folder is a file: the program goes on with the token it has, and says so."""
    paths.data_folder().parent.mkdir(parents=True)
    paths.data_folder().write_text("in the way")
    signed_in = await accounts(demo).sign_in(client, demo.token)
    assert (signed_in.is_kept, stored(demo)) == (False, demo.token)
    assert "could not be written" in signed_in.reason
    assert (await client.posts.all(count=1)).posts


@pytest.mark.parametrize(
    ("rested", "expires_in", "is_due"),
    [
        (timedelta(days=6, hours=23), None, False),
        (timedelta(days=7), None, True),
        (timedelta(days=-40), None, False),
        (timedelta(days=2), timedelta(days=60), False),
        (timedelta(days=3), timedelta(days=60), True),
        (timedelta(hours=5), timedelta(days=2), False),
        (timedelta(hours=6), timedelta(days=2), True),
        (timedelta(hours=6), timedelta(days=-2), True),
    ],
)
def test_when_a_token_is_verified_again(rested: timedelta, expires_in: timedelta | None, is_due: bool) -> None:
    """Weekly when it lasts, oftener when it ends, never at every start."""
    expires_at = None if expires_in is None else NOON + expires_in
    account = KnownAccount("ines", verified_at=NOON - rested, expires_at=expires_at)
    assert account.is_verification_due(NOON) is is_due
    assert KnownAccount("ines").is_verification_due(NOON)


async def test_a_due_verification_exchanges_and_remembers(demo: DemoServer, client: Client) -> None:
    """Once a week, however often the program is started; and the new token is the one that is kept."""
    await accounts(demo).sign_in(client, demo.token)
    later = accounts(demo, now=NOON + timedelta(days=8))
    token = await found(await later.token(client))
    with demo.fault("token-rotation"):
        renewed = await later.verify(client, token)
    assert renewed.token.reveal() == stored(demo) != demo.token
    assert await later.verify(client, renewed) == renewed
    assert len(demo.asked("POST", "/account/verify")) == 2
    assert (await client.posts.all(count=1)).posts


async def test_a_token_in_a_file_is_exchanged_in_the_file(demo: DemoServer, client: Client) -> None:
    """The yes holds for what the server makes of the token."""
    await accounts(demo, backend="").sign_in(client, demo.token, may_use_file=True)
    later = accounts(demo, now=NOON + timedelta(days=8))
    with demo.fault("token-rotation"):
        renewed = await later.verify(client, await found(await later.token(client)))
    assert renewed.notice == ""
    assert paths.token_file(demo.url, "ines").read_text().strip() == renewed.token.reveal() != demo.token


async def test_no_network_says_nothing_about_a_token(demo: DemoServer, client: Client) -> None:
    """Only the server's own word signs out."""
    await accounts(demo).sign_in(client, demo.token)
    later = accounts(demo, now=NOON + timedelta(days=8))
    token = await found(await later.token(client))
    with demo.fault("error-503"), pytest.raises(MicroblogError) as caught:
        await later.verify(client, token)
    assert not isinstance(caught.value, SignInRequired)
    assert stored(demo) == demo.token


async def test_a_token_the_server_ended_is_removed_and_the_account_stays(demo: DemoServer, client: Client) -> None:
    """Saved posts and drafts belong to the account, so it stays in the list."""
    await accounts(demo).sign_in(client, demo.token)
    later = accounts(demo)
    token = await found(await later.token(client))
    with demo.fault("verify-invalid"), pytest.raises(SignInRequired):
        await later.verify(client, token, is_forced=True)
    assert stored(demo) is None
    assert later.expected() is not None
    assert isinstance(await accounts(demo).token(client), TokenMissing)


async def test_a_token_that_another_mbtui_exchanged_is_taken_over(demo: DemoServer, client: Client) -> None:
    """Two programs on one account do not sign each other out."""
    await accounts(demo).sign_in(client, demo.token)
    one = accounts(demo)
    token = await found(await one.token(client))
    Working.secrets[f"mbtui {demo.url}", "ines"] = "demo-token-ines-newer"
    with demo.fault("verify-invalid"):
        taken = await one.verify(client, token, is_forced=True)
    assert taken.token.reveal() == stored(demo) == "demo-token-ines-newer"


async def test_several_accounts_take_turns(demo: DemoServer, client: Client) -> None:
    """The one opened last is opened next; signing out leaves the other."""
    both = accounts(demo)
    await both.sign_in(client, demo.token)
    await both.sign_in(client, "demo-token-tomas")
    known, _ = await both.known()
    assert ([account.username for account in known.accounts], known.current) == (["ines", "tomas"], "tomas")
    await both.select("ines")
    expected = both.expected()
    assert expected is not None and expected.username == "ines"
    assert accounts(demo, account="tomas").expected() == known.get("tomas")
    assert await both.sign_out("ines") == ()
    assert (stored(demo), stored(demo, "tomas")) == (None, "demo-token-tomas")
    assert (await both.known())[0].current == "tomas"
    with pytest.raises(AccountProblem, match="ines is not signed in here"):
        await both.sign_out("ines")
    with pytest.raises(AccountProblem, match="ines is not signed in here"):
        await both.select("ines")


async def test_signing_out_says_what_signs_in_again(demo: DemoServer, client: Client) -> None:
    """What mbtui can not remove is named."""
    outside = accounts(demo, token=demo.token)
    await outside.token(client)
    assert await outside.sign_out("ines") == ("MBTUI_TOKEN is still set, and signs in again at the next start.",)
    kept = accounts(demo, backend="Lying")
    await kept.sign_in(client, demo.token)
    assert any("still has the token" in sentence for sentence in await kept.sign_out("ines"))


async def test_a_damaged_list_is_a_sentence(demo: DemoServer, client: Client) -> None:
    """Signing in mends it."""
    file = paths.accounts_file(demo.url)
    file.parent.mkdir(parents=True)
    file.touch(0o600)
    file.write_text('{"accounts": 3}')
    damaged = accounts(demo)
    assert damaged.expected() is None
    assert "is damaged" in (await damaged.known())[1]
    await damaged.sign_in(client, demo.token)
    assert (await damaged.known())[1] == ""


async def test_an_address_has_a_mail_sent_when_an_app_is_registered(demo: DemoServer, client: Client) -> None:
    """The link in the mail signs in; without an app a sentence says what is missing."""
    with pytest.raises(AccountProblem, match="app_name and redirect_url"):
        await accounts(demo).send_mail(client, "ines@example.net")
    registered = accounts(demo, app_name="mbtui", redirect_url="https://app.example/signin")
    with pytest.raises(MicroblogError):
        await registered.send_mail(client, "nobody@example.net")
    await registered.send_mail(client, "ines@example.net")
    mail = demo.world.tokens.mails[-1]
    signed_in = await registered.sign_in(client, mail.token)
    assert signed_in.account.username == "ines"
    assert stored(demo) == signed_in.token.reveal() != mail.token


async def test_each_server_has_its_own_accounts(demo: DemoServer, client: Client) -> None:
    """A token of one server is not offered to another."""
    await accounts(demo).sign_in(client, demo.token)
    elsewhere = Accounts("https://micro.blog", Config(), environ={}, keyring=SystemKeyring(f"{NAME}.Working"))
    assert elsewhere.expected() is None
    assert isinstance(await elsewhere.token(client), TokenMissing)


async def test_an_unreachable_server_is_told_as_such(demo: DemoServer) -> None:
    """Neither the token nor the place it is in is blamed."""
    async with Client(None, "http://127.0.0.1:9") as nowhere:
        with pytest.raises(ServiceUnavailable):
            await accounts(demo).sign_in(nowhere, demo.token)


def test_nothing_is_read_or_made_before_it_is_needed(home: Path) -> None:
    """The first frame asks only for the expected account."""
    Accounts("https://micro.blog", Config()).expected()
    assert os.listdir(home) == []


async def test_the_list_of_accounts_is_never_read_on_the_event_loop(
    demo: DemoServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home folder may be on a network that does not answer; keys must not wait for it."""
    readers: list[threading.Thread] = []

    def load(path: Path) -> tuple[AccountList, str]:
        readers.append(threading.current_thread())
        return load_accounts(path)

    monkeypatch.setattr("mbtui.accounts.account_store.load_accounts", load)
    here = accounts(demo)
    await here.sign_in(client, demo.token)
    token = await found(await here.token(client))
    await here.verify(client, token, is_forced=True)
    await here.select("ines")
    await here.sign_out("ines")
    await accounts(demo, backend="").settle(
        client, await accounts(demo, backend="").sign_in(client, demo.token), may_use_file=True
    )
    assert readers and threading.current_thread() not in readers
