# The calculator in a real browser: by keyboard and by typing, what it says is what Python computes; its state is in the
# address; without scripts and from a disk it is there as well.
from __future__ import annotations

import re
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browsing import show_scheme
from golden import demonstration
from stemma.knowledge.derive import Deriver
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, format_quantity

PAGE = "guide/calculator/"
COST = ("deepseek-r1", "rl_training_cost", 0)
RATIO = ("deepseek-r1", "full_cost_ratio", 0)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def project():
    return demonstration()


@pytest.fixture
def figure(project):
    """`figure(key, {"id.field": value}) -> Figure`: the figure as the engine computes it with these inputs at exact values."""

    def computed(key, moved):
        pinned = {}
        for path, value in moved.items():
            entity, _, field = path.rpartition(".")
            unit = project.derived.value(entity, field).unit
            pinned[(entity, field)] = Quantity(Interval.exact(Decimal(value)), unit)
        deriver = Deriver(project.graph, pinned)
        deriver.settle(key)
        return deriver.figures[key]

    return computed


@pytest.fixture
def python(figure):
    """`python(key, moved) -> str`: the figure's value as the engine writes it."""
    return lambda key, moved: format_quantity(figure(key, moved).value)


@pytest.fixture
def stated(figure):
    """`stated(key, moved) -> list[str]`: how each stated value stands to the figure."""
    return lambda key, moved: [stated.comparison.kind for stated in figure(key, moved).stated]


class Calculator:
    """One calculator of a page."""

    def __init__(self, page, number=1):
        self.page = page
        self.root = page.locator(f"#calculator-{number}")
        self.value = self.root.locator("[data-out=value]")
        self.change = self.root.locator("[data-out=change]")
        self.bounds = self.root.locator("[data-out=bounds]")
        self.chips = self.root.locator("[data-out=stated]")

    def verdicts(self):
        """The first word of each chip: how a stated value stands to the figure."""
        return [re.match(r"\w+", text)[0] for text in self.chips.all_inner_texts()]

    def slider(self, name):
        return self.root.get_by_role("slider", name=re.compile(name))

    def field(self, name):
        return self.root.get_by_role("textbox", name=re.compile(name))

    def ready(self):
        expect(self.root.get_by_role("button", name="Reset")).to_be_visible()
        return self


@pytest.fixture
def calculator(demo_url, open_page):
    def opened(number=1, path=PAGE, **options):
        return Calculator(open_page(demo_url + path, **options), number).ready()

    return opened


def test_moving_a_slider_by_keyboard_gives_what_python_gives(calculator, python):
    at = calculator()
    before = at.value.inner_text()
    assert before == python(COST, {})
    at.slider("Rental price").focus()
    for key in ("ArrowRight", "PageUp", "End"):
        at.page.keyboard.press(key)
        price = at.field("Rental price").input_value()
        expect(at.value).to_have_text(python(COST, {"h800.rental_price": price}))
    assert price == "4"
    expect(at.change).to_have_text(re.compile(rf"^\+100 % against {re.escape(before)}$"))
    expect(at.slider("Rental price")).to_have_attribute("aria-valuetext", "$4 / GPU / hour")


def test_a_typed_number_moves_the_slider_the_bounds_every_verdict_and_figures_in_between(calculator, python, stated):
    at = calculator()
    agreed = stated(COST, {})
    assert set(agreed) == {"agrees"}
    assert at.verdicts() == agreed
    between = at.bounds.inner_text()
    at.field("Rental price").fill("3")
    expect(at.value).to_have_text(python(COST, {"h800.rental_price": "3"}))
    assert at.bounds.inner_text() != between
    kinds = stated(COST, {"h800.rental_price": "3"})
    assert kinds[0] == "off"
    assert at.verdicts() == kinds
    assert at.slider("Rental price").input_value() == "133"
    at.field("Rental price").fill("3e")
    expect(at.field("Rental price")).to_have_attribute("aria-invalid", "true")
    expect(at.value).to_have_text(python(COST, {"h800.rental_price": "3"}))
    at.field("Rental price").fill("9")
    expect(at.root.get_by_text("half to double; this lies beyond")).to_be_visible()
    expect(at.value).to_have_text(python(COST, {"h800.rental_price": "9"}))
    assert at.verdicts() == stated(COST, {"h800.rental_price": "9"}) == ["off"] * len(agreed)
    at.root.get_by_role("button", name="Reset").click()
    at.root.get_by_text("Computed on the way").click()
    at.field("Servers").fill("100")
    expect(at.root.locator("b[data-place]")).to_have_text("800 GPUs")
    expect(at.value).to_have_text(python(COST, {"deepseek-cluster-512.server_count": "100"}))


def test_a_price_that_stands_above_and_below_the_line_cancels(calculator):
    at = calculator(2)
    value, between = at.value.inner_text(), at.bounds.inner_text()
    at.field("Rental price").fill("3.5")
    expect(at.change).to_have_text(f"+0 % against {value}")
    assert (at.value.inner_text(), at.bounds.inner_text()) == (value, between)


def test_reset_takes_everything_back(calculator):
    at = calculator()
    before = (at.value.inner_text(), at.bounds.inner_text(), at.chips.all_inner_texts())
    at.field("Rental price").fill("3")
    at.slider("Servers").focus()
    at.page.keyboard.press("Home")
    expect(at.change).to_be_visible()
    at.root.get_by_role("button", name="Reset").click()
    expect(at.change).to_be_hidden()
    assert (at.value.inner_text(), at.bounds.inner_text(), at.chips.all_inner_texts()) == before
    assert at.field("Rental price").input_value() == "2"
    assert "#" not in at.page.url


def test_the_address_holds_what_was_moved_in_every_calculator_of_the_page(demo_url, calculator, open_page, python):
    at = calculator()
    other = Calculator(at.page, 2).ready()
    before = other.value.inner_text()
    at.field("Rental price").fill("2.5")
    other.field("Pre-training").fill("2,000,000")
    expect(other.value).not_to_have_text(before)
    state = "#calculator-1=h800.rental_price:2.5&calculator-2=deepseek-v3.pretraining_gpu_hours:2000000"
    expect(at.page).to_have_url(re.compile(re.escape(state) + "$"))
    shown = (at.value.inner_text(), other.value.inner_text())
    again = open_page(demo_url + PAGE + state)
    one, two = Calculator(again).ready(), Calculator(again, 2).ready()
    expect(one.value).to_have_text(python(COST, {"h800.rental_price": "2.5"}))
    expect(two.value).to_have_text(shown[1])
    one.root.get_by_role("button", name="Reset").click()
    expect(again).to_have_url(re.compile(r"#calculator-2=deepseek-v3\.pretraining_gpu_hours:2000000$"))


def test_the_state_outlives_the_theme_writing_headings_into_the_address(calculator):
    at = calculator()
    at.field("Rental price").fill("2.5")
    at.page.locator("#how-far-an-input-moves").scroll_into_view_if_needed()
    at.page.mouse.wheel(0, 1500)
    at.page.wait_for_timeout(1200)
    expect(at.page).to_have_url(re.compile(r"#calculator-1=h800\.rental_price:2\.5$"))


@pytest.mark.parametrize(
    "states", [("h800.rental_price:<img>", "h800.rental_price:1e99999"), ("nothing.here:3;;:", "=&&")]
)
def test_an_address_that_makes_no_sense_moves_nothing(demo_url, open_page, python, states):
    page = open_page("{}{}#calculator-1={}&calculator-2={}".format(demo_url, PAGE, *states))
    for number, key in ((1, COST), (2, RATIO)):
        at = Calculator(page, number).ready()
        expect(at.value).to_have_text(python(key, {}))
        expect(at.change).to_be_hidden()


def test_assistive_technology_hears_the_new_value_once_the_input_rests(calculator):
    at = calculator()
    at.field("Rental price").fill("3")
    expect(at.root.get_by_role("status")).to_have_text(f"{at.value.inner_text()}, {at.change.inner_text()}")
    for kind in ("slider", "textbox"):
        names = [element.get_attribute("aria-label") for element in at.root.get_by_role(kind).all()]
        assert len(set(names)) == len(names) > 3


def test_the_calculator_works_after_instant_navigation_and_leaves_no_state_behind(demo_url, open_page, arrived, python):
    page = open_page(f"{demo_url}guide/tables/")
    page.evaluate("window.stayed = true")
    page.locator(".md-sidebar a[href$='calculator/']").first.click()
    arrived(page, "The calculator")
    at = Calculator(page).ready()
    at.field("Rental price").fill("3")
    expect(at.value).to_have_text(python(COST, {"h800.rental_price": "3"}))
    page.locator(".md-sidebar a[href$='tables/']").first.click()
    page.wait_for_url(re.compile("tables/"))
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(900)
    assert "calculator-1" not in page.url
    assert page.evaluate("window.stayed === true")


def test_without_javascript_the_figure_its_inputs_and_the_stated_values_are_there(demo_url, open_page, python):
    page = open_page(demo_url + PAGE, java_script_enabled=False)
    root = page.locator("#calculator-1")
    expect(root.locator("strong")).to_have_text(python(COST, {}))
    for text in ("$2 / GPU / hour", "198 h", "$294,000", "agrees"):
        expect(root).to_contain_text(text)
    for control in ("input", "button"):
        assert [each for each in root.locator(control).all() if each.is_visible()] == []


def test_from_a_disk_it_computes_as_well(flat_demo_site, open_page, python):
    at = Calculator(open_page((flat_demo_site / "guide" / "calculator.html").as_uri())).ready()
    at.field("Rental price").fill("3")
    expect(at.value).to_have_text(python(COST, {"h800.rental_price": "3"}))
    expect(at.page).to_have_url(re.compile(r"#calculator-1=h800\.rental_price:3$"))


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["desk", "phone"])
def test_a_moved_calculator_is_accessible_and_fits(calculator, viewport):
    at = calculator(color_scheme="light", viewport=viewport)
    at.field("Rental price").fill("3")
    at.root.get_by_text("Computed on the way").click()
    for scheme in ("light", "dark"):
        show_scheme(at.page, scheme)
        found = Axe().run(at.page, context=".st-calc")
        assert found.violations_count == 0, found.generate_report()
    assert at.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = "[...document.querySelectorAll('.st-calc :is(input, button)')].filter((e) => e.offsetHeight < 24).length"
    assert at.page.evaluate(small) == 0
