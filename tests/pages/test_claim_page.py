# The page of a claim: what it is about and who made it stand at its top alone, so all of them do, where links lead to.
from __future__ import annotations

import re

from checking import check_files
from stemma.pages.context import Site
from stemma.pages.site import pages

SHIPS = [f"ship-{number}" for number in range(1, 7)]
FILES = {
    "graph/schema.yml": "types:\n  ship: {folder: ships}\nproject: {rules: {lint: ignore}}\n",
    "graph/sources/log.yml": "name: Log\ndate: 1911\n",
    **{f"graph/ships/{ship}.yml": f"name: {ship.title()}\n" for ship in SHIPS},
    "graph/claims/claim.yml": f"""\
name: They sank
about: [{", ".join(f"{{to: {ship}, source: log}}" for ship in SHIPS)}]
made_by: {{to: log, source: log}}
evidence: [{{source: log, stance: supports}}]
verdict: supported
rationale: So it says.
""",
}


def test_all_that_a_claim_is_about_is_shown_where_links_to_it_lead():
    site = Site(check_files(FILES))
    made = {page.path: page.html for page in pages(site)}
    html = made["claims/claim"]
    about = re.search(r'<div id="field-about".*?</div>', html, re.DOTALL)
    assert about
    assert re.findall(r"ships/([\w-]+)", about[0]) == SHIPS
    assert 'id="field-made_by"' in html
    assert set(re.findall(r'claims/claim[^"#]*#([\w-]+)', made["timeline"])) == {"field-about", "field-made_by"}


def test_a_claim_that_the_graph_cannot_decide_says_why_on_its_page():
    files = {
        **FILES,
        "graph/schema.yml": "types:\n  ship:\n    folder: ships\n    fields: {cost: {type: quantity, unit: hour}}\n",
        "graph/ships/ship-1.yml": "name: One\ncost: {value: 3K h, source: log}\n",
        "graph/claims/claim.yml": 'name: C\nasserts: {figure: ship-1.cost, is: "<3.2K h"}\nevidence: {source: log, stance: supports}\n',
    }
    html = {page.path: page.html for page in pages(Site(check_files(files)))}["claims/claim"]
    assert "cannot be decided" in html
    assert "Only a part of its range satisfies it: 3K h stands for 2,500 to 3,500 hours" in html
