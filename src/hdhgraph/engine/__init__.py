"""Run one SPARQL query over an immutable dataset, in a process of its own that can be ended.

guards.py   refuse what must not run, before anything is evaluated
protocol.py the messages between the web process and a worker
zygote.py   the process that holds the store and forks a worker for each query
worker.py   evaluate one query under limits and send the answer in frames
client.py   start the zygote, ask it, hand back the answer
"""
