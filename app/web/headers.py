"""Security headers of every answer, among them who may frame it."""

from flask import Flask, Response, g, request

from app.web.launch_keys import holds_key

INSIDE_THE_LMS = ("/l/", "/lti/")
SECRET_IN_THE_PATH = ("/share/", "/transcripts/")
"""What stands behind a link or a code that somebody gave away, every file and refusal of it included."""
ANYBODY = ("*",)
"""Who may frame a refusal that was made before it was known which LMS asks: a blank frame would help nobody."""

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "base-uri": "'none'",
}


def register(app: Flask) -> None:
    app.after_request(add_headers)


def allow_form_to(origin: str) -> None:
    """Let a form of this answer be sent to `origin` too, such as the LMS's deep linking return address."""
    g.form_origins = (*g.get("form_origins", ()), origin)


def add_headers(response: Response) -> Response:
    """Add what isn't set yet. Only the LMS that a launch came from may frame its pages."""
    ancestors = " ".join(g.get("frame_origins", ())) or "'none'"
    forms = " ".join(("'self'", *g.get("form_origins", ())))
    policy = {**CSP, "frame-ancestors": ancestors, "form-action": forms}
    headers = response.headers
    headers.setdefault("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in policy.items()))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # An address with a key in it opens a launch: not even our own pages need to know where somebody came from.
    is_secret = request.path.startswith(SECRET_IN_THE_PATH)
    tells_nobody = is_secret or g.get("launch_key") or holds_key(request.path)
    headers.setdefault("Referrer-Policy", "no-referrer" if tells_nobody else "same-origin")
    if is_secret:
        headers.setdefault("X-Robots-Tag", "noindex")
    headers.setdefault("Permissions-Policy", "geolocation=(), payment=(), usb=()")
    if request.path.startswith(INSIDE_THE_LMS):
        headers.setdefault("Cache-Control", "no-store")
    return response
