"""An answer that is cut off, or comes from somebody else, is no answer: the sender may ask again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from common.clients.errors import ApiRefused, Unreachable
from common.clients.site import SiteClient

ODD = [
    b"",
    b"HTTP/1.1 20",
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{",
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 20\r\n\r\n<html>Sign in</html>",
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n\xff\xfe",
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
    b"SSH-2.0-OpenSSH\r\n",
]


@contextmanager
def answering(reply: bytes) -> Iterator[str]:
    """Somebody at an address who answers one request with `reply` and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            near, _ = listening.accept()
            with near:
                near.recv(65_536)
                near.sendall(reply)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(10)


@pytest.mark.parametrize("reply", ODD)
def test_an_odd_answer_is_none(reply: bytes) -> None:
    with answering(reply) as url, closing(_Hanging(SiteClient(url, "token", 5))) as held:
        with pytest.raises(Unreachable):
            held.client.visit("v-1")


@pytest.mark.expect_log("Failed to parse headers")
def test_a_head_that_is_cut_off_is_no_answer() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nserver: x\r\ncontent-type") as url:
        with closing(_Hanging(SiteClient(url, "token", 5))) as held, pytest.raises(Unreachable):
            held.client.visit("v-1")


def test_an_error_page_of_somebody_else_is_a_no_without_a_code_of_ours() -> None:
    page = b"HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\nNope!"
    with answering(page) as url, closing(_Hanging(SiteClient(url, "token", 5))) as held:
        with pytest.raises(ApiRefused) as caught:
            held.client.visit("v-1")
    assert (caught.value.problem.status, caught.value.problem.code) == (404, "internal")


class _Hanging:
    """A client that hangs up at the end."""

    def __init__(self, client: SiteClient) -> None:
        self.client = client

    def close(self) -> None:
        self.client.hang_up()
