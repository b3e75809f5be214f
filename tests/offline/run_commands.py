"""Run commands of `hdhgraph` one after another in this process; standard input has them as JSON.

Each is a folder and arguments. Standard output has what came of each: the exit code, or None and a
traceback, and what was printed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import traceback

from hdhgraph.cli import main


def run(folder: str, arguments: list[str]) -> tuple[int | None, str]:
    """Return the exit code of a command and what it printed, or None and a traceback."""
    os.chdir(folder)
    sys.argv = ["hdhgraph", *arguments]
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code: int | None = 0
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException:  # noqa: BLE001 - it is what the test is about
            code = None
            traceback.print_exc()
    output.seek(0)
    return code, output.read()


if __name__ == "__main__":
    COMMANDS = json.load(sys.stdin)
    json.dump([run(folder, arguments) for folder, arguments in COMMANDS], sys.stdout)
