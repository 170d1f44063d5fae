"""A web server that has pictures, as a shop's own; it counts what it is asked for."""
import http.server
import threading

GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


class PictureHost(http.server.ThreadingHTTPServer):
    def __init__(self, pictures):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pictures, self.asked = pictures, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def address(self, name):
        return f"http://127.0.0.1:{self.server_address[1]}/{name}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.lstrip("/")
        self.server.asked.append(name)
        picture = self.server.pictures.get(name)
        self.send_response(404 if picture is None else 200)
        self.send_header("Content-Type", "image/gif")
        self.send_header("Content-Length", str(len(picture or b"")))
        self.end_headers()
        self.wfile.write(picture or b"")

    def log_message(self, *_):
        pass
