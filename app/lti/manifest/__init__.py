"""What Cairn is to an LMS: one manifest, told in the words of each product.

`tool` holds what is true everywhere, `variables` and `places` what Cairn asks of a product, and from these
come the body of a Dynamic Registration, Canvas's JSON and the sheets for administrators in lti_config/.
"""

from app.lti.manifest.canvas import canvas_configuration
from app.lti.manifest.names import product_name
from app.lti.manifest.registration import registration_request
from app.lti.manifest.sheets import SHEETS, sheet_for
from app.lti.manifest.tool import ToolAddresses, tool_addresses
from app.lti.manifest.variables import PLATFORM_VARIABLES

__all__ = [
    "PLATFORM_VARIABLES",
    "SHEETS",
    "ToolAddresses",
    "canvas_configuration",
    "product_name",
    "registration_request",
    "sheet_for",
    "tool_addresses",
]
