"""The cards of somebody who reported, from Send on."""
