"""A catalogue of hostile requests, each with the statuses that are clean answers to it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from live_server import request

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
MEBIBYTE = 1024 * 1024
REFUSED = frozenset({400})
STOPPED = frozenset({503})
ENDED = frozenset({200, 400, 503})
# Stand for the address of a listening socket, and of a file, that nobody may ask.
CANARY, CANARY_FILE = "http://127.0.0.1:CANARY/", "file://CANARYFILE"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One case; `may_be_cut` where an answer may break off after its first byte."""

    name: str
    raw: bytes
    statuses: frozenset[int]
    may_be_cut: bool = False
    is_head: bool = False


def direct(query: str | bytes, accept: str = "*/*") -> bytes:
    """Return a POST of a query as the body."""
    body = query if isinstance(query, bytes) else query.encode()
    return request("POST", "/sparql", {"Content-Type": DIRECT, "Accept": accept}, body)


def form(fields: str | bytes) -> bytes:
    """Return a POST of a form."""
    body = fields if isinstance(fields, bytes) else fields.encode()
    return request("POST", "/sparql", {"Content-Type": FORM}, body)


XSD = "http://www.w3.org/2001/XMLSchema#"
CROSS = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(8))
XS = "x" * 10_000
SERVICE = f"SERVICE <{CANARY}> {{ ?s ?p ?o }}"
PREFIX = f"PREFIX : <{CANARY}> "

PARSING = {
    "parentheses": "SELECT (" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}",
    "parentheses unclosed": "SELECT (" + "(" * 100_000,
    "braces": "ASK " + "{" * 5000 + "}" * 5000,
    "brackets": "ASK { " + "[" * 5000 + " ?p ?o " + "]" * 5000 + " ?q ?r }",
    "collections": "ASK { ?s ?p " + "(" * 5000 + ")" * 5000 + " }",
    "closing only": "ASK " + "}" * 100_000,
    "mixed brackets": "ASK " + "{([" * 2000,
    "sum": "SELECT (1" + "+1" * 10_000 + " AS ?x) {}",
    "product": "SELECT (1" + "*1" * 10_000 + " AS ?x) {}",
    "or": "ASK { FILTER(true" + "||true" * 10_000 + ") }",
    "and": "ASK { FILTER(true" + "&&true" * 10_000 + ") }",
    "not": "ASK { FILTER(" + "!" * 10_000 + "true) }",
    "minus": "SELECT (" + "- " * 10_000 + "1 AS ?x) {}",
    "sequence path": "ASK { ?s " + "<a:a>/" * 10_000 + "<a:a> ?o }",
    "alternative path": "ASK { ?s " + "<a:a>|" * 10_000 + "<a:a> ?o }",
    "inverse path": "ASK { ?s " + "^" * 10_000 + "<a:a> ?o }",
    "path modifiers": "ASK { ?s <a:a>" + "*" * 10_000 + " ?o }",
    "nested path": "ASK { ?s " + "(" * 3000 + "<a:a>" + ")*" * 3000 + " ?o }",
    "negated path": "ASK { ?s !(" + "<a:a>|" * 10_000 + "<a:a>) ?o }",
    "equals": "ASK { FILTER(1" + "=1" * 10_000 + ") }",
    "unclosed strings": "ASK { " + "'" * 100_001,
    "unclosed long string": "ASK { ?s ?p '''" + XS,
    "unclosed IRI": "ASK { ?s <http://e.org/" + XS,
    "backslashes": "ASK { ?s ?p '" + "\\" * 10_001 + "' }",
    "bad escape": "ASK { ?s ?p '\\q' }",
    "bad unicode escape": "ASK { ?s ?p '\\uD800' }",
    "unicode escape of a brace": "ASK \\u007B \\u007D",
    "keywords": "SELECT " * 10_000,
    "nothing but space": " " * 100_000,
    "nothing but comments": "# comment\n" * 10_000,
    "nothing but a byte order mark": "\ufeff",
    "null in a query": "ASK { ?s ?p '\x00' } \x00",
    "null alone": "\x00",
    "right to left": "\u202eASK { ?s ?p ?o }",
    "an update after a query": "ASK {} ; INSERT DATA { <a:a> <a:b> 1 }",
    "two queries": "ASK {} ASK {}",
    "undeclared prefix": "ASK { ?s nope:x ?o }",
    "undeclared function": "SELECT (<http://e.org/f>(1) AS ?x) {}",
    "relative IRI": "ASK { ?s <../../etc/passwd> ?o }",
    "aggregate in a filter": "ASK { ?s ?p ?o FILTER(COUNT(?s) > 1) }",
    "variable used twice": "SELECT (1 AS ?x) (2 AS ?x) {}",
    "blank node twice": "ASK { { _:a ?p ?o } { _:a ?p ?o } }",
}  # fmt: skip
# Many of one thing: each ends, with an answer or by a limit.
LARGE = {
    "unions": "ASK { { ?s ?p 1 }" + " UNION { ?s ?p 1 }" * 2000 + " }",
    "optionals": "SELECT * { ?s ?p ?o" + "".join(f" OPTIONAL {{ ?s ?p{n} ?o{n} }}"
                                                 for n in range(300)) + " } LIMIT 1",
    "nested optionals": "ASK { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o " * 120 + "}" * 121,
    "nested exists": "ASK { ?s ?p ?o " + "FILTER EXISTS { ?s ?p ?o " * 120 + "}" * 121,
    "nested not exists": "ASK { ?s ?p ?o " + "FILTER NOT EXISTS { ?s ?p ?o " * 60 + "}" * 61,
    "nested minus": "ASK { ?s ?p ?o " + "MINUS { ?s ?p ?o " * 120 + "}" * 121,
    "nested sub-selects": "SELECT * " + "{ SELECT * " * 60 + "{ ?s ?p ?o }" + "}" * 60,
    "nested graphs": "ASK { " + "GRAPH ?g { " * 120 + "}" * 121,
    "nested ifs": "SELECT (" + "IF(true," * 120 + "1" + ",2)" * 120 + " AS ?x) {}",
    "nested functions": "SELECT (" + "STR(" * 120 + "1" + ")" * 120 + " AS ?x) {}",
    "binds": "SELECT * { " + " ".join(f"BIND({n} AS ?v{n})" for n in range(3000)) + " }",
    "projections": "SELECT " + " ".join(f"({n} AS ?v{n})" for n in range(3000)) + " {}",
    "variables": "SELECT * { " + " ".join(f"?s{n} ?p{n} <a:nowhere> ." for n in range(500)) + " }",
    "patterns of one subject": "ASK { ?s " + "; ".join(f"?p{n} ?o{n}" for n in range(300)) + " }",
    "prefixes": "".join(f"PREFIX p{n}: <http://e.org/{n}>\n" for n in range(10_000)) + "ASK {}",
    "datasets": "ASK " + "".join(f"FROM <a:{n}> " for n in range(10_000)) + "{}",
    "IN list": "ASK { ?s ?p ?o FILTER(?o IN (" + ",".join(map(str, range(50_000))) + ")) }",
    "IN list of operators": "ASK { FILTER(1 IN (" + ",".join(["1+1"] * 5000) + ")) }",
    "values": "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 200_000 + "} }",
    "values of many": "ASK { VALUES (" + "?x" * 1 + ") { " + "(1)" * 50_000 + " } }",
    "huge literal": f"SELECT ('{'x' * 900_000}' AS ?x) {{}}",
    "huge number": f"SELECT ({'9' * 100_000} AS ?x) {{}}",
    "huge decimal": f"SELECT ({'9' * 100_000}.5 * 3 AS ?x) {{}}",
    "huge exponent": "SELECT (1e999999 * 0 AS ?x) {}",
    "huge IRI": f"ASK {{ <http://e.org/{'x' * 500_000}> ?p ?o }}",
    "huge variable": f"SELECT ?{'x' * 500_000} {{}}",
    "huge language": f"SELECT ('a'@{'x' * 100_000} AS ?x) {{}}",
    "huge limit": "SELECT * { ?s ?p ?o } LIMIT 18446744073709551615",
    "huge offset": "SELECT * { ?s ?p ?o } OFFSET 18446744073709551615",
    "limit beyond numbers": "SELECT * { ?s ?p ?o } LIMIT " + "9" * 1000,
    "group by many": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY "
                     + " ".join(f"(STR({n}) AS ?g{n})" for n in range(500)),
    "order by many": "SELECT * { ?s ?p ?o } ORDER BY " + " ".join(["DESC(?s)"] * 5000) + " LIMIT 1",
    "having many": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING " + "(COUNT(?o) > 0)" * 2000,
    "coalesce many": "SELECT (COALESCE(" + "?x," * 50_000 + "1) AS ?y) {}",
    "concat many": "SELECT (CONCAT(" + "'x'," * 50_000 + "'y') AS ?y) {}",
    "construct many": "CONSTRUCT { " + "?s ?p ?o . " * 5000 + "} WHERE { ?s ?p ?o } LIMIT 1",
    "describe many": "DESCRIBE " + " ".join(f"<http://e.org/s{n}>" for n in range(400)),
    "divide by zero": "SELECT (1/0 AS ?x) (MOD(1, 0) AS ?y) {}",
    "largest integer": "SELECT (9223372036854775807 + 1 AS ?x) {}",
    "smallest integer": "SELECT (-9223372036854775808 / -1 AS ?x) {}",
    "odd dates": f"SELECT (YEAR('99999999999-01-01T00:00:00Z'^^<{XSD}dateTime>) AS ?x) {{}}",
    "substring beyond": "SELECT (SUBSTR('abc', -9223372036854775807, 9223372036854775807) AS ?x) "
                        "{}",
    "REGEX backtracking": f"SELECT (REGEX('{'a' * 50_000}', '^(a+)+$') AS ?x) {{}}",
    "REGEX backtracking, no match": f"SELECT (REGEX('{'a' * 50_000}b', '^(a|aa)+$') AS ?x) {{}}",
    "REGEX repetition": "SELECT (REGEX('a', '(((a{1,100}){1,100}){1,100}){1,100}') AS ?x) {}",
    "REGEX classes": "SELECT (REGEX('a', '" + "[^a-z]*" * 5000 + "') AS ?x) {}",
    "REGEX nesting": "SELECT (REGEX('a', '" + "(" * 5000 + "a" + ")" * 5000 + "') AS ?x) {}",
    "REGEX that is none": "SELECT (REGEX('a', '(') AS ?x) {}",
    "REGEX flags": "SELECT (REGEX('a', 'a', 'zzz') AS ?x) {}",
    "REPLACE doubling": "SELECT (REPLACE(REPLACE(REPLACE('" + "x" * 1000
                        + "', 'x', '" + "x" * 100 + "'), 'x', '" + "x" * 100
                        + "'), 'x', 'yy') AS ?x) {}",
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c }",
    "ENCODE_FOR_URI": f"SELECT (STRLEN(ENCODE_FOR_URI('{'é' * 300_000}')) AS ?n) {{}}",
    "hashing": f"SELECT (SHA512('{'x' * 900_000}') AS ?x) {{}}",
    "cross product in MINUS": "SELECT * { ?s ?p ?o MINUS { ?s ?y ?z . "
                              f"{CROSS} FILTER(?c0=1) }} }}",
    "path of length zero": "SELECT (COUNT(*) AS ?n) { ?s <a:a>* ?o }",
    "path around everything": "SELECT (COUNT(*) AS ?n) { ?s (!<a:a>|^!<a:a>)* ?o }",
    "DESCRIBE everything": "DESCRIBE ?s { ?s ?p ?o }",
    "nested path stars": "SELECT (COUNT(*) AS ?n) { ?s ((<a:a>*)*/(<a:a>+)*)* ?o }",
    "CONCAT doubling": "SELECT (STRLEN(?z) AS ?n) { BIND('" + "x" * 1000 + "' AS ?x0) "
                       + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
                       + " BIND(?x30 AS ?z) }",
}  # fmt: skip
# What can end by a limit only, here.
HEAVY = {
    "cross product counted": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "cross product ordered": f"SELECT * {{ {CROSS} }} ORDER BY ?c1 ?c2",
    "cross product distinct": f"SELECT DISTINCT ?c0 {{ {CROSS} FILTER(?c1 = ?a7) }}",
    "cross product grouped": f"SELECT (MAX(CONCAT(?c0, ?c1)) AS ?m) {{ {CROSS} }} GROUP BY ?b0",
    "cross product of nothing": f"ASK {{ {CROSS} FILTER(?c1 = ?a7) }}",
    "cross product in EXISTS": f"ASK {{ ?s ?p ?o FILTER EXISTS {{ {CROSS} FILTER(?c1=?a7) }} }}",
    "cross product in OPTIONAL": f"ASK {{ OPTIONAL {{ {CROSS} FILTER(?c1=?a7) }} FILTER(?c1=1) }}",
    "cross product in a sub-select": f"ASK {{ {{ SELECT (COUNT(*) AS ?n) {{ {CROSS} }} }} }}",
    "cross product constructed": f"CONSTRUCT {{ <a:a> <a:b> ?c1 }} {{ {CROSS} FILTER(?c1 = ?a7) }}",
    "cross product of values": "SELECT (COUNT(*) AS ?n) { " + " ".join(
        f"VALUES ?v{n} {{ {' '.join('0123456789')} }}" for n in range(12)) + " }",
    "GROUP_CONCAT of a product": f"SELECT (GROUP_CONCAT(?c0) AS ?all) {{ {CROSS} }}",
}  # fmt: skip
DISGUISED = {
    "SERVICE": f"SELECT * {{ {SERVICE} }}",
    "SERVICE SILENT": f"SELECT * {{ SERVICE SILENT <{CANARY}> {{ ?s ?p ?o }} }}",
    "SERVICE in lower case": f"select * {{ service <{CANARY}> {{ ?s ?p ?o }} }}",
    "SERVICE of a variable": f"SELECT * {{ VALUES ?e {{ <{CANARY}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
    "SERVICE of a bound variable": f"ASK {{ BIND(<{CANARY}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
    "SERVICE in EXISTS": f"ASK {{ ?s ?p ?o FILTER EXISTS {{ {SERVICE} }} }}",
    "SERVICE in NOT EXISTS": f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {SERVICE} }} }}",
    "SERVICE in MINUS": f"ASK {{ ?s ?p ?o MINUS {{ {SERVICE} }} }}",
    "SERVICE in OPTIONAL": f"ASK {{ OPTIONAL {{ {SERVICE} }} }}",
    "SERVICE in UNION": f"ASK {{ {{}} UNION {{ {SERVICE} }} }}",
    "SERVICE in a sub-select": f"ASK {{ {{ SELECT * {{ {SERVICE} }} }} }}",
    "SERVICE in GRAPH": f"ASK {{ GRAPH ?g {{ {SERVICE} }} }}",
    "SERVICE in a construct": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {SERVICE} }}",
    "SERVICE in a describe": f"DESCRIBE ?s {{ {SERVICE} }}",
    "SERVICE of a prefix": f"{PREFIX} ASK {{ SERVICE : {{ ?s ?p ?o }} }}",
    "SERVICE glued to a prefix": f"{PREFIX} ASK {{ SERVICE:x {{ ?s ?p ?o }} }}",
    "SERVICE of a relative IRI": f"BASE <{CANARY}> ASK {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    "SERVICE glued to a number": f"ASK {{ ?s ?p 5SERVICE<{CANARY}>{{?a ?b ?c}} }}",
    "SERVICE after a comment": f"ASK {{ #\r{SERVICE}\n}}",
    "SERVICE without space": f"ASK{{SERVICE<{CANARY}>{{?s ?p ?o}}}}",
    "SERVICE to a file": f"ASK {{ SERVICE <{CANARY_FILE}> {{ ?s ?p ?o }} }}",
    "SERVICE in a service": f"ASK {{ SERVICE <{CANARY}> {{ {SERVICE} }} }}",
    "LOAD": f"LOAD <{CANARY}>",
    "LOAD SILENT": f"LOAD SILENT <{CANARY}> INTO GRAPH <a:a>",
    "LOAD a file": f"LOAD <{CANARY_FILE}>",
    "INSERT from SERVICE": f"INSERT {{ ?s ?p ?o }} WHERE {{ {SERVICE} }}",
    "DROP": "DROP ALL",
    "CLEAR": "CLEAR SILENT ALL",
}  # fmt: skip
# Graphs that are not here are empty; nothing is fetched for them.
FETCHES = {
    "FROM an address": f"SELECT * FROM <{CANARY}> {{ ?s ?p ?o }}",  # noqa: S608 - SPARQL
    "FROM NAMED an address": f"SELECT * FROM NAMED <{CANARY}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",  # noqa: S608 - SPARQL
    "FROM a file": f"SELECT * FROM <{CANARY_FILE}> {{ ?s ?p ?o }}",  # noqa: S608 - SPARQL
    "FROM NAMED a file": f"SELECT * FROM NAMED <{CANARY_FILE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",  # noqa: S608 - SPARQL
    "GRAPH of an address": f"SELECT * {{ GRAPH <{CANARY}> {{ ?s ?p ?o }} }}",
    "GRAPH of a file": f"SELECT * {{ GRAPH <{CANARY_FILE}> {{ ?s ?p ?o }} }}",
    "DESCRIBE an address": f"DESCRIBE <{CANARY}>",
    "DESCRIBE a file": f"DESCRIBE <{CANARY_FILE}>",
}  # fmt: skip
# A mebibyte of anything must be read in one pass.
UNITS = ["'", "'''", "''a", "<a", "<'#", "a:%4", "\\u0027", "1.", "#\n", "(", "?a ", "@a-", "é",
         "SERVICE ", ":a.", "''''", "a:b.", "_:"]  # fmt: skip
ASK = "query=ASK%7B%7D"
GET = "/sparql?" + ASK
GET_HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n"
POST_SPARQL = b"POST /sparql HTTP/1.1\r\nHost: x\r\n"
OK, NOT_FOUND, NOT_ALLOWED = frozenset({200}), frozenset({404}), frozenset({405})
EITHER, TYPE = frozenset({200, 400}), frozenset({400, 415})
PROTOCOL: dict[str, tuple[bytes, frozenset[int]]] = {
    "bad UTF-8 in the address": (request("GET", "/sparql?query=%FF%FE"), REFUSED),
    "overlong UTF-8": (request("GET", "/sparql?query=%C0%AF"), REFUSED),
    "a surrogate in UTF-8": (request("GET", "/sparql?query=ASK%7B%7D%23%ED%A0%80"), REFUSED),
    "bad UTF-8 in a body": (direct(b"ASK {\xff}"), REFUSED),
    "bad UTF-8 in a form": (form(b"query=ASK\xff"), REFUSED),
    "UTF-16 in a body": (direct("ASK {}".encode("utf-16")), REFUSED),
    "bad percent-encoding": (request("GET", "/sparql?query=%ZZ%"), REFUSED),
    "a null in the address": (request("GET", "/sparql?query=%00"), REFUSED),
    "query twice": (request("GET", f"{GET}&{ASK}"), REFUSED),
    "query in the address and the form": (
        request("POST", GET, {"Content-Type": FORM}, ASK.encode()), REFUSED),
    "query in the address and the body": (
        request("POST", GET, {"Content-Type": DIRECT}, b"ASK {}"), REFUSED),
    "format twice": (request("GET", f"{GET}&format=csv&format=xml"), REFUSED),
    "300 parameters": (request("GET", f"{GET}&" + "a=b&" * 300), REFUSED),
    "a form of 100,000 fields": (form("a=b&" * 100_000 + ASK), REFUSED),
    "a form of separators": (form("&" * 1_000_000 + ASK), EITHER),
    "an empty query": (request("GET", "/sparql?query="), REFUSED),
    "an update": (form("update=DROP+ALL"), REFUSED),
    "a graph that is no IRI": (request("GET", f"{GET}&default-graph-uri=../x"), REFUSED),
    "a graph with a line end": (request("GET", f"{GET}&named-graph-uri=a:%0D%0Ab"), REFUSED),
    "10,000 graphs": (form(ASK + "&default-graph-uri=a:a" * 10_000), REFUSED),
    "a body of two mebibytes": (direct("ASK {} " + " " * 2 * MEBIBYTE), frozenset({413})),
    "a body of seven mebibytes": (direct("ASK {} " + " " * 7 * MEBIBYTE), frozenset({413})),
    "a form of seven mebibytes": (form(ASK + "%20" * (7 * MEBIBYTE // 3)), frozenset({413})),
    "a body of twenty mebibytes": (direct(" " * 20 * MEBIBYTE), frozenset({413})),
    "a gzipped body": (request("POST", "/sparql", {"Content-Type": DIRECT,
        "Content-Encoding": "gzip"}, gzip.compress(b"ASK {}")), TYPE),
    "a gzip bomb": (request("POST", "/sparql", {"Content-Type": DIRECT,
        "Content-Encoding": "gzip"}, gzip.compress(bytes(50 * MEBIBYTE))), TYPE),
    "no content type": (request("POST", "/sparql", {}, b"ASK {}"), TYPE),
    "text as a query": (request("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}"),
                        TYPE),
    "JSON as a query": (request("POST", "/sparql", {"Content-Type": "application/json"},
                                b'{"query": "ASK {}"}'), TYPE),
    "a multipart form": (request("POST", "/sparql", {"Content-Type":
        "multipart/form-data; boundary=x"}, b"--x--"), TYPE),
    "a content type of 10,000 parameters": (request("POST", "/sparql", {"Content-Type":
        DIRECT + "; a=b" * 10_000}, b"ASK {}"), OK),
    "an Accept that does not parse": (request("GET", GET, {"Accept": "text"}), REFUSED),
    "an Accept of commas": (request("GET", GET, {"Accept": "," * 100_000}), EITHER),
    "an Accept of parameters": (request("GET", GET, {"Accept": "a/b" + ";a=b" * 1500}),
                                frozenset({406})),
    "an Accept that backtracks": (request("GET", GET, {"Accept": "a/b;" + "  ;" * 2500 + "!/"}),
                                  frozenset({400, 406})),
    "an Accept of quotes": (request("GET", GET, {"Accept": 'a/b;c="' + '\\"' * 3000}), REFUSED),
    "an Accept too long": (request("GET", GET, {"Accept": "a/b," * 10_000}), REFUSED),
    "an Accept with a bad quality": (request("GET", GET, {"Accept": "text/csv;q=9"}), REFUSED),
    "an Accept in other letters": (request("GET", GET, {"Accept": "é/\xff"}), REFUSED),
    "an Accept-Language of everything": (request("GET", "/", {"Accept-Language": "a-" * 50_000,
                                                             "Accept": "text/html"}), OK),
    "an Accept-Encoding of everything": (request("GET", GET, {"Accept-Encoding": "gzip;q=x,"
                                                              * 5000}), OK),
    "a header injected by format": (
        request("GET", f"{GET}&format=csv%0D%0AX-Evil:%20yes"), REFUSED),
    "a header injected by a language": (request("GET", "/?lang=en%0D%0AX-Evil:%20y"), REFUSED),
    "a line end in the path": (request("GET", "/graph/x%0D%0AX-Evil:%20yes"), NOT_FOUND),
    "a line end in the query's name": (request("GET", "/queries/x%0D%0AX-Evil"), NOT_FOUND),
    "a path above assets": (request("GET", "/assets/../../../../etc/passwd"), NOT_FOUND),
    "a path above assets, encoded": (
        request("GET", "/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), NOT_FOUND),
    "a path above assets, slash encoded": (
        request("GET", "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd"), NOT_FOUND),
    "a path above assets, backslash": (
        request("GET", "/assets/..%5c..%5cetc%5cpasswd"), NOT_FOUND),
    "an absolute path in assets": (request("GET", "/assets//etc/passwd"), NOT_FOUND),
    "a null in a path": (request("GET", "/assets/x%00.css"), NOT_FOUND),
    "a path above graph": (request("GET", "/graph/../../etc/passwd"), NOT_FOUND),
    "a path above queries": (request("GET", "/queries/..%2f..%2fetc%2fpasswd"), NOT_FOUND),
    "a graph that is a file": (request("GET", f"/graph?graph={CANARY_FILE}"), NOT_FOUND),
    "a graph that is an address": (request("GET", f"/graph?graph={CANARY}"), NOT_FOUND),
    "a long path": (request("GET", "/" + "a" * 60_000), frozenset({414})),
    "an absolute address": (request("GET", "http://e.org/health"), OK),
    "an authority": (request("CONNECT", "e.org:80"), frozenset({501})),
    "a method unknown": (request("BREW", "/sparql"), frozenset({400, 405, 501})),
    "PUT": (request("PUT", "/sparql", {"Content-Type": DIRECT}, b"x"), NOT_ALLOWED),
    "DELETE a graph": (request("DELETE", "/graph?default"), NOT_ALLOWED),
    "POST a graph": (request("POST", "/graph?default", {"Content-Type": "text/turtle"},
                             b"<a:a> <a:b> 1 ."), NOT_ALLOWED),
    "TRACE": (request("TRACE", "/sparql"), NOT_ALLOWED),
    "a large header": (request("GET", GET, {"X-Large": "x" * 2 * MEBIBYTE}), frozenset({431})),
    "100,000 headers": (GET_HEALTH + b"X: y\r\n" * 100_000 + b"\r\n",
                        frozenset({431})),
    "an address of four mebibytes": (request("GET", f"{GET}%23" + "a" * 4 * MEBIBYTE),
                                     frozenset({431})),
    "no HTTP": (b"nonsense\r\n\r\n", REFUSED),
    "TLS": (bytes.fromhex("1603010200010001fc0303") + bytes(200), REFUSED),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", frozenset({505})),
    "a negative length": (POST_SPARQL + b"Content-Length: -1\r\n\r\n",
                          REFUSED),
    "a length that is none": (POST_SPARQL + b"Content-Length: x\r\n\r\n",
                              REFUSED),
    "two lengths": (POST_SPARQL + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", REFUSED),
    "a length and chunks": (POST_SPARQL + b"Content-Length: 6\r\n"
                            b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", REFUSED),
    "a chunked query": (
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n".encode(), OK),
    "a chunk of no size": (
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n"
        "Transfer-Encoding: chunked\r\n\r\nZZ\r\nASK\r\n".encode(), REFUSED),
    "endless trailers": (
        f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n".encode() + b"X: y\r\n" * 2 * MEBIBYTE,
        frozenset({413, 400, 431})),
    "a header without a colon": (GET_HEALTH + b"nonsense\r\n\r\n", REFUSED),
    "a null in a header": (GET_HEALTH + b"X: a\x00b\r\n\r\n", REFUSED),
    "a bare line feed": (b"GET /health HTTP/1.1\nHost: x\n\n", EITHER),
    "a folded header": (GET_HEALTH + b"X: a\r\n b\r\n\r\n",
                        EITHER),
}  # fmt: skip


def catalogue() -> list[Hostile]:
    """Return every case, by name."""
    cases = [Hostile(name, direct(query), REFUSED) for name, query in PARSING.items()]
    cases += [Hostile(f"guard: a mebibyte of {unit!a}", direct((unit * MEBIBYTE)[: MEBIBYTE - 9]),
                      frozenset({400, 413, 503})) for unit in UNITS]  # fmt: skip
    cases += [Hostile(name, direct(query), ENDED, may_be_cut=True) for name, query in LARGE.items()]
    cases += [Hostile(name, direct(query), STOPPED) for name, query in HEAVY.items()]
    cases += [Hostile(name, direct(query), REFUSED) for name, query in DISGUISED.items()]
    cases += [Hostile(name, direct(query), frozenset({200})) for name, query in FETCHES.items()]
    cases += [Hostile(name, raw, statuses) for name, (raw, statuses) in PROTOCOL.items()]
    stream = f"SELECT ?c0 ?c1 {{ {CROSS} }}"
    for accept in ("text/csv", "application/sparql-results+json", "application/sparql-results+xml"):
        cases.append(Hostile(f"cross product as {accept}", direct(stream, accept),
                             frozenset({200}), may_be_cut=True))  # fmt: skip
    return cases
