"""A fake npx on the PATH: serves one page, or fails as scripted.

What it does is written in a file beside it, named by the folder it is started in.
"""

import http.server
import json
import os
import signal
import subprocess
import sys
from pathlib import Path


class EmptyPage(http.server.BaseHTTPRequestHandler):
    """An empty page."""

    def do_GET(self) -> None:
        """Answers 200."""
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def main() -> None:
    """Runs the script that the test wrote for this folder."""
    here = Path.cwd()
    child = subprocess.Popen(["sleep", "60"])
    seen = {"args": sys.argv[1:], "env": dict(os.environ), "child": child.pid, "own": os.getpid()}
    (here / "seen.json").write_text(json.dumps(seen), encoding="utf-8")
    does = Path(__file__).with_name(here.name)
    behaviour = does.read_text(encoding="utf-8") if does.exists() else ""
    if behaviour == "dies":
        sys.exit("npm error: no such package")
    if behaviour == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    port = int(sys.argv[sys.argv.index("-p") + 1])
    server = http.server.HTTPServer(("127.0.0.1", port), EmptyPage)
    print(f"npm notice\nListening on {server.server_port}", flush=True)
    if behaviour == "listens-and-dies":
        server.server_close()
        sys.exit(1)
    server.serve_forever()


if __name__ == "__main__":
    main()
