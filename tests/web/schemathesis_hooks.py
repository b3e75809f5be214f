"""What schemathesis is told when it asks the service: how a bare SPARQL query is a body."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/sparql-query")
def sparql_query(_context: schemathesis.SerializationContext, value: Any) -> bytes:  # noqa: ANN401
    """Return the body of a POST that is a query."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")
