"""Who is signed in, with which token, and where it is kept. Knows nothing of posts."""
