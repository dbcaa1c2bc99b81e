"""The words by which names, offices and speech are told. Add to them freely."""

import re


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


PARTICLES = words("""
    de da di del della der den des dos du el al bin ibn la le van von y zu
    """)
HONORIFICS = words("""
    mr mrs ms miss mx dr prof professor sir dame lord lady sister father rev judge justice
    """)
ROLES = words("""
    chair chairman chairwoman chairperson chief head minister mayor president secretary
    treasurer spokesman spokeswoman spokesperson boss leader captain chemist clerk lawyer
    judge king queen councillor councilwoman councilman governor premier commissioner
    ombudsman superintendent guard warden analyst economist scientist farmer nurse doctor
    teacher pastor bishop priest sheriff general colonel principal partner agent deputy
    delegate envoy ambassador founder co-founder owner author editor reporter columnist
    historian representative official steward convener convenor student resident tenant
    grower driver architect surveyor member rep sergeant officer engineer expert attorney
    counsel executive prosecutor auditor dean rector fellow professor ceo cfo coo vice-
    chair aide pensioner veteran shepherd coordinator monk witness widow widower neighbour
    neighbor midwife crew fisherman
    """)
ROLE_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "eer", "ant", "ess", "ologist", "keeper")
NOT_ROLES = words("""
    after over under never ever other another whether rather either neither later earlier
    water river summer winter number letter paper power weather matter order for or nor
    former however together member's want man woman significant constant restaurant
    important monday
    """) - {"former"}
BODIES = words("""
    union board council authority agency survey assembly ministry department university
    association federation company society party commission committee office bureau
    institute court bank cooperative co-operative league club trust fund service institute
    works group congress senate parliament province city town village district school
    hospital press police laboratory lab observatory museum archive inspectorate operator
    network campaign
    """)
NOT_NAMES = words("""
    the a an on in at but and or so yet when if as by for from to of with after before
    since until while where what who why how that this these those there here it its he
    she they we i you his her their our my your not no nor one two three four five six
    seven eight nine ten both all some most many each every now then today yesterday
    tomorrow tonight monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december spring
    summer autumn winter according asked said still even only under over between during
    against about because although though nobody somebody everybody photo picture image
    source table half last next another once again instead perhaps meanwhile later earlier
    critics officials villagers farmers neither either let new
    """)
VERBS = (
    r"says?|said|tells?|told|asks?|asked|adds?|added|answers?|answered|repl(?:y|ies|ied)|"
    r"calls?|called|writes?|wrote|written|argues?|argued|insists?|insisted|warns?|warned|"
    r"explains?|explained|notes?|noted|describes?|described|complains?|complained|declares?|"
    r"declared|admits?|admitted|concedes?|conceded|claims?|claimed|recalls?|recalled|promises?|"
    r"promised|testifie[sd]|announces?|announced|puts?|responds?|responded|shouts?|shouted|"
    r"jokes?|joked|maintains?|maintained|counters?|countered|states?|stated|observes?|observed|"
    r"remarks?|remarked|suggests?|suggested|acknowledges?|acknowledged|confirms?|confirmed|"
    r"denie[sd]|demands?|demanded|urges?|urged|vows?|vowed|continues?|continued|concludes?|"
    r"concluded|objects?|objected|protests?|protested|spoke|speaks?|dismisse[sd]|likens?|likened|"
    r"labell?ed|branded|termed|thinks?|thought|believes?|believed|quips?|quipped|quotes?|quoted|"
    r"held|ruled|agreed|predicted|estimated|judged|swore|cried|"
    r"laughs?|laughed|goes on|went on|reads?|mutters?|muttered|whispers?|whispered|sighs?|sighed|"
    r"snaps?|snapped|boasts?|boasted|pleads?|pleaded|stresse[sd]|repeats?|repeated|reports?|"
    r"reported|recounts?|recounted|reckons?|reckoned|summed up|summed it up|wonders?|wondered"
)
SPEECH = re.compile(rf"(?<![\w’'-])(?:{VERBS})(?![\w’'-])", re.IGNORECASE)
