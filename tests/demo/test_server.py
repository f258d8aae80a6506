"""The server as a whole: starting, stopping, what it remembers of requests, and that every endpoint is there."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from mbtui.demo import DemoServer, Settings
from mbtui.demo.pictures import size
from tests.endpoints import ENDPOINTS


def test_it_listens_on_loopback_at_a_free_port(demo: DemoServer) -> None:
    """Unless told otherwise."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", demo.url)
    assert demo.token == "demo-token-ines"


def test_it_can_be_killed_and_started_again(demo: DemoServer, http: httpx.Client) -> None:
    """At the same port, with the same world."""
    http.post("/posts/favorites", data={"id": "88120345"})
    url = demo.url
    demo.stop()
    with pytest.raises(httpx.TransportError):
        http.get("/posts/check")
    demo.start()
    assert demo.url == url
    assert http.get("/posts/favorites").json()["items"][0]["id"] == "88120345"


def test_stopping_does_not_wait_for_requests(demo: DemoServer, caplog: pytest.LogCaptureFixture) -> None:
    """A held request ends with its connection, without a complaint."""
    demo.fault("hold")
    failures: list[type[Exception]] = []

    def ask() -> None:
        try:
            httpx.get(f"{demo.url}/posts/discover", verify=False)
        except httpx.TransportError as error:
            failures.append(type(error))

    asking = threading.Thread(target=ask)
    asking.start()
    demo.wait_for("GET", "/posts/discover")
    demo.stop()
    asking.join()
    assert len(failures) == 1
    assert not caplog.records
    demo.stop()


def test_a_taken_port_is_an_error(demo: DemoServer) -> None:
    """Said at the start, not later."""
    with pytest.raises(OSError):
        DemoServer(port=demo.port).start()


def test_it_remembers_what_it_was_asked_but_never_a_token(demo: DemoServer, http: httpx.Client) -> None:
    """Method, path, parameters from query and body, and the status; tokens are blotted out."""
    http.get("/posts/all", params={"count": "3"})
    http.post("/account/verify", data={"token": demo.token})
    http.post("/posts/reply", data={"id": "1", "content": "Hi"})
    http.post("/micropub", json={"action": "update", "replace": {"content": ["x"]}})
    first, second, third, fourth = demo.requests
    assert (first.method, first.path, first.params, first.status) == ("GET", "/posts/all", {"count": "3"}, 200)
    assert second.params == {"token": "…"}
    assert (third.params, third.status) == ({"id": "1", "content": "Hi"}, 404)
    assert fourth.params["replace"] == {"content": ["x"]}
    assert demo.asked("POST", "/posts/reply") == [third]
    assert demo.token not in repr(demo.requests)
    listed = http.get("/demo/requests").json()
    assert [entry["path"] for entry in listed] == ["/posts/all", "/account/verify", "/posts/reply", "/micropub"]
    http.delete("/demo/requests")
    assert demo.requests == []


def test_waiting_for_a_request_that_never_comes_ends(demo: DemoServer) -> None:
    """In words."""
    with pytest.raises(TimeoutError, match="Nobody asked for GET /posts/all"):
        demo.wait_for("GET", "/posts/all", timeout_seconds=0.01)


def test_unknown_paths_are_not_found(http: httpx.Client) -> None:
    """Whatever their depth."""
    for path in ("/nobody", "/posts/tomas/videos", "/users/everybody", "/tomas/5", "/uploads/none.txt", "/a/b/c/d"):
        assert http.get(path).status_code == 404, path
    assert http.put("/posts/all").status_code == 405


@pytest.mark.parametrize("body", [b"{", b"[1,2]", b"5", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(http: httpx.Client, body: bytes) -> None:
    """It is a bad request, whatever it asks for."""
    for path in ("/posts/reply", "/micropub"):
        answer = http.post(path, content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_body_that_is_no_form_is_refused(http: httpx.Client) -> None:
    """A multipart body needs a boundary."""
    answer = http.post("/micropub", content=b"x", headers={"Content-Type": "multipart/form-data"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_an_empty_body_counts_as_no_parameters(http: httpx.Client) -> None:
    """It may call itself JSON."""
    answer = http.post("/posts/reply", headers={"Content-Type": "application/json"})
    assert answer.status_code == 404


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_each_endpoint_of_the_specification_has_a_route(
    demo: DemoServer, http: httpx.Client, endpoint: tuple[str, ...]
) -> None:
    """Asked with sensible values it is neither unknown nor refused for its method."""
    method, template = endpoint[0], endpoint[1]
    post = http.get("/posts/ines").json()["items"][0]
    filled = {"[username]": "tomas", "[collection]": "books", "[id]": post["id"], "[query]": "tom", "[prefix]": "tom"}
    filled |= {"[url]": "https://ines.micro.blog/none.html", "[environment]": "production"}
    path = template.replace("muting/[id]", "muting/501").replace("blocking/[id]", "blocking/801")
    for name, value in filled.items():
        path = path.replace(name, value)
    sent = {"id": post["id"], "username": "tomas", "content": "Hello", "device_token": "T", "channel": "timeline"}
    if path == "/users/push/unregister":
        http.post("/users/push/register", data=sent)
    sent |= {"file_id": "1", "file_data": "Rmlsbg==", "file_name": "film.mp4"}
    if path == "/micropub/media/finished":
        http.post("/micropub/media/append", data=sent)
    if path.startswith("/posts/bookmarks/"):
        http.post("/posts/favorites", data=sent)
    files = {"file": ("a.png", b"png", "image/png")} if path == "/micropub/media" else None
    answer = http.request(method, path, data=sent if method == "POST" else None, files=files)
    assert answer.status_code in ((400,) if "none.html" in path else (200, 201, 202)), answer.text


def test_people_posts_and_pictures_can_be_looked_at(demo: DemoServer, http: httpx.Client) -> None:
    """As simple pages; the same name is always the same picture."""
    items = http.get("/posts/all", params={"count": "200"}).json()["items"]
    reply = next(item for item in items if item["url"].startswith(demo.url))
    page = http.get(reply["url"])
    assert page.headers["content-type"].startswith("text/html")
    assert f'<article id="{reply["id"]}">' in page.text
    assert "Tomas Lindqvist" in http.get("/tomas").text
    for item in http.get("/posts/juno@social.example", params={"count": "1"}).json()["items"]:
        assert http.get(item["author"]["avatar"]).content.startswith(b"\x89PNG")
    first, again, other = (http.get(f"/pictures/{name}.png").content for name in ("tide", "tide", "door"))
    assert first == again != other
    assert http.get("/tomas/avatar.jpg").content != http.get("/yuki/avatar.jpg").content
    assert http.get("/tomas/avatar.jpg").content.startswith(b"\x89PNG"), "the type tells the truth, the name does not"
    assert http.get("/tomas/avatar.jpg").headers["content-type"] == "image/png"
    assert http.get("/uploads/kofi.example/rain.mp3").content.startswith(b"RIFF")
    assert size(http.get("/uploads/tomas.example/a.jpg").content)


def test_the_windows_of_the_phone_apps_are_pages(http: httpx.Client) -> None:
    """A conversation, somebody's posts, and the timeline for everything else."""
    items = http.get("/posts/all").json()["items"]
    sign = f'<article id="{items[0]["id"]}">'
    author = items[0]["author"]["_microblog"]["username"]
    for path in (f"conversation/{items[0]['id']}", f"posts/{author}", "timeline"):
        assert sign in http.get(f"/hybrid/{path}").text
    assert http.get("/hybrid/posts/nobody").status_code == 404


def test_it_runs_in_the_foreground_until_interrupted() -> None:
    """It says where it listens and which token to use, prints mails, and ends quietly."""
    script = "from mbtui.demo import serve; serve(faults=['slow=0'], posts=5, seed=3)"
    running = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    first, second = running.stdout.readline(), running.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", first)
    assert found is not None
    assert "demo-token-ines" in second
    headers = {"Authorization": "Bearer demo-token-ines"}
    answer = httpx.get(f"{found[0]}/posts/all", headers=headers, verify=False)
    assert len(answer.json()["items"]) == 5
    os.kill(running.pid, signal.SIGINT)
    _, errors = running.communicate(timeout=10)
    assert errors == ""
    assert running.returncode == 0


def test_nothing_is_left_open(recwarn: pytest.WarningsRecorder) -> None:
    """Connections that nobody closed are closed with the server."""
    with DemoServer(settings=Settings(posts=1)) as demo:
        lonely = socket.create_connection(("127.0.0.1", demo.port))
        lonely.sendall(b"GET /posts/discover HTTP/1.1\r\nHost: x\r\n\r\n")
        assert lonely.recv(15) == b"HTTP/1.1 200 OK"
    while lonely.recv(65536):
        pass
    lonely.close()
    assert not recwarn.list
