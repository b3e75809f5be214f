"""Where the five texts invite a mistake: each trap, and what the graph says instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hdhgraph.rdf.files import select
from hdhgraph.rdf.namespaces import HGID, PREFIXES, hg

if TYPE_CHECKING:
    import pyoxigraph as ox

NAMES: Final = f"BASE <{HGID}>\n" + "".join(
    f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()
)

Row = tuple[str, ...]


def ask(store: ox.Store, query: str) -> set[Row]:
    """Return the solutions of a SELECT, our own IRIs without their base, unbound ones empty."""
    return {tuple(map(_short, row)) for row in select(store, NAMES + query)}


def _short(term: object) -> str:
    value = getattr(term, "value", "")
    for name in ("stance", "certainty", "mode", "discrepancykind"):
        value = value.removeprefix(PREFIXES[name])
    return str(value).removeprefix(HGID)


def attested_by(store: ox.Store, attestation: str) -> set[str]:
    """Return what an attestation attests; there must be something."""
    found = {target for (target,) in ask(store, f"SELECT ?x {{ <{attestation}> hg:attests ?x }}")}
    assert found
    return found


def labelled(store: ox.Store, words: str) -> set[str]:
    """Return the entities whose labels, of any kind, hold some words in any case."""
    query = f"""SELECT ?x {{ ?x skos:prefLabel|skos:altLabel|skos:hiddenLabel ?label
        FILTER (CONTAINS(LCASE(?label), "{words.lower()}")) }}"""
    return {entity for (entity,) in ask(store, query)}


# The article of TICsanté (000).


def test_quoted_verdict_without_a_speaker_is_the_outlets(store: ox.Store) -> None:
    """The audit's quoted verdict has no speaker: the outlet says it, in a mixed mode."""
    query = """SELECT ?speaker ?place ?mode {
        ?claim hg:proposition <proposition/audit-positive> ; hg:speaker ?speaker .
        ?place hg:attests ?claim ; oa:hasSource <source/ticsante> ; hg:mode ?mode }"""
    assert {
        ("actor/ticsante", "source/ticsante/3442-3484", "mixed"),
        ("actor/ticsante", "source/ticsante/4119-4155", "mixed"),
    } == ask(store, query)


def test_missing_word_does_not_change_the_speaker(store: ox.Store) -> None:
    """A sentence without its “par”: the argument is the director's too, at no hearing."""
    claim = "claim/combes-microsoft-only-hds-six"
    assert {claim} == attested_by(store, "source/ticsante/2491-2542")
    query = f"""SELECT ?speaker ?stance ?where {{
        <{claim}> hg:speaker ?speaker ; hg:stance ?stance .
        OPTIONAL {{ <{claim}> hg:madeAt ?where }} }}"""
    assert {("actor/stephanie-combes", "asserts", "")} == ask(store, query)


def test_joint_speakers_make_a_claim_each(store: ox.Store) -> None:
    """The director and Microsoft's officials say it together: two claims, nobody else named."""
    query = """SELECT ?speaker ?proposition {
        ?place oa:hasSource <source/ticsante> ; oa:hasSelector/oa:start 5328 ;
            hg:attests ?claim .
        ?claim hg:speaker ?speaker ; hg:proposition ?proposition }"""
    assert {
        ("actor/stephanie-combes", "proposition/cloud-act-concerns-crime-terror"),
        ("actor/microsoft-officials-heard", "proposition/cloud-act-concerns-crime-terror"),
    } == ask(store, query)
    members = "SELECT ?m { ?m org:organization <actor/microsoft-officials-heard> }"
    assert set() == ask(store, members)


def test_heading_that_repeats_words_is_no_second_speaker(store: ox.Store) -> None:
    """“Pour Microsoft” quotes Mr Roy: the company itself claims nothing in any text."""
    assert {"claim/roy-no-cloud-act-problem"} == attested_by(store, "source/ticsante/5132-5195")
    speaking = "SELECT ?c { VALUES ?who { <actor/microsoft> <actor/microsoft-france> } "
    assert set() == ask(store, speaking + "?c hg:speaker ?who }")


def test_year_that_no_text_states_is_deduced(store: ox.Store) -> None:
    """The hearing is of a 20 December: its year stands in the curation alone, with its basis.

    The fact-check of spring 2020 quotes the article as some months old, so that it is not of 2018.
    """
    event = "<event/hearing-roy-mecss>"
    assert {("XXXX-12-20",)} == ask(store, f"SELECT ?x {{ {event} hg:edtf ?x }}")
    query = f"""SELECT ?graph ?bound ?day {{ GRAPH ?graph {{ {event} ?bound ?day .
        ?reason a owl:Axiom ; owl:annotatedSource {event} ; owl:annotatedProperty ?bound ;
            owl:annotatedTarget ?day ; rdfs:comment ?basis }} }}"""
    graph = "https://w3id.org/hdhgraph/graph/curation"
    bounds = {("earliest", "2019-12-20"), ("latest", "2019-12-20")}
    assert {(graph, hg(bound), day) for bound, day in bounds} == ask(store, query)


def test_misencoded_name_is_one_person(store: ox.Store) -> None:
    """The author's name is garbled in the text: kept as read, under the name it garbles."""
    assert {"actor/leo-caravagna"} == labelled(store, "caravagna")
    assert {"actor/leo-caravagna"} == labelled(store, "LĂ©o")


def test_sidebars_are_left_out(store: ox.Store) -> None:
    """Teasers of other articles beside the text are left out, and nobody of them is an actor."""
    query = """SELECT ?place {
        <source/ticsante> hg:leavesOut ?out . ?out oa:start ?first ; oa:end ?last .
        FILTER (?first = 6790)
        ?place oa:hasSource <source/ticsante> ; oa:hasSelector/oa:start ?start
        FILTER (?start >= ?first) }"""
    assert set() == ask(store, query)
    assert ("source/ticsante/6790-7665#left-out",) in ask(
        store, "SELECT ?x { <source/ticsante> hg:leavesOut ?x }"
    )
    assert set() == labelled(store, "Nuance Healthcare") | labelled(store, "Bacry")


# The translation of it (001).


def test_mistranslation_makes_no_claim_of_the_person_translated(store: ox.Store) -> None:
    """“or nous avons” became “or we have”: told beside the words, which claim what he said."""
    query = """SELECT ?claim ?source ?fault ?kind { ?place hg:attests ?claim ;
          oa:hasSource ?source .
        ?claim hg:speaker <actor/pierre-desmarais> ;
          hg:proposition/schema:about ?law .
        VALUES ?law { <legal-act/gdpr> <legal-act/public-health-code> }
        OPTIONAL { ?fault oa:hasTarget ?place ; dcterms:type ?kind
          FILTER (STRENDS(STR(?fault), "gdpr-or-mistranslated")) } }"""
    fault = ("discrepancy/gdpr-or-mistranslated", "mistranslation")
    grounds = ("gdpr-may-be-breached", "public-health-code-may-be-breached")
    assert {
        (f"claim/desmarais-{name}", source, *told)
        for name in grounds
        for source, told in (("source/ticsante", ("", "")), ("source/ticsante-en", fault))
    } == ask(store, query)


def test_translation_has_no_outlet_of_its_own(store: ox.Store) -> None:
    """The translation names no outlet: it has the original, and neither author nor publisher."""
    query = """SELECT ?of ?who { <source/ticsante-en> schema:translationOfWork ?of .
        OPTIONAL { <source/ticsante-en> schema:author|schema:publisher ?who } }"""
    assert {("source/ticsante", "")} == ask(store, query)


def test_every_place_of_the_translation_relays_the_original(store: ox.Store) -> None:
    """The translation is a source and never a witness: whatever it attests, it relays."""
    query = """SELECT ?place ?of { ?place oa:hasSource <source/ticsante-en> .
        OPTIONAL { ?place hg:relays/oa:hasSource ?of } }"""
    found = ask(store, query)
    assert len(found) > 50
    assert {"source/ticsante"} == {of for _, of in found}


# The podcast's page (002).


def test_publication_date_is_no_adoption_date(store: ox.Store) -> None:
    """The CNIL's decision was published on 31 January 2024; when it was adopted is unknown."""
    query = """SELECT ?published ?adopted { <legal-act/cnil-decision-2024>
        eli:date_publication ?published .
        OPTIONAL { <legal-act/cnil-decision-2024> eli:date_document ?adopted } }"""
    assert {("2024-01-31", "")} == ask(store, query)


def test_organisation_is_not_its_platform(store: ox.Store) -> None:
    """The hub is a body, which may speak, and a platform, which may not: two nodes."""
    query = """SELECT ?x ?class { VALUES ?class { hg:Organisation hg:System }
        VALUES ?x { <actor/health-data-hub> <system/health-data-hub> } ?x a ?class }"""
    assert {
        ("actor/health-data-hub", f"{PREFIXES['hg']}Organisation"),
        ("system/health-data-hub", f"{PREFIXES['hg']}System"),
    } == ask(store, query)
    about = "SELECT ?x { <proposition/hub-is-public-interest-grouping> schema:about ?x }"
    assert ("actor/health-data-hub",) in ask(store, about)
    assert ("system/health-data-hub",) not in ask(store, about)


def test_misspelt_company_names_are_kept_as_read(store: ox.Store) -> None:
    """Two firms bear the names that the page gives them, which nothing here corrects."""
    assert {"actor/secure-temple", "proposition/secure-temple-holds-secnumcloud"} == labelled(
        store, "Secure Temple"
    )
    assert {"actor/wordline", "proposition/wordline-holds-secnumcloud"} == labelled(
        store, "Wordline"
    )
    assert set() == labelled(store, "Worldline") | labelled(store, "Cloud Temple")


def test_what_is_said_of_emc2_is_the_podcasts_claim(store: ox.Store) -> None:
    """Who runs EMC2 is claimed by the podcast alone, and is no fact of the graph.

    Of the CNIL the page tells what it decided on EMC2, and on what grounds.
    """
    query = """SELECT ?speaker { ?claim hg:speaker ?speaker ; hg:proposition ?what .
        ?what schema:about <system/emc2> }"""
    assert {("actor/choses-a-savoir",), ("actor/cnil",)} == ask(store, query)
    runs = query.replace("?what .", "<proposition/emc2-run-by-ema> .")
    assert {("actor/choses-a-savoir",)} == ask(store, runs.replace("?what schema", "?any schema"))
    assert set() == ask(store, "SELECT ?x { <system/emc2> schema:provider ?x }")


def test_holding_a_certification_is_never_a_fact(store: ox.Store) -> None:
    """No triple ties a company to a certification: holdings are propositions that some claim."""
    query = """SELECT ?who ?p ?what { ?what a hg:Certification . ?who ?p ?what .
        { ?who a hg:Organisation } UNION { ?who a hg:System } }"""
    assert set() == ask(store, query)


def test_conditional_mood_weakens_what_is_quoted(store: ox.Store) -> None:
    """“Il n'existerait”: the CNIL denies, in the conditional."""
    query = """SELECT ?stance ?certainty { <claim/cnil-no-french-provider-emc2>
        hg:stance ?stance ; hg:certainty ?certainty }"""
    assert {("denies", "conditional")} == ask(store, query)


def test_podcast_speaks_for_itself_almost_throughout(store: ox.Store) -> None:
    """Seven claims of the page are others': five of the CNIL, two of hosts that oppose it."""
    query = """SELECT ?claim ?speaker { ?place oa:hasSource <source/choses-a-savoir-tech> ;
        hg:attests ?claim . ?claim hg:speaker ?speaker }"""
    found = [who for _, who in ask(store, query)]
    others = [who for who in found if who != "actor/choses-a-savoir"]
    hosts = "actor/french-hosts-against-cnil-decision"
    assert ["actor/cnil"] * 5 + [hosts] * 2 == sorted(others)
    assert len(others) < len(found) / 5


# The fact-check (003).


def test_reused_quotation_is_joined_by_its_digest(store: ox.Store) -> None:
    """Words quoted alike in two outlets have one SHA-256, and attest the same claim: four times."""
    query = """SELECT ?one ?other {
        ?one oa:hasSource <source/ticsante> ; oa:hasSelector/hg:sha256 ?digest .
        ?other oa:hasSource <source/tf1-a-la-loupe> ; oa:hasSelector/hg:sha256 ?digest }"""
    spans = {(1435, 1518), (1462, 1489), (1462, 1518), (1520, 1556)}
    later = 2921 - 1435
    places = {
        (
            f"source/ticsante/{start}-{end}",
            f"source/tf1-a-la-loupe/{start + later}-{end + later}",
        )
        for start, end in spans
    }
    assert places == ask(store, query)
    said = [{*map(frozenset, (attested_by(store, place) for place in pair))} for pair in places]
    assert [1] * 4 == [len(one) for one in said]


def test_three_sources_are_two_witnesses(store: ox.Store) -> None:
    """Three sources of that quotation have two roots: 003 does not say that it took it from 000."""
    claim = "<claim/combes-choice-controversial>"
    assert {("source/ticsante",), ("source/ticsante-en",), ("source/tf1-a-la-loupe",)} == ask(
        store, f"SELECT ?source {{ ?place hg:attests {claim} ; oa:hasSource ?source }}"
    )
    roots = f"""SELECT ?root {{ ?place hg:attests {claim} ; hg:relays* ?root .
        FILTER NOT EXISTS {{ ?root hg:relays ?further }} }}"""
    assert {("source/ticsante/1462-1518",), ("source/tf1-a-la-loupe/2948-3004",)} == ask(
        store, roots
    )


def test_cnil_reaches_the_fact_check_through_mediapart(store: ox.Store) -> None:
    """Three levels: the page quotes Mediapart, which paraphrases the CNIL, which speaks itself."""
    query = """SELECT ?page ?there ?paper ?how ?opinion ?own {
        ?page oa:hasSource <source/tf1-a-la-loupe> ; hg:mode ?there ; hg:relays ?paper ;
          hg:attests <claim/cnil-keys-sent> .
        ?paper oa:hasSource <source/mediapart-2020> ; hg:mode ?how ; hg:relays ?opinion .
        ?opinion oa:hasSource <source/cnil-opinion-2020> ; hg:mode ?own }"""
    sent = "cnil-keys-sent"
    chain = (
        "source/tf1-a-la-loupe/4060-4114",
        "direct",
        f"source/mediapart-2020/{sent}",
        "indirect",
    )
    assert {(*chain, f"source/cnil-opinion-2020/{sent}", "own-voice")} == ask(store, query)


def test_shorter_chain_leads_to_the_opinion_itself(store: ox.Store) -> None:
    """Two levels where the page cites the opinion: no newspaper stands between."""
    query = """SELECT ?page ?source { ?page oa:hasSource <source/tf1-a-la-loupe> ;
        hg:attests <claim/cnil-microsoft-can-access-data> ; hg:relays/oa:hasSource ?source }"""
    assert {("source/tf1-a-la-loupe/4229-4287", "source/cnil-opinion-2020")} == ask(store, query)


def test_works_only_heard_of_are_not_held(store: ox.Store) -> None:
    """What the texts tell of and nobody here holds has no digest, and no place in it an offset."""
    query = """SELECT ?source { ?source a hg:Source .
        FILTER NOT EXISTS { ?source schema:isPartOf*/hg:sha256 ?digest } }"""
    unheld = {source for (source,) in ask(store, query)}
    assert {"source/mediapart-2020", "source/cnil-opinion-2020", "source/klaba-tweet"} <= unheld
    places = ask(store, "SELECT ?source { ?x oa:hasSource ?source ; oa:hasSelector ?y }")
    assert not {source for (source,) in places} & unheld


def test_outlet_is_known_from_an_address_alone(store: ox.Store) -> None:
    """The fact-check names its outlet by a contact address: that is where the outlet is read."""
    query = "SELECT ?place { ?place hg:attests <actor/tf1> }"
    assert {("source/tf1-a-la-loupe/5690-5745",)} == ask(store, query)
    assert {("actor/tf1",)} == ask(
        store, "SELECT ?x { <source/tf1-a-la-loupe> schema:publisher|schema:author ?x }"
    )


def test_physician_of_the_video_has_one_name(store: ox.Store) -> None:
    """Karim Khelfaoui is named once and then called by his trade: one person, as read."""
    query = """SELECT ?label { <actor/karim-khelfaoui> skos:prefLabel|skos:hiddenLabel ?label
        FILTER (LANG(?label) = "fr") }"""
    assert {("Karim Khelfaoui",), ("le généraliste",)} == ask(store, query)
    people = "SELECT ?x { ?x a foaf:Person ; skos:prefLabel ?l FILTER CONTAINS(?l, 'Khelf') }"
    assert {("actor/karim-khelfaoui",)} == ask(store, people)


def test_title_that_presupposes_does_not_assert(store: ox.Store) -> None:
    """“Why will they be hosted there?” asks for a reason; the verdict asserts further on."""
    title = "SELECT ?end { <source/tf1-a-la-loupe/0-98#left-out> oa:end ?end }"
    assert {("98",)} == ask(store, title)
    there = """SELECT ?claim { ?place oa:hasSource <source/tf1-a-la-loupe> ; hg:attests ?claim ;
        oa:hasSelector/oa:start ?start FILTER (?start < 98) }"""
    assert set() == ask(store, there)
    query = """SELECT ?place ?stance { ?place hg:attests ?claim . ?claim hg:stance ?stance .
        VALUES ?claim { <claim/tf1-verdict-hosted-by-microsoft> } }"""
    assert {("source/tf1-a-la-loupe/4750-4866", "asserts")} == ask(store, query)


def test_happenings_dated_differently_stay_apart(store: ox.Store) -> None:
    """Announced, launched, born, developed: four dates for the hub, four events, never one."""
    query = """SELECT ?date { ?event a hg:Event ; hg:edtf ?date ;
        hg:involves <system/health-data-hub> . FILTER (REGEX(STR(?date), "^201[89]")) }"""
    assert {("2018-03",), ("2018-23",), ("2018-10/2018-12",), ("2019-05",)} == ask(store, query)
    assert set() == ask(store, "SELECT ?x { ?x owl:sameAs ?y }")


# The forum's news and its comments (004).


def test_names_spelt_two_ways_are_one_entity(store: ox.Store) -> None:
    """A senator, a director and a newspaper, each spelt two ways, are one entity each."""
    for spelling, entity in {
        "Catherine Morin Dessailly": "actor/catherine-morin-dessailly",
        "Morin Desailly": "actor/catherine-morin-dessailly",
        "Stéphanie Combes": "actor/stephanie-combes",
        "Stéphanie Comb": "actor/stephanie-combes",
        "Mediapart": "actor/mediapart",
        "MediaPart": "actor/mediapart",
    }.items():
        query = f"""SELECT ?x {{ ?x skos:prefLabel|skos:hiddenLabel ?label .
            FILTER (STR(?label) = "{spelling}") }}"""
        assert {(entity,)} == ask(store, query)
    assert {"actor/catherine-morin-dessailly"} == {
        entity for entity in labelled(store, "morin des") if entity.startswith("actor/")
    }


def test_page_without_a_date_is_bounded_by_its_comments(store: ox.Store) -> None:
    """The dateline is empty: the page is deduced to be no later than its first comment."""
    assert set() == ask(store, "SELECT ?x { <source/developpez> hg:edtf ?x }")
    query = """SELECT ?graph ?to { GRAPH ?graph { <source/developpez> hg:latest ?to } }"""
    graph = "https://w3id.org/hdhgraph/graph/curation"
    assert {(graph, "2020-06-10")} == ask(store, query)
    first = """SELECT (MIN(?day) AS ?first) { ?comment schema:isPartOf <source/developpez> ;
        hg:earliest ?day }"""
    assert {("2020-06-10",)} == ask(store, first)


def test_comments_are_sources_of_their_own(store: ox.Store) -> None:
    """Ten comments of nine accounts are each a source, part of the page, with a day."""
    query = """SELECT ?comment ?author ?day { ?comment a hg:Source, schema:Comment ;
        schema:isPartOf <source/developpez> ; schema:author ?author ; hg:edtf ?day .
        ?author a hg:Pseudonym }"""
    found = ask(store, query)
    assert len(found) == 10
    assert len({author for _, author, _ in found}) == 9
    assert "2020-06-10" == min(day for *_, day in found)
    assert "2020-06-19" == max(day for *_, day in found)


def test_pseudonyms_have_a_label_and_nothing_else(store: ox.Store) -> None:
    """Of a forum account the graph knows what it is called: no rank, no person, no capacity."""
    query = "SELECT DISTINCT ?property { ?account a hg:Pseudonym ; ?property ?value }"
    type_of = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert {(type_of,), (f"{PREFIXES['skos']}prefLabel",)} == ask(store, query)
    roles = "SELECT ?m { ?account a hg:Pseudonym . ?m org:member|hg:inCapacity ?account }"
    assert set() == ask(store, roles)


def test_words_of_a_comment_are_its_authors(store: ox.Store) -> None:
    """A comment speaks for its author; a quotation in it speaks for whom it names, through it.

    What the quoted question takes for granted, a call of the CNIL, is presupposed there.
    """
    query = """SELECT ?speaker ?author ?mode { ?comment a schema:Comment ; schema:author ?author .
        ?place oa:hasSource ?comment ; hg:attests/hg:speaker ?speaker ; hg:mode ?mode }"""
    found = ask(store, query)
    own = {row for row in found if row[2] == "own-voice"}
    assert len(own) == 9
    assert all(speaker == author for speaker, author, _ in own)
    assert {
        ("actor/cnil", "actor/darklinux", "presupposed"),
        ("actor/cnil", "actor/stardeath", "presupposed"),
        ("actor/stan-adkens", "actor/darklinux", "direct"),
        ("actor/stan-adkens", "actor/stardeath", "direct"),
        ("actor/stardeath", "actor/wokati", "direct"),
    } == found - own


def test_repeated_sentence_is_anchored_where_it_was_written(store: ox.Store) -> None:
    """A sentence stands twice on the page: once written, once quoted; the quotation is left out."""
    query = """SELECT ?place ?first { ?place oa:hasSource/schema:author <actor/grigric> ;
        oa:hasSelector/oa:start ?first }"""
    comment = "source/developpez-comment-grigric"
    assert {(f"{comment}/10100-{end}", "10100") for end in (10203, 10215, 10275)} == ask(
        store, query
    )
    assert ("source/developpez/10380-10599#left-out",) in ask(
        store, "SELECT ?x { <source/developpez> hg:leavesOut ?x }"
    )


def test_presupposition_of_a_question_is_no_witness(store: ox.Store) -> None:
    """A question presupposes that the CNIL called for a European provider: nobody states it.

    It is kept as presupposed, wherever it stands, and weighs against nothing; the forum's members
    answer in their own names.
    """
    query = """SELECT ?speaker ?mode { ?claim hg:speaker ?speaker ; hg:proposition ?what .
        VALUES ?what { <proposition/provider-should-be-european>
          <proposition/provider-should-be-french> <proposition/provider-should-have-been-french> }
        ?place hg:attests ?claim ; hg:mode ?mode }"""
    members = ("darklinux", "stardeath", "tanaka59")
    assert {("actor/cnil", "presupposed")} | {
        (f"actor/{member}", "own-voice") for member in members
    } == ask(store, query)
    derived = """SELECT ?other {
        <claim/cnil-calls-for-european-provider> hg:contradicts|hg:tensionWith ?other }"""
    assert set() == ask(store, derived)


def test_announced_hearing_is_later_than_its_page(store: ox.Store) -> None:
    """The page announces the examination: its day comes after the page, which no rule forbids."""
    query = """SELECT ?from ?to ?published { <event/hearing-conseil-etat> hg:earliest ?from ;
        hg:latest ?to . <source/developpez> hg:latest ?published }"""
    assert {("2020-06-11", "2020-06-11", "2020-06-10")} == ask(store, query)


def test_claimants_not_named_are_not_invented(store: ox.Store) -> None:
    """About fifteen filed the petition, ten are named: ten are known, and a group for them all."""
    query = """SELECT ?who { <event/petition-conseil-etat> hg:involves ?who .
        ?membership org:member ?who ; org:role role:claimant }"""
    found = {who for (who,) in ask(store, query)}
    assert "actor/claimants-conseil-etat" in found
    assert len(found) == 10 + 1


def test_american_laws_are_not_the_cloud_act(store: ox.Store) -> None:
    """The Cloud Act is named in 000, 001 and 004's comments: “American laws” are not it."""
    query = """SELECT ?page { ?claim hg:proposition/schema:about <legal-act/cloud-act> .
        ?place hg:attests ?claim ; oa:hasSource/schema:isPartOf* ?page .
        ?page dcterms:identifier ?name }"""
    assert {("source/ticsante",), ("source/ticsante-en",), ("source/developpez",)} == ask(
        store, query
    )
