"""The service: SPARQL 1.1 Protocol, canned queries as routes, and pages for people."""
