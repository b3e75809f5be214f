"""The journal of the service on standard error: one line an event, as JSON or for people.

A line never makes the service wait: while nobody reads standard error, lines are dropped, and the
next one says how many. No value from outside can end a line or begin one.
"""

from __future__ import annotations

import json
import logging
import os
import re
import select
import sys
from typing import TYPE_CHECKING, Any, Final

import structlog

from hdhgraph.errors import EngineError, QueryStoppedError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from structlog.typing import EventDict, Processor, WrappedLogger

    from hdhgraph.engine.activity import Run

__all__ = ["Journal", "LineWriter", "NotedRequests", "QuietCuts"]

# What a pipe that is ready takes without waiting (PIPE_BUF, pipe(7)).
_LONGEST_LINE: Final = 4096
_LONGEST_VALUE: Final = 3000
_LONGEST_PATH: Final = 200
_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
_PLAIN: Final = re.compile(r"[\w.:/+\-\[\]]+", re.ASCII)


class LineWriter:
    """Write lines to a descriptor, dropping those that it has no room for."""

    def __init__(self, descriptor: int) -> None:
        """Write to `descriptor`, which stays the caller's."""
        self._descriptor = descriptor
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLOUT)
        self.dropped = 0

    def msg(self, line: str) -> None:
        """Write one line if that needs no waiting."""
        ready = self._poll.poll(0)
        if not ready or not ready[0][1] & select.POLLOUT:
            self.dropped += 1
            return
        content = line.encode("utf-8", "backslashreplace")[: _LONGEST_LINE - 1]
        try:
            os.write(self._descriptor, content + b"\n")
        except OSError:
            self.dropped += 1
        else:
            self.dropped = 0  # the line just written said how many

    debug = info = warning = error = critical = msg


class Journal:
    """What the service notes of queries and of its own troubles."""

    def __init__(self, form: str | None, level: str, descriptor: int | None = None) -> None:
        """Write "text" or "json", by default what suits where standard error leads."""
        descriptor = sys.stderr.fileno() if descriptor is None else descriptor
        self._writer = LineWriter(descriptor)
        self.form = form or ("text" if os.isatty(descriptor) else "json")
        self.level = level
        self._processors: list[Processor] = [
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            self._add_dropped,
            _in_order,
            structlog.processors.JSONRenderer() if self.form == "json" else _as_text,
        ]
        self._log: Any = structlog.wrap_logger(
            self._writer,
            processors=self._processors,
            wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        )

    def note(self, event: str, **values: object) -> None:
        """Note an event of the service itself."""
        self._log.info(event, **values)

    def warn(self, event: str, **values: object) -> None:
        """Note what an operator should look at."""
        self._log.warning(event, **values)

    def query(self, run: Run) -> None:
        """Note an evaluated query: a warning where a limit or an operator ended it."""
        is_ended = run.status in ("stopped", "cut") and run.reason != "disconnect"
        write = self._log.warning if is_ended else self._log.info
        values: dict[str, object] = {"reason": run.reason} if run.reason else {}
        write(
            "query",
            id=run.id,
            client=run.client,
            form=run.form,
            status=run.status,
            lane=run.lane,
            ms=round(run.seconds * 1000, 1),
            bytes=run.size,
            **values,
        )

    def hold(self, method: str, path: str, seconds: float) -> None:
        """Note a request that kept all others waiting."""
        self._log.warning(
            "hold", method=method, path=path[:_LONGEST_PATH], ms=round(seconds * 1000, 1)
        )

    def engine(self, level: str, status: str, **values: object) -> None:
        """Note what befell the process that holds the graph, at a level of `logging`."""
        self._log.log(
            logging.getLevelNamesMapping()[level.upper()], "engine", status=status, **values
        )

    def request(self, method: str, path: str, status: int) -> None:
        """Note an answer, of the cache as well; only where everything is asked for."""
        self._log.debug("request", method=method, path=path, status=status)

    def adopt(self, name: str) -> None:
        """Take what a logger of the standard library says into the journal."""
        logger = logging.getLogger(name)
        handler = JournalHandler(self._log)
        handler.addFilter(QuietCuts())
        logger.handlers = [handler]
        logger.propagate = False

    def _add_dropped(self, _log: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        if self._writer.dropped:
            event["dropped"] = self._writer.dropped
        return event


class NotedRequests:
    """Note every request that is answered, those of the cache as well."""

    def __init__(self, app: ASGIApp, journal: Journal) -> None:
        """Wrap `app`."""
        self._app, self._journal = app, journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and note the status."""

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                path = scope["path"][:_LONGEST_PATH]
                self._journal.request(scope["method"], path, message["status"])
            await send(message)

        await self._app(scope, receive, send_noted)


class JournalHandler(logging.Handler):
    """Hand records of the standard library on."""

    def __init__(self, log: Any) -> None:  # noqa: ANN401 - structlog's loggers have no type
        """Hand on to `log`."""
        super().__init__()
        self._log = log
        self._formatter = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        """Note one record, its traceback as one value."""
        values: dict[str, object] = {"logger": record.name}
        if record.exc_info:
            values["exception"] = self._formatter.formatException(record.exc_info)
        self._log.log(record.levelno, record.getMessage().strip(), **values)


class QuietCuts(logging.Filter):
    """Leave out that an answer was cut: its query has a line of its own, with the reason."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is shown."""
        return not (record.exc_info and _is_cut(record.exc_info[1]))


def _is_cut(error: BaseException | None) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return all(_is_cut(each) for each in error.exceptions)
    return isinstance(error, QueryStoppedError | EngineError)


def _in_order(_log: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Put when, how grave and what first; shorten what would not fit a line."""
    names = dict.fromkeys(("timestamp", "level", "event", *event))
    return {name: _shortened(event[name]) for name in names}


def _shortened(value: object) -> object:
    is_long = isinstance(value, str) and len(value) > _LONGEST_VALUE
    return f"…{str(value)[-_LONGEST_VALUE:]}" if is_long else value


def _as_text(_log: WrappedLogger, _name: str, event: EventDict) -> str:
    """Return `time level event name=value …`; what is not plain is quoted as in JSON."""
    moment, level, what = event.pop("timestamp"), event.pop("level"), event.pop("event")
    pairs = (f"{name}={_quoted(value)}" for name, value in event.items())
    return " ".join([str(moment), str(level), _quoted(what), *pairs])


def _quoted(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
