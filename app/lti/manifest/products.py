"""LMSs that an administrator fills in by hand: the words they use, where to find them, what to mind.

Each word of the LMS's form stands with the one of our values that belongs there, by name; `sheets` puts
the values in. A way through menus is written with " > ". Moodle and Canvas have pages of their own in docs/.
"""

from dataclasses import dataclass

Field = tuple[str, str]
"""The LMS's word, and a field of ToolAddresses or an option of `flask lti add-platform`."""


@dataclass(frozen=True, slots=True)
class Product:
    """One LMS as its administrator sees it. `known` are options of ours that are the same at every customer."""

    key: str
    title: str
    code: str
    """The product's own code, as its launches name it; empty where any may come."""
    before: str
    steps: tuple[str, ...]
    into: tuple[Field, ...]
    out: tuple[Field, ...]
    known: tuple[Field, ...]
    placing: str
    notes: tuple[str, ...]


GENERIC_INTO = (
    ("Tool URL, target link URI, launch URL", "launch"),
    ("Redirect URI, redirection URI (this one only)", "launch"),
    ("Initiate login URL, OpenID Connect initiation URL", "login"),
    ("Public keyset, JWK URL", "keys"),
    ("Content selection URL, deep linking URL", "launch"),
    ("Domain", "domain"),
    ("Icon", "icon"),
)
GENERIC_OUT = (
    ("Platform ID, issuer", "--issuer"),
    ("Client ID", "--client-id"),
    ("Authentication request URL, authorization endpoint", "--auth-url"),
    ("Access token URL, token endpoint", "--token-url"),
    ("Public keyset URL, JWKS", "--jwks-url"),
    ("Deployment ID (several are possible)", "--deployment-id"),
)
AUDIENCE = "Audience, only if the LMS names one that isn't its token URL"

GENERIC = Product(
    key="generic",
    title="Any LMS with LTI 1.3 Advantage",
    code="",
    before="Try Dynamic Registration first: an LMS that asks for a registration address takes the link that "
    '`flask lti invite --label "…"` prints, and this sheet is not needed.',
    steps=("Register a new LTI 1.3 tool and fill in the first table.", "Note what the LMS shows then."),
    into=GENERIC_INTO,
    out=(*GENERIC_OUT, (AUDIENCE, "--token-audience")),
    known=(),
    placing="Place micro-credentials with the LMS's content selection (deep linking), so that each brings its own "
    "gradebook column.",
    notes=(),
)

BLACKBOARD = Product(
    key="blackboard",
    title="Blackboard Learn",
    code="blackboard",
    before="Blackboard keeps tools in Anthology's developer portal: an application is registered there once, and "
    "each Learn takes it in by its client ID.",
    steps=(
        "developer.blackboard.com > My Apps > **Register an application**; switch **My Integration supports LTI "
        "1.3** on, fill in the first table, signing algorithm RS256.",
        "Note the application ID (that is the client ID).",
        "In Learn: Administrator Panel > Integrations > LTI Tool Providers > **Register LTI 1.3/Advantage Tool**; "
        "enter the client ID and submit. Set Tool Status to Approved, allow grade service access and membership "
        "service access, and send role, name and email in the user fields.",
        "Note the deployment ID shown there.",
        "In the same list: Manage Placements > **Create Placement**, type **Deep Linking content tool**, with the "
        "launch address as target.",
    ),
    into=(
        ("Login Initiation URL", "login"),
        ("Tool Redirect URL(s)", "launch"),
        ("Tool JWKS URL", "keys"),
        ("Target Link URI of the placement", "launch"),
        ("Domain(s)", "domain"),
        ("Icon of the placement", "icon"),
    ),
    out=(
        ("Application ID, Client ID", "--client-id"),
        ("Public keyset URL (ends in the application ID)", "--jwks-url"),
        ("Deployment ID", "--deployment-id"),
    ),
    known=(
        ("--issuer", "https://blackboard.com"),
        ("--auth-url", "https://developer.blackboard.com/api/v1/gateway/oidcauth"),
        ("--token-url", "https://developer.blackboard.com/api/v1/gateway/oauth2/jwttoken"),
    ),
    placing="In a course: Content > **+** > Content Market (or Build Content in the Original view), choose Cairn.",
    notes=(
        "One application serves every Learn that takes it in, and all share its issuer and client ID; the "
        "deployment ID tells them apart. Register it in Cairn once, and approve each further Learn by its deployment.",
    ),
)

BRIGHTSPACE = Product(
    key="brightspace",
    title="D2L Brightspace",
    code="desire2learn",
    before="Brightspace can register Cairn by itself: Admin Tools > Manage Extensibility > LTI Advantage > Register "
    'Tool, **Dynamic**, with the link that `flask lti invite --label "…"` prints. By hand:',
    steps=(
        "Admin Tools > Manage Extensibility > LTI Advantage > **Register Tool**, Standard. Fill in the first table.",
        "Under Extensions tick Assignment and Grade Services, Deep Linking, and Names and Role Provisioning Services.",
        "Note what the page shows then.",
        "**View Deployments** > **New Deployment**: choose Cairn, tick the three extensions again, and under Security "
        "Settings Org Unit Information, User Information with name and email, and Link Information. Choose the org "
        "units that may use it. Note the deployment ID.",
        "In the deployment: **View Links** > **New Link**, type **Deep Linking Quicklink**, with the launch address.",
    ),
    into=(
        ("Domain", "domain"),
        ("Redirect URLs (this one only)", "launch"),
        ("OpenID Connect Login URL", "login"),
        ("Target Link URI", "launch"),
        ("Keyset URL", "keys"),
    ),
    out=(
        ("Issuer", "--issuer"),
        ("Client Id", "--client-id"),
        ("OpenID Connect Authentication Endpoint", "--auth-url"),
        ("Brightspace OAuth2 Access Token URL", "--token-url"),
        ("Brightspace Keyset URL", "--jwks-url"),
        ("Brightspace OAuth2 Audience", "--token-audience"),
        ("Deployment ID", "--deployment-id"),
    ),
    known=(),
    placing="In a course: Content > a module > **Existing Activities** (or Add Existing), choose Cairn.",
    notes=("The audience is not the token URL here: without `--token-audience` no score arrives.",),
)

SAKAI = Product(
    key="sakai",
    title="Sakai",
    code="sakai",
    before="Sakai takes a registration link too: Administration Workspace > External Tools > **Use LTI Advantage "
    'Auto Provisioning**, with the link that `flask lti invite --label "…"` prints. By hand:',
    steps=(
        "Administration Workspace > External Tools > **Install LTI 1.x Tool**; switch **This tool supports LTI 1.3** "
        "on and fill in the first table.",
        "Allow: roster, grade service (line items), launch and content item selection. Send names and email if badges "
        "are to carry them.",
        "Save, open the tool again, and note what is under **LTI 1.3 platform configuration**.",
    ),
    into=(
        ("Launch URL", "launch"),
        ("LTI 1.3 Tool OpenID Connect/Initialization Endpoint", "login"),
        ("LTI 1.3 Tool Redirect Endpoint(s)", "launch"),
        ("LTI 1.3 Tool Keyset URL", "keys"),
    ),
    out=(
        ("LTI 1.3 Issuer URL", "--issuer"),
        ("LTI 1.3 Client ID", "--client-id"),
        ("LTI 1.3 Platform OAuth2 Well-Known/KeySet URL", "--jwks-url"),
        ("LTI 1.3 Platform OAuth2 Bearer Token Retrieval URL", "--token-url"),
        ("LTI 1.3 Platform OIDC Authentication URL", "--auth-url"),
        ("LTI 1.3 Deployment ID (usually 1)", "--deployment-id"),
    ),
    known=(),
    placing="In a site: Lessons > Add Content > **Add External Tool**, choose Cairn.",
    notes=("Sakai is looked after by its community; the words above differ a little between 21, 22 and 23.",),
)

OPEN_EDX = Product(
    key="open-edx",
    title="Open edX",
    code="",
    before="Open edX registers a tool in each course unit. Every unit has a client ID of its own unless the operator "
    "made a reusable LTI configuration (django admin > LTI Consumer); make one, so that one connection serves all.",
    steps=(
        'Studio > Settings > Advanced Settings: add `"lti_consumer"` to Advanced Module List.',
        "In a unit: Advanced > **LTI Consumer**, Edit. LTI version 1.3, tool public key mode **Keyset URL**; fill in "
        "the first table. Enable deep linking, and programmatic LTI Advantage Assignment and Grades.",
        "Save; Studio then shows the values for the second table below the component.",
        "Request username and email under Advanced if badges are to carry a name.",
    ),
    into=(
        ("Tool Launch URL", "launch"),
        ("Registered Redirect URIs (a list of this one)", "launch"),
        ("Tool Initiate Login URL", "login"),
        ("Tool Keyset URL", "keys"),
        ("Deep Linking Launch URL", "launch"),
    ),
    out=(
        ("Issuer", "--issuer"),
        ("Client ID", "--client-id"),
        ("Deployment ID", "--deployment-id"),
        ("Keyset URL", "--jwks-url"),
        ("Access Token URL", "--token-url"),
        ("Login URL", "--auth-url"),
    ),
    known=(),
    placing="Press **Deep Linking Launch - Configure tool** below the component and choose a micro-credential.",
    notes=("The deployment ID is 1 in every unit; Cairn keeps units apart by their client IDs.",),
)

PRODUCTS = (GENERIC, BLACKBOARD, BRIGHTSPACE, SAKAI, OPEN_EDX)
