"""Sentiment of financial news, and one alert per surge of bad news: a Scaffold vertical."""
