"""Pages and documents for anyone, without a launch: badges, achievements, issuers, status lists."""

from app.web.public.documents import blueprint as documents
from app.web.public.pages import STATUS_WORDS
from app.web.public.pictures import blueprint as pictures
from app.web.public.routes import blueprint
from app.web.public.share_routes import blueprint as shared
from app.web.public.verify_routes import blueprint as verify

__all__ = ["STATUS_WORDS", "blueprint", "documents", "pictures", "shared", "verify"]
