"""What a page states in lists, tables and bullets is read; menus, size charts and footers are not."""

from curation.schema import Attribute
from scrapers.pages.lists import attribute_lists, described


def test_definitions_and_tables_of_two_columns_stand_under_their_heading():
    page = """<h2>Details</h2><dl><dt>Länge:</dt><dd>knielang</dd><dt>Material</dt><dd>Leinen</dd><dd>Seide</dd></dl>
        <h3>Pflege</h3><table><tr><th>Waschen<td>30&nbsp;°C<tr><td>Bügeln</td><td>heiß</td></tr></table>"""
    assert attribute_lists(page) == [
        Attribute("Länge", "knielang", "Details"),
        Attribute("Material", "Leinen", "Details"),
        Attribute("Material", "Seide", "Details"),
        Attribute("Waschen", "30 °C", "Pflege"),
        Attribute("Bügeln", "heiß", "Pflege"),
    ]


def test_bullets_count_where_box_or_heading_speak_of_the_article():
    page = """<h2>Kleid</h2><ul class="qa-description-list"><li>Ärmel: lang</li><li>100%25 Wolle</li></ul>
        <h2>Hilfe</h2><ul><li>Versand</li></ul><h2>Größe</h2><ul><li>S</li></ul>
        <nav><h2>Details</h2><ul><li>Menü</li></ul></nav>"""
    assert attribute_lists(page) == [Attribute("Ärmel", "lang", "Kleid"), Attribute("", "100% Wolle", "Kleid")]


def test_a_bullet_with_a_link_is_a_menu():
    assert attribute_lists('<ul class="features"><li><a href="/agb">AGB</a></li><li>Seide</li></ul>') == [
        Attribute("", "Seide", "")
    ]


def test_size_charts_scripts_templates_and_footers_are_no_attributes():
    page = """<table><tr><td>S</td><td>88</td><td>70</td></tr></table><script>"<dl><dt>a</dt><dd>b</dd></dl>"</script>
        <template><dl><dt>a</dt><dd>{{b}}</dd></dl></template><!-- <dl><dt>a</dt><dd>b</dd></dl> -->
        <footer><dl><dt>Telefon</dt><dd>1</dd></dl></footer>"""
    assert attribute_lists(page) == []


def test_in_a_description_every_bullet_counts_and_without_any_the_lines_do():
    assert described("<p>Schön: sehr</p><ul><li>Reine Seide</li></ul>") == [Attribute("", "Reine Seide", "")]
    assert described("<b>Material:</b> Leinen<br>Alles was man hier sagt: nichts<p>Futter: keins</p>") == [
        Attribute("Material", "Leinen", ""),
        Attribute("Futter", "keins", ""),
    ]
