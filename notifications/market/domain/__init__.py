"""The register's own rules, without a database: businesses, licences, deadlines and what is due."""
