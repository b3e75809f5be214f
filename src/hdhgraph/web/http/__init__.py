"""HTTP, of no graph in particular: addresses, parameters, headers, problems, negotiation."""
