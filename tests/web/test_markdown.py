import pytest

from app.web.markdown import render


def test_markdown_becomes_html_with_headings_below_the_pages_own() -> None:
    assert render("# Plan\n\n**Bold** and [link](https://example.org)") == (
        '<h3>Plan</h3>\n<p><strong>Bold</strong> and <a href="https://example.org" target="_blank" '
        'rel="noopener noreferrer nofollow">link</a></p>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/pixel.png)",
        '<img src=x onerror="alert(1)">',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="#" style="position:fixed">x</a>',
    ],
)
def test_nothing_that_runs_or_calls_home_survives(text: str) -> None:
    html = render(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert '<a href="#"' not in html
