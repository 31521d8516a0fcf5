"""Scopes and media types of LTI Advantage, as the specifications write them."""

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM = AGS + "lineitem"
LINE_ITEM_READ = AGS + "lineitem.readonly"
RESULT_READ = AGS + "result.readonly"
SCORE = AGS + "score"
MEMBERSHIP_READ = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

NOTICE_HANDLERS = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"

ALL_SCOPES = (LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE, MEMBERSHIP_READ)
"""What Cairn asks of every platform. `lineitem` doesn't imply `lineitem.readonly` everywhere, so both are named."""

OPTIONAL_SCOPES = (NOTICE_HANDLERS,)
"""What Cairn asks for only where the platform says that it has it: being told of copied courses."""

LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
