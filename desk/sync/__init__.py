"""Sites and the desk keep each other up to date: journals come in, the feed goes out."""
