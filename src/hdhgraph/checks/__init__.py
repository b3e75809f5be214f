"""What `hdhgraph check` asks of a graph project, and the report on it.

`project` and `files` are the two ways in. They run the steps, a folder a family: `syntax`, `shapes`
(SHACL), `ontology`, `own_rules`, `base` (a revision); each is given what `step` says and returns
findings. `report` says what a finding is, where it stands, and puts them together in many forms.
"""
