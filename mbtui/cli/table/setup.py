"""The commands about mbtui itself, accounts, and the wire."""

from __future__ import annotations

from mbtui.cli.table.row import ACCOUNT, FORM, HERE, JSON, Argument, Command

SETUP: tuple[Command, ...] = (
    Command(
        "api",
        "Call any address of the API, signed in, and print its JSON.",
        "api:api",
        (
            Argument("method METHOD", "GET, POST, DELETE or another."),
            Argument("path PATH", "Such as /posts/all; may hold a query."),
            Argument("-f --field KEY=VALUE", "A parameter: in the query for GET, else in the form.", "many"),
            Argument("-F --upload KEY=@FILE", "A file to send as part of the form.", "many"),
            Argument("--input FILE", "Send this file of JSON as the body; - is standard input.", offers="files"),
            Argument("--paginate", "Go on with the pages below, one JSON document a line.", "flag"),
            Argument("--pages N", "At most this many pages; 100 unless given.", "number"),
        ),
        "Several fields of one name are sent as a list. An address that the API answers with where something is, and "
        "no JSON, is printed as location.",
        examples=(
            "mbtui api GET /posts/all -f count=5",
            "mbtui api POST /users/push/register -f device_token=abc -f app_name=mine -f push_env=production",
            "mbtui api POST /micropub/media -F file=@leeks.jpg",
        ),
        one_of=("--upload --input",),
        needs=("--pages --paginate",),
    ),
    Command(
        "login",
        "Sign in.",
        "accounts:login",
        (
            Argument("--token-stdin", "Read the token from standard input, for scripts.", "flag"),
            Argument("--browser", "Sign in through a browser, on this or another computer.", "flag"),
            Argument("--me URL", "Your home page, when it names where to sign in; implies --browser."),
            Argument("--keep-in-file", "Yes: keep the token in a private file if there is no keyring.", "flag"),
        ),
        "Asks for an app token (from Account, App tokens on the website), an e-mail address, or the link from a "
        "sign-in mail. The token goes to the system's keyring; without one, and only after a yes, to a file that only "
        "you can read.",
        examples=("mbtui login", "pass show micro.blog | mbtui login --token-stdin"),
        one_of=("--token-stdin --browser", "--token-stdin --me"),
        uses=("--server", "--config"),
    ),
    Command(
        "logout",
        "Sign out and remove the token. Saved posts and drafts stay.",
        "accounts:logout",
        (Argument("name NAME", "The account; the current one unless given.", "optional", offers="accounts"),),
        one_of=("name --account",),
        uses=ACCOUNT,
    ),
    Command(
        "accounts",
        "List the accounts that are signed in, or make one the current one.",
        "accounts:accounts",
        (Argument("name NAME", "The account to make the current one.", "optional", offers="accounts"), *FORM),
        record="account",
        one_of=("name --json", "name --plain"),
        uses=("--server", "--config"),
    ),
    Command(
        "doctor",
        "Look for what is wrong with this setup and say what to do.",
        "doctor:doctor",
        (Argument("--ring", "Also send each notification that config.toml asks for.", "flag"), JSON),
        "Looks at the terminal, its colours and its clipboard, the keyring and where the token is (never at the token "
        "itself), the server, proxies, the clock, the configuration and the folders.",
        "finding",
        one_of=("--json --ring",),
        uses=ACCOUNT,
    ),
    Command("paths", "Print where mbtui's files are.", "about:print_paths", (JSON,), record="path", uses=ACCOUNT),
    Command(
        "keys", "Print all keys of the full screen, with your own.", "about:keys", (JSON,), record="key", uses=HERE
    ),
    Command(
        "config",
        "Check config.toml, or print an example of it.",
        "about:config",
        (Argument("--example", "Print a config.toml with every key explained.", "flag"),),
        examples=("mbtui config --example > ~/.config/mbtui/config.toml",),
        uses=HERE,
    ),
    Command(
        "demo-server",
        "Run a server that answers like Micro.blog, for trying out clients.",
        "about:demo_server",
        (
            Argument("--port N", "The port to listen on; any free one unless given.", "number"),
            Argument("--host ADDRESS", "The address to listen on; 127.0.0.1 unless given."),
            Argument("--fault NAME", "Something that goes wrong: NAME[=VALUE][@PATH][*TIMES].", "many"),
            Argument("--faults", "List the faults.", "flag"),
            Argument("--posts N", "How many posts the timeline holds.", "number"),
            Argument("--seed N", "Another number makes another world.", "number"),
            Argument("--hostile", "Let a stranger post what could do harm in a terminal.", "flag"),
        ),
        examples=("mbtui demo-server --port 8080 --fault slow=2",),
        one_of=tuple(f"--faults {name}" for name in ("--port", "--host", "--fault", "--posts", "--seed", "--hostile")),
        uses=(),
    ),
    Command(
        "completion",
        "Print a completion script for a shell.",
        "completions:completion",
        (
            Argument("shell", "The shell.", choices=("bash", "zsh", "fish")),
            Argument("line", "What was typed so far: print what can stand there. The script asks so.", "optional"),
        ),
        examples=(
            "mbtui completion bash > ~/.local/share/bash-completion/completions/mbtui",
            "mbtui completion fish > ~/.config/fish/completions/mbtui.fish",
        ),
        uses=ACCOUNT,
    ),
    Command(
        "help",
        "Print the help, of mbtui or of one command.",
        "about:help",
        (Argument("name COMMAND", "The command.", "optional", offers="commands"),),
        uses=(),
    ),
    Command("version", "Print the version.", "about:version", uses=()),
    Command("man", "Print the manual page.", "about:man", examples=("mbtui man | man -l -",), uses=()),
)
