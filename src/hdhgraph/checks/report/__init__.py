"""The report on a check: findings, their codes and their places in files.

`findings` is what was found, `codes` makes it of what a family of checks says, `places` tells where
it stands (of RDF/XML by `xml_places`), `ignores` reads the comments that accept it, `reasons` says
in both languages why something does not parse, and `report` puts all together.
"""
