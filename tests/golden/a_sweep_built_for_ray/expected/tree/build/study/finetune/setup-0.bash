source venv/bin/activate
