"""An HTTP and a SOCKS5 proxy, just enough of each to show that a bot goes through one.

They pass nothing on that leaves the machine. `names` gives hosts only the proxy can resolve, so a test
can tell a client that asks the proxy from one that goes its own way.
"""

import asyncio
import contextlib
import ipaddress
import struct
from abc import abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.botapi.loopback import HOST, LoopbackServer

_CHUNK = 65536


@dataclass(frozen=True)
class Passed:
    """One request that went through: CONNECT host:port, or a verb and an absolute address."""

    verb: str
    target: str


class _ForeignHostError(Exception):
    """Where the client wants to go is no place for a test."""


class _Proxy(LoopbackServer):
    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.requests: list[Passed] = []
        self._names = {"localhost": HOST, **(names or {})}
        self._open: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reads where the client wants to go and connects the two."""

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._accept, HOST, 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._handle(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A side that hangs up in the middle is everyday business of a proxy.
        with contextlib.suppress(OSError, EOFError):
            async with _closing(writer):
                await self._pass_on(reader, writer)

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        address = self._names.get(host, host)
        try:
            inside = ipaddress.ip_address(address).is_loopback
        except ValueError:
            inside = False
        if not inside:
            raise _ForeignHostError(host)
        return await asyncio.open_connection(address, port)


class HttpProxy(_Proxy):
    """Absolute-form requests, and CONNECT."""

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request_line, _, headers = head.partition("\r\n")
        verb, target, version = request_line.split(" ")
        address = urlsplit(target if "://" in target else f"//{target}")
        try:
            upstream = await self._connect(address.hostname or "", address.port or 80)
        except _ForeignHostError:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        except OSError:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        self.requests.append(Passed(verb, target))
        if verb == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            path = address._replace(scheme="", netloc="").geturl() or "/"
            upstream[1].write(f"{verb} {path} {version}\r\n{_one_shot(headers)}".encode("latin-1"))
        await _join((reader, writer), upstream)


class Socks5Proxy(_Proxy):
    """RFC 1928: no authentication, CONNECT, IPv4 addresses and names."""

    scheme = "socks5"

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version, count = await reader.readexactly(2)
        ways = await reader.readexactly(count)
        if version != 5 or 0 not in ways:
            writer.write(b"\x05\xff")
            return
        writer.write(b"\x05\x00")
        _, command, _, kind = await reader.readexactly(4)
        host = await self._host(reader, kind)
        if command != 1 or host is None:
            writer.write(_socks_answer(7 if command != 1 else 8))
            return
        (port,) = struct.unpack("!H", await reader.readexactly(2))
        try:
            upstream = await self._connect(host, port)
        except _ForeignHostError:
            writer.write(_socks_answer(2))
            return
        except OSError:
            writer.write(_socks_answer(5))
            return
        self.requests.append(Passed("CONNECT", f"{host}:{port}"))
        writer.write(_socks_answer(0))
        await _join((reader, writer), upstream)

    async def _host(self, reader: asyncio.StreamReader, kind: int) -> str | None:
        if kind == 1:
            return str(ipaddress.IPv4Address(await reader.readexactly(4)))
        if kind == 3:
            (length,) = await reader.readexactly(1)
            return (await reader.readexactly(length)).decode("ascii")
        return None


def _socks_answer(code: int) -> bytes:
    return bytes([5, code, 0, 1]) + bytes(6)


def _one_shot(headers: str) -> str:
    """One request a connection: the next may be for another host, and a tunnel cannot tell."""
    kept = [line for line in headers.split("\r\n") if not line.lower().startswith(("connection:", "proxy-"))]
    return "\r\n".join(["Connection: close", *kept])


_Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _join(client: _Stream, upstream: _Stream) -> None:
    async with _closing(upstream[1]):
        await asyncio.gather(_pump(client[0], upstream[1]), _pump(upstream[0], client[1]))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    # However one side ends, the other learns of it.
    with contextlib.suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()
