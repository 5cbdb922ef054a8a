-- Runs once, as the superuser, when the server's volume is still empty. Each service owns its database, and can't even
-- connect to any other.
\getenv provider_password PROVIDER_DATABASE_PASSWORD
\getenv dashboard_password DASHBOARD_DATABASE_PASSWORD

CREATE ROLE provider LOGIN PASSWORD :'provider_password';
CREATE ROLE dashboard LOGIN PASSWORD :'dashboard_password';
CREATE DATABASE provider OWNER provider;
CREATE DATABASE dashboard OWNER dashboard;
REVOKE ALL ON DATABASE provider, dashboard, postgres, template1 FROM PUBLIC;
