curl -H "$header" https://hub
