"""The engine's processes die, stop and lose what they need: the service heals, or says why not."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import quote

import pytest
from prometheus_client.parser import text_string_to_metric_families

from live_server import LiveServer, Reply, parse_reply, request, serving, write_example
from waiting import PATIENCE, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hdhgraph.project.layout import Project

    Start = Callable[..., contextlib.AbstractContextManager[LiveServer]]

T = TypeVar("T")
CROSS: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
STREAM: Final = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# Root may fork beyond every limit: a server of somebody else's may not, and still reads our files.
READS: Final = "+dac_override,+dac_read_search"
NOBODY: Final = (
    ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", f"--inh-caps={READS}",
     f"--ambient-caps={READS}") if os.getuid() == 0 else ()
)  # fmt: skip


def until(condition: Callable[[], T]) -> T:
    """Wait for a condition, which tells by itself what is waited for."""
    return wait_until(condition, "what the next line needs")


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where a server puts its folder."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def start(tmp_path: Path, temporary: Path) -> Iterator[Start]:
    """What starts a server over an example, with an operator's listener."""
    (tmp_path / "data").mkdir()
    data = write_example(tmp_path / "data")

    def started(
        *options: str, source: Sequence[str] = ("--data", str(data)), prefix: Sequence[str] = ()
    ) -> contextlib.AbstractContextManager[LiveServer]:
        return serving(
            tmp_path / "server.log", *source, "--admin-port", "0", *options,
            prefix=prefix, environment={"TMPDIR": str(temporary)},
        )  # fmt: skip

    yield started
    assert not [*temporary.iterdir()], "a folder was left"


def example(log: Path) -> Path:
    """Return the file that a server serves."""
    return log.parent / "data" / "example.nq"


def metrics(server: LiveServer) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels."""
    reply = server.admin().get("/metrics")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(reply.body.decode())
        for sample in family.samples
    }


def is_gone(process: int) -> bool:
    """Tell whether a process has ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return True
    return state.rsplit(")", 1)[1].split()[0] in "ZX"


def answers(server: LiveServer) -> bool:
    """Tell whether a query that nobody asked before is answered."""
    answers.asked += 1  # type: ignore[attr-defined]
    return server.query(f"ASK {{ <a:{answers.asked}> ?p ?o }}").status == 200  # type: ignore[attr-defined]


answers.asked = 0  # type: ignore[attr-defined]


def descriptors(server: LiveServer) -> list[Path]:
    """Return what the web process holds open."""
    return [*Path(f"/proc/{server.process.pid}/fd").iterdir()]


def engine_lines(server: LiveServer) -> list[dict[str, object]]:
    """Return what the journal says of the engine."""
    return [line for line in server.lines() if line["event"] == "engine"]


def is_loader(process: int) -> bool:
    """Tell whether a process runs what loads: before that, it is still a part of its parent."""
    try:
        return b"hdhgraph.engine.zygote" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def lose(server: LiveServer, number: signal.Signals = signal.SIGKILL) -> int:
    """End the loader by a signal, and wait until it is gone; return its number."""
    zygote = server.zygote()
    os.kill(zygote, number)
    until(lambda: is_gone(zygote))
    return zygote


def kill_and_hold(server: LiveServer) -> int:
    """Kill the loader, and stop the next one while it loads; return the number of that."""
    lost = lose(server)

    def following() -> int:
        found = [number for number in server.children() if number != lost]
        return found[0] if found and is_loader(found[0]) else 0

    found = until(following)
    os.kill(found, signal.SIGSTOP)
    return found


def heal(server: LiveServer, held: int) -> None:
    """Let a loader that was held go on, and wait until it serves."""
    os.kill(held, signal.SIGCONT)
    until(lambda: answers(server))


def is_problem(reply: Reply) -> bool:
    """Tell whether a reply is a clean 503 that says when to ask again."""
    return (
        (reply.status, reply.is_whole) == (503, True)
        and reply.headers["content-type"] == "application/problem+json"
        and int(reply.headers["retry-after"]) > 0
    )


def ask_behind(server: LiveServer, *queries: str) -> tuple[list[Reply], list[threading.Thread]]:
    """Ask in threads; return where the replies will be."""
    replies: list[Reply] = []
    threads = [
        threading.Thread(target=lambda query=query: replies.append(server.query(query)))
        for query in queries
    ]
    for thread in threads:
        thread.start()
    return replies, threads


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_dead_loader_is_started_again(start: Start, number: signal.Signals) -> None:
    """Whatever killed it: the same service answers again, and tells of it everywhere."""
    with start() as server:
        open_before = len(descriptors(server))
        for lost in range(1, 4):
            zygote = lose(server, number)
            until(lambda: answers(server))
            assert server.zygote() != zygote
            assert metrics(server)["hdhgraph_engine_restarts_total", number.name] == lost
        assert metrics(server)["hdhgraph_engine_state", "ready"] == 1
        assert server.get("/health").json()["state"] == "ready"
        told = [(line["status"], line.get("cause")) for line in engine_lines(server)]
        assert (
            told == [("lost", number.name), ("starting", number.name), ("ready", number.name)] * 3
        )
        until(lambda: len(descriptors(server)) <= open_before)
        assert server.process.poll() is None
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=PATIENCE) == 0


@pytest.mark.nightly
def test_what_needs_no_engine_is_answered_meanwhile(start: Start) -> None:
    """Kept answers, static files and `/live` are; the rest is a clean 503, as JSON or as a page."""
    with start() as server:
        kept, whole_health = server.query("ASK { <a:kept> ?p ?o }"), server.get("/health").json()
        held = kill_and_hold(server)
        assert server.query("ASK { <a:kept> ?p ?o }").body == kept.body
        assert server.get("/live").status == 200
        assert server.get("/queries").status == 200
        reply = server.query("ASK { <a:other> ?p ?o }")
        assert is_problem(reply)
        assert reply.json()["type"].endswith("/engine")
        page = server.get("/graph?default", Accept=BROWSER)
        assert page.status == 503
        assert page.headers["content-type"].startswith("text/html")
        refresh = f'<meta http-equiv="refresh" content="{page.headers["retry-after"]}">'
        assert refresh in page.body.decode()
        health = server.get("/health")
        assert is_problem(health)
        assert health.json()["state"] == "starting"
        assert health.json()["dataset"] == whole_health["dataset"]
        assert metrics(server)["hdhgraph_engine_state", "starting"] == 1
        assert metrics(server)["hdhgraph_engine_state", "ready"] == 0
        heal(server, held)
        assert server.get("/health").status == 200


@pytest.mark.nightly
def test_queries_under_way_end_cleanly(start: Start) -> None:
    """Before its first byte a query is a 503, after it the connection is cut; no worker is left."""
    with start("--timeout", "600") as server, server.connect() as channel:
        replies, threads = ask_behind(server, *(f"{CROSS} # {number}" for number in range(12)))
        channel.sendall(request("GET", f"/sparql?format=csv&query={quote(STREAM)}"))
        content = channel.recv(65536)
        until(lambda: len(server.workers()) > 2)
        workers = server.workers()
        os.kill(server.zygote(), signal.SIGKILL)
        for thread in threads:
            thread.join()
        assert [reply for reply in replies if not is_problem(reply)] == []
        assert {reply.json()["type"].rsplit("/", 1)[1] for reply in replies} == {"engine"}
        with contextlib.suppress(ConnectionError):
            while chunk := channel.recv(1 << 20):
                content += chunk
        assert (parse_reply(content).status, parse_reply(content).is_whole) == (200, False)
        until(lambda: all(map(is_gone, workers)))
        until(lambda: answers(server))
        until(lambda: not metrics(server)["hdhgraph_queries_running", "slow"])
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.mark.nightly
def test_a_loader_that_stands_still_is_replaced(start: Start) -> None:
    """It answers no more though it lives: it is ended, and the cause is told."""
    with start() as server:
        zygote = server.zygote()
        os.kill(zygote, signal.SIGSTOP)
        until(lambda: is_gone(zygote))
        until(lambda: answers(server))
        assert metrics(server)["hdhgraph_engine_restarts_total", "hang"] == 1
        assert [line["cause"] for line in engine_lines(server)] == ["hang"] * 3


@pytest.mark.nightly
def test_a_short_stop_is_no_death(start: Start) -> None:
    """Who goes on in time is left alone: a query that came meanwhile is answered."""
    with start() as server:
        zygote = server.zygote()
        os.kill(zygote, signal.SIGSTOP)
        replies, threads = ask_behind(server, "ASK { <a:a> <a:b> 1 }")
        until(lambda: metrics(server)["hdhgraph_queries_running", "waiting"] or replies
              or metrics(server)["hdhgraph_queries_running", "fast"])  # fmt: skip
        os.kill(zygote, signal.SIGCONT)
        for thread in threads:
            thread.join()
        assert [reply.status for reply in replies] == [200]
        assert server.zygote() == zygote


@pytest.mark.nightly
def test_a_removed_folder_is_no_outage(start: Start, temporary: Path, project: Project) -> None:
    """What cleans /tmp takes the files of dumps and search with it: they are made again."""
    with start(source=("--project", str(project.root), "--unchecked")) as server:
        before = server.get("/dump/all.nq.gz")
        assert before.status == 200
        assert server.get("/search.json?q=cloud").status == 200
        for folder in temporary.iterdir():
            shutil.rmtree(folder)
        until(lambda: answers(server))
        after = until(
            lambda: reply if (reply := server.get("/dump/all.nq.gz")).status == 200 else None
        )
        assert after.body == before.body
        assert after.headers["etag"] == before.headers["etag"]
        for words in ("microsoft", "hub", "data", "cnil", "combes"):
            until(lambda words=words: server.get(f"/search.json?q={words}").status == 200)
        assert server.get("/dump/SHA256SUMS").status == 200
        (folder,) = temporary.iterdir()
        assert folder.stat().st_mode & 0o077 == 0


def limit_forks(process: int, most: str) -> None:
    """Set how many processes there may be for one of them to fork another."""
    subprocess.run(
        [*NOBODY, "prlimit", "--pid", str(process), f"--nproc={most}:"],
        check=True,
        timeout=PATIENCE,
    )


@pytest.mark.skipif(
    not all(map(shutil.which, ("prlimit", "setpriv"))), reason="util-linux sets the limit"
)
def test_a_fork_that_fails_is_one_503(start: Start, project: Project) -> None:
    """The limit on processes is met: the loader lives on, and the next query is answered."""
    source = ("--project", str(project.root), "--unchecked")
    with start(source=source, prefix=NOBODY) as server:
        zygote = server.zygote()
        limit_forks(zygote, "0")
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        refused = [server.query(f"ASK {{ <a:{n}> ?p ?o }}") for n in range(40)]
        assert [reply for reply in refused[4:] if not is_problem(reply)] == []
        assert "temporarily unavailable" in refused[-1].json()["detail"]
        until(lambda: server.get("/health").status == 503)
        assert server.get("/health").json()["state"] == "unavailable"
        assert server.get("/live").status == 200
        assert metrics(server)["hdhgraph_forks_failed_total",] >= 30
        limit_forks(zygote, "1000")
        until(lambda: answers(server))
        until(lambda: server.get("/health").status == 200)
        assert server.zygote() == zygote
        assert "Traceback" not in server.log.read_text(encoding="utf-8")


@pytest.mark.nightly
@pytest.mark.parametrize("most", [0, 4, 5, 6])
def test_no_descriptor_is_one_503(start: Start, most: int) -> None:
    """However few descriptors the loader may open: it lives on, and answers when it may again."""
    with start() as server:
        zygote = server.zygote()
        before = resource.prlimit(zygote, resource.RLIMIT_NOFILE)
        resource.prlimit(zygote, resource.RLIMIT_NOFILE, (most, before[1]))
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        replies = [server.query(f"ASK {{ <a:{n}> ?p ?o }}") for n in range(20)]
        assert [
            reply for reply in replies[4:] if reply.status != 200 and not is_problem(reply)
        ] == []
        resource.prlimit(zygote, resource.RLIMIT_NOFILE, before)
        until(lambda: answers(server))
        assert server.zygote() == zygote
        assert len([*Path(f"/proc/{zygote}/fd").iterdir()]) < 12


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_it_heals_ends_everything(start: Start, number: signal.Signals) -> None:
    """The process that loads is gone with the service."""
    with start() as server:
        held = kill_and_hold(server)
        server.process.send_signal(number)
        assert server.process.wait(timeout=PATIENCE) == 0
        assert is_gone(held)


@pytest.mark.nightly
def test_what_cannot_be_loaded_any_more_ends_the_service(start: Start) -> None:
    """After some attempts, with a status that a supervisor sees and one line that says why."""
    with start() as server:
        example(server.log).unlink()
        os.kill(server.zygote(), signal.SIGKILL)
        assert server.process.wait(timeout=PATIENCE) == 2
        said = server.log.read_text(encoding="utf-8")
        assert "Traceback" not in said
        last = said.splitlines()[-1]
        assert last.startswith("hdhgraph: ")
        assert str(example(server.log)) in last
        attempts = [line for line in engine_lines(server) if line["status"] == "starting"]
        assert len(attempts) > 3
        assert len([line for line in engine_lines(server) if line["status"] == "failed"]) == len(
            attempts
        )


def test_changed_data_are_never_served_under_the_old_version(start: Start) -> None:
    """What would be loaded is not what was announced: the service ends, and says so."""
    with start() as server:
        with example(server.log).open("a", encoding="utf-8") as file:
            file.write("<a:new> <a:new> <a:new> .\n")
        assert answers(server)
        os.kill(server.zygote(), signal.SIGKILL)
        served = []
        while server.process.poll() is None:
            with contextlib.suppress(OSError):
                served.append(server.query(f"ASK {{ <a:new> ?p ?o }} # {len(served)}"))
        assert server.process.returncode == 2
        assert [each for each in served if each.status == 200 and each.json()["boolean"]] == []
        last = server.log.read_text(encoding="utf-8").splitlines()[-1]
        assert "changed" in last
        assert len([line for line in engine_lines(server) if line["status"] == "starting"]) == 1


@pytest.mark.parametrize("changed", ["data/new.ttl", "queries/new.rq"])
def test_a_changed_project_is_told(start: Start, tmp_path: Path, changed: str) -> None:
    """A file more is a change, of whatever is served."""
    root = tmp_path / "project"
    for folder in ("data", "queries", "ontology"):
        (root / folder).mkdir(parents=True)
    (root / "data" / "a.ttl").write_text("<a:a> <a:b> 1 .", encoding="utf-8")
    with start(source=("--project", str(root), "--unchecked")) as server:
        lose(server)
        until(lambda: answers(server))  # nothing has changed yet
        (root / changed).write_text("\n", encoding="utf-8")
        os.kill(server.zygote(), signal.SIGKILL)
        assert server.process.wait(timeout=PATIENCE) == 2
        assert "changed" in server.log.read_text(encoding="utf-8").splitlines()[-1]


def test_files_written_again_with_the_same_bytes_have_not_changed(start: Start) -> None:
    """A copy put in place, later: the version is that of the bytes."""
    with start() as server:
        path = example(server.log)
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
        lose(server)
        until(lambda: answers(server))


def test_health_holds_under_load(start: Start) -> None:
    """While every place is taken by queries without end, the engine answers, and so does health."""
    options = ("--workers", "1", "--queue", "0", "--timeout", "600", "--cache", "0")
    with start(*options) as server:
        channels = []
        for number in range(40):
            channel = server.connect()
            channel.sendall(request("GET", f"/sparql?query={quote(CROSS)}%23{number}"))
            channels.append(channel)
        until(lambda: len(server.workers()) >= 4)
        seen = [server.get("/health") for _ in range(200)]
        assert {(reply.status, reply.json()["state"]) for reply in seen} == {(200, "ready")}
        for channel in channels:
            channel.close()


# What reads the whole graph in the background, or keeps what it has asked.
BUILT: Final = (
    "/dump/?lang=en", "/dump/all.nq.gz", "/dump/SHA256SUMS", "/dataset.nt", "/dataset?lang=en",
    "/search.json?q=cloud", "/search?q=cloud&lang=fr", "/claims?lang=en", "/claims.csv",
    "/balance?lang=en", "/about?lang=en", "/compare?lang=en", "/?lang=en",
    "/queries/who-said-what?page=1&size=5&lang=en", "/sparql/complete?kind=class&q=cl",
    "/feed.atom", "/feed/changes.json", "/sitemap.xml", "/llms.txt", "/CITATION.cff",
    "/doc/actor/stephanie-combes?lang=en", "/ont?lang=en",
    "/pictures/matrix?lang=en",
)  # fmt: skip


def whole(server: LiveServer, address: str) -> bytes:
    """Return what an address answers as soon as that is whole, without the port that is in it."""

    def found() -> Reply | None:
        reply = server.get(address, Accept=BROWSER)
        is_kept = reply.headers.get("cache-control") != "no-store"
        return reply if reply.status == 200 and is_kept else None

    return until(found).body.replace(f":{server.port}/".encode(), b"/")


@pytest.mark.nightly
def test_builds_that_met_an_absent_engine_are_begun_again(
    start: Start, tmp_path: Path, project: Project
) -> None:
    """Once it is back, each answer is what a service gives whose engine was never away."""
    source = ("--project", str(project.root), "--unchecked")
    with serving(tmp_path / "other.log", *source) as other, start(source=source) as server:
        held = kill_and_hold(server)
        for _ in range(2):
            meanwhile = {address: server.get(address, Accept=BROWSER) for address in BUILT}
            assert {a: r.status for a, r in meanwhile.items() if r.status not in (200, 503)} == {}
        heal(server, held)
        for address in BUILT:
            assert whole(server, address) == whole(other, address), address
