"""Making photos of a release of links: fetched politely, told apart from what they were, put together to pairs."""
