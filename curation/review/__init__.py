"""A local web page on which a person chooses the full-body cluster and mends the pairs.

`photos` shows the photos of a build by number, `items` are the products to look at, `order` says which comes first,
`clusters` what the other screen shows, `ledger` keeps what was decided, `merge` joins two people's files, `page`
answers the browser.
"""
