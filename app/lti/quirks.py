"""What real LMSs do differently: one function each, with product, symptom, source and test.

The rest of `app/lti` is written as the specifications say and calls these where an LMS is known to
differ. None of them asks which product it talks to: each is harmless for the others.
"""

import html
import json
import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from app.lti.addresses import origin_of
from app.lti.canvas_cloud import is_cloud, is_one_environment
from app.lti.links import links

ERROR_WORD = re.compile(r'"error"\s*:\s*"+([A-Za-z_]+)')
NAVIGATION = frozenset({"course_navigation", "account_navigation", "user_navigation"})
LONGEST_TITLE = 255
LONGEST_TOKEN_LIFE = 366 * 24 * 3600.0
NO_MARKUP = {
    ord("<"): "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
    ord(">"): "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
}


def service_below(url: str, name: str) -> str:
    """`…/lineitem?type_id=1` and "scores" -> `…/lineitem/scores?type_id=1`.

    Moodle: line item addresses carry a query, and appending to the end answers 404.
    Source: Moodle mod/lti gradebookservices; seen on 4.5.6. Test: test_a_service_goes_before_the_query.
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))


def next_page(link_header: str | None) -> str | None:
    """The address of the next page in a Link header, or None.

    Moodle: line items are paged with curly quotes and `&amp;`, which reach us as UTF-8 read as
    Latin-1. Source: Moodle mod/lti/service/gradebookservices lineitems.php, seen on 4.5.6.
    Test: test_the_next_page_is_found_behind_curly_quotes.
    """
    if not link_header:
        return None
    following = (link.target for link in links(_as_utf8(link_header)) if "next" in link.relations)
    target = next(following, "")
    return html.unescape(target) or None


def _as_utf8(header: str) -> str:
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def is_of_course(lms_placement: str | None, link_id: str, context_id: str) -> bool:
    """Whether the tool was opened from the course itself, though the launch names a link.

    Canvas: from its navigation and for a bare tool address the link's id is that of the course (or of the account).
    Moodle: ids are small integers, so activity 5 of course 5 is an activity like any other.
    Source: Canvas lib/lti/messages, LTI placements guide. Test: test_a_launch_from_the_navigation_is_of_the_course.
    """
    return lms_placement in NAVIGATION or (link_id == context_id and not link_id.isdecimal())


def usable_seconds(expires_in: object) -> float:
    """For how long an access token may be kept: its life less a minute, but at least half of a short life.

    Moodle: tokens live an hour by default, yet a site may set 60 seconds, and a full minute of caution
    would leave nothing. Some platforms send the number as text, or none: then a minute is assumed, as for what is
    no number of seconds at all (NaN, Infinity, a million years).
    Source: Moodle mod/lti token.php. Test: test_a_token_of_a_minute_is_used_for_half_of_it.
    """
    try:
        life = float(str(expires_in))
    except ValueError:
        life = math.nan
    life = life if life <= LONGEST_TOKEN_LIFE else 60.0
    return max(life - 60, life / 2, 0.0)


def token_error(body: str) -> str:
    """The OAuth error word of a refusal, or "" where there is none.

    Moodle: the body of a 400 may be broken JSON (unescaped quotes inside the message), as text/html.
    Source: Moodle mod/lti/token.php, seen on 4.5.6. Test: test_the_error_word_is_found_in_broken_json.
    """
    try:
        document = json.loads(body)
    except ValueError:
        found = ERROR_WORD.search(body)
        return found.group(1) if found else ""
    return str(document.get("error", "")) if isinstance(document, Mapping) else ""


def is_throttled(status: int, text: str) -> bool:
    """Whether a refusal only means "too fast".

    Canvas: says so with 403 and the words "Rate Limit Exceeded", not with 429.
    Source: Canvas doc/api/throttling.md. Test: test_throttling_by_403_pauses_the_whole_platform.
    """
    return status == 429 or (status == 403 and "rate limit exceeded" in text.lower())


def is_web_page(content_type: str, text: str) -> bool:
    """Whether an answer of 200 is a page for people: of maintenance, of a proxy, or with a programmer's notice on it.

    Moodle: a site whose debugging is switched on prints notices before its empty answer, though the score is stored;
    a maintenance page comes with 200 as well, and nothing is. Only a look tells the two apart.
    Source: Moodle admin/cli/maintenance.php, lib/setuplib.php.
    Test: test_a_page_in_place_of_an_answer_is_no_receipt.
    """
    return "html" in content_type.lower() and bool(text.strip())


def is_stale_timestamp(status: int, text: str) -> bool:
    """Whether a score was refused because the gradebook holds a newer entry.

    Moodle: 409 when the stored time is the same or later, in whole seconds. Canvas: 400 that speaks of the
    timestamp. Source: Moodle scores.php; Canvas scores_controller.rb.
    Test: test_a_newer_entry_in_the_gradebook_is_a_conflict.
    """
    words = text.lower()
    return status == 409 or (status == 400 and "timestamp" in words and ("before" in words or "earlier" in words))


def is_ahead_of_their_clock(status: int, text: str) -> bool:
    """Whether a score was refused because its hand-in time hasn't come yet by the LMS's clock.

    Canvas: 400 when `submittedAt` is more than a minute ahead, which only tells of two clocks that differ; the
    moment comes by itself. Source: Canvas scores_controller.rb.
    Test: test_a_hand_in_time_ahead_of_their_clock_waits_for_it.
    """
    return status == 400 and "future" in text.lower()


def results_page(product_family: str | None) -> int | None:
    """How many results to ask for in one page; None where nothing may be asked.

    Canvas: pages of ten unless a `limit` says more. Moodle: an error page for any `limit`.
    Source: Canvas results_controller.rb; Moodle results.php, seen on 4.5.6.
    Test: test_canvas_is_asked_for_large_pages_of_results_and_moodle_for_none.
    """
    return 100 if "canvas" in (product_family or "").lower() else None


def may_read_by_line_item(code: str) -> bool:
    """Whether line items that can't be read with `lineitem.readonly` may be read with `lineitem`.

    Moodle and Canvas grant both. lti1p3platform and what is built on it grant the wider one alone, which reads too
    (AGS 2.0, 3.1), and answer 401 to a token of the other. Source: lti1p3platform, Moodle gradebookservices.php.
    Test: test_line_items_are_read_by_the_wider_scope_where_need_be.
    """
    return code in {"scope-refused", "not-permitted", "permission-lost"}


def is_not_gradable(status: int, text: str) -> bool:
    """Whether the person can't have a grade in this course, such as a teacher.

    Moodle: 400 with the reason "Incorrect score received" in the status line and `[]` as the body.
    Source: Moodle scores.php; ltijs issues 55 and 65. Test: test_a_teacher_has_no_grade_in_moodle.
    """
    return status == 400 and "incorrect score" in text.lower()


def may_share_host(issuer: str, address: str) -> bool:
    """Whether `address` may speak for `issuer`: the same host and port, or Canvas's own pair of domains.

    Canvas: the issuer of the cloud is canvas.instructure.com while its documents and keys are at
    sso.canvaslms.com and its registration at the school's host. Beta and test stay apart from production.
    Source: Canvas doc/api/lti_dev_key_config.md. Test: test_canvas_may_speak_from_its_own_second_domain.
    """
    here, there = urlsplit(issuer), urlsplit(address)
    if here.netloc.lower() == there.netloc.lower():
        return True
    return is_cloud(issuer) and is_one_environment(issuer, address)


def flat_custom(values: Mapping[str, Any]) -> dict[str, str]:
    """Custom parameters as every LMS keeps them: lower-case snake names, one-line texts.

    Moodle: keeps them as `name=value` lines (a line break makes a second name) and lower-cases names; a nested
    object is an error page. Source: Moodle mod/lti/locallib.php. Test: test_custom_values_stay_on_one_line.
    """
    return {
        re.sub(r"[^a-z0-9_]", "_", name.lower()): " ".join(str(value).split())
        for name, value in values.items()
        if value is not None
    }


def plain_words(text: str) -> str:
    """A text for a content item, without anything that reads as markup.

    Moodle and Canvas put `title` and `text` into a page as HTML, although the specification says plain text.
    Source: Moodle mod/lti/contentitem_return.php, seen on 4.5.6; Canvas lti/ims/concerns/deep_linking_modules.rb.
    Test: test_words_of_an_item_hold_no_markup.
    """
    return " ".join(text.split()).translate(NO_MARKUP)


def short_words(title: str) -> str:
    """A title or label as `plain_words`, in at most 255 characters.

    Canvas refuses an assignment with a longer title, Moodle's database a longer activity name.
    Source: Canvas app/models/assignment.rb; Moodle mod/lti/db/install.xml. Test: test_a_long_title_is_cut_with_a_sign.
    """
    words = plain_words(title)
    return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1].rstrip() + "…"


def takes_dates(product_family: str) -> bool | None:
    """Whether dates of a deep linked activity are kept; None where it isn't known, and a person has to look.

    Canvas keeps due, unlock and lock dates of an item that becomes an assignment. Moodle passes all of them over.
    Source: Canvas lti/ims/concerns/deep_linking_modules.rb; Moodle 4.5.6, seen.
    Test: test_canvas_keeps_dates_and_moodle_does_not.
    """
    return {"canvas": True, "moodle": False}.get(product_family)


def learnt_deployment(answer: Mapping[str, Any]) -> str | None:
    """The deployment id in the answer to a registration, if the platform tells it.

    Moodle puts it into the tool configuration. Canvas told none for years; newer ones make a deployment for
    the whole account at once and tell it beside the tool configuration. Further ones show at their first launch.
    Source: Moodle registration_helper.php; Canvas dynamic_registration_controller.rb.
    Test: test_a_deployment_is_learnt_wherever_the_answer_tells_it.
    """
    tool = answer.get("https://purl.imsglobal.org/spec/lti-tool-configuration")
    inner = tool.get("deployment_id") if isinstance(tool, Mapping) else None
    value = inner or answer.get("deployment_id")
    return str(value)[:255] if isinstance(value, str | int) and value else None


def token_audience(configuration: Mapping[str, Any], product_family: str) -> str | None:
    """The `aud` of our client assertion where it isn't the token address.

    D2L names it as `authorization_server`. Canvas may name one too, but takes its token address only.
    Source: LTI Dynamic Registration 1.0, 2.1; Canvas lib/canvas/oauth/asymmetric_client_credentials_provider.rb.
    Test: test_the_audience_of_the_assertion_is_what_the_platform_names.
    """
    server = configuration.get("authorization_server")
    if not isinstance(server, str) or not server.isprintable() or product_family == "canvas":
        return None
    return server[:2000] or None


def frames_of_cloud(origin: str) -> tuple[str, ...]:
    """Further origins that may frame the registration page.

    Canvas: the configuration is at sso.canvaslms.com, while the page is framed at the school's own host, which
    nothing tells us yet. Source: Canvas doc/api/registration.md.
    Test: test_a_school_on_canvas_may_frame_the_registration.
    """
    return ("https://*.instructure.com",) if is_cloud(origin) else ()


def cloud_origin(custom: Mapping[str, str]) -> str | None:
    """The institution's own origin in a cloud, from the custom parameter `canvas_api_domain`; None elsewhere.

    Canvas: people come by their institution's own host or by school.instructure.com, as they like, and a launch's
    return address names only the one in use; a page that the other frames later would stay blank. A teacher can
    write custom parameters too, so only hosts of the cloud itself are believed.
    Source: Canvas doc/api/tools_variable_substitutions.md, $Canvas.api.domain.
    Test: test_a_canvas_host_is_believed_only_within_the_cloud.
    """
    origin = origin_of(f"https://{custom.get('canvas_api_domain', '')}")
    return origin if origin and urlsplit(origin).netloc.endswith(".instructure.com") else None
