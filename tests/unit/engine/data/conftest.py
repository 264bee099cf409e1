"""Small data sets in files, and a web server that has them."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from engine.data.idx import write_idx
from engine.data.published import Publication, PublishedFile

TRAIN, TEST = 120, 30
NAMES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


@pytest.fixture
def write_dataset(rng: np.random.Generator) -> Callable[[Path], Path]:
    """Return a function that writes a whole small data set into a new folder."""

    def write(folder: Path) -> Path:
        folder.mkdir(parents=True)
        arrays = []
        for n in (TRAIN, TEST):
            arrays.append(rng.integers(0, 256, (n, 28, 28), dtype=np.uint8))
            arrays.append(np.arange(n, dtype=np.uint8) % 10)
        for name, array in zip(NAMES, arrays, strict=True):
            write_idx(folder / name, array)
        return folder

    return write


@dataclass
class Server:
    """What a web server answers, by path; everything else is not found.

    `cut` are paths whose content breaks off half-way, as when a connection is lost.
    """

    address: str = ""
    contents: dict[str, bytes] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        content = self.contents.get(handler.path)
        if content is None:
            handler.send_error(404)
            return
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        half = len(content) // 2 if handler.path in self.cut else len(content)
        handler.wfile.write(content[:half])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A web server on this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server.address = f"http://127.0.0.1:{http.server_address[1]}/"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        http.shutdown()
        thread.join()


@pytest.fixture
def publication(server: Server, rng: np.random.Generator) -> Publication:
    """A data set of four files, published in two folders of the server."""
    files = []
    for name in NAMES:
        content = gzip.compress(rng.bytes(100_000), mtime=0)
        server.contents[f"/official/{name}"] = server.contents[f"/mirror/{name}"] = content
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        files.append(PublishedFile(name, len(content), md5))
    addresses = (f"{server.address}official/", f"{server.address}mirror/")
    return Publication("fashion-mnist", addresses, *files)
