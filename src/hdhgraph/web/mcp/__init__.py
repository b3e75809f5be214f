"""The graph for MCP clients: canned queries as tools, entities as resources, over the one engine.

Only `server` needs the SDK; `extra` loads it for those who ask.
"""
