"""SERVICE clauses beside and behind those of an allow-list, for any two endpoints."""

from __future__ import annotations

from typing import Final

# One that is on the list, and one that is not.
A: Final = "http://127.0.0.1:9/allowed"
B: Final = "http://127.0.0.1:9/other"
CLAUSE: Final = f"SERVICE <{A}> {{ ?s ?p ?o }}"
OTHER: Final = f"SERVICE <{B}> {{ ?s ?p ?o }}"
# Ways to a clause that is not on the list, beside or behind what looks like one that is.
AROUND: Final = {
    "a clause in a comment": f"SELECT * {{ # SERVICE\n<{A}> ?p ?o . {OTHER} }}",
    "a clause in a comment, in a union": (
        f"SELECT * {{ {{ # SERVICE\n<{A}> ?p ?o }} UNION {{ {OTHER} }} }}"
    ),
    "a comment between the word and the list": f"SELECT * {{ SERVICE # <{A}>\n<{B}> {{}} }}",
    "a comment with SILENT": f"SELECT * {{ SERVICE # SILENT <{A}>\n<{B}> {{}} }}",
    "a string between": f"SELECT * {{ SERVICE '<{A}>' <{B}> {{}} }}",
    "behind an allowed one": f"SELECT * {{ {CLAUSE} {OTHER} }}",
    "inside an allowed one": f"SELECT * {{ SERVICE <{A}> {{ {OTHER} }} }}",
    "in lower case behind it": f"SELECT * {{ {CLAUSE} {OTHER.lower()} }}",
    "an allowed one in a string": f"SELECT * {{ ?a ?b ' # SERVICE <{A}>' . {OTHER} }}",
    "an allowed one in a long string": f"SELECT * {{ ?a ?b ''' SERVICE\n<{A}>''' . {OTHER} }}",
    "a variable": f"SELECT * {{ VALUES ?e {{ <{B}> }} {CLAUSE} SERVICE ?e {{}} }}",
    "a prefixed name": f"PREFIX a: <{A}> SELECT * {{ SERVICE a: {{}} }}",
    "the empty IRI of a base": f"BASE <{A}> SELECT * {{ SERVICE <> {{}} }}",
    "a relative IRI": f"BASE <{A}> SELECT * {{ SERVICE <allowed> {{}} }}",
    "a longer IRI": f"SELECT * {{ SERVICE <{A}/> {{}} }}",
    "a fragment": f"SELECT * {{ SERVICE <{A}#x> {{}} }}",
    "an escape in the IRI": f"SELECT * {{ SERVICE <{A[:-1]}\\u0064> {{}} }}",
    "glued to a number": f"SELECT * {{ ?s ?p 5SERVICE <{A}> {{}} }}",
    "SILENT twice, then another": f"SELECT * {{ SERVICE SILENT SILENT <{B}> {{}} }}",
    "an escaped keyword beside it": f"SELECT * {{ {CLAUSE} S\\u0045RVICE <{B}> {{}} }}",
    "behind an escaped quote": f'SELECT * {{ {CLAUSE} BIND("\\u0022) {OTHER} #" AS ?z) }}',
    "behind an escaped line end": f"SELECT * {{ {CLAUSE} # \\u000A {OTHER}\n }}",
    "at the end": f"SELECT * {{ {CLAUSE} }} SERVICE",
    "in two strings like a long one": (
        f"SELECT * {{ VALUES ?x {{'''a'}} {OTHER} #\\-''' {CLAUSE}\n}}"
    ),
    "between less than and a comment": f"SELECT * {{ {CLAUSE} FILTER(1<2)SERVICE?s#>\n{{}} }}",
}
# Forms of a clause that is on it.
INSIDE: Final = {
    "plain": f"SELECT * {{ {CLAUSE} }}",
    "lower case and silent": f"select * {{ service silent <{A}> {{ ?s ?p ?o }} }}",
    "no white space": f"SELECT*WHERE{{SERVICE<{A}>{{?s ?p ?o}}}}",
    "a comment between": f"SELECT * {{ SERVICE # of others\n SILENT # or none\n <{A}> {{}} }}",
    "twice": f"SELECT * {{ {CLAUSE} {CLAUSE} }}",
    "beside another one in a string": f"SELECT * {{ ?s ?p 'SERVICE <{B}>' . {CLAUSE} }}",
    "beside another one in a comment": f"SELECT * {{ # SERVICE <{B}>\n {CLAUSE} }}",
    "beside a long string with an escape": f"SELECT * {{ ?s ?p '''it\\'s''' . {CLAUSE} }}",
}
