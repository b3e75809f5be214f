"""What `hdhgraph check` asks of a graph project, a step a module, and the report on it.

`project` and `files` are the two ways in; each step returns findings, `places` says where they are.
"""
