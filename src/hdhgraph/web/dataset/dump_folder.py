"""The dumps of what is served, as files: each made once, when it is first wanted, one at a time.

They lie in the engine's folder and are gone with it. A worker writes a dump under the engine's
limits on memory, at low priority; what it sends is compressed, measured and written on a thread.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hdhgraph.errors import EngineError, QueryStoppedError
from hdhgraph.project.description.dcat import Distribution
from hdhgraph.project.dumps import EXTENSIONS
from hdhgraph.web.service.service import begin_own

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hdhgraph.engine.client import Engine

__all__ = ["DumpFile", "DumpFolder"]

# What one dump may take: a large graph is written for minutes, beside everything else.
_SECONDS: Final = 3600.0
_COMPRESSION: Final = 6


@dataclass(frozen=True, slots=True)
class DumpFile:
    """One file: `name` such as "source/x.nq.gz", `graph` as `dumps` names it."""

    name: str
    graph: str
    extension: str

    @property
    def path(self) -> str:
        """The address on the service, without a slash before it."""
        return f"dump/{self.name}"

    @property
    def is_compressed(self) -> bool:
        """Whether it is a gzip file."""
        return self.extension.endswith(".gz")


@dataclass(frozen=True, slots=True)
class Built:
    """A file that is there: `digest` is its SHA-256 in hexadecimal."""

    path: Path
    size: int
    digest: str

    @property
    def repr_digest(self) -> str:
        """The value of Repr-Digest (RFC 9530, 3)."""
        return f"sha-256=:{base64.b64encode(bytes.fromhex(self.digest)).decode()}:"


class DumpFolder:
    """The dumps of a running engine."""

    def __init__(self, engine: Engine, graphs: Mapping[str, str]) -> None:
        """Have none of `graphs`, by name as `dump_graphs` gives them, made yet."""
        self._engine = engine
        self._lock = asyncio.Lock()
        self._tasks: dict[str, asyncio.Task[Built]] = {}
        self.built: dict[str, Built] = {}
        self.failed: set[str] = set()
        self.files = {
            f"{name}.{extension}": DumpFile(f"{name}.{extension}", graph, extension)
            for name, graph in graphs.items()
            for extension in EXTENSIONS
        }

    def distributions(self) -> list[Distribution]:
        """Return every file for the description of the dataset, measured where it is there."""
        return [self._distribution(file) for file in self.files.values()]

    def _distribution(self, file: DumpFile) -> Distribution:
        form, built = EXTENSIONS[file.extension], self.built.get(file.name)
        size, digest = (built.size, built.digest) if built else (None, "")
        return Distribution(file.path, file.graph, form, file.is_compressed, size, digest)

    async def build(self, names: Iterable[str], patience: float) -> bool:
        """Have files made, waiting up to `patience` seconds; tell whether all are there.

        What is not there then is being made still. Raises what kept one from being made.
        """
        self.forget_lost()
        tasks = {self._task(name) for name in names if name not in self.built}
        if not tasks:
            return True
        done, waiting = await asyncio.wait(
            tasks, timeout=patience, return_when=asyncio.FIRST_EXCEPTION
        )
        for task in done:
            task.result()
        return not waiting

    def forget_lost(self) -> None:
        """Have made anew what no longer lies there: who cleans temporary folders has taken it."""
        for name, built in [*self.built.items()]:
            if not built.path.is_file():
                del self.built[name]

    def _task(self, name: str) -> asyncio.Task[Built]:
        task = self._tasks.get(name)
        if task is None:
            task = self._tasks[name] = asyncio.create_task(self._build(self.files[name]))
            task.add_done_callback(lambda done: self._forget(name, done))
        return task

    def _forget(self, name: str, task: asyncio.Task[Built]) -> None:
        """Note what met a limit: it is tried again only for who wants that very file.

        An engine that is away, or busy, is no reason not to try again.
        """
        del self._tasks[name]
        error = None if task.cancelled() else task.exception()  # whoever waits has it as well
        if isinstance(error, QueryStoppedError) and not error.is_passing:
            self.failed.add(name)

    async def _build(self, file: DumpFile) -> Built:
        async with self._lock:
            comment = f"# dump {file.name}"
            answer = await begin_own(
                self._engine, comment, file.extension, _SECONDS, dump=file.graph
            )
            try:
                folder = self._engine.folder / "dumps"
                writer = await asyncio.to_thread(_Writer, folder, file)
                async with contextlib.aclosing(answer.chunks()) as chunks:
                    try:
                        async for chunk in chunks:
                            await asyncio.to_thread(writer.write, chunk)
                    except BaseException:
                        writer.discard()
                        raise
                built = await asyncio.to_thread(writer.finish)
            except OSError as error:
                answer.abandon()
                self.failed.add(file.name)
                reason = (error.strerror or str(error)).lower()
                raise EngineError(f"The dump {file.name} cannot be written: {reason}.") from error
            self.built[file.name] = built
            self.failed.discard(file.name)
            return built

    def explain_wait(self, name: str) -> QueryStoppedError:
        """Return the error of a file that is not there yet."""
        return QueryStoppedError("dump", "", f"{name} is being made; ask again soon.")


class _Writer:
    """One file on its way: compressed if its name says so, measured as it lies there."""

    def __init__(self, folder: Path, file: DumpFile) -> None:
        folder.mkdir(exist_ok=True)
        self._path = folder / file.name.replace("/", "__")
        self._part = self._path.with_name(self._path.name + ".part")
        self._file = self._part.open("wb+")
        self._gzip: gzip.GzipFile | None = None
        if file.is_compressed:
            self._gzip = gzip.GzipFile("", "wb", _COMPRESSION, self._file, mtime=0)

    def write(self, content: bytes) -> None:
        """Take a piece."""
        (self._gzip or self._file).write(content)

    def finish(self) -> Built:
        """Close the file, and give it its name."""
        if self._gzip is not None:
            self._gzip.close()
        self._file.flush()
        self._file.seek(0)
        digest = hashlib.file_digest(self._file, "sha256").hexdigest()
        size = self._file.tell()
        self._file.close()
        self._part.replace(self._path)
        return Built(self._path, size, digest)

    def discard(self) -> None:
        """Close and remove what there is."""
        with contextlib.suppress(OSError):
            self._file.close()
            self._part.unlink()
