"""Start Virtuoso from its package, with a configuration and a folder that last as long as it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servers import Server, free_port, running

if TYPE_CHECKING:
    from contextlib import ExitStack

# The file that the package comes with, but for folders, ports on the loopback, memory for a graph
# of some gigabytes, threads for a load of 64 connections, and answers of any length.
_SETTINGS: Final = """
[Database]
DatabaseFile = FOLDER/virtuoso.db
ErrorLogFile = FOLDER/virtuoso.log
LockFile = FOLDER/virtuoso.lck
TransactionFile = FOLDER/virtuoso.trx
xa_persistent_file = FOLDER/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = FOLDER/virtuoso-temp.db
TransactionFile = FOLDER/virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:SQL_PORT
DisableUnixSocket = 1
MaxClientConnections = 64
CheckpointInterval = 0
CaseMode = 2
DirsAllowed = FOLDER
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxMemPoolSize = 2000000000
MaxQueryMem = 4G
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 10
[HTTPServer]
ServerPort = 127.0.0.1:HTTP_PORT
ServerRoot = FOLDER
MaxClientConnections = 64
ServerThreads = 64
MaxKeepAlives = 64
KeepAliveTimeout = 60
EnabledGzipContent = 0
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 30
"""
_N_QUADS: Final = 512  # the flag of its loader


def start_virtuoso(stack: ExitStack, command: str, folder: Path, quads: Path) -> Server:
    """Start `virtuoso-t` on an empty database in `folder`, and load N-Quads by its own client.

    Raises SystemExit when the graph was not loaded.
    """
    folder.mkdir()
    here = folder / "graph.nq"
    here.hardlink_to(quads)  # it reads files of the folders it is allowed only
    port, sql = free_port(), free_port()
    values = {"FOLDER": str(folder), "SQL_PORT": str(sql), "HTTP_PORT": str(port)}
    settings = _SETTINGS
    for name, value in values.items():
        settings = settings.replace(name, value)
    (folder / "virtuoso.ini").write_text(settings)
    options = ["+foreground", "+wait", "+configfile", str(folder / "virtuoso.ini")]
    ready = "/sparql?query=ASK%7B%7D"
    server = stack.enter_context(running([command, *options], port, "/sparql", ready))
    client = [str(Path(command).with_name("isql-vt")), f"127.0.0.1:{sql}", "dba", "dba"]
    load = f"DB.DBA.TTLP_MT (file_to_string_output ('{here}'), '', 'urn:x', {_N_QUADS});"
    said = subprocess.run(  # noqa: S603 - its own client, with our options
        [*client, f"exec={load} checkpoint;"], check=False, capture_output=True, text=True
    )
    if "Error" in said.stdout + said.stderr or said.returncode:
        raise SystemExit(f"Virtuoso did not load the graph: {said.stdout[-400:]}{said.stderr}")
    return server
