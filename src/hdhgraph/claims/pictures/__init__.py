"""Pictures of claims: solutions of bounded queries in, SVG and the same content as tables out."""
