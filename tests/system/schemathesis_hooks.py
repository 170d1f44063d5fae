"""How schemathesis sends bodies of lines, which it has no writer for: see schemathesis_test.py."""
import json

import schemathesis

LINES = "application/x-ndjson"
FILES = {"/v1/imports"}  # they take any bytes, and answer what is wrong in them


@schemathesis.serializer(LINES)
def lines(_context, value):
    return value.encode("utf-8") if isinstance(value, str) else json.dumps(value).encode("utf-8")


@schemathesis.hook
def filter_case(_context, case):
    """The schema of lines and files is text. A body that is none, written as JSON, is one all the same: nothing to refuse."""
    is_text = case.media_type == LINES or case.path in FILES
    return not is_text or isinstance(case.body, (str, bytes))
