"""Whole journeys over HTTP: the real bot, a Teams on localhost, mail in a folder."""
