"""What the deals on record teach: likeness of projects, tastes of investors, and their balance."""
