#!/bin/sh
# A Moodle at https://moodle.example.edu, entered by hand. Moodle shows all of this under
# Manage tools, on Cairn's card, behind the list symbol ("View configuration details").
flask lti add-platform \
  --label "Example University" \
  --product moodle \
  --issuer https://moodle.example.edu \
  --client-id kj9AkfTpyybbamz \
  --auth-url https://moodle.example.edu/mod/lti/auth.php \
  --token-url https://moodle.example.edu/mod/lti/token.php \
  --jwks-url https://moodle.example.edu/mod/lti/certs.php \
  --deployment-id 1
