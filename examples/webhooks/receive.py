"""Takes the messages of the portal, with Python alone (3.9 or later, nothing to install).

SECRET=whsec_... python receive.py 8080

Behind a web server that speaks https. What came is kept in messages.sqlite3; there the rest of your system reads it.
"""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

LARGEST = 1_000_000
kept = sqlite3.connect("messages.sqlite3", isolation_level=None)
kept.execute("CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, type TEXT, body TEXT)")


def is_genuine(secret, headers, body):
    """Whether the portal sent it, within the last five minutes. `body`: the bytes as they came."""
    message_id, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not moment.isdigit() or abs(time.time() - int(moment)) > 300:
        return False
    key = base64.b64decode(secret[len("whsec_") :])
    signed = f"{message_id}.{moment}.".encode() + body
    ours = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(ours.encode(), each.encode()) for each in given)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) if length <= LARGEST else b""
        if not is_genuine(os.environ["SECRET"], self.headers, body):
            return self.answer(401)
        message = json.loads(body)
        row = (self.headers["webhook-id"], message["type"], body.decode())
        kept.execute("INSERT OR IGNORE INTO messages VALUES (?, ?, ?)", row)  # a message may come twice
        return self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
