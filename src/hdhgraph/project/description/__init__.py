"""A dataset described for machines: VoID, DCAT-AP and its statistics."""
