"""All that touches the oddities of botbuilder."""
