"""Marts → edition → mail and page: pure reading, tested wording, the same bytes for the same content.

edition.build(connection, city, year, moment, archive_text) → Edition
update.build(older, newer) → Edition | None
render.mail(edition, city) → Mail
page.write(edition, city, site) → the page's path
"""
