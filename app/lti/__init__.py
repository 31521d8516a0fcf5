"""The 1EdTech edge: platforms, their launches, our keys, and the calls back.

Owns the tables of registrations, deployments, keys and what was used up. Promises that a `Launch`
was signed by its platform, meant for us, asked for by this very login, and opens once. Alone in
using pylti1p3; no other package sees a claim or a token.
"""

from app.lti.addresses import origin_of
from app.lti.ags import AgsClient
from app.lti.ags_messages import (
    CRITERION_TAG,
    OLDER_TOTAL_TAGS,
    TOTAL_TAG,
    ActivityProgress,
    CanvasSubmission,
    GradingProgress,
    LineItem,
    NewLineItem,
    Result,
    ScoreMessage,
    SubmissionType,
)
from app.lti.claims import AgsEndpoint, Context, DeepLinkingSettings, Launch, MessageType, NoticeService, ResourceLink
from app.lti.content_items import (
    ContentItem,
    ContentLineItem,
    ContentType,
    FileItem,
    HtmlItem,
    ImageItem,
    LinkItem,
    Period,
    Picture,
    ResourceLinkItem,
    Target,
)
from app.lti.deep_linking import DeepLinkingForm, Remarks, build_deep_linking_response
from app.lti.deployments import (
    DeploymentView,
    deployment_view,
    deployments,
    registration_of_deployment,
    set_deployment_standing,
)
from app.lti.dynamic_registration import (
    Introduction,
    Registered,
    complete_registration,
    introduce,
    registration_frames,
)
from app.lti.errors import LaunchRefused, state_of_another_browser
from app.lti.event_models import EventKind
from app.lti.events import (
    EventView,
    RefusalBudget,
    SeenScope,
    forget_old_events,
    launch_events,
    note_launch,
    note_refusal,
    scopes_seen,
)
from app.lti.invitations import InvitationView, find_invitation, invite
from app.lti.key_schedule import KeyChange, KeyChangeKind, ToolKeyView, keep_keys, tool_key_views
from app.lti.key_sets import KeySets, fetch_key_set
from app.lti.keys import SigningKey, ensure_keys, public_key_set, rotate_keys, signing_key, signing_since
from app.lti.launch import (
    LaunchPost,
    VerifiedLaunch,
    admit_launch,
    held_launch,
    read_launch_post,
    verify_launch,
)
from app.lti.login import LoginRequest, login_redirect, read_login
from app.lti.manifest import ToolAddresses, canvas_configuration, registration_request, tool_addresses
from app.lti.models import KeyStatus, Standing
from app.lti.nrps import Member, NrpsClient, RosterPage, RosterQuery
from app.lti.platforms import (
    PlatformEntry,
    PlatformView,
    add_deployment,
    add_platform,
    list_platforms,
    set_platform_standing,
)
from app.lti.probing import KeysLook, Look, PlatformProbe, TokenLook
from app.lti.quirks import results_page, takes_dates
from app.lti.registrations import (
    RegistrationMemory,
    RegistrationView,
    find_registration,
    frame_origins,
    registration_view,
    require_active,
)
from app.lti.replies import Reply, ReplyKind, ServiceRefused
from app.lti.roles import TEST_USER, LtiRole, RoleScope, parse_role
from app.lti.scopes import ALL_SCOPES
from app.lti.state import (
    LOGIN_COOKIE,
    LoginState,
    NewState,
    States,
    Ticket,
    forget_used_states,
    is_proof,
    is_same_browser,
    use_once,
)
from app.lti.tokens import AccessTokens
from app.lti.verify import UnverifiedToken, peek

__all__ = [
    "ALL_SCOPES",
    "CRITERION_TAG",
    "LOGIN_COOKIE",
    "OLDER_TOTAL_TAGS",
    "TEST_USER",
    "TOTAL_TAG",
    "AccessTokens",
    "ActivityProgress",
    "AgsClient",
    "AgsEndpoint",
    "CanvasSubmission",
    "ContentItem",
    "ContentLineItem",
    "ContentType",
    "Context",
    "DeepLinkingForm",
    "DeepLinkingSettings",
    "DeploymentView",
    "EventKind",
    "EventView",
    "FileItem",
    "GradingProgress",
    "HtmlItem",
    "ImageItem",
    "Introduction",
    "InvitationView",
    "KeyChange",
    "KeyChangeKind",
    "KeySets",
    "KeyStatus",
    "KeysLook",
    "Launch",
    "LaunchPost",
    "LaunchRefused",
    "LineItem",
    "LinkItem",
    "LoginRequest",
    "LoginState",
    "Look",
    "LtiRole",
    "Member",
    "MessageType",
    "NewLineItem",
    "NewState",
    "NoticeService",
    "NrpsClient",
    "Period",
    "Picture",
    "PlatformEntry",
    "PlatformProbe",
    "PlatformView",
    "RefusalBudget",
    "Registered",
    "RegistrationMemory",
    "RegistrationView",
    "Remarks",
    "Reply",
    "ReplyKind",
    "ResourceLink",
    "ResourceLinkItem",
    "Result",
    "RoleScope",
    "RosterPage",
    "RosterQuery",
    "ScoreMessage",
    "SeenScope",
    "ServiceRefused",
    "SigningKey",
    "Standing",
    "States",
    "SubmissionType",
    "Target",
    "Ticket",
    "TokenLook",
    "ToolAddresses",
    "ToolKeyView",
    "UnverifiedToken",
    "VerifiedLaunch",
    "add_deployment",
    "add_platform",
    "admit_launch",
    "build_deep_linking_response",
    "canvas_configuration",
    "complete_registration",
    "deployment_view",
    "deployments",
    "ensure_keys",
    "fetch_key_set",
    "find_invitation",
    "find_registration",
    "forget_old_events",
    "forget_used_states",
    "frame_origins",
    "held_launch",
    "introduce",
    "invite",
    "is_proof",
    "is_same_browser",
    "keep_keys",
    "launch_events",
    "list_platforms",
    "login_redirect",
    "note_launch",
    "note_refusal",
    "origin_of",
    "parse_role",
    "peek",
    "public_key_set",
    "read_launch_post",
    "read_login",
    "registration_frames",
    "registration_of_deployment",
    "registration_request",
    "registration_view",
    "require_active",
    "results_page",
    "rotate_keys",
    "scopes_seen",
    "set_deployment_standing",
    "set_platform_standing",
    "signing_key",
    "signing_since",
    "state_of_another_browser",
    "takes_dates",
    "tool_addresses",
    "tool_key_views",
    "use_once",
    "verify_launch",
]
