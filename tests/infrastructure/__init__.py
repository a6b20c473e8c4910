"""Real servers for the tests: broker, worker, mail, browser, and the databases' one reset."""
