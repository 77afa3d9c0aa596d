"""How a form's bytes become text: bytes that are no text stay recognisable, and a form has a size."""

from __future__ import annotations

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Flask, Request, Response, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

URLENCODED = "application/x-www-form-urlencoded"
PIECE = 64 * 1024
MOST_HEARD = 256 * 1024 * 1024
"""Bytes; whoever sends more finds the line closed."""


class FormParser(FormDataParser):
    """Reads a plain form as Werkzeug reads one with files: by the same limits, and by the same replacement.

    Werkzeug by itself turns bytes that are not UTF-8 into %FF as if that had been typed, and takes a plain form
    of any size below MAX_CONTENT_LENGTH.
    """

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: Any = None
    ) -> tuple[IO[bytes], Any, Any]:
        """(stream, fields, files). Raises RequestEntityTooLarge."""
        if mimetype != URLENCODED:
            return super().parse(stream, mimetype, content_length, options)
        body = self._read(stream)
        if self.max_form_parts is not None and body.count(b"&") >= self.max_form_parts:
            raise RequestEntityTooLarge
        items = parse_qsl(body.decode(errors="replace"), keep_blank_values=True, errors="replace")
        return stream, self.cls(items), self.cls()

    def _read(self, stream: IO[bytes]) -> bytes:
        if self.max_form_memory_size is None:
            return stream.read()
        body = bytearray()
        while chunk := stream.read(PIECE):
            body += chunk
            if len(body) > self.max_form_memory_size:
                raise RequestEntityTooLarge
        return bytes(body)


class FormRequest(Request):
    """A request whose forms are read so."""

    form_data_parser_class = FormParser


def hear_out(response: Response) -> Response:
    """Let a browser finish sending what is refused as too large: while it sends it does not read our answer."""
    if response.status_code == 413 and request.environ.get("wsgi.input_terminated"):
        stream, heard = request.environ["wsgi.input"], 0
        while heard < MOST_HEARD and (chunk := stream.read(PIECE)):
            heard += len(chunk)
    return response


def init_app(app: Flask) -> None:
    """Read every form of the application so."""
    app.request_class = FormRequest
    app.after_request(hear_out)
