"""deliver: an edition to its subscribers, once each. `send` decides who gets it, `relay` talks SMTP, `ledger` remembers."""
