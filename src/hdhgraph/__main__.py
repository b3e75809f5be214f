"""`python -m hdhgraph` is `hdhgraph`."""

from hdhgraph.cli import main

main()
