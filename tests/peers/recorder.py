"""Between a client and Prism: an HTTP server that keeps each request as it came, hands it on, and keeps the answer."""

import http.client
import http.server
import threading

# The client says by this header which call it makes; it goes no further.
CALL = "x-wire-call"
# Between two ends only.
HOPS = {"connection", "transfer-encoding", "content-length", "host", CALL}


class Recorder:
    """Records by the number of the call."""

    def __init__(self, port, change=lambda headers: headers):
        self.records = {}
        self.port = port
        self.change = change
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def handler(recorder):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = self.headers.items()
                number = int(self.headers.get(CALL, -1))
                kept = [(name, value) for name, value in headers if name.lower() != CALL]
                record = {"method": self.command, "target": self.path, "headers": kept, "body": body}
                status, answer = recorder.forward(record)
                recorder.records[number] = record | {"status": status, "answer": answer}
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(0 if self.command == "HEAD" else len(answer)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer)

            do_GET = do_PUT = do_POST = do_DELETE = do_OPTIONS = do_HEAD = do_PATCH = do_TRACE = serve

            def log_message(self, *_):
                pass

        return Handler

    def forward(self, record):
        headers = {name: value for name, value in record["headers"] if name.lower() not in HOPS}
        if record["body"] or record["method"] in ("POST", "PUT", "PATCH"):
            headers["content-length"] = str(len(record["body"]))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(record["method"], record["target"], record["body"] or None, self.change(headers))
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            return 599, str(error).encode()
        finally:
            connection.close()
