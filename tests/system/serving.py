"""A server for one proof of a config key, and small ways to ask it."""
import contextlib
import socket
import tempfile

from server import Server


@contextlib.contextmanager
def serving(**settings):
    """A server whose keys are set by the environment: http__max_streams=0."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder).start(**{f"SUGGESTD_{name.upper()}": str(value) for name, value in settings.items()})
        try:
            yield server
        finally:
            server.end()


def connect(server):
    return socket.create_connection(("127.0.0.1", server.shop_port), timeout=20)


def ask_raw(connection, server, path):
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {server.key}\r\n\r\n".encode())


def statuses(server, count):
    client = server.client()
    return [client.get("/v1/popular").status for _ in range(count)]


def statuses_from(server, addresses, header="X-Forwarded-For", form="{}"):  # as a proxy passes them on
    return [server.client().ask("GET", "/livez", None, {header: form.format(one)}).status for one in addresses]
