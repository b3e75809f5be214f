"""Run one SPARQL query over an immutable dataset, in a process of its own that can be ended.

guards.py   refuse what must not run, before anything is evaluated
protocol.py the messages between the web process, the zygote and a worker
zygote.py   the process that holds the store and forks a worker for each query
worker.py   evaluate one query under limits and send the answer in frames
loader.py   the zygote as the web process sees it
client.py   start the zygote, ask it, hand back the answer
supervision.py watch the zygote, and put another in its place
"""
