"""The people's side: the Telegram bot and the terminal."""
