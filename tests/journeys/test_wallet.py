"""A badge goes into a wallet: the earner reads the code in the LMS, the wallet knows nothing but link and code."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.earners import BADGE_OF_SHORTEST, Earner, earn
from tests.journeys.looking import looking
from tests.journeys.school import SHORTEST, School
from tests.wallet.holder import HolderWallet, over_http

pytestmark = [pytest.mark.journey, pytest.mark.slow]
KEPT = "A badge for the wallet"


def makes_an_offer(ben: Earner) -> tuple[str, str]:
    """The link and the digits that the page shows."""
    ben.follows(ben.tool.get_by_role("button", name="Make an offer"))
    link = ben.tool.get_by_role("link", name="Open my wallet").get_attribute("href") or ""
    return link, ben.tool.locator(".wallet-code").inner_text().rpartition(":")[2].replace(" ", "").strip()


def test_a_wallet_takes_the_badge_with_the_code_that_the_earner_reads(browser: BrowserContext, moodle: School) -> None:
    moodle.place(KEPT, title=SHORTEST)
    ben = earn(browser, moodle, "Ben", KEPT)
    ben.opens_my_credentials(KEPT)
    ben.opens_badge(BADGE_OF_SHORTEST)
    with looking("wallet-") as looks:
        ben.follows(ben.tool.get_by_role("link", name="Put it into a wallet"))
        looks.look(ben.page, "no-offer")
        link, code = makes_an_offer(ben)
        looks.look(ben.page, "offer")
        wallet = HolderWallet(over_http, lambda: datetime.now(UTC))
        wallet.open(link)
        assert wallet.redeem("000000" if code != "000000" else "111111").error == "invalid_grant"
        assert wallet.redeem(code).status == 200
        answer = wallet.claim()
        assert answer.status == 200, answer.body
        credential = answer.body["credentials"][0]["credential"]
        assert credential["credentialSubject"]["id"] == wallet.did()
        assert wallet.tell(answer.body["notification_id"], "credential_accepted").status == 204
        ben.follows(ben.tool.get_by_role("link", name="Look again"))
        expect(ben.tool.get_by_role("region", name="In your wallets").get_by_role("listitem")).to_have_count(1)
        expect(ben.tool.get_by_role("link", name="Open my wallet")).to_have_count(0)
        looks.look(ben.page, "taken")
    again = HolderWallet(over_http, lambda: datetime.now(UTC))
    again.offer, again.metadata, again.server = wallet.offer, wallet.metadata, wallet.server
    assert again.redeem(code).error == "invalid_grant"
