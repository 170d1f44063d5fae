"""How schemathesis sends bodies of lines, which it has no writer for: see schemathesis_test.py."""
import json

import schemathesis

LINES = "application/x-ndjson"


@schemathesis.serializer(LINES)
def lines(_context, value):
    return value.encode("utf-8") if isinstance(value, str) else json.dumps(value).encode("utf-8")


@schemathesis.hook
def filter_case(_context, case):
    """The schema of lines is text. A body that is none, written as JSON, is one line all the same: nothing to refuse."""
    return case.media_type != LINES or isinstance(case.body, str)
