"""A mail server of a test: takes every mail and keeps it, in the clear or by TLS from the first byte."""
import email
import email.policy
import socketserver
import ssl
import threading


class SmtpSink(socketserver.ThreadingTCPServer):
    """`certificate`: a folder of server.make_certificate(); with it clients must speak TLS. `password`: they must sign in
    with AUTH PLAIN or LOGIN."""
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, certificate=None, password=None):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
        self.password, self.mails, self.commands = password, [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        """A client may hang up, or refuse the certificate: that is what some tests want."""

    @property
    def port(self):
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    def setup(self):
        if self.server.tls:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink")
        to, signed_in = [], self.server.password is None
        for line in iter(lambda: self.rfile.readline().decode().strip(), ""):
            word = line.split(":")[0].upper().split()[0]
            self.server.commands.append(word)
            if word == "EHLO":
                self.wfile.write(b"250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n")
            elif word == "AUTH":
                credentials = line.split()[2] if len(line.split()) > 2 else self.challenge()
                signed_in = credentials == self.server.password
                self.say("235 welcome" if signed_in else "535 wrong password")
            elif not signed_in and word == "MAIL":
                self.say("530 sign in first")
            elif word == "RCPT":
                to.append(line.split("<")[1].split(">")[0])
                self.say("250 ok")
            elif word == "DATA":
                self.say("354 go on")
                self.take(to)
                to = []
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def challenge(self):
        self.say("334 ")
        return self.rfile.readline().decode().strip()

    def take(self, to):
        lines = []
        for line in iter(self.rfile.readline, b".\r\n"):
            lines.append(line[1:] if line.startswith(b"..") else line)
        mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.mails.append((to, mail))
        self.say("250 taken")
